"""No person in the graph, and only what is formal in a public export."""

import re
from pathlib import Path

import pytest
from rdflib import Graph as RdflibGraph
from rdflib import URIRef

import wijgraph
from tests.conftest import ROOT, Run
from tests.serving import served
from wijgraph.analysis.selection import FORMAL
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.graph.privacy import CLASSES, EMAIL, PROPERTIES, refuse_personal
from wijgraph.namespaces import GOV, RDF, RDFS, RULE, SH
from wijgraph.site.build import build

# How the documents name a person: a title or an office, or initials, and then a name.
INITIALS = r"\b(?:[A-Z]\.\s?){1,4}(?:(?:van|de|der|den|ten|ter|'t|in)\s+)*[A-Z][a-zëéïö]{2,}"
TITLES = r"\b(?:dhr|mw|mevr|mr|drs|dr|ir|ing|prof)\.\s+(?:[A-Z]\.\s?)*[A-Z][a-zëéïö]{2,}"
OFFICES = (
    r"\b(?:[Ww]ethouder|[Bb]urgemeester|[Rr]aadslid)\s+(?:(?:van|de|der|den)\s+)*[A-Z][a-zëéïö]{2,}"
)
NAMES = re.compile(f"{INITIALS}|{TITLES}|{OFFICES}")


@pytest.mark.parametrize(
    "text",
    ["A.B. de Vries", "J. Jansen", "drs. Jansen", "mr. J. van Dijk", "wethouder Pietersen",
     "burgemeester van Dam", "dhr. Boer"],
)  # fmt: skip
def test_names_are_seen(text: str) -> None:
    assert NAMES.search(text), text


@pytest.mark.parametrize("text", ["raad van toezicht", "B en W", "wethouder jeugd", "R. en T."])
def test_offices_are_no_names(text: str) -> None:
    assert not NAMES.search(text)


# A first and a last name; what is written so and is no person has a word that is listed here.
FULL = re.compile(r"\b(?=([A-Z][a-zëéïö]+) (?:(?:van|de|der|den|ten|ter) )*([A-Z][a-zëéïö]{2,})\b)")
THINGS = {"Beijum", "Gele", "Herpositionering", "House", "Intensieve", "Jongerencoaches",
          "Ondersteunende", "Participatie", "Set", "Verplichte"}  # fmt: skip


