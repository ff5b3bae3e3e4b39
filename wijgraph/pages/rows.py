"""Rows as a person reads them: labels, and one source column for document and section."""

from collections.abc import Sequence

from wijgraph.api import Result
from wijgraph.model import Term
from wijgraph.words import word

SOURCE = ("document", "section")


def merge_sources(
    result: Result, language: str, *, iris: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of ``result``.

    Document and section become one last column; rows that differ in nothing else become one row
    with several sources. Columns that are empty in every row are left out.
    """
    table, query = result.table, result.query
    keep = [i for i, c in enumerate(table.columns) if c not in SOURCE]
    sourced = all(c in table.columns for c in SOURCE)
    merged: dict[tuple[str, ...], list[str]] = {}
    for row in table.rows:
        cells = tuple(_cell(result, row[i], language, iris) for i in keep)
        sources = merged.setdefault(cells, [])
        if sourced:
            document, section = (row[table.columns.index(c)] for c in SOURCE)
            text = " ".join(
                p
                for p in (
                    _cell(result, document, language, False),
                    section.value if section else "",
                )
                if p
            )
            if text and text not in sources:
                sources.append(text)
    headings = [
        query.columns[table.columns[i]][language] if query else table.columns[i] for i in keep
    ]
    rows = [
        [*cells, "; ".join(sources)] if sourced else list(cells)
        for cells, sources in merged.items()
    ]
    if sourced:
        headings.append(word("evidence", language))
    return _without_empty(headings, rows)


def _cell(result: Result, term: Term | None, language: str, iris: bool) -> str:
    if iris and term is not None:
        return term.value
    return result.graph.text(term, language)


def _without_empty(
    headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    filled = [i for i in range(len(headings)) if any(row[i] for row in rows)]
    return [headings[i] for i in filled], [[row[i] for i in filled] for row in rows]
