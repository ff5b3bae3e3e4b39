"""XLSX: a workbook of a network, for who filters and counts."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wijgraph.errors import WijgraphError
from wijgraph.model import Finding
from wijgraph.views.exports.archive import archive
from wijgraph.views.exports.flat import FORMULA, title
from wijgraph.views.exports.sheets import sheets

if TYPE_CHECKING:
    import networkx as nx

WIDEST = 60  # letters; what is longer goes on below
LONGEST = 32_767  # letters that a cell holds
EPOCH = datetime(2000, 1, 1)
CLOCK = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write(
    network: "nx.MultiDiGraph[str]", language: str, findings: Sequence[Finding] = ()
) -> bytes:
    """Return the workbook: headings that stay in sight, filters, and nothing but text.

    ``findings`` are what validation finds. Nothing in it comes from the clock.

    Raises WijgraphError when openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise WijgraphError(
            "openpyxl is not installed", hint="pip install 'wijgraph[xlsx]'"
        ) from None
    book = Workbook()
    book.remove(book.active)
    book.properties.title = title(network, language)
    book.properties.creator = "wijgraph"
    book.properties.created = EPOCH
    for name, headings, rows in sheets(network, language, findings):
        _fill(book.create_sheet(name), headings, rows)
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _fill(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    top = Alignment(vertical="top", wrap_text=True)
    bold, grey = Font(bold=True), PatternFill("solid", fgColor="E7E6E6")
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill, cell.alignment = bold, grey, top
        longest = max((len(row[column - 1]) for row in rows), default=0)
        width = min(max(longest, len(heading)) + 3, WIDEST)  # with room for the button to filter
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            if text:
                _put(sheet.cell(number, column), text, top)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"


def _put(cell: Any, text: str, alignment: Any) -> None:
    """Write ``text`` as text, also when it looks like a formula or an error."""
    cell.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    cell.data_type = "s"
    cell.alignment = alignment
    if FORMULA.match(text):
        cell.quotePrefix = True  # so that it stays text when somebody edits it


def _timeless(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    core = "docProps/core.xml"
    stamp = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return archive(files | {core: CLOCK.sub(rb"\g<1>" + stamp, files[core])})
