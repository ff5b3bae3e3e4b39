"""Differences: told as governance, given as a patch that turns the one side into the other."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wijgraph
from tests.conftest import ROOT, Run
from wijgraph import namespaces
from wijgraph.analysis.changes import Difference, Side, compare
from wijgraph.analysis.revisions import side
from wijgraph.analysis.scenario import patched
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.messages import in_language
from wijgraph.model import Term
from wijgraph.namespaces import WIJ
from wijgraph.report.document import Item
from wijgraph.store import Triple
from wijgraph.store.canonical import named
from wijgraph.turtle import patch
from wijgraph.turtle.patch import read, write

PARTS = ("ontology", "shapes", "data")
PREFIXES = "".join(
    f"@prefix {name}: <{namespaces.PREFIXES[name]}> .\n"
    for name in ("dct", "gov", "owl", "rdfs", "schema", "sh", "wij", "xsd")
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return wijgraph.open().graph


@pytest.fixture(scope="module")
def ours(graph: Graph) -> Side:
    return Side("ours", tuple(of_dossier(graph.dossier, *PARTS)))


def changed(ours: Side, file: str, *replacements: tuple[str, str]) -> Side:
    """Return our dossier with a file of it written otherwise."""
    documents = []
    for document in ours.documents:
        text = document.text
        if document.name.endswith(file):
            for old, new in replacements:
                assert old in text, old
                text = text.replace(old, new)
        documents.append(
            document if text == document.text else Document(document.name, text, "turtle")
        )
    return Side("changed", tuple(documents))


def told(difference: Difference, language: str = "nl") -> list[str]:
    return [f"{item.sign} {in_language(item.text, language)}" for item in items(difference)]


def items(difference: Difference) -> list[Item]:
    report = difference.report("a", "b")
    return [item for section in report.sections for item in section.items]


def without(text: str, node: str) -> tuple[str, str]:
    """Return what replaces the statement about ``node`` by nothing."""
    start = text.index(f"{node}\n    a ")
    return text[start : text.index(" .\n\n", start) + 4], ""


def of(ours: Side, file: str) -> str:
    return next(d.text for d in ours.documents if d.name.endswith(file))


APPROVAL = "relation:college-approves-rvb"
DUTY = """
<https://w3id.org/wijgraph/id/relation/wij-must-inform-raad>
    a gov:InformationDuty ;
    rdfs:label "Plicht van WIJ om de raad te informeren"@nl ;
    rdfs:label "Duty of WIJ to inform the council"@en ;
    gov:actor wij:wij ;
    gov:counterparty wij:raad ;
    gov:modality gov:statutory .
