"""Tables for spreadsheets: CSV and XLSX in which no cell is a formula.

Every table that people open is written here. The result formats of SPARQL 1.1 are not: they are
for programs, which want each value as it is, and the engine writes those.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wijgraph.characters import Lost, counting, for_xml, left_out
from wijgraph.errors import WijgraphError, extra
from wijgraph.messages import Message, word

# What opens a formula in Excel, LibreOffice or Google Sheets: full width and small forms too.
OPENERS = (
    "=+\\-@\u207a\u207c\u208a\u208c\u2212\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b"
    "\uff0b\uff0d\uff1d\uff20"
)
# What ends a cell where a file is read with another separator than it was written with.
ENDS = ",;|\\t\\r\\n"
# What nobody sees at the start of a cell: space, control and format characters, and quotes, which
# belong to the cell or not, as the separator has it.
UNSEEN = (
    '\\s"\\x00-\\x1f\\x7f-\\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f'
    "\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# A number below zero is a number, and a dash alone is a dash.
PLAIN = "-(?:[0-9]++(?:[.,][0-9]++)*+)?+"
FIRST = re.compile(f"[{UNSEEN}]*[\\t\\r\\n]|[{UNSEEN}]*+(?!{PLAIN}\\Z)[{OPENERS}]")
# The opener is optional: a run of separators is then looked at once, however long it is.
LATER = re.compile(f"([{ENDS}][{ENDS}{UNSEEN}]*+)((?!{PLAIN}(?:[{ENDS}]|\\Z))[{OPENERS}])?")

WIDEST = 60  # characters of a column; what is longer goes on below
LONGEST = 32_767  # characters that a cell of a workbook holds
ROWS = 1_048_576  # rows that a sheet holds, with the headings
NAME = 31  # characters of the name of a sheet
EPOCH = datetime(2000, 1, 1)
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell
CLOCK = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True)
class Sheet:
    """A table of text: the name of its sheet, its headings and its rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def guard(text: str) -> str:
    """Return ``text`` as a cell of CSV that no spreadsheet takes for a formula.

    An apostrophe stands before what would be one, also behind a separator within the text: there a
    cell begins for who reads the file with another separator. Other text is returned as it is.

    >>> guard("=1+1"), guard("a;=1+1"), guard("-2.5"), guard("a = b")
    ("'=1+1", "a;'=1+1", '-2.5', 'a = b')
    """
    guarded = LATER.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[0], text)
    return f"'{guarded}" if FIRST.match(text) else guarded


def as_csv(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    mark: bool = False,
) -> bytes:
    """Return a table as CSV in which no cell is a formula.

    With ``mark`` it begins with the mark by which Excel knows UTF-8.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([guard(cell) for cell in row] for row in (headings, *rows))
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8", errors="replace")


def for_people(headings: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> bytes:
    """Return a table as CSV that a spreadsheet in ``language`` opens by a double click."""
    # In many languages a spreadsheet takes the comma for that of a decimal.
    return as_csv(headings, rows, delimiter=word("column_mark", language), mark=True)


def as_xlsx(
    sheets: Iterable[Sheet], language: str, title: str = "", lost: Lost | None = None
) -> bytes:
    """Return a workbook: headings that stay in sight, filters, and nothing but text.

    What a workbook cannot hold is left out, and a last sheet counts it, with what was ``lost``
    while the sheets were made. Nothing comes from the clock.

    Raises WijgraphError when openpyxl is not installed, or a sheet has too many rows.
    """
    with extra("xlsx", "openpyxl"):
        from openpyxl import Workbook
    book = Workbook()
    book.remove(book.active)
    book.properties.title = for_xml(title)
    book.properties.creator = "wijgraph"
    book.properties.created = EPOCH
    missing: list[list[str]] = []
    for sheet in sheets:
        _fill(book, sheet, language, missing)
    if lost:
        missing.append(["", "", left_out(lost)[language]])
    if missing:
        headings = [word(f"sheet_{name}", language) for name in ("sheet", "cell", "what")]
        _fill(book, Sheet(word("sheet_left_out", language), headings, missing), language, [])
    return _timeless(_saved(book))


def _saved(book: Any) -> bytes:
    """Return ``book`` as a file; by itself openpyxl writes each sheet to the disk before that."""
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):  # type: ignore[misc] # which has no types
        def write_worksheet(self, sheet: Any) -> None:
            stream = io.BytesIO()
            writer = WorksheetWriter(sheet, stream)
            writer.write()
            sheet._rels = writer._rels  # noqa: SLF001 - as the one above it does
            self._archive.writestr(sheet.path[1:], stream.getvalue())
            self.manifest.append(sheet)

    stream = io.BytesIO()
    Writer(book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)).save()
    return stream.getvalue()


def _fill(book: Any, table: Sheet, language: str, missing: list[list[str]]) -> None:
    """Add a sheet to ``book``, and to ``missing`` what it does not hold."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    headings, rows = table.headings, table.rows
    if len(rows) >= ROWS:
        raise WijgraphError(
            Message("dossier.too-many-rows", most=ROWS, count=len(rows) + 1),
            hint=Message("dossier.too-many-rows-hint"),
        )
    sheet = book.create_sheet(_name(table.name, book.sheetnames))
    top = Alignment(vertical="top", wrap_text=True)
    bold, grey = Font(bold=True), PatternFill("solid", fgColor="E7E6E6")
    for number, row in enumerate((headings, *rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if text:
                lost = _put(cell, text, language)
                missing += [[sheet.title, cell.coordinate, what] for what in lost]
            if text or number == 1:
                cell.alignment = top
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(1, column)
        cell.font, cell.fill = bold, grey
        longest = max((len(row[column - 1]) for row in rows), default=0)
        width = min(max(longest, len(heading)) + 3, WIDEST)  # with room for the button to filter
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    if headings:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"


def _put(cell: Any, text: str, language: str) -> list[str]:
    """Write ``text`` as text, also when it looks like a formula or an error.

    Returns what could not be written, in words.
    """
    with counting() as characters:
        held = for_xml(text)
    lost = [left_out(characters)[language]] if characters else []
    if len(held) > LONGEST:
        count = len(held) - LONGEST + 1
        lost.append(Message("dossier.lost-tail", count=count, most=LONGEST)[language])
        held = held[: LONGEST - 1] + "…"
    if held:
        cell.value = held
        cell.data_type = "s"
        # Marked, so that it stays text when somebody edits it.
        cell.quotePrefix = guard(held) != held
    return lost


def _name(wanted: str, taken: Sequence[str]) -> str:
    """Return a name for a sheet: of what is allowed, not too long, and its own."""
    base = re.sub(r"[\[\]:*?/\\']", " ", for_xml(wanted)).strip() or "Sheet"
    known = {name.casefold() for name in taken}
    name, number = base[:NAME], 2
    while name.casefold() in known:
        end = f" ({number})"
        name, number = base[: NAME - len(end)] + end, number + 1
    return name


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file that holds ``files``, with nothing in it from the clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, data)
    return stream.getvalue()


def _timeless(book: bytes) -> bytes:
    """Return a workbook without the time at which it was made."""
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    core, stamp = "docProps/core.xml", EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return archive(files | {core: CLOCK.sub(rb"\g<1>" + stamp, files[core])})
