"""Every table that people open: no cell is a formula, and what cannot be written is counted."""

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import wijgraph
from tests.conftest import Run
from tests.fuzzing import tries
from tests.test_writers_hostile import TEXT, named
from wijgraph import spreadsheets
from wijgraph.api import Result
from wijgraph.cli.query import readable
from wijgraph.errors import WijgraphError
from wijgraph.model import Table, Term
from wijgraph.pages.material import Material
from wijgraph.pages.page import Part
from wijgraph.pages.questions import Block, readable_csv
from wijgraph.report.document import Document, Section, row
from wijgraph.report.document import Grid as Told
from wijgraph.report.writers.tables import xlsx as report_xlsx
from wijgraph.spreadsheets import Sheet, as_csv, as_xlsx, for_people, guard
from wijgraph.views import NetworkView

WIDE = "\uff1d\uff0b\uff0d\uff20"
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}  # control, format, surrogates, space
NUMBER = re.compile(r"-(?:[0-9]+(?:[.,][0-9]+)*)?")


def opens(cell: str) -> bool:
    """Return whether a spreadsheet takes ``cell`` for a formula, found without the guard."""
    start = 0
    while start < len(cell) and (
        cell[start] in '"\u3164' or unicodedata.category(cell[start]) in HIDDEN
    ):
        start += 1
    rest = cell[start:]
    first = unicodedata.normalize("NFKC", rest[:1])[:1]
    return first in {"=", "+", "-", "@"} and not NUMBER.fullmatch(rest)


def bad_cells(data: bytes, delimiter: str = ",") -> list[str]:
    """Return the cells that are formulas: as the file is meant, and by each other separator."""
    text = data.decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = [cell for row in rows for cell in row if opens(cell)]
    for sign in ",;|\t":
        cells = re.split(f"[\r\n{re.escape(sign)}]", text)
        # A number may be followed by any of the other separators.
        found += [c for c in cells if opens(c) and opens(re.split(r'(?<=.)[,;|\t"]', c)[0])]
    return found


HARMFUL = [
    "=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "\u202e=1+1", "\u00ad@SUM(1)",
    *(f"{sign}SUM(1)" for sign in f"+-@{WIDE}\ufe66\ufe62\ufe63\ufe6b\u2212"),
    "\t=1", "\r=1", "\n=1", "\tx", "\rx", "\nx", '"=1+1"', '" =1+1', "-2+3", "-2 ", "+31501234567",
    "+31 50 123 45 67", "- a", "--1", "\x00=1", "\x07=1", "-5%", "-1e5", "-A1", "-\uff12",
    "\u3164=1", "\u2800=1", "\ufe0f=1", "@", "=", "+",
    "-5, x", "-5;6", "-1\n",
]  # fmt: skip
HARMLESS = [
    "", " ", "a", "a=1", "a-1", "raad + college", "1", "-1", "-2.5", "-2,5", "-1.000,50", "-",
    "31", "2025-03-31", "a@b.example", "'=1", "x; y", "a, -5, b", "a; -", "#N/A", "% =", "a = b",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMFUL)
def test_what_opens_a_formula_is_guarded(text: str) -> None:
    assert guard(text).startswith("'")
    assert guard(text).replace("'", "") == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x,=1+1;y", "x,'=1+1;y"),
        ("x\t@SUM(1)", "x\t'@SUM(1)"),
        ("x|+1", "x|'+1"),
        ("x\n-1+cmd|' /C calc'!A0", "x\n'-1+cmd|' /C calc'!A0"),
        ("x\r\n=1", "x\r\n'=1"),
        ("x; \u200b\uff1d1", "x; \u200b'\uff1d1"),
        ('x;"=1', "x;\"'=1"),
        (";;=1;=2", ";;'=1;'=2"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_a_separator_within_a_text_begins_a_cell(text: str, wanted: str) -> None:
    assert guard(text) == wanted


def test_what_nobody_sees_is_passed_over() -> None:
    unseen = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in HIDDEN]
    assert len(unseen) > 200
    assert [one for one in unseen if guard(f"{one}=1") == f"{one}=1"] == []


LONG = ["\t" * 100_000, ";" * 100_000, " " * 100_000, ";-" * 50_000, "-" + "1," * 50_000 + "x"]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_guard_takes_no_time(text: str) -> None:
    import time

    start = time.process_time()
    guard(text)
    assert time.process_time() - start < 2