"""
CITED = "gov:citation citation:berenschot-2.1-appoint-rvb"


def test_governance_is_told(ours: Side, graph: Graph) -> None:
    processes = of(ours, "processes.ttl")
    new = changed(ours, "data/processes.ttl", without(processes, APPROVAL))
    new = changed(new, "data/relations.ttl", ("# Other", f"{PREFIXES}{DUTY}# Other"))
    new = changed(
        new,
        "data/meetings.ttl",
        ("gov:minimumPerYear 2 ;\n    gov:participant wij:college ;\n    gov:participant wij:rvb",
         "gov:minimumPerYear 4 ;\n    gov:participant wij:college ;\n    gov:participant wij:raad"),
    )  # fmt: skip
    difference = compare(ours, new, graph)
    lines = told(difference)
    assert (
        "- Het college van B en W verliest de goedkeuring van besluiten van de raad van bestuur"
        in lines
    )
    assert "+ Nieuwe informatieplicht: WIJ Groningen moet de gemeenteraad informeren" in lines
    meeting = "Overleg van het college met de raad van bestuur"
    assert (
        f"~ {meeting}: nu ten minste vier keer per jaar (was ten minste twee keer per jaar)"
        in lines
    )
    assert (
        f"- De raad van bestuur neemt niet meer deel aan: {meeting[0].lower()}{meeting[1:]}"
        in lines
    )
    (line,) = (item for item in items(difference) if "goedkeuring" in in_language(item.text, "nl"))
    details = " ".join(in_language(detail, "nl") for detail in line.details)
    assert "bron: Berenschot 2023, 2.1, alinea 5: “" in details
    english = told(difference, "en")
    assert (
        "- The municipal executive loses the approval of decisions of the executive board"
        in english
    )
    assert "+ New duty to inform: WIJ Groningen must inform the council" in english
    assert len(english) == len(lines)


def test_evidence_and_sense_are_told(ours: Side, graph: Graph) -> None:
    new = changed(
        ours,
        "data/processes.ttl",
        (f"{CITED} .", f"{CITED} ;\n    gov:citation <{WIJ}citation/berenschot-2.1-appoint-rvt> ."),
        ("    gov:extent gov:majority ;\n    gov:modality gov:statutory ;",
         "    gov:extent gov:majority ;\n    gov:modality gov:judged ;"),
    )  # fmt: skip
    lines = told(compare(ours, new, graph))
    label = "Benoeming van de raad van bestuur door de leden van de raad van toezicht"
    place = "Berenschot 2023, 2.1, alinea 3: “college benoemt de raad van toezicht”"
    assert f"+ {label}: vindplaats toegevoegd: {place}" in lines
    assert "- De raad van toezicht verliest het toezicht op de raad van bestuur" in lines
    assert any("geldt nu als" in line and "was statutair" in line for line in lines)


def test_a_relation_that_another_fact_still_carries_is_not_told_as_lost(
    ours: Side, graph: Graph
) -> None:
    processes = of(ours, "processes.ttl")
    node = "relation:gemeente-commissions-wij-deelopdrachten"
    lines = told(compare(ours, changed(ours, "processes.ttl", without(processes, node)), graph))
    (line,) = (line for line in lines if "deelopdrachten aan WIJ" in line)
    assert line.endswith("een andere uitspraak draagt dezelfde relatie nog")
    assert not any("geeft geen opdracht meer" in line for line in lines)


def test_terms_and_rules_are_told(ours: Side, graph: Graph) -> None:
    shape = "shapes/governance-meeting.ttl"
    rules = of(ours, shape)
    new = changed(
        ours,
        shape,
        (
            'sh:severity sh:Info ;\n    sh:name "niveau',
            'sh:severity sh:Warning ;\n    sh:name "niveau',
        ),
        without(rules, "rule:MeetingSeries-parties"),
        ("FILTER (?minimum >= 2)", "FILTER (?minimum >= 4)"),
    )
    new = changed(
        new,
        "ontology/relation.ttl",
        ("gov:Provision\n    a owl:Class ;",
         "gov:Provision\n    owl:deprecated true ;\n    a owl:Class ;"),
        ("# ", f"{PREFIXES}gov:Loan a owl:Class ; rdfs:label \"lening\"@nl , \"loan\"@en .\n# "),
    )  # fmt: skip
    lines = told(compare(ours, new, graph))
    name = "GOV-ESCALATION-LEVEL (R38), niveau van een escalatiemodel"
    assert f"~ {name}: zwaarte van mededeling naar waarschuwing" in lines
    assert "- regel weg: GOV-MEETING-PARTIES (R15), deelnemers van beide partijen" in lines
    assert any("GOV-EXECUTIVE-MEETING" in x and x.endswith("sh:select gewijzigd") for x in lines)
    assert "~ term verouderd: dienstverlening" in lines
    assert "+ nieuwe term: gov:Loan (lening)" in lines


def test_the_layout_of_the_text_makes_no_difference(ours: Side, graph: Graph) -> None:
    turned = []
    for document in reversed(ours.documents):
        names = iter(random.Random(1).sample(range(10**6), 10**4))
        name = _renaming(names)
        lines = [" ".join(map(name, triple)) for triple in document.triples]
        random.Random(2).shuffle(lines)
        text = "".join(f"{line} .\n" for line in lines)
        turned.append(Document(f"other/{document.name}", text, "ntriples"))
    other = Side("other", tuple(turned))
    assert other.triples == ours.triples
    difference = compare(ours, other, graph)
    assert not difference
    assert not told(difference)


def _renaming(names: Iterator[int]) -> Callable[[Term], str]:
    """Return what writes terms, with blank nodes by other names."""
    known: dict[str, str] = {}

    def name(term: Term) -> str:
        if term.kind == "bnode":
            return known.setdefault(term.value, f"_:n{next(names)}")
        return patch.written(term)

    return name


@pytest.fixture(scope="module")
def everything(ours: Side) -> list[Triple]:
    return sorted(ours.triples, key=str)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), share=st.floats(0, 0.2))
def test_a_difference_applied_as_a_patch_gives_the_other_side(
    everything: list[Triple], seeds: tuple[int, int], share: float
) -> None:
    sides = []
    for seed in seeds:
        chance = random.Random(seed)
        sides.append(named(t for t in everything if chance.random() < share))
    one, other = sides
    change = read(write(other - one, one - other), "x.rdfp")
    assert patched(one, change) == other
    assert patched(other, read(write(one - other, other - one), "x.rdfp")) == one


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", folder, *names, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a town in a subfolder of a repository, with a change since its first revision."""
    root = tmp_path_factory.mktemp("repository")
    town = root / "town"
    for part in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / part, town / part)
    shutil.copytree(ROOT / "tests" / "town" / "data", town / "data")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    boards = town / "data" / "boards.ttl"
    boards.write_text(boards.read_text().replace("gov:minimumPerYear 2", "gov:minimumPerYear 1"))
    return town


