"""Rows as a person reads them: labels, and one source column for document and section."""

from collections.abc import Callable, Mapping, Sequence

from wijgraph.api import Result
from wijgraph.messages import word
from wijgraph.model import Term
from wijgraph.pages.page import Cell, Part, joined, text_of

SOURCE = ("document", "section")
# Names are short enough to stand beside each other in one cell; sentences are not.
NAME = 50
# Where a node is shown, and where a section of a document is; both empty when nowhere.
Href = Callable[[str], str]
SectionHref = Callable[[str, str], str]


def merge_sources(
    result: Result, language: str, *, iris: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of ``result`` as text; see ``merge``."""
    headings, rows = merge(result, language, iris=iris)
    return headings, [[text_of(cell) for cell in row] for row in rows]


def merge(
    result: Result,
    language: str,
    *,
    iris: bool = False,
    href: Href = lambda _: "",
    section_href: SectionHref = lambda *_: "",
) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows of ``result``, with links to what is shown elsewhere.

    Document and section become one last column; rows that differ in nothing else become one row
    with several sources. So do rows that differ in one name only, as with a joint relation. Columns
    that are empty in every row are left out.
    """
    table, query = result.table, result.query
    sourced = all(c in table.columns for c in SOURCE)
    keep = [i for i, c in enumerate(table.columns) if not sourced or c not in SOURCE]
    merged: dict[tuple[Part, ...], dict[Term, set[str]]] = {}

    def part(term: Term | None) -> Part:
        if term is None:
            return Part("")
        if iris:
            return Part(term.value)
        link = href(term.value) if term.kind == "iri" else ""
        return Part(result.graph.text(term, language), link)

    def places(found: Mapping[Term, set[str]]) -> Cell:
        # Berenschot 2023: 2.1, 2.2; Rekenkamer 2025: bijlage
        parts: list[Part] = []
        for document, sections in found.items():
            parts.append(Part("; " if parts else ""))
            parts.append(Part(result.graph.text(document, language), href(document.value)))
            for number, section in enumerate(sorted(sections)):
                parts.append(Part(", " if number else ": "))
                parts.append(Part(section, section_href(document.value, section)))
        return tuple(p for p in parts if p.text)

    for row in table.rows:
        found = merged.setdefault(tuple(part(row[i]) for i in keep), {})
        if sourced:
            document, section = (row[table.columns.index(c)] for c in SOURCE)
            if document and section:
                found.setdefault(document, set()).add(section.value)
    headings = [
        query.columns[table.columns[i]][language] if query else table.columns[i] for i in keep
    ]
    rows: list[list[Cell]] = [
        [*((p,) for p in parts), *([places(found)] if sourced else [])]
        for parts, found in merged.items()
    ]
    # Not in the first column: that is what one looks a row up by.
    for column in range(1, len(keep)):
        rows = _join_names(rows, column, len(keep))
    if sourced:
        headings.append(word("evidence", language))
    return _without_empty(headings, rows)


def _join_names(rows: Sequence[list[Cell]], column: int, last: int) -> list[list[Cell]]:
    """Return ``rows`` with those made one that differ in ``column`` only.

    Names are joined, and whatever is said of one and the same sentence (up to column ``last``).
    """
    found: dict[tuple[object, ...], tuple[list[Cell], list[Cell]]] = {}
    for number, row in enumerate(rows):
        texts = [text_of(cell) for cell in row]
        rest = (*row[:column], *row[column + 1 :])
        same_sentence = any(len(text) > NAME for i, text in enumerate(texts[:last]) if i != column)
        own = texts[column]
        alone = not own or (len(own) > NAME and not same_sentence)
        names = found.setdefault((*rest, number) if alone else rest, (row, []))[1]
        if row[column] not in names:
            names.append(row[column])
    return [
        [*first[:column], joined(names), *first[column + 1 :]] for first, names in found.values()
    ]


def _without_empty(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> tuple[list[str], list[list[Cell]]]:
    """Return the columns in which anything stands; every column when nothing does."""
    columns = range(len(headings))
    filled = [i for i in columns if any(text_of(row[i]) for row in rows)]
    if not filled:  # no rows have headings, and a row that says nothing is a row all the same
        filled = list(columns)
    return [headings[i] for i in filled], [[row[i] for i in filled] for row in rows]
