"""Three kinds of empty: a source that is silent, nothing recorded, and a name that is not there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT, Run, make_town
from tests.serving import QUIET, Served, served
from tests.test_messages import entries
from wijgraph.cli.query import nothing_in
from wijgraph.cli.tables import counted
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Report
from wijgraph.pages.content import Content
from wijgraph.pages.material import Material
from wijgraph.report.document import Document
from wijgraph.report.writers import written
from wijgraph.web.sitepages import SitePages

SILENT = ("measurements", "about=toegang")  # a gap says that the value is not stated
NOTHING = ("who-accounts-to-whom", "actor=inwoners")
# A gap tells that others account to the council: not whom the council itself accounts to.
SAME = ("processes-between", "one=rvb", "two=RvB")  # a gap about rvb and another is not about both
UNSURE = ("who-accounts-to-whom", "actor=raad")
UNKNOWN = "SELECT * { ?s <https://w3id.org/wijgraph/ontology#supervses> ?o }"
KINDS = {
    "source-silent": {"nl": "De bron zwijgt hierover", "en": "The source is silent on this"},
    "nothing-recorded": {"nl": "niets vastgelegd", "en": "Nothing on this is recorded"},
}
GAP = {"nl": "over de drie blokken", "en": "over the three blocks"}


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, SitePages) as running:
        yield running


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("asked", [SILENT, NOTHING, UNSURE, SAME])
def test_on_the_command_line(run: Run, asked: tuple[str, ...], language: str) -> None:
    kind = "source-silent" if asked is SILENT else "nothing-recorded"
    other = KINDS["nothing-recorded" if asked is SILENT else "source-silent"][language]
    outcome = run("--lang", language, "query", "run", *asked)
    assert outcome.code == 0
    assert outcome.out.startswith({"nl": "Geen rijen.", "en": "No rows."}[language])
    assert KINDS[kind][language] in outcome.out and other not in outcome.out
    told = " ".join(outcome.out.split())
    assert (GAP[language] in told) == (asked is SILENT)
    assert ({"nl": "Reden: niet vermeld", "en": "Reason: not stated"}[language] in told) == (
        asked is SILENT
    )


@pytest.mark.parametrize("form", ["csv", "spreadsheet", "tsv", "xml", "json"])
def test_formats_of_the_standard_stay_so_and_the_note_goes_aside(run: Run, form: str) -> None:
    for asked, kind in ((SILENT, "source-silent"), (NOTHING, "nothing-recorded")):
        outcome = run("query", "run", *asked, "-F", form)
        assert KINDS[kind]["nl"] in outcome.err
        assert "vastgelegd" not in outcome.out or form == "json"
        if form == "json":
            answer = json.loads(outcome.out)
            assert answer["results"]["bindings"] == []
            assert answer["empty"]["kind"] == kind
            assert len(answer["empty"]["gaps"]) == (kind == "source-silent")
            ox = pytest.importorskip("pyoxigraph")  # as other programs read it
            read = ox.parse_query_results(outcome.out, ox.QueryResultsFormat.JSON)
            assert list(read) == []
        if form == "csv":
            assert len(outcome.out.splitlines()) == 1
    assert not run("query", "run", "who-appoints-whom", "-F", form).err


def test_queries_of_ones_own_are_never_silence(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    for text in (
        "SELECT * { ?s ?p 'nobody has this' }",
        "ASK { ?s ?p 'nobody has this' }",
        "CONSTRUCT WHERE { ?s ?p 'nobody has this' }",
        "SELECT * { <https://w3id.org/wijgraph/id/toegang> <https://schema.org/value> ?v }",
        "SELECT * { ?s ?p '2'^^<http://www.w3.org/2001/XMLSchema#gMonth> }",
    ):
        own.write_text(text)
        for form in ("table", "csv", "json") if text[0] != "C" else ("table", "turtle"):
            outcome = run("query", "run", "-f", own, "-F", form)
            told = " ".join((outcome.out + outcome.err).split())
            assert outcome.code == 0 and "niets vastgelegd" in told
            assert "De bron zwijgt" not in told
            assert '"empty"' not in outcome.out
    own.write_text("ASK { ?s ?p ?o }")
    assert not run("query", "run", "-f", own).err


def test_what_a_query_names_and_is_not_there(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    for text, words in (
        (UNKNOWN, ["gov:supervses", "Bedoelde u: gov:supervises"]),
        ("PREFIX g: <https://w3id.org/wijgraph/ontology#> SELECT * { ?s g:actr ?o }", ["gov:actr"]),
        ("SELECT * { <https://w3id.org/wijgraph/id/rvbb> ?p ?o }", ["wij:rvbb", "rvb"]),
        ("SELECT * { GRAPH <urn:nowhere> { ?s ?p ?o } }", ["urn:nowhere"]),
        ("SELECT * { ?s <http://xmlns.com/foaf/0.1/name> ?o }", ["foaf/0.1/name"]),
    ):
        own.write_text(text)
        for form in ("table", "csv", "json"):
            outcome = run("query", "run", "-f", own, "-F", form)
            told = " ".join((outcome.out + outcome.err).split())
            assert outcome.code == 0 and "komt in dit dossier niet voor" in told
            assert all(word in told for word in words)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"a,b\r\n", "empty.rows"), (b"a\r\n\r\n", ""), (b"?a\n", "empty.rows"), (b"?a\n\n", ""),
        (b"false\n", "empty.false"), (b"true\n", ""), (b"", "empty.rows"), (b"<a> <b> <c> .\n", ""),
        (b'{"head":{},"boolean":false}', "empty.false"), (b'{"head":{},"boolean":true}', ""),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{}]}}', ""),
    ],
)  # fmt: skip
def test_what_gives_nothing(data: bytes, word: str) -> None:
    told = nothing_in(data)
    assert (told.key if told else "") == word


def test_over_http(server: Served) -> None:
    for (question, asked), kind in ((SILENT, "source-silent"), (NOTHING, "nothing-recorded")):
        path = f"/api/queries/{question}?{asked}"
        answer = server.get(path, "application/json")
        empty = answer.json()["empty"]
        assert (empty["kind"], answer.headers["wijgraph-empty"]) == (kind, kind)
        assert KINDS[kind]["nl"] in empty["text"]["nl"]
        gaps = [gap["label"]["en"] for gap in empty["gaps"]]
        assert [GAP["en"] in gap for gap in gaps] == [True] * (kind == "source-silent")
        table = server.get(path, "text/csv")
        assert (table.headers["wijgraph-empty"], len(table.text.splitlines())) == (kind, 1)
        standard = server.get(path, "application/sparql-results+json").json()
        assert standard.keys() == {"head", "results"}
        for language, start in (("nl", ""), ("en", "/en")):
            page = server.get(f"{start}/questions/{question}.html?{asked}", "text/html").text
            assert KINDS[kind][language] in page
            assert (GAP[language] in page) == (kind == "source-silent")
    full = server.get("/api/queries/who-appoints-whom", "application/json")
    assert "empty" not in full.json() and "wijgraph-empty" not in full.headers
    network = server.get("/network.html", "text/html", params={"query": UNKNOWN})
    assert "gov:supervses" in network.text and "De bron zwijgt" not in network.text


def test_a_day_on_which_nothing_held_is_not_silence() -> None:
    from datetime import date

    past = wijgraph.open(at=date(1990, 1, 1)).query("measurements", about="toegang")
    assert past.empty is not None
    assert past.empty.kind == "nothing-recorded"


def test_a_gap_about_one_actor_alone_covers_its_relations(tmp_path: Path) -> None:
    folder = make_town(tmp_path / "town")
    (folder / "data" / "more.ttl").write_text(
        """
        @prefix gov: <https://w3id.org/wijgraph/ontology#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix wij: <https://w3id.org/wijgraph/id/> .
        wij:lock-keeper a gov:Post ; rdfs:label "sluiswachter"@nl , "lock keeper"@en .
        wij:gap-steering a gov:Gap ; rdfs:label "Wie hij stuurt staat er niet."@nl ,
          "Whom he steers is not stated."@en ; gov:about wij:lock-keeper ; gov:missing gov:steers ;
          gov:reason gov:notStated .
        wij:gap-appointing a gov:Gap ; rdfs:label "Wie hij benoemt staat er niet."@nl ;
          gov:about wij:lock-keeper ; gov:missing gov:commissions ; gov:reason gov:notStated .
        """
    )
    town = wijgraph.open(folder)
    told = town.query("who-steers-whom", actor="Sluiswachter").empty
    assert told is not None and told.kind == "source-silent"
    assert told.lines("en") == [
        "The source is silent on this.", "Whom he steers is not stated. Reason: not stated."
    ]  # fmt: skip
    # What one gap says of steering, none says of supervision.
    other = town.query("who-supervises-whom", actor="LOCK KEEPER").empty
    assert other is not None and other.kind == "nothing-recorded"


def test_pages_of_another_dossier_claim_no_silence_that_no_gap_tells(
    town: wijgraph.Dossier,
) -> None:
    content = Content(Material(town, Report(conforms=True, findings=())))
    empty = 0
    for name, data in content.html():
        text = data.decode()
        assert "zeggen hier niets over" not in text, name
        assert "say nothing about this" not in text, name
        silent = KINDS["source-silent"]["en" if name.startswith("en/") else "nl"] in text
        assert not silent or 'class="tag gap"' in text, name
        empty += KINDS["nothing-recorded"]["en" if name.startswith("en/") else "nl"] in text
    assert empty > 30


# Who claims that a source does not say something; what a gap is may be explained.
CLAIM = re.compile(
    r"(?:bron(?:nen)?|stuk(?:ken)?|rapport|document(?:en)?) (?:zwijg"
    r"|zegg?en? (?:hier|er|hierover)? ?niets|noem(?:t|en) (?:dit |hier )?niet|geven geen)"
    r"|(?:source|document)s? (?:is|are) silent|(?:source|document)s? says? nothing"
    r"|(?:source|document)s? (?:gives?|describes?|names?) (?:no|none|nothing)\b",
    re.IGNORECASE,
)
EXPLAINED = {"chains.direct-text"}  # what ‘not in the source’ means: that there is a gap


def sentences() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for key, forms in entries(language).items():
            if not key.startswith("empty."):
                yield key, " ".join(forms)
    for folder in ("pages", "views"):
        for path in (ROOT / "wijgraph" / folder / "templates").glob("*"):
            yield path.name, path.read_text()
    for path in (ROOT / "wijgraph").rglob("*.py"):
        if path.parent.name != "vendor":
            code = re.sub(r'"""(?:.|\n)*?"""|#.*', "", path.read_text())
            yield str(path), " ".join(re.sub(r'"\s*\n\s*f?"', "", code).split())


def test_no_other_sentence_tells_of_silence() -> None:
    found = {k: match[0] for k, text in sentences() if (match := CLAIM.search(text))}
    assert {k: v for k, v in found.items() if k not in EXPLAINED} == {}
    assert found.keys() >= EXPLAINED  # the pattern finds what it is for
    assert all(CLAIM.search(text) for _, text in Message("empty.silent").items())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_analysis_without_parts_says_so(language: str) -> None:
    for form, options in (("text", {"line": 200}), ("markdown", {}), ("json", {})):
        told = written(form, Document(()), language, **options)
        assert KINDS["nothing-recorded"][language] in str(told)


def test_rows_are_counted() -> None:
    assert [counted([0] * n, "nl") for n in (0, 1, 2)] == [
        "(0 rijen)\n",
        "(1 rij)\n",
        "(2 rijen)\n",
    ]