def test_revisions(repository: Path, run: Run, tmp_path: Path) -> None:
    before = sorted(p.name for p in repository.rglob("*"))
    done = run("--dossier", repository, "diff", "git:HEAD", repository)
    assert done.code == 0
    assert "nu ten minste één keer per jaar (was ten minste twee keer per" in done.out
    assert run("--dossier", repository, "diff", "git:HEAD", "git:HEAD", "--exit-code").code == 0
    path = repository / "data" / "boards.ttl"
    file = run(
        "--dossier", repository, "diff", "git:HEAD:town/data/boards.ttl", path, "--exit-code"
    )
    assert file.code == 1
    assert "één keer per jaar" in file.out
    folder = run("--dossier", repository, "diff", "git:HEAD:town/data", "git:HEAD:town")
    assert folder.code == 0
    assert sorted(p.name for p in repository.rglob("*")) == before  # nothing was checked out
    change = tmp_path / "change.rdfp"
    made = run("--dossier", repository, "diff", "git:HEAD", repository, "-F", "patch", "-o", change)
    assert (made.code, made.out) == (0, "")
    dossier = wijgraph.open(repository).files
    sides = [side(name, dossier) for name in ("git:HEAD", str(repository))]
    assert patched(sides[0].triples, read(change.read_text(), "x")) == sides[1].triples
    report = json.loads(
        run("--dossier", repository, "diff", "git:HEAD", repository, "-F", "json").out
    )
    assert len(report["added"]) == len(report["removed"]) > 0
    assert report["told"][0]["key"] == "meetings"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "data"], "nowhere: there is no such file or folder"),
        (["git:nothing", "git:HEAD"], "git knows no revision 'nothing'"),
        (["git:--help", "git:HEAD"], "'--help' is no revision"),
        (["git:", "git:HEAD"], "is no revision"),
        (["git:HEAD:nowhere", "git:HEAD"], "no file of a known format at nowhere"),
        (["git:HEAD", "git:HEAD", "--at", "x"], "2025-03-31"),
    ],
)
def test_bad_input(arguments: list[str], words: str, repository: Path, run: Run) -> None:
    done = run("--lang", "en", "--dossier", repository, "diff", *arguments)
    assert done.code == 2
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_no_rdf(tmp_path: Path, run: Run) -> None:
    one, other = tmp_path / "a.ttl", tmp_path / "b.ttl"
    one.write_text("<urn:a> <urn:b> <urn:c> .\n")
    other.write_text("<urn:a> <urn:b>\n")
    done = run("diff", one, other)
    assert done.code == 2
    assert "b.ttl:" in done.err
    other.write_text("")
    assert run("diff", one, other, "-o", tmp_path / "no" / "x").code == 2


def test_hostile_labels_are_harmless(tmp_path: Path, run: Run) -> None:
    one, other = tmp_path / "a.ttl", tmp_path / "b.ttl"
    one.write_text(f"{PREFIXES}wij:b a gov:Finding .\n")
    label = '"<img src=x onerror=y> [x](javascript:y) \\u001B[31m \\u202E"@nl'
    other.write_text(
        f"{PREFIXES}wij:b a gov:Finding . wij:a a gov:Finding ; rdfs:label {label} .\n"
    )
    for form in ("text", "markdown", "json", "patch"):
        done = run("diff", one, other, "-F", form)
        assert done.code == 0
        assert "\x1b" not in done.out
        if form != "patch":
            assert "\u202e" not in done.out
    assert "<img" not in run("diff", one, other, "-F", "markdown").out


def test_on_a_day(tmp_path: Path, run: Run) -> None:
    one, other = tmp_path / "a.ttl", tmp_path / "b.ttl"
    fact = (
        f"{PREFIXES}wij:f a gov:Appointment ; gov:actor wij:raad ; gov:counterparty wij:rvb ; "
        'gov:modality gov:statutory ; schema:startDate "2024-07-01"^^xsd:date .\n'
    )
    one.write_text(f"{PREFIXES}wij:x a gov:Finding .\n")
    other.write_text(f"{fact}wij:x a gov:Finding .\n")
    late = run("--lang", "en", "diff", one, other, "--at", "2024-07-01")
    assert "The council gains the appointment of the executive board" in late.out
    early = run("--lang", "en", "diff", one, other, "--at", "2024-06-30")
    assert "There is no difference" in early.out


def test_a_difference_is_a_scenario(tmp_path: Path, run: Run) -> None:
    source = ROOT / "data" / "meetings.ttl"
    other, change = tmp_path / "meetings.ttl", tmp_path / "change.rdfp"
    other.write_text(source.read_text().replace("gov:minimumPerYear 2", "gov:minimumPerYear 1"))
    assert run("diff", source, other, "-F", "patch", "-o", change).code == 0
    done = run("--lang", "en", "whatif", change, "-F", "json")
    found = [f["rule"] for f in json.loads(done.out)["findings"]["new"]]
    assert found == ["GOV-EXECUTIVE-MEETING", "GOV-SUPERVISORY-MEETING"]
