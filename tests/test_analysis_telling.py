"""Telling: every analysis in both languages, in every format, with the source of each row."""

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

import wijgraph
from tests.analysing import facts_of, iri
from tests.conftest import ROOT
from wijgraph.analysis import writers
from wijgraph.analysis.agenda import agenda
from wijgraph.analysis.chains import chains
from wijgraph.analysis.grip import grip
from wijgraph.analysis.loops import loops
from wijgraph.analysis.measures import measures
from wijgraph.analysis.modality import modality
from wijgraph.analysis.nsob import nsob
from wijgraph.analysis.prose import PROSE
from wijgraph.analysis.section import Row, Section, Table, cited, plain, text_of
from wijgraph.analysis.tell import sections
from wijgraph.analysis.words import WORDS
from wijgraph.errors import WijgraphError

NAMES = ("chains", "loops", "measures", "grip", "nsob", "modality", "agenda")
# Tables that rest on other tables, or on the literature.
UNSOURCED = {"processes", "measures", "reading", "routes-1"}


def analysis(dossier: wijgraph.Dossier, name: str, one: str, other: str) -> object:
    facts = facts_of(dossier)
    found: dict[str, Any] = {
        "chains": lambda: chains(facts, iri(one), iri(other)),
        "loops": lambda: loops(facts),
        "measures": lambda: measures(facts),
        "grip": lambda: grip(facts, iri(one)),
        "nsob": lambda: nsob(facts),
        "modality": lambda: modality(facts),
        "agenda": lambda: agenda(facts, dossier.validate().findings),
    }
    return found[name]()


def told(dossier: wijgraph.Dossier, name: str, language: str) -> list[Section]:
    return sections(analysis(dossier, name, "raad", "rvb"), language)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_each_row_has_a_source(dossier: wijgraph.Dossier, name: str, language: str) -> None:
    found = told(dossier, name, language)
    seen = 0
    for section in found:
        assert section.title and all(section.text)
        for row in section.table.rows if section.table else ():
            assert len(row.cells) == len(section.table.headings)  # type: ignore[union-attr]
            if name == "chains" and section.key == "direct":
                continue  # where there is no line there is nothing to cite
            assert row.sources or section.key in UNSOURCED, (section.key, row)
            seen += 1
    assert seen
    assert len({s.key for s in found}) == len(found)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_tell_the_same(dossier: wijgraph.Dossier, name: str) -> None:
    dutch, english = told(dossier, name, "nl"), told(dossier, name, "en")
    assert [s.key for s in dutch] == [s.key for s in english]
    for one, other in zip(dutch, english, strict=True):
        assert one.title != other.title or one.title.startswith("Grip")
        assert bool(one.table) == bool(other.table)
        if one.table and other.table:
            assert [[[p.iri for p in c if p.iri] for c in r.cells] for r in one.table.rows] == [
                [[p.iri for p in c if p.iri] for c in r.cells] for r in other.table.rows
            ]
            assert [r.sources for r in one.table.rows] == [r.sources for r in other.table.rows]


@pytest.mark.parametrize("name", NAMES)
def test_a_town_is_told_too(town: wijgraph.Dossier, name: str) -> None:
    for language in ("nl", "en"):
        found = sections(analysis(town, name, "council", "directors"), language)
        assert found
        assert writers.markdown(found, language).startswith("# ")


def test_words_and_sentences_are_in_both_languages() -> None:
    for texts in (*WORDS.values(), *PROSE.values()):
        assert set(texts) == {"nl", "en"}
        assert all(texts.values())
        placeholders = [re.findall(r"\{\w*\}", text) for text in texts.values()]
        assert sorted(placeholders[0]) == sorted(placeholders[1])


def test_no_word_is_left_over() -> None:
    folder = ROOT / "wijgraph" / "analysis"
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*.py")
        if path.stem not in {"words", "prose"}
    )
    families = tuple(re.findall(r'(?:say|tell|WORDS)[(\[]f"(\w+_)\{', code))
    assert len(families) > 3
    keys = [*WORDS, *PROSE]
    assert not [k for k in keys if f'"{k}"' not in code and not k.startswith(families)]


def test_unknown_is_told_apart_from_no_line(dossier: wijgraph.Dossier) -> None:
    cells = [
        text_of(row.cells[3])
        for one, other in (("raad", "rvb"), ("rvt", "rvb"))
        for section in sections(analysis(dossier, "chains", one, other), "nl")
        if section.key == "direct" and section.table
        for row in section.table.rows
    ]
    assert sum(cell.startswith("niet in de bron: ") for cell in cells) == 4
    assert cells.count("geen lijn in de graaf") == 2  # control, and accountability


def test_no_analysis() -> None:
    with pytest.raises(TypeError, match="no analysis"):
        sections("text", "nl")