def surnames(texts: Path) -> set[str]:
    """Return the last words of the names in the texts, but for words that are ordinary there."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in texts.glob("*.txt"))
    ordinary = set(re.findall(r"\b[a-zëéïö]+\b", text))
    found = {match[0].split()[-1] for match in NAMES.finditer(text)}
    found |= {last for first, last in FULL.findall(text) if first.lower() not in ordinary}
    return {name for name in found - THINGS if name.lower() not in ordinary}


def repeated(names: set[str], dossier: wijgraph.Dossier) -> dict[str, set[str]]:
    """Return which of ``names`` stand in a literal of the graph, each with where."""
    said: dict[str, set[str]] = {}
    for document in dossier.graph.documents:
        for subject, predicate, obj in document.triples:
            if obj.kind == "literal":
                for word in names.intersection(re.findall(r"\w+", obj.value)):
                    said.setdefault(word, set()).add(f"{subject.value} {predicate.value}")
    return said


def test_no_name_of_the_sources_is_in_the_graph(dossier: wijgraph.Dossier, sources: Path) -> None:
    names = surnames(sources)
    assert names, "there are some: of who wrote it"
    assert repeated(names, dossier) == {}


def test_a_name_that_is_repeated_is_found(town_folder: Path, tmp_path: Path) -> None:
    text = "Gesproken is met drs. A.B. Jansen en de directie, en met Klaas van der Boom.\n"
    (tmp_path / "report.txt").write_text(text)
    assert surnames(tmp_path) == {"Jansen", "Boom"}
    assert repeated(surnames(tmp_path), wijgraph.open(town_folder)) == {}
    town_with(town_folder, "<http://ex/note> 'Volgens Jansen is het zo.'@nl")
    assert set(repeated(surnames(tmp_path), wijgraph.open(town_folder))) == {"Jansen"}


def test_no_label_looks_like_a_name(dossier: wijgraph.Dossier) -> None:
    seen = re.compile(f"{INITIALS}|{TITLES}")
    for document in dossier.graph.documents:
        for subject, _, obj in document.triples:
            if obj.kind == "literal":
                assert not seen.search(obj.value), (subject.value, obj.value)


def test_the_rule_names_the_same_terms() -> None:
    shapes = RdflibGraph().parse(ROOT / "shapes" / "privacy.ttl")
    rule = URIRef(RULE + "Person")
    properties = {str(p) for p in shapes.objects(rule, URIRef(SH + "targetSubjectsOf"))}
    classes = {str(c) for c in shapes.objects(rule, URIRef(SH + "targetClass"))}

    def both(iris: frozenset[str]) -> set[str]:
        return set(iris) | {i.replace("https://schema.org/", "http://schema.org/") for i in iris}

    # The address of an office is fine; a rule cannot tell it from that of a person.
    assert properties == both(PROPERTIES) - {EMAIL}
    assert classes == both(CLASSES)


def town_with(folder: Path, line: str) -> Path:
    """Put one more fact about the board in the town."""
    text = (
        "@prefix schema: <https://schema.org/> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        f"<https://w3id.org/wijgraph/id/board> {line} .\n"
    )
    (folder / "data" / "own.ttl").write_text(text)
    return folder


PERSONAL = [
    "schema:birthDate '1970-01-01'",
    "schema:email 'jan.jansen@example.org'",
    "<http://schema.org/telephone> '050'",
    "foaf:mbox <mailto:jan@example.org>",
    "a foaf:Person",
    "a schema:Person",
]


@pytest.mark.parametrize("line", PERSONAL)
def test_what_is_of_a_person_is_not_published(
    run: Run, town_folder: Path, tmp_path: Path, line: str
) -> None:
    town_with(town_folder, line)
    for arguments in (["export"], ["export", "--public"], ["export", "-F", "csv"]):
        outcome = run("--dossier", town_folder, *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert "own.ttl:3:" in outcome.err
        assert "jansen" not in outcome.err
    private = run("--dossier", town_folder, "export", "--include-private")
    assert private.code == 0
    dossier = wijgraph.open(town_folder)
    report = wijgraph.Report(conforms=True, findings=())
    with pytest.raises(wijgraph.WijgraphError, match="not published"):
        build(dossier, report, tmp_path / "site", lambda *_: None)
    assert not (tmp_path / "site").exists()
    with pytest.raises(wijgraph.WijgraphError, match="not published"), served(dossier):
        pass
    if "email" not in line:
        assert "GOV-PERSON-NONE" in run("--dossier", town_folder, "validate").out


def test_the_address_of_an_office_may_be_told(town_folder: Path) -> None:
    town_with(town_folder, "schema:email 'board@example.org'")
    refuse_personal(wijgraph.open(town_folder).graph)
    refuse_personal(wijgraph.open().graph)


def test_private_and_public_is_a_contradiction(run: Run) -> None:
    assert run("export", "--public", "--include-private").code == 2


# The public export


def triples(run: Run, *flags: str) -> RdflibGraph:
    outcome = run("export", "-F", "ntriples", *flags)
    assert outcome.code == 0, outcome.err
    return RdflibGraph().parse(data=outcome.out, format="nt")


def test_public_is_only_what_is_formal(run: Run) -> None:
    whole, public = triples(run), triples(run, "--public")
    modality = URIRef(GOV + "modality")
    assert {str(m) for m in public.objects(None, modality)} == FORMAL
    assert {str(m) for m in whole.objects(None, modality)} > FORMAL
    formal = {s for s, m in whole.subject_objects(modality) if str(m) in FORMAL}
    kind, tension = URIRef(RDF + "type"), URIRef(GOV + "PerspectiveFinding")
    asked = set(whole.subjects(kind, tension))
    assert formal - asked <= set(public.subjects(modality))
    for name in ("Interview", "PerspectiveFinding", "Tension"):
        assert set(whole.subjects(kind, URIRef(GOV + name)))
        assert not set(public.subjects(kind, URIRef(GOV + name)))


def test_public_holds_together(run: Run) -> None:
    """Nothing refers to what is left out, and no phrase of it stays behind."""
    whole, public = triples(run), triples(run, "--public")
    gone = set(whole.subjects()) - set(public.subjects())
    assert len(gone) > 300
    assert not gone & set(public.objects())
    kind = URIRef(RDF + "type")
    for citation in public.subjects(kind, URIRef(GOV + "Citation")):
        assert set(public.subjects(None, citation)), citation
    actors = set(whole.subjects(kind, URIRef(GOV + "Council")))
    assert actors <= set(public.subjects(URIRef(RDFS + "label")))


def test_public_edges_follow_from_what_is_there(run: Run) -> None:
    """A short edge that only practice gives is not in it."""
    text = """
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
<http://ex/f> a gov:Steering ; gov:actor <http://ex/a> ; gov:counterparty <http://ex/b> ;
  gov:modality gov:practice .
"""
    dossier = wijgraph.open()
    graph = Graph(dossier.files, [*dossier.graph.documents, Document("own.ttl", text, "turtle")])
    assert graph.store.ask("ASK { <http://ex/a> ?edge <http://ex/b> }")
    from wijgraph.analysis.selection import formal as public

    formal = Graph(dossier.files, public(graph))
    assert not formal.store.ask("ASK { <http://ex/a> ?edge <http://ex/b> }")
    assert run("export", "--public", "-F", "graphml").code == 0
