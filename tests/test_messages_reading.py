"""What is wrong with files, stores, questions and shapes is told in the language asked for."""

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import Run
from tests.serving import Served, served
from tests.waiving import GOOD
from wijgraph.errors import ShapesError, WijgraphError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.shacl.index import Index
from wijgraph.shacl.regex import RegexError, translate
from wijgraph.shacl.results import Failure
from wijgraph.store.http import Access
from wijgraph.store.remote import Remote
from wijgraph.validation.engines import refused

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:pattern "a*+" ] .
"""
WAIVER = GOOD.replace('"rvb"', '""')
# What is in a file, what is done with it, and what is told of it.
MISTAKES = {
    "turtle": ("a.ttl", "<http://a> <http://b> .", "validate", "geen Turtle: ", "not Turtle: "),
    "format": (
        "data/a.ttl",
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> . <http://a> a gov:Council , [] .",
        "format",
        "een blanke knoop kan niet aangehaald of vergeleken worden\n  Geef hem een IRI.",
        "a blank node cannot be cited or compared\n  Give it an IRI.",
    ),
    "query": (
        "a.rq",
        "SELECT ?a WHERE { ?a ?b ?c ",
        "query run -f",
        "geen SPARQL: de query houdt te vroeg op",
        "not SPARQL: it ends too early",
    ),
    "prefix": (
        "a.rq",
        "SELECT ?a WHERE { ?a ex:b ?c }",
        "query run -f",
        "de prefix ex: is nergens verklaard\n  Begin met PREFIX ex: <…>",
        "the prefix ex: is not declared\n  Begin with PREFIX ex: <…>",
    ),
    "pattern": (
        "a.ttl",
        SHAPES,
        "validate --shapes",
        'sh:pattern "a*+" kan niet gebruikt worden: twee herhalingen volgen op elkaar',
        'sh:pattern "a*+" cannot be used: two quantifiers follow each other',
    ),
    "waiver": (
        "waivers.toml",
        WAIVER,
        "validate --waivers",
        "focus is leeg",
        "focus is empty",
    ),
    "waivers": ("waivers.toml", "[[waiver", "validate --waivers", "geen TOML: ", "not TOML: "),
    "baseline": ("b.json", "{}", "validate --baseline", "dit is geen baseline", "not a baseline"),
    "catalog": (
        "c.toml",
        "x = 1",
        "validate --catalog",
        "'x' is geen IRI met een bestand\n  Schrijf regels als",
        "'x' is no IRI with a file\n  Write lines like",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_file_is_told_in_the_language_asked_for(
    run: Run, tmp_path: Path, mistake: str
) -> None:
    name, text, command, nl, en = MISTAKES[mistake]
    for folder in ("ontology", "data"):  # a file of a dossier has a form of its own
        (tmp_path / folder).mkdir()
    path = tmp_path / name
    path.write_text(text)
    words = command.split()
    for language, told in (("nl", nl), ("en", en)):
        outcome = run("--lang", language, *words, path)
        assert outcome.code == 2
        assert told in outcome.err
    assert nl in run(*words, path).err


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (["query", "nonsens-xyz"], ("er is geen vraag 'nonsens-xyz'", "there is no query called")),
        (["query", "actor"], ("Geef actor=…", "Add actor=… to the command.")),
        (
            ["--store", "ftp://x", "query", "list"],
            ("er is geen soort store die", "no kind of store"),
        ),
        (
            ["--store", "oxigraph:x", "query", "who-steers-whom"],
            ("hier is geen store", "no store here"),
        ),
        (["validate", "nowhere"], ("het formaat is niet uit de naam", "cannot tell the format")),
    ],
)
def test_a_mistake_in_a_command_is_told_in_the_language_asked_for(
    run: Run,
    words: list[str],
    texts: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nowhere").touch()
    for language, told in zip(("nl", "en"), texts, strict=True):
        outcome = run("--lang", language, *words)
        assert outcome.code == 2
        assert told in outcome.err


def test_that_nothing_was_checked_is_told_in_dutch(run: Run, tmp_path: Path) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "a.ttl"
    shapes.write_text(SHAPES.replace("a*+", "a"))
    data.write_text("<http://a> <http://b> <http://c> .")
    outcome = run("validate", data, "--shapes", shapes)
    assert outcome.code == 2
    assert "er is niets nagekeken\n" in outcome.err
    assert "had niets om na te kijken: geen knoop is er een doel van" in outcome.err


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier) as running:
        yield running


@pytest.mark.parametrize(
    ("language", "detail"),
    [("nl", "who-steers-whom kent geen parameter 'xyz'"), ("en", "has no parameter 'xyz'")],
)
def test_the_server_tells_it_in_the_language_asked_for(
    server: Served, language: str, detail: str
) -> None:
    answer = server.get("/api/queries/who-steers-whom?xyz=1", headers={"Accept-Language": language})
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]


def test_a_store_out_of_reach_is_told_in_both_languages() -> None:
    with pytest.raises(WijgraphError) as caught:
        Remote("http://127.0.0.1:9/sparql", Access(seconds=0.2)).run("ASK { ?s ?p ?o }")
    assert "is niet te bereiken: " in caught.value.told("nl")
    assert "cannot be reached: " in caught.value.told("en")


def test_the_first_failure_and_the_others_are_told_in_both_languages() -> None:
    reason = Message("shacl.goes-round")
    failures = [Failure(Term("iri", f"http://ex/{name}"), reason) for name in "ab"]
    error = refused(failures, Index())
    assert (
        re.findall("hij leidt naar zichzelf", error.told("nl")) == ["hij leidt naar zichzelf"] * 2
    )
    assert re.findall("it leads to itself", error.told("en")) == ["it leads to itself"] * 2


def test_an_error_of_another_process_keeps_its_languages() -> None:
    error = ShapesError(Message("validation.none-given"), hint=Message("shacl.goes-round"))
    again = pickle.loads(pickle.dumps(error))
    assert (again.told("nl"), again.told("en")) == (error.told("nl"), error.told("en"))


def test_a_regular_expression_has_its_reason_in_both_languages() -> None:
    with pytest.raises(RegexError, match=r"^a \{ that is no quantifier is written \\\{$") as caught:
        translate("a{b")
    assert isinstance(caught.value.reason, Message)
    assert caught.value.reason["nl"] == r"een { die geen herhaling is, schrijft u als \{"