@tries(300)
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=3))
@example([["x;=1+1", "\uff1d1"]])
@example([["a\n=1", '";=1']])
def test_no_cell_of_csv_is_a_formula(rows: list[list[str]]) -> None:
    for delimiter in ",;":
        data = as_csv(rows[0], rows[1:], delimiter=delimiter)
        assert bad_cells(data, delimiter) == []
        read = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))
        assert read == [[guard(cell) for cell in row] for row in rows]


def test_a_formula_is_seen() -> None:
    """The test above would see one: in each kind of place."""
    for text in ("=1", "a,b\r\n\uff1d1,c", '"x;=1+1",a', '"a\n=1",b', "\u200b@x"):
        assert bad_cells(text.encode()) != []


def book_of(data: bytes) -> Any:
    return pytest.importorskip("openpyxl").load_workbook(io.BytesIO(data))


def cells_of(data: bytes) -> list[Any]:
    cells = [cell for sheet in book_of(data) for row in sheet.iter_rows() for cell in row]
    files = zipfile.ZipFile(io.BytesIO(data))
    sheets = [files.read(name) for name in files.namelist() if "worksheets" in name]
    assert sheets and not any(b"<f" in sheet for sheet in sheets)
    return [cell for cell in cells if cell.value is not None]


@tries(30)
@given(TEXT)
@example("=1+1")
@example("\uff1d1+1")
@example("a\x01;=cmd|' /C calc'!A0")
@example("\u200b=1\n=2")
def test_no_table_that_leaves_holds_a_formula(text: str) -> None:
    network = NetworkView(named(text), "nl")
    assert bad_cells(network.to("csv")) == []
    parts = zipfile.ZipFile(io.BytesIO(network.to("neo4j")))
    assert [bad for name in parts.namelist() for bad in bad_cells(parts.read(name))] == []
    block = Block("q", "", "", [text, "b"], [[(Part(text),), (Part("x"),)]], (), asked=True)
    assert bad_cells(readable_csv(block, "nl"), ";") == []
    term = Term("literal", text)
    result = Result(Table(("a",), ((term,),)), wijgraph.open().graph)
    asked = readable(result, "spreadsheet", "en", iris=False)
    assert isinstance(asked, bytes) and bad_cells(asked) == []
    told = Told((text,), (row(text),))
    for data in (
        network.to("xlsx"),
        report_xlsx(Document((Section("a", text, (text,), told),)), "nl"),
        as_xlsx([Sheet(text, [text], [[text]])], "en", text),
    ):
        assert {cell.data_type for cell in cells_of(data)} == {"s"}


# Workbooks


def test_what_a_workbook_cannot_hold_is_counted() -> None:
    rows = [["a\x00b\x0bc\ufffe"], ["\x01"], ["x" * 40_000], ["fine"]]
    nl, en = (as_xlsx([Sheet("t", ["h"], rows)], language) for language in ("nl", "en"))
    sheet, missing = book_of(nl).worksheets
    assert [row[0] for row in sheet.values] == ["h", "abc", None, "x" * 32_766 + "…", "fine"]
    assert missing.title == "Weggelaten"
    assert [list(row) for row in missing.values] == [
        ["blad", "cel", "wat er niet in staat"],
        [
            "t",
            "A2",
            "3 teken(s) weggelaten die geen tekst voor mensen kan bevatten: U+0000, U+000B, U+FFFE",
        ],
        ["t", "A3", "1 teken(s) weggelaten die geen tekst voor mensen kan bevatten: U+0001"],
        ["t", "A4", "de laatste 7234 tekens: een cel heeft er hoogstens 32767"],
    ]
    assert book_of(en).sheetnames == ["t", "Left out"]
    assert book_of(as_xlsx([Sheet("t", ["h"], [["fine"]])], "nl")).sheetnames == ["t"]


def test_text_in_a_workbook_stays_text_when_it_is_edited() -> None:
    texts = ["=1", " \uff1d1", "#N/A", "https://example.org", "1", "2025-03-31", "TRUE", "a"]
    cells = cells_of(as_xlsx([Sheet("t", ["h"], [[text] for text in texts])], "nl"))[1:]
    assert [cell.value for cell in cells] == texts
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.quotePrefix for cell in cells][:2] == [True, True]


