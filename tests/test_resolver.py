"""A name means the same for command, Python, interface, form, page and parameter."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

import wijgraph
from tests.conftest import ROOT, Run
from tests.serving import QUIET, Served, served
from wijgraph.errors import AmbiguousNameError, ParameterError, UnknownNodeError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.graph.resolver import nearest
from wijgraph.namespaces import GOV, RDFS, SKOS, WIJ
from wijgraph.web.sitepages import SitePages

BODY = re.compile(r"<tbody.*?</tbody>", re.DOTALL)
PREFIXES = f"""
@prefix concept: <https://w3id.org/wijgraph/concept/> .
@prefix gov: <{GOV}> . @prefix rdfs: <{RDFS}> . @prefix skos: <{SKOS}> .
@prefix wij: <{WIJ}> . @prefix own: <https://dorp.example/id/> .
gov:Council rdfs:subClassOf gov:Actor . gov:Actor a <http://www.w3.org/2002/07/owl#Class> .
"""


def names_of(dossier: wijgraph.Dossier, actor: str) -> list[str]:
    """Return every name of an actor: its short name, IRI, labels and alternative labels."""
    said = dossier.graph.facts.of(actor)
    labels = [t.value for p in (RDFS + "label", SKOS + "altLabel") for t in said.get(p, ())]
    return list(dict.fromkeys([actor.removeprefix(WIJ), actor, f"<{actor}>", *labels]))


def forms_of(name: str) -> list[str]:
    """Return a name as people may write it."""
    if "://" in name:
        return [name]
    loose = (name.upper(), name.lower(), name.title(), unicodedata.normalize("NFD", name.upper()))
    spaced = (f"  {name.replace(' ', '  ')} ", name.replace(" ", "-"), name.replace("-", " "))
    return list(dict.fromkeys([name, *loose, *spaced, name.replace(" ", "\N{NO-BREAK SPACE}")]))


@pytest.fixture(scope="module")
def actors(dossier: wijgraph.Dossier) -> list[str]:
    return dossier.graph.facts.instances(GOV + "Actor")


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, SitePages) as running:
        yield running


def test_every_name_of_every_actor(dossier: wijgraph.Dossier, actors: list[str]) -> None:
    asked = 0
    for actor in actors:
        for name in names_of(dossier, actor):
            for form in forms_of(name):
                assert dossier.graph.node(form) == dossier.graph.node(form, GOV + "Actor") == actor
                asked += 1
    assert asked > 900


def test_the_abbreviations_of_the_documents(dossier: wijgraph.Dossier) -> None:
    for name, slug in (
        ("RvB", "rvb"), ("rvt", "rvt"), ("B&W", "college"), ("b en w", "college"),
        ("College", "college"), ("Raad van Toezicht", "rvt"), ("supervisory board", "rvt"),
        ("WIJ", "wij"), ("Stichting WIJ Groningen", "wij"), ("RAAD", "raad"),
        ("geinterviewde betrokkenen", "geinterviewden"),
        ("director of Innovation and Development of WIJ", "directeur-innovatie-en-ontwikkeling"),
    ):  # fmt: skip
        assert dossier.graph.node(name) == WIJ + slug, name


def test_the_same_rows_everywhere(
    dossier: wijgraph.Dossier,
    actors: list[str],
    server: Served,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wijgraph.cli.common.open_dossier", lambda *_, **__: dossier)
    for actor in actors:
        slug = actor.removeprefix(WIJ)
        rows = dossier.query("actor", actor=slug).table.rows
        table = run("query", "run", "actor", f"actor={slug}").out
        told = server.get("/api/queries/actor", params={"actor": slug, "format": "json"}).json()
        page = server.get("/questions/actor.html", "text/html", params={"actor": slug}).text
        known = server.get(f"/api/actors/{slug}", "application/json").json()
        assert len(told["rows"]) == len(rows)
        for number, name in enumerate(names_of(dossier, actor)):
            forms = forms_of(name)
            form = forms[number % len(forms)]
            asked = {"actor": form}
            assert dossier.query("actor", actor=form).table.rows == rows
            assert run("query", "run", "actor", f"actor={form}").out == table
            same = server.get("/api/queries/actor", params={**asked, "format": "json"})
            assert (same.status_code, same.json()) == (200, told)
            shown = server.get("/questions/actor.html", "text/html", params=asked)
            assert shown.status_code == 200
            assert BODY.findall(shown.text) == BODY.findall(page)
            if "/" not in form:
                assert server.get(f"/api/actors/{form}", "application/json").json() == known


def test_form_of_the_chains_and_view_take_any_name(
    server: Served, dossier: wijgraph.Dossier
) -> None:
    for one, other in (("RAAD", "RvB"), ("Gemeenteraad", "raad  van bestuur")):
        asked = {"from": one, "to": other}
        page = server.get("/analyses/paths.html", "text/html", params=asked)
        assert page.status_code == 200
        assert "Gezag: van gemeenteraad naar raad van bestuur" in page.text
        told = server.get("/api/paths", "application/json", params=asked).json()
        assert told == server.get("/api/paths?from=raad&to=rvb", "application/json").json()
        assert dossier.paths(one, other).one.iri == WIJ + "raad"
    for name in ("RvB", "Raad van Bestuur", "executive board"):
        assert dossier.view(name).network.graph["name"] == "actor:rvb"
    assert dossier.view("Formeel en Praktijk").network.graph["name"] == "formeel-praktijk"
    named = dossier.view("toezicht", modality=["Statutair"], source=["berenschot 2023"]).network
    short = dossier.view("toezicht", modality=["statutory"], source=["berenschot-2023"]).network
    assert named.size() == short.size() > 0


def of_own(text: str) -> Graph:
    """Return the graph of a text, as of a dossier that somebody else has written."""
    return Graph(wijgraph.open().files, [Document("own.ttl", PREFIXES + text, "turtle")])


def test_what_is_ambiguous_is_refused_with_its_candidates() -> None:
    graph = of_own(
        """
        own:council a gov:Council ; rdfs:label "raad"@nl, "council"@en ; skos:altLabel "GR"@nl .
        own:works-council a gov:Council ; rdfs:label "ondernemingsraad"@nl ; skos:altLabel "Raad" .
        own:talk a gov:Talk ; rdfs:label "gr"@nl . own:talk2 a gov:Talk ; rdfs:label "bestuur"@nl .
        own:talk3 a gov:Talk ; rdfs:label "Bestuur"@nl . gov:Talk rdfs:label "Council"@en .
        """
    )
    for name in ("raad", "RAAD", " raad "):
        with pytest.raises(AmbiguousNameError, match="council, works-council") as caught:
            graph.node(name)
        assert caught.value.near == ("council", "works-council")
        assert "Kies er een" in caught.value.told("nl")
    assert graph.node("gr") == "https://dorp.example/id/council"  # actors go first
    assert graph.node("Council") == "https://dorp.example/id/council"  # and terms last
    with pytest.raises(AmbiguousNameError, match="talk2, talk3"):
        graph.node("bestuur")


def test_a_dossier_with_a_base_of_its_own() -> None:
    graph = of_own(
        """
        own:gemeente-raad a gov:Council ; rdfs:label "gemeenteraad van Dorp"@nl .
        <https://dorp.example/id/relation/stelt-kaders> a gov:Steering ; rdfs:label "kaders"@nl .
        """
    )
    council = "https://dorp.example/id/gemeente-raad"
    for name in (
        "gemeente-raad",
        "Gemeente Raad",
        council,
        f"<{council}>",
        "GEMEENTERAAD VAN DORP",
    ):
        assert graph.node(name) == council, name
    relation = "https://dorp.example/id/relation/stelt-kaders"
    for name in ("relation/stelt-kaders", "stelt-kaders", "Stelt Kaders", "kaders"):
        assert graph.node(name) == relation, name
    with pytest.raises(UnknownNodeError, match="Did you mean: gemeente-raad"):
        graph.node("gemeenteraad van Drop")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("rvbb", "rvb"), ("raad van toezcht", "rvt"), ("colege", "college"),
        ("gov:accountTo", "gov:accountsTo"), ("https://w3id.org/wijgraph/id/rvbb", "rvb"),
        ("relation/college-appoint-rvt", "relation/college-appoints-rvt"),
    ],
)  # fmt: skip
def test_what_is_mistyped_gets_the_nearest(dossier: wijgraph.Dossier, name: str, near: str) -> None:
    with pytest.raises(UnknownNodeError, match="Did you mean") as caught:
        dossier.graph.node(name)
    assert near in caught.value.near
    assert "Bedoelde u" in caught.value.told("nl")


def test_a_letter_too_few_in_any_name(dossier: wijgraph.Dossier, actors: list[str]) -> None:
    for number, actor in enumerate(actors):
        names = [n for n in names_of(dossier, actor) if "://" not in n and len(n) > 5]
        for name in names[number % 2 :: 3]:
            wrong = name[: len(name) // 2] + name[len(name) // 2 + 1 :]
            if dossier.graph.resolver.candidates(wrong) == [actor]:
                continue  # it was a space or a bracket
            with pytest.raises(UnknownNodeError) as caught:
                dossier.graph.node(wrong)
            assert actor.removeprefix(WIJ) in caught.value.near, wrong


@pytest.mark.parametrize(
    ("question", "values", "near"),
    [
        ("actor", {"actor": "rvbb"}, ["rvb"]),
        ("section", {"document": "berenschot", "section": "2.1"}, ["berenschot-2023"]),
        ("section", {"document": "berenschot-2023", "section": "samenvating"}, ["samenvatting"]),
        ("perspectives", {"perspective": "rechtmatige overhied"}, ["concept:lawfulGovernment"]),
        ("assignments", {"kind": "gov:SubAsignment"}, ["gov:SubAssignment"]),
        ("dimensions", {"dimension": "formele"}, ["concept:formal"]),
        ("meetings", {"meting": "bouwteam"}, ["meeting"]),
        ("who-steers-whom", {"actor": "stichting"}, ["wij"]),
        ("who-steers-whom", {"actor": "wethouder"}, ["wethouder-zorg-en-welzijn"]),
    ],
)
def test_a_parameter_that_names_nothing_is_an_error(
    dossier: wijgraph.Dossier, question: str, values: dict[str, str], near: list[str]
) -> None:
    with pytest.raises(ParameterError) as caught:
        dossier.query(question, **values)
    assert set(near) <= set(caught.value.near)


@pytest.mark.parametrize("term", ["benoemt", "Actor", "gov:Actor", "gov:appoints"])
def test_a_term_is_no_actor(dossier: wijgraph.Dossier, term: str) -> None:
    with pytest.raises(ParameterError) as caught:
        dossier.query("who-steers-whom", actor=term)
    assert caught.value.told("nl").startswith(f"actor: geen actor heet '{term}': zo heet alleen ")


def test_sections_are_named_as_people_do(dossier: wijgraph.Dossier) -> None:
    rows = dossier.query("section", document="berenschot-2023", section="2.1").table.rows
    assert rows
    for document, section in (
        ("Berenschot 2023", "§ 2.1"), ("berenschot-2023", "paragraaf 2.1"),
        ("BERENSCHOT-2023", "Section 2.1"), ("berenschot-2023", " 2.1 "),
    ):  # fmt: skip
        found = dossier.query("section", document=document, section=section)
        assert found.table.rows == rows
    # A section of one document is none of another.
    with pytest.raises(ParameterError, match="no section"):
        dossier.query("section", document="rekenkamer-2025", section="2.1")


def test_mistakes_in_the_language_of_who_asks(server: Served, run: Run) -> None:
    assert "Bedoelde u: rvb" in run("explain", "rvbb").err
    assert "Did you mean: rvb" in run("--lang", "en", "explain", "rvbb").err
    for path in ("/api/queries/actor?actor=rvbb", "/api/actors/rvbb"):
        for language, words in (("nl", "Bedoelde u"), ("en", "Did you mean")):
            answer = server.get(path, "application/json", headers={"Accept-Language": language})
            assert answer.status_code == 404
            assert words in answer.json()["hint"]
            assert "rvb" in answer.json()["near"]
    answer = server.get("/api/queries/section?document=berenschot-2023&section=9", "text/csv")
    assert answer.status_code == 404
    server.get("/", "text/html")
    for path, words in (
        ("/questions/actor.html?actor=rvbb", 'Bedoelde u: <a href="?actor=rvb">rvb</a>'),
        ("/en/questions/actor.html?actor=rvbb", 'Did you mean: <a href="?actor=rvb">rvb</a>'),
        ("/en/analyses/paths.html?from=raad&to=rvbb", "Did you mean: <a"),
    ):
        shown = server.get(path, "text/html")
        assert (shown.status_code, words in shown.text) == (404, True)


def test_names_in_a_store(tmp_path: Path, run: Run) -> None:
    for part in ("ontology", "shapes", "queries"):
        copytree(ROOT / part, tmp_path / "dorp" / part)
    copytree(ROOT / "tests" / "town" / "data", tmp_path / "dorp" / "data")
    store = f"oxigraph:{tmp_path / 'register'}"
    assert run("--store", store, "register", "add", str(tmp_path / "dorp")).code == 0
    named = ("--dossier", str(tmp_path / "dorp"), "--store", f"{store}#dorp")
    outcome = run(*named, "query", "run", "actor", "actor=COUNCIL", "-F", "json")
    assert outcome.code == 0 and json.loads(outcome.out)["results"]["bindings"]
    outcome = run("--store", f"{store}#drop", "query", "run", "actor", "actor=council")
    assert outcome.code == 2 and "Bedoelde u: dorp?" in outcome.err


def test_nearest_names_what_begins_alike() -> None:
    assert nearest("vier", ["toezicht", "vier-processen"]) == ["vier-processen"]
    assert nearest("", ["a", "b"]) == []
