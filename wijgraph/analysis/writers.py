"""Writing sections: Markdown, JSON and XLSX. One writer for each format serves every analysis."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from wijgraph.analysis.section import Row, Section, cited, text_of
from wijgraph.messages import word
from wijgraph.queries.empty import RECORDED_NOT
from wijgraph.spreadsheets import Sheet, as_xlsx

MARKS = re.compile(r"([\\`*_\[\]<>|#])")


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
    return "\n\n".join(parts or RECORDED_NOT.lines(language)) + "\n"


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
    found: dict[str, Any] = {"language": language, "sections": [_plain(s) for s in sections]}
    if not found["sections"]:
        found["empty"] = RECORDED_NOT.values()
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

    Raises WijgraphError when openpyxl is not installed.
    """
    about = Sheet(
        "Uitleg" if language == "nl" else "About",
        [word("subject", language), word("notes", language)],
        [[section.title, text] for section in sections for text in section.text or ("",)],
    )
    tables = [Sheet(s.title, *flat(s, language)) for s in sections if s.table]
    return as_xlsx([about, *tables], language, sections[0].title if sections else "")
