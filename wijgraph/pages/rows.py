"""Rows as a person reads them: labels, and one source column for document and section."""

from collections.abc import Mapping, Sequence

from wijgraph.api import Result
from wijgraph.model import Term
from wijgraph.words import word

SOURCE = ("document", "section")
# Names are short enough to stand beside each other in one cell; sentences are not.
NAME = 45


def merge_sources(
    result: Result, language: str, *, iris: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of ``result``.

    Document and section become one last column; rows that differ in nothing else become one row
    with several sources. So do rows that differ in one name only, as with a joint relation. Columns
    that are empty in every row are left out.
    """
    table, query = result.table, result.query
    keep = [i for i, c in enumerate(table.columns) if c not in SOURCE]
    sourced = all(c in table.columns for c in SOURCE)
    merged: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for row in table.rows:
        cells = tuple(_cell(result, row[i], language, iris) for i in keep)
        places = merged.setdefault(cells, {})
        if sourced:
            document, section = (row[table.columns.index(c)] for c in SOURCE)
            if document and section:
                sections = places.setdefault(_cell(result, document, language, False), [])
                sections.append(section.value)
    headings = [
        query.columns[table.columns[i]][language] if query else table.columns[i] for i in keep
    ]
    rows = [[*cells, _places(places)] if sourced else [*cells] for cells, places in merged.items()]
    # Not in the first column: that is what one looks a row up by.
    for column in range(1, len(keep)):
        rows = _join_names(rows, column)
    if sourced:
        headings.append(word("evidence", language))
    return _without_empty(headings, rows)


def _join_names(rows: Sequence[list[str]], column: int) -> list[list[str]]:
    """Return ``rows`` with those made one that differ in the name in ``column`` only."""
    joined: dict[tuple[str, ...], list[str]] = {}
    for number, row in enumerate(rows):
        rest = (*row[:column], *row[column + 1 :])
        long = len(row[column]) > NAME or not row[column]
        names = joined.setdefault((*rest, str(number)) if long else rest, [])
        if row[column] not in names:
            names.append(row[column])
    width = len(rows[0]) - 1 if rows else 0
    return [
        [*rest[:column], "; ".join(names), *rest[column:width]] for rest, names in joined.items()
    ]


def _places(places: Mapping[str, Sequence[str]]) -> str:
    """Return ``Berenschot 2023: 2.1, 2.2; Rekenkamer 2025: bijlage``."""
    return "; ".join(
        f"{document}: {', '.join(sorted(set(sections)))}" for document, sections in places.items()
    )


def _cell(result: Result, term: Term | None, language: str, iris: bool) -> str:
    if iris and term is not None:
        return term.value
    return result.graph.text(term, language)


def _without_empty(
    headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    filled = [i for i in range(len(headings)) if any(row[i] for row in rows)]
    return [headings[i] for i in filled], [[row[i] for i in filled] for row in rows]
