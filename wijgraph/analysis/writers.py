"""Writing sections: Markdown, JSON and XLSX. One writer for each format serves every analysis."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from wijgraph.analysis.section import Row, Section, cited, text_of
from wijgraph.errors import WijgraphError
from wijgraph.queries.empty import RECORDED_NOT
from wijgraph.words import word

FORMULA = re.compile(r"\s*[=+\-@\t\r]")  # what a spreadsheet would take for a formula
MARKS = re.compile(r"([\\`*_\[\]<>|#])")
WIDEST, LONGEST = 60, 32_767  # letters of a column, and in a cell
EPOCH = datetime(2000, 1, 1)
CLOCK = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def markdown(sections: Iterable[Section], language: str) -> str:
    """Return the sections as Markdown: the first is the title, the others are headings in it."""
    parts = []
    for number, section in enumerate(sections):
        parts.append(f"{'#' if number == 0 else '##'} {_marked(section.title)}")
        parts += [_marked(text) for text in section.text]
        if section.table and not section.table.rows:
            parts += RECORDED_NOT.lines(language)
        elif section.table:
            headings, rows = flat(section, language)
            parts.append(
                "\n".join(
                    [_line(headings), _line(["---"] * len(headings)), *(_line(r) for r in rows)]
                )
            )
    return "\n\n".join(parts) + "\n"


def _marked(text: str) -> str:
    return MARKS.sub(r"\\\1", text)


def _line(cells: Sequence[str]) -> str:
    shown = (cell if cell == "---" else _marked(" ".join(cell.split())) for cell in cells)
    return f"| {' | '.join(shown)} |"


def flat(section: Section, language: str) -> tuple[list[str], list[list[str]]]:
    """Return the table of ``section`` as text, with the sources as the last column."""
    table = section.table
    if table is None:
        return [], []
    headings = [*table.headings, *([word("evidence", language)] if table.sourced else [])]
    return headings, [_texts(row, table.sourced, language) for row in table.rows]


def _texts(row: Row, sourced: bool, language: str) -> list[str]:
    cells = [text_of(cell) for cell in row.cells]
    return [*cells, cited(row.sources, language)] if sourced else cells


def as_json(sections: Iterable[Section], language: str) -> str:
    """Return the sections as JSON: each cell with its nodes, each row with its sources."""
    found = {"language": language, "sections": [_plain(section) for section in sections]}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _plain(section: Section) -> dict[str, Any]:
    table = section.table
    return {
        "key": section.key,
        "title": section.title,
        "text": list(section.text),
        "headings": list(table.headings) if table else [],
        "rows": [
            {
                "cells": [
                    {"text": text_of(cell), "nodes": [p.iri for p in cell if p.iri]}
                    for cell in row.cells
                ],
                "sources": [
                    {
                        "document": place.document.iri,
                        "section": place.section,
                        "paragraph": place.paragraph,
                        "phrase": place.phrase,
                    }
                    for place in row.sources
                ],
            }
            for row in (table.rows if table else ())
        ],
        **({"empty": RECORDED_NOT.values()} if table and not table.rows else {}),
    }


def xlsx(sections: Sequence[Section], language: str) -> bytes:
    """Return a workbook: a sheet that tells how to read it, and one for each table.

    Everything in it is text, also what looks like a formula. Nothing comes from the clock.

    Raises WijgraphError when openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise WijgraphError(
            "openpyxl is not installed", hint="pip install 'wijgraph[xlsx]'"
        ) from None
    book = Workbook()
    book.properties.title = sections[0].title if sections else ""
    book.properties.creator = "wijgraph"
    book.properties.created = EPOCH
    told = [[s.title, text] for s in sections for text in s.text or ("",)]
    book.active.title = "Uitleg" if language == "nl" else "About"
    _fill(book.active, [word("subject", language), word("notes", language)], told)
    for section in sections:
        if section.table:
            name = _sheet(section.title, [sheet.title for sheet in book])
            _fill(book.create_sheet(name), *flat(section, language))
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _sheet(title: str, taken: Sequence[str]) -> str:
    """Return a name for a sheet: without what is not allowed, at most 31 letters, and its own."""
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()
    names = (base[:31], *(f"{base[:27]} ({number})" for number in range(2, 1000)))
    known = {name.casefold() for name in taken}
    return next(name for name in names if name.casefold() not in known)


def _fill(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    top, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    for number, row in enumerate([headings, *rows], 1):
        for column, text in enumerate(row, 1):
            if text:
                _put(sheet.cell(number, column), text)
                sheet.cell(number, column).alignment = top
    for column, heading in enumerate(headings, 1):
        sheet.cell(1, column).font = bold
        longest = max((len(row[column - 1]) for row in rows), default=0)
        width = min(max(longest, len(heading)) + 3, WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"


def _put(cell: Any, text: str) -> None:
    cell.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    cell.data_type = "s"
    if FORMULA.match(text):
        cell.quotePrefix = True  # so that it stays text when somebody edits it


def _timeless(book: bytes) -> bytes:
    """Return the workbook without the time at which it was made."""
    stamp = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = CLOCK.sub(rb"\g<1>" + stamp, data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            new.writestr(info, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
