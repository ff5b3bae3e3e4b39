"""Telling: every analysis in both languages, in every format, with the source of each row."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

import wijgraph
from tests.analysing import facts_of, iri
from wijgraph.analysis.agenda import agenda
from wijgraph.analysis.chains import chains
from wijgraph.analysis.grip import grip
from wijgraph.analysis.loops import loops
from wijgraph.analysis.measures import measures
from wijgraph.analysis.perspectives import perspectives
from wijgraph.analysis.practice import practice
from wijgraph.errors import WijgraphError
from wijgraph.messages import in_language
from wijgraph.report.document import Document, Grid, Section, cited, row, text_of
from wijgraph.report.writers import jsonfile, markdown, tables, written

NAMES = ("chains", "loops", "measures", "grip", "nsob", "modality", "agenda")
# Tables that rest on other tables, or on the literature.
UNSOURCED = {"processes", "measures", "reading", "routes-1"}


def analysis(dossier: wijgraph.Dossier, name: str, one: str, other: str) -> Any:
    facts = facts_of(dossier)
    found: dict[str, Any] = {
        "chains": lambda: chains(facts, iri(one), iri(other)),
        "loops": lambda: loops(facts),
        "measures": lambda: measures(facts),
        "grip": lambda: grip(facts, iri(one)),
        "nsob": lambda: perspectives(facts),
        "modality": lambda: practice(facts),
        "agenda": lambda: agenda(facts, dossier.validate().findings),
    }
    return found[name]()


def told(dossier: wijgraph.Dossier, name: str) -> Document:
    report: Document = analysis(dossier, name, "raad", "rvb").report()
    return report


@pytest.mark.parametrize("name", NAMES)
def test_each_row_has_a_source(dossier: wijgraph.Dossier, name: str) -> None:
    found = told(dossier, name).sections
    seen = 0
    for section in found:
        assert section.title and all(section.text)
        for one in section.table.rows if section.table else ():
            assert len(one.cells) == len(section.table.headings)  # type: ignore[union-attr]
            if name == "chains" and section.key == "direct":
                continue  # where there is no line there is nothing to cite
            assert one.sources or section.key in UNSOURCED, (section.key, one)
            seen += 1
    assert seen
    assert len({s.key for s in found}) == len(found)


def texts(report: Document, language: str) -> Iterator[str]:
    for section in report.sections:
        yield in_language(section.title, language)
        yield from (in_language(text, language) for text in section.text)
        yield from tables.flat(section, language)[0]
        yield from (cell for cells in tables.flat(section, language)[1] for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_tell_the_same(dossier: wijgraph.Dossier, name: str) -> None:
    report = told(dossier, name)
    dutch, english = (list(texts(report, language)) for language in ("nl", "en"))
    assert len(dutch) == len(english)
    assert [bool(text) for text in dutch] == [bool(text) for text in english]
    assert all(isinstance(text, str) and not re.search(r"\{\w*\}", text) for text in english)
    for section in report.sections:
        title = in_language(section.title, "nl")
        assert title != in_language(section.title, "en") or title.startswith("Grip")


@pytest.mark.parametrize("name", NAMES)
def test_a_town_is_told_too(town: wijgraph.Dossier, name: str) -> None:
    report = analysis(town, name, "council", "directors").report()
    assert report.sections
    for language in ("nl", "en"):
        assert markdown.document(report, language).startswith("# ")


@pytest.mark.parametrize("form", ["text", "markdown", "json", "xlsx", "csv", "html"])
def test_each_format_has_each_text(dossier: wijgraph.Dossier, form: str) -> None:
    options = {"line": 10_000} if form == "text" else {}
    if form == "xlsx":
        pytest.importorskip("openpyxl")
    data = written(form, told(dossier, "loops"), "nl", **options)
    if form != "xlsx":
        whole = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        assert "Relaties zonder tegenhanger" in whole
        assert "Berenschot 2023: 2.1 alinea 4, 6" in whole or form == "json"


def test_unknown_is_told_apart_from_no_line(dossier: wijgraph.Dossier) -> None:
    cells = [
        text_of(row.cells[3], "nl")
        for one, other in (("raad", "rvb"), ("rvt", "rvb"))
        for section in analysis(dossier, "chains", one, other).report().sections
        if section.key == "direct" and section.table
        for row in section.table.rows
    ]
    assert sum(cell.startswith("niet in de bron: ") for cell in cells) == 4
    assert cells.count("geen lijn in de graaf") == 2  # control, and accountability


def test_places_are_told_in_short(dossier: wijgraph.Dossier) -> None:
    table = told(dossier, "loops").sections[1].table
    assert table
    assert cited(table.rows[1].sources)["nl"] == "Berenschot 2023: 2.1 alinea 4, 6"
    assert cited(table.rows[0].sources)["en"].endswith("Rekenkamer 2025: aanleiding paragraph 2")


@pytest.mark.parametrize("name", NAMES)
def test_markdown_is_tables_and_headings(dossier: wijgraph.Dossier, name: str) -> None:
    found = told(dossier, name)
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown.document(found, "nl"))
    headings = [t for t in tokens if t.type == "heading_open"]
    assert [t.tag for t in headings] == ["h1", *["h2"] * (len(found.sections) - 1)]
    rows = sum(t.type == "tr_open" for t in tokens)
    assert rows == sum(len(s.table.rows) + 1 for s in found.sections if s.table)


@pytest.mark.parametrize("text", ["a | b *c* <d> [e](f)", "~x~ &amp; @y $z$ https://e.org &"])
def test_markdown_shows_what_would_be_markup(text: str) -> None:
    report = Document((Section("x", text, (text,), Grid((text,), (row(text),))),))
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown.document(report, "en"))
    shown = [t for t in tokens if t.type == "inline"]
    assert ["".join(c.content for c in t.children or ()) for t in shown] == [text] * 4


def test_json_holds_nodes_and_sources(dossier: wijgraph.Dossier) -> None:
    found = json.loads(jsonfile.document(told(dossier, "loops"), "en"))
    assert found["language"] == "en"
    pairs = next(s for s in found["sections"] if s["key"] == "pairs")
    first = pairs["rows"][0]
    assert first["cells"][0] == {"text": "council", "nodes": [iri("raad")]}
    assert first["sources"][0]["document"] == iri("rekenkamer-2025")
    assert first["sources"][0]["paragraph"] == 2
    assert len(first["sources"][0]["phrase"].split()) <= 8


def workbook(found: Document, language: str) -> Any:
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(io.BytesIO(tables.xlsx(found, language)))


def test_xlsx_has_a_sheet_for_each_table(dossier: wijgraph.Dossier) -> None:
    found = told(dossier, "agenda")
    book = workbook(found, "nl")
    assert len(book.sheetnames) == 1 + sum(bool(s.table) for s in found.sections)
    assert book.sheetnames[0] == "Uitleg"
    sheet = book["Grip en inzichten"]
    assert [c.value for c in sheet[1]][:2] == ["kenmerk", "vraag"]
    section = next(s for s in found.sections if s.key == "grip")
    assert section.table
    assert sheet.max_row == len(section.table.rows) + 1


def test_xlsx_takes_nothing_for_a_formula() -> None:
    bad = ["=1+1", "+A1", "-2", "@x", "\t=1", "https://example.org"]
    table = Grid(("=h",), tuple(row(text) for text in bad))
    one = Section("a", "=SUM(1)/[x]", ("=2",), table)
    book = workbook(Document((one, Section("b", "=SUM(1)/[x]", (), table))), "en")
    assert len(set(book.sheetnames)) == 3
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).strip()[0] in "=+@")
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == bad


def test_xlsx_is_the_same_each_time(dossier: wijgraph.Dossier) -> None:
    pytest.importorskip("openpyxl")
    found = told(dossier, "loops")
    data = tables.xlsx(found, "nl")
    assert data == tables.xlsx(found, "nl")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b">2000-01-01T00:00:00Z</dcterms:modified>" in book.read("docProps/core.xml")


def test_xlsx_without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(WijgraphError, match="openpyxl is not installed"):
        tables.xlsx(Document(()), "nl")


def test_a_long_cell_is_cut_where_a_sheet_ends() -> None:
    table = Grid(("h",), (row("x" * 40_000),))
    sheet = workbook(Document((Section("a", "A", (), table),)), "en").worksheets[1]
    assert len(sheet["A2"].value) == 32_767 and sheet["A2"].value.endswith("…")


def test_sheets_with_the_same_long_name() -> None:
    table = Grid(("h",), (row("x"),))
    book = workbook(Document(tuple(Section(key, "Long " * 9, (), table) for key in "ab")), "en")
    assert book.sheetnames[1:] == [("Long " * 9)[:31], ("Long " * 9)[:27] + " (2)"]


def test_a_date_is_told(dossier: wijgraph.Dossier) -> None:
    from datetime import date

    found = replace(loops(facts_of(dossier)), at=date(2022, 6, 30))
    assert any("2022-06-30" in in_language(text, "nl") for text in found.report().sections[0].text)