def test_places_are_told_in_short(dossier: wijgraph.Dossier) -> None:
    table = told(dossier, "loops", "nl")[1].table
    assert table
    assert cited(table.rows[1].sources, "nl") == "Berenschot 2023: 2.1 alinea 4, 6"
    assert cited(table.rows[0].sources, "en").endswith("Rekenkamer 2025: aanleiding paragraph 2")


@pytest.mark.parametrize("name", NAMES)
def test_markdown_is_tables_and_headings(dossier: wijgraph.Dossier, name: str) -> None:
    found = told(dossier, name, "nl")
    tokens = MarkdownIt("commonmark").enable("table").parse(writers.markdown(found, "nl"))
    headings = [t for t in tokens if t.type == "heading_open"]
    assert [t.tag for t in headings] == ["h1", *["h2"] * (len(found) - 1)]
    rows = sum(t.type == "tr_open" for t in tokens)
    assert rows == sum(len(s.table.rows) + 1 for s in found if s.table)


def test_markdown_shows_what_would_be_markup() -> None:
    text = "a | b *c* <d> [e](f)"
    section = Section("x", text, (text,), Table((text,), (Row((plain(text),)),)))
    tokens = MarkdownIt("commonmark").enable("table").parse(writers.markdown([section], "en"))
    shown = [t for t in tokens if t.type == "inline"]
    assert ["".join(c.content for c in t.children or ()) for t in shown] == [text] * 4


def test_json_holds_nodes_and_sources(dossier: wijgraph.Dossier) -> None:
    found = json.loads(writers.as_json(told(dossier, "loops", "en"), "en"))
    assert found["language"] == "en"
    pairs = next(s for s in found["sections"] if s["key"] == "pairs")
    row = pairs["rows"][0]
    assert row["cells"][0] == {"text": "council", "nodes": [iri("raad")]}
    assert row["sources"][0]["document"] == iri("rekenkamer-2025")
    assert row["sources"][0]["paragraph"] == 2
    assert len(row["sources"][0]["phrase"].split()) <= 8


def workbook(found: list[Section], language: str) -> Any:
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(io.BytesIO(writers.xlsx(found, language)))


def test_xlsx_has_a_sheet_for_each_table(dossier: wijgraph.Dossier) -> None:
    found = told(dossier, "agenda", "nl")
    book = workbook(found, "nl")
    assert len(book.sheetnames) == 1 + sum(bool(s.table) for s in found)
    assert book.sheetnames[0] == "Uitleg"
    sheet = book["Grip en inzichten"]
    assert [c.value for c in sheet[1]][:2] == ["kenmerk", "vraag"]
    section = next(s for s in found if s.key == "grip")
    assert section.table
    assert sheet.max_row == len(section.table.rows) + 1


def test_xlsx_takes_nothing_for_a_formula() -> None:
    bad = ["=1+1", "+A1", "-2", "@x", "\t=1", "https://example.org"]
    table = Table(("=h",), tuple(Row((plain(text),)) for text in bad))
    sheets = [Section("a", "=SUM(1)/[x]", ("=2",), table), Section("b", "=SUM(1)/[x]", (), table)]
    book = workbook(sheets, "en")
    assert len(set(book.sheetnames)) == 3
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).strip()[0] in "=+@")
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == bad


def test_xlsx_is_the_same_each_time(dossier: wijgraph.Dossier) -> None:
    pytest.importorskip("openpyxl")
    found = told(dossier, "loops", "nl")
    data = writers.xlsx(found, "nl")
    assert data == writers.xlsx(found, "nl")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b">2000-01-01T00:00:00Z</dcterms:modified>" in book.read("docProps/core.xml")


def test_xlsx_without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(WijgraphError, match="openpyxl is not installed"):
        writers.xlsx([], "nl")


def test_a_long_cell_is_cut_where_a_sheet_ends() -> None:
    table = Table(("h",), (Row((plain("x" * 40_000),)),))
    sheet = workbook([Section("a", "A", (), table)], "en").worksheets[1]
    assert len(sheet["A2"].value) == 32_767 and sheet["A2"].value.endswith("…")


def test_sheets_with_the_same_long_name() -> None:
    table = Table(("h",), (Row((plain("x"),)),))
    book = workbook([Section(key, "Long " * 9, (), table) for key in "ab"], "en")
    assert book.sheetnames[1:] == [("Long " * 9)[:31], ("Long " * 9)[:27] + " (2)"]


def test_a_date_is_told(dossier: wijgraph.Dossier) -> None:
    from datetime import date

    found = replace(loops(facts_of(dossier)), at=date(2022, 6, 30))
    assert any("2022-06-30" in text for text in sections(found, "nl")[0].text)
