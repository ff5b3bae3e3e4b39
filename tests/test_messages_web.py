"""What the server refuses is told in the language that is asked for, and else in English."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import wijgraph
from tests.conftest import Run
from tests.serving import QUIET, Served, served
from wijgraph.errors import WijgraphError
from wijgraph.web.problems import KINDS
from wijgraph.web.settings import Settings, load
from wijgraph.web.sitepages import SitePages

LONG = "a" * 4097


@pytest.fixture(scope="module")
def server(town: wijgraph.Dossier) -> Iterator[Served]:
    with served(town, QUIET) as running:
        yield running


def told(server: Served, path: str, language: str = "", **options: Any) -> dict[str, str]:
    headers = {"Accept-Language": language} if language else {}
    method = "POST" if options else "GET"
    response = server.client.request(method, path, headers=headers, **options)
    assert response.headers["Content-Type"] == "application/problem+json", response.text
    found: dict[str, str] = response.json()
    return found


@pytest.mark.parametrize(
    ("path", "title", "dutch", "english"),
    [
        ("/nothing/here", "Dit is er niet", "Deze pagina is er niet.", "There is no such page."),
        ("/doc/nothing", "Dit is er niet", "Er is niets met deze IRI.", "There is nothing with"),
        ("/sparql?query=ASK{}&query=ASK{}", "De vraag klopt", "Er is meer dan één", "more than"),
        ("/sparql?update=x", "De vraag klopt niet", "Een wijziging", "An update"),
        ("/sparql?query=ASK{SERVICE<x:y>{}}", "Andere diensten", "SERVICE staat", "SERVICE is"),
        ("/sparql?query=ASK{}&default-graph-uri=x", "De vraag", "'x' is geen IRI.", "is not an"),
        ("/graphs?graph=x", "Dit is er niet", "Er is geen graaf die zo heet.", "There is no graph"),
        ("/api/queries/x", "Dit is er niet", "Er is geen vraag die", "There is no question"),
        ("/" + "a" * 20_000, "Het adres is te lang", "langer dan 16384 bytes", "longer than"),
    ],
)  # fmt: skip
def test_a_problem_is_in_the_language_that_is_asked_for(
    server: Served, path: str, title: str, dutch: str, english: str
) -> None:
    asked, other, silent, strange = (told(server, path, la) for la in ("nl", "en", "", "fr"))
    assert title in asked["title"]
    assert dutch in asked["detail"]
    assert english in other["detail"]
    for one in (other, silent, strange):
        own = {name: text for name, text in one.items() if name != "request"}
        assert own == {name: text for name, text in other.items() if name != "request"}
    assert [asked[name] for name in ("code", "type")] == [other[name] for name in ("code", "type")]
    assert other["title"] == str(KINDS[asked["code"]][1]) != asked["title"]


@pytest.mark.parametrize(
    ("asked", "dutch", "english"),
    [
        ("actors?limit=x", "limit is een geheel getal.", "limit is a whole number."),
        ("actors?limit=0", "limit is ten minste 1.", "limit is at least 1."),
        ("actors?limit=1001", "limit is ten hoogste 1000.", "limit is at most 1000."),
        ("actors?lang=fr", "lang is een van: nl, en.", "lang is one of: nl, en."),
        ("actors?format=pdf", "format is een van: json,", "format is one of: json,"),
        ("actors?x{0}=1", "x{0} is hier geen parameter.", "x{0} is not a parameter of this."),
        ("views/toezicht?at=now", "at is een dag, geschreven", "at is a day, written as"),
        (f"views/toezicht?focus={LONG}", "heeft meer dan 2048 letters", "has more than 2048"),
        (f"views/toezicht?{'&source=x' * 21}", "source is meer dan 20 keer", "is given more"),
        ("paths?from=raad", "to ontbreekt.", "to is missing."),
        ("paths?from=&to=rvb", "from is leeg.", "from is empty."),
        ("paths?from=raad&to=rvb&parts=x", "parts is true of false.", "parts is true or false."),
        ("queries/who-appoints-whom?limit=x", "limit is een geheel getal", "limit is a whole"),
        ("queries/who-appoints-whom?lang=fr", "lang is nl of en.", "lang is nl or en."),
        ("queries/who-appoints-whom?a{x}=1&a{x}=2", "'a{x}' is twee", "'a{x}' is given twice"),
    ],
)  # fmt: skip
def test_a_parameter_that_does_not_fit_is_told_in_our_words(
    server: Served, asked: str, dutch: str, english: str
) -> None:
    path = f"/api/{quote(asked, safe='/?=&')}"
    assert dutch in told(server, path, "nl")["detail"]
    assert english in told(server, path)["detail"]


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "# SELECT\nPREFIX ask: <urn:select>\ndelete where { ?s ?p ?o }",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <urn:x>",
        "DROP ALL",
    ],
)
def test_what_changes_something_is_no_question(
    server: Served, run: Run, tmp_path: Path, update: str
) -> None:
    file = tmp_path / "a.rq"
    file.write_text(update)
    says = {"nl": "dit wijzigt iets, en hier kan alleen", "en": "this changes something, and here"}
    for language, said in says.items():
        for path in ("/sparql", {"nl": "/network.html", "en": "/en/network.html"}[language]):
            address = f"{path}?query={quote(update)}"
            answer = told(server, address, language)
            assert answer["code"] == "syntax"
            assert answer["detail"].startswith(said)
        outcome = run("--lang", language, "query", "run", "-f", file)
        assert (outcome.code, outcome.out) == (2, "") and said in outcome.err


def test_what_a_worker_finds_is_in_the_language_that_is_asked_for(server: Served) -> None:
    """A worker can open no file any more: not that of a catalogue either."""
    broken = "/sparql?query=SELECT"
    assert told(server, broken, "nl")["title"] == "Dit kan niet worden gelezen"
    assert told(server, broken)["title"] == "This cannot be read"
    kind = {"Content-Type": "text/turtle"}
    for language, says in (("nl", "er staan geen triples in"), ("en", "there are no triples in")):
        headers = kind | {"Accept-Language": language}
        answer = server.client.post("/api/validate", content="# nothing\n", headers=headers)
        assert says in answer.json()["detail"]


def test_a_refused_form_is_told_in_dutch(server: Served) -> None:
    assert told(server, "/api/validate", "nl", data={"x": "1"})["detail"] == (
        "Het formulier heeft geen veld data."
    )
    assert told(server, "/graphs", "nl", data={})["detail"] == "Deze dienst leest alleen."


def test_a_body_that_is_too_large_is_told_before_the_framework(server: Served) -> None:
    assert (
        "De inhoud is groter dan" in told(server, "/sparql", "nl", content=b"x" * 100_000)["detail"]
    )


def test_a_language_in_the_address_goes_first(server: Served) -> None:
    assert told(server, "/api/queries/x?lang=nl", "en")["title"] == "Dit is er niet"
    assert told(server, "/en/x.html", "nl")["title"] == "There is no such thing here"


def test_a_plain_page_of_a_refusal_is_in_one_language(server: Served) -> None:
    for language, says in (("nl", "Er is geen graaf die zo heet."), ("en", "There is no graph")):
        page = server.get("/graphs?graph=x", "text/html", headers={"Accept-Language": language})
        assert f'<html lang="{language}">' in page.text
        assert says in page.text


def test_the_page_of_a_refusal_is_in_the_language_of_its_address(town: wijgraph.Dossier) -> None:
    with served(town, QUIET, SitePages) as running:
        dutch = running.get("/x.html", "text/html", headers={"Accept-Language": "en"}).text
        english = running.get("/en/x.html", "text/html", headers={"Accept-Language": "nl"}).text
    assert (
        '<div class="problem" lang="nl">\n<p>Deze pagina is er niet.</p>\n<p>Begin bij /.</p>'
        in dutch
    )
    assert (
        '<div class="problem" lang="en">\n<p>There is no such page.</p>\n<p>Begin at /.</p>'
        in english
    )


def test_the_codes_are_explained_in_the_language_that_is_asked_for(server: Served) -> None:
    dutch = server.get("/problem/busy", headers={"Accept-Language": "nl"})
    assert dutch.text.endswith("/problem/busy: 503 Het is nu te druk\n")
    assert "Accept-Language" in dutch.headers["Vary"]
    assert server.get("/problem/busy").text.endswith("503 Others are being served\n")


def test_a_value_of_a_stranger_is_never_a_form(server: Served) -> None:
    iri = "{0.__class__}{iri!r}{most:>9999999}"
    path = f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(iri)}"
    for language in ("nl", "en"):
        assert iri in told(server, path, language)["detail"]


def test_settings_are_refused_in_both_languages() -> None:
    with pytest.raises(WijgraphError) as found:
        load({"x": "1"}, environ={})
    assert found.value.told("nl").startswith("--set: er is geen instelling x\n  Instellingen: ")
    assert found.value.told("en").startswith("--set: there is no setting x\n  Settings: ")
    with pytest.raises(WijgraphError) as found:
        Settings(rows=-1)
    assert found.value.told("nl") == "de instelling rows kan niet -1 zijn"