@pytest.mark.parametrize("name", ["a/b:c*d?e[f]g\\h'", "", "\x01", "x" * 50, "'", "é" * 40])
def test_a_sheet_has_a_name_of_its_own(name: str) -> None:
    names = book_of(as_xlsx([Sheet(name, ["h"], [])] * 12, "nl")).sheetnames
    assert len({one.casefold() for one in names}) == 12
    assert all(0 < len(one) <= 31 and not re.search(r"[\[\]:*?/\\']", one) for one in names)


def test_a_sheet_has_no_more_rows_than_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "ROWS", 4)
    assert as_xlsx([Sheet("t", ["h"], [["x"]] * 3)], "nl")
    with pytest.raises(WijgraphError, match="4 rows at most, and this table has 5"):
        as_xlsx([Sheet("t", ["h"], [["x"]] * 4)], "nl")


def test_a_lone_surrogate_does_not_stop_csv() -> None:
    assert as_csv(["h"], [["a\ud800"]]) == b"h\r\na?\r\n"


# The same table on the command line, on the site and of the server


@pytest.fixture(scope="module")
def material(dossier: wijgraph.Dossier) -> Material:
    return Material(dossier, wijgraph.Report(conforms=True, findings=()))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["who-steers-whom", "gaps", "who-appoints-whom"])
def test_the_command_gives_the_csv_of_the_site(
    name: str, language: str, run: Run, tmp_path: Path, material: Material
) -> None:
    from wijgraph.pages.questions import block_of

    block = block_of(material, material.answers[name], language)
    file = tmp_path / "own.csv"
    outcome = run("--lang", language, "query", "run", name, "-F", "spreadsheet", "-o", file)
    assert outcome.code == 0, outcome
    assert file.read_bytes() == readable_csv(block, language)
    heading = next(csv.reader(io.StringIO(file.read_text("utf-8-sig")),
                              delimiter=";" if language == "nl" else ","))  # fmt: skip
    query = wijgraph.open().queries[name]
    assert set(heading) <= {texts[language] for texts in query.columns.values()} | {
        {"nl": "bron", "en": "source"}[language]
    }


# Nothing to write


EMPTY = "SELECT ?a ?b WHERE { VALUES (?a ?b) { } }"


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("csv", b"a,b\r\n"),
        ("spreadsheet", b"\xef\xbb\xbfa;b\r\n"),
        ("tsv", b"?a\t?b\n"),
        ("json", b'{"head":{"vars":["a","b"]},"results":{"bindings":[]}}'),
    ],
)
def test_no_rows_have_a_heading(form: str, wanted: bytes, run: Run, tmp_path: Path) -> None:
    query, file = tmp_path / "q.rq", tmp_path / "out"
    query.write_text(EMPTY)
    outcome = run("query", "run", "-f", query, "-F", form, "-o", file)
    assert outcome.code == 0, outcome
    assert file.read_bytes() == wanted


def test_no_rows_of_a_question_have_its_headings() -> None:
    dossier = wijgraph.open()
    query = dossier.queries["who-appoints-whom"]
    empty = Result(Table(tuple(query.columns), ()), dossier.graph, query)
    data = readable(empty, "spreadsheet", "nl", iris=False)
    assert isinstance(data, bytes)
    heading = data.decode("utf-8-sig").strip().split(";")
    assert heading[:2] == ["wie benoemt", "wie wordt benoemd"] and len(heading) > 2
    sheet = book_of(as_xlsx([Sheet("t", heading, [])], "nl")).active
    assert [cell.value for cell in sheet[1]] == heading


def test_a_table_without_columns() -> None:
    assert for_people([], [], "nl") == b"\xef\xbb\xbf\r\n"
    assert book_of(as_xlsx([Sheet("t", [], [])], "nl")).sheetnames == ["t"]


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"])
def test_what_is_no_table_is_no_spreadsheet(query: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(query)
    outcome = run("--lang", "en", "query", "run", "-f", file, "-F", "spreadsheet")
    if query.startswith("ASK"):
        assert (outcome.code, outcome.out) == (0, "true\n")
    else:
        assert outcome.code == 2 and "cannot be written as csv" in outcome.err
