"""What XML 1.0 cannot hold is left out of every file of XML, counted and told."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.dom.minidom import parseString
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from rdflib import Graph

import wijgraph
from tests.conftest import ROOT, Run, make_town
from tests.serving import QUIET, Served, served
from wijgraph.characters import NO_XML, counting, for_xml, noted, xml
from wijgraph.errors import QueryError
from wijgraph.model import Term
from wijgraph.report.results import Context
from wijgraph.report.writers import write
from wijgraph.site.build import build
from wijgraph.store import Store, parse, written
from wijgraph.views.exports import FORMATS
from wijgraph.web.sitepages import SitePages

BOARD = "https://w3id.org/wijgraph/id/board"
LABELS = {
    '"raad van toezicht van Dijk"@nl': '"raad\\u0001 van\\u000B toezicht\\uFFFE"@nl',
    '"supervisory board of Dike"@en': '"supervisory\\u0007 board\\r\\nof Dike"@en',
}
QUERY = f"SELECT ?l WHERE {{ <{BOARD}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_town(tmp_path_factory.mktemp("odd") / "odd")
    path = made / "data" / "town.ttl"
    text = path.read_text()
    for label, odd in LABELS.items():
        assert label in text
        text = text.replace(label, odd)
    path.write_text(text)
    return made


@pytest.fixture(scope="module")
def odd(folder: Path) -> wijgraph.Dossier:
    return wijgraph.open(folder)


@pytest.fixture(scope="module")
def server(odd: wijgraph.Dossier) -> Iterator[Served]:
    with served(odd, QUIET, SitePages) as running:
        yield running


def test_one_place_knows_what_xml_holds() -> None:
    files = (ROOT / "wijgraph").rglob("*.py")
    assert [f.name for f in files if re.search("ue000", f.read_text(), re.I)] == ["characters.py"]


@pytest.mark.parametrize("number", [*range(32), 0x7F, 0x85, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE])
def test_what_is_held_is_xml(number: int) -> None:
    """Expat takes what is kept, and would not take what is left out."""
    letter = chr(number)
    assert parseString(f"<a>{for_xml(letter)}</a>")
    if for_xml(letter) != letter:
        with pytest.raises(Exception, match=r"not well-formed|invalid"):
            parseString(f"<a>{letter}</a>")


def test_what_is_left_out_is_counted_once_for_each_text() -> None:
    with counting() as outer, counting() as lost:
        for text in ("a\x01\x01", "a\x01\x01", "b\ufffe", "fine"):
            for_xml(text)
    assert {text: count.total() for text, count in lost.items()} == {"a\x01\x01": 2, "b\ufffe": 1}
    assert outer == lost
    said = noted(b"<?xml version='1.0'?><a/>", lost)
    assert said == (
        b"<?xml version='1.0'?>\n<!-- 3 character(s) left out that no text for people can hold: "
        b"U+0001, U+FFFE --><a/>"
    )


def test_a_carriage_return_survives_xml() -> None:
    for text in ("a\r\nb", "\r", "a\rb\n"):
        root = ET.fromstring(xml(f"<a>{text}</a>".encode()))
        assert root.text == text
        triple = (Term("iri", "a:a"), Term("iri", "a:b"), Term("literal", text))
        read = Graph().parse(data=written([triple], "rdfxml"), format="xml")
        assert [str(o) for o in read.objects()] == [text]


@pytest.mark.parametrize("iri", ["http://a.example/123", "http://a.example/b/", "http://a/b#"])
def test_a_property_without_a_name_is_refused(iri: str) -> None:
    store = Store()
    store.add([(Term("iri", "a:a"), Term("iri", iri), Term("literal", "x"))])
    with pytest.raises(QueryError, match=re.escape(iri)):
        written(store.triples(), "rdfxml")
    with pytest.raises(QueryError, match=re.escape(iri)):
        store.dump("rdfxml")
    with pytest.raises(QueryError, match=re.escape(iri)):
        store.results("CONSTRUCT WHERE { ?s ?p ?o }", "rdfxml")
    assert list(parse(store.dump("turtle").decode(), "x"))


@pytest.mark.parametrize(
    "path",
    [
        "/doc/board.rdf", "/downloads/dossier.rdf", "/api/views/board?format=svg",
        "/api/views/board?format=graphml", "/api/views/board?format=gexf",
    ],
)  # fmt: skip
def test_the_service_gives_xml_that_is_xml(server: Served, path: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 200
    assert parseString(answer.content)
    assert "left out" in answer.text and "U+0001" in answer.text
    assert re.fullmatch(r"left-out=[1-9]\d*", answer.headers["Wijgraph-Notices"])


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/api/views/board?format=xlsx", True), ("/actors/board.html", True),
        ("/api/analyses/grip?format=xlsx&actor=board", True), ("/doc/board.ttl", False),
        ("/api/views/board?format=csv", True), ("/api/actors?format=json", False),
    ],
)  # fmt: skip
def test_the_service_counts_what_is_left_out(server: Served, path: str, count: bool) -> None:
    for _ in range(2):  # of an answer that is kept too
        answer = server.get(path)
        assert answer.status_code == 200
        assert answer.headers.get("Wijgraph-Notices", "").startswith("left-out=") == count


def test_tables_of_the_service(server: Served) -> None:
    answer = server.sparql(QUERY, "application/sparql-results+xml")
    assert parseString(answer.content) and "U+0007" in answer.text
    texts = {e.text for e in ET.fromstring(answer.content).iter() if e.tag.endswith("literal")}
    assert texts == {"raad van toezicht", "supervisory board\r\nof Dike"}
    for path in ("grip", "processes", "modality"):
        book = server.get(f"/api/analyses/{path}?format=xlsx")
        assert book.status_code == 200, path
        assert load_workbook(io.BytesIO(book.content)).sheetnames


@pytest.mark.parametrize("form", sorted({"graphml", "gexf", "svg", "xlsx", "html", "pyvis"}))
def test_networks(odd: wijgraph.Dossier, form: str) -> None:
    view = odd.view("board")
    assert FORMATS[form]
    data = view.to(form)
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(data))["Weggelaten"]
        assert any("U+0001" in str(c) for row in sheet.iter_rows(values_only=True) for c in row)
        return
    assert not NO_XML.search(data.decode())
    if form in {"graphml", "gexf", "svg"}:
        assert parseString(data) and b"U+0001" in data


def test_pages(odd: wijgraph.Dossier, tmp_path: Path) -> None:
    with counting() as lost:
        build(odd, wijgraph.Report(conforms=True, findings=()), tmp_path / "site", lambda *_: None)
    assert lost
    for path in (tmp_path / "site").rglob("*.html"):
        assert not NO_XML.search(path.read_text()), path.name
    for path in (tmp_path / "site").rglob("*.rdf"):
        assert parseString(path.read_bytes())


def test_reports_in_xml(odd: wijgraph.Dossier) -> None:
    report = odd.validate()
    assert parseString(write("junit", report, Context(language="nl")))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["export", "-F", "rdfxml"], True),
        (["export", "-F", "turtle"], False),
        (["view", "board", "-F", "dot"], True),
        (["view", "board", "-F", "csv"], True),
        (["query", "run", "-f", "QUERY", "-F", "xml"], True),
    ],
)
def test_commands_tell_it(
    run: Run, folder: Path, tmp_path: Path, command: list[str], told: bool
) -> None:
    (tmp_path / "own.rq").write_text(QUERY)
    command = [str(tmp_path / "own.rq") if part == "QUERY" else part for part in command]
    outcome = run("--dossier", folder, "--lang", "en", *command)
    assert outcome.code == 0, outcome.err
    assert ("left out" in outcome.err) == told, outcome.err
