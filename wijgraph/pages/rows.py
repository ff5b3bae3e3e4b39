"""Rows as a person reads them: labels, and one source column for document and section."""

from collections.abc import Mapping, Sequence

from wijgraph.api import Result
from wijgraph.model import Term
from wijgraph.words import word

SOURCE = ("document", "section")
# Names are short enough to stand beside each other in one cell; sentences are not.
NAME = 50


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
        rows = _join_names(rows, column, len(keep))
    if sourced:
        headings.append(word("evidence", language))
    return _without_empty(headings, rows)


def _join_names(rows: Sequence[list[str]], column: int, last: int) -> list[list[str]]:
    """Return ``rows`` with those made one that differ in ``column`` only.

    Names are joined, and whatever is said of one and the same sentence (up to column ``last``).
    """
    joined: dict[tuple[str, ...], list[str]] = {}
    for number, row in enumerate(rows):
        rest = (*row[:column], *row[column + 1 :])
        same_sentence = any(len(cell) > NAME for i, cell in enumerate(row[:last]) if i != column)
        alone = not row[column] or (len(row[column]) > NAME and not same_sentence)
        names = joined.setdefault((*rest, str(number)) if alone else rest, [])
        if row[column] not in names:
            names.append(row[column])
    width = len(rows[0]) - 1 if rows else 0
    return [[*rest[:column], _joined(names), *rest[column:width]] for rest, names in joined.items()]


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


def _joined(names: Sequence[str]) -> str:
    """Return names with semicolons between them, sentences as they follow each other."""
    return "".join(
        name if not i else f" {name}" if names[i - 1].endswith((".", "?")) else f"; {name}"
        for i, name in enumerate(names)
    )
