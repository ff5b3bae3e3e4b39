"""The common shape of what analyses tell: sections with a table, whose rows name their sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from wijgraph.analysis.evidence import Node, Place, Statement
from wijgraph.messages import word

# In one cell: each row of a table may be about the same thousands.
NAMED = 100
MORE = {"nl": "en nog {} andere", "en": "and {} others"}


@dataclass(frozen=True)
class Part:
    """A piece of text in a cell, with the node that it names, if any."""

    text: str
    iri: str | None = None


Cell = tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """A row of a table, with the places that it rests on."""

    cells: tuple[Cell, ...]
    sources: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under headings; the sources of the rows are no column of their own here."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @cached_property
    def sourced(self) -> bool:
        """Whether any row names a source."""
        return any(row.sources for row in self.rows)


@dataclass(frozen=True)
class Section:
    """A part of an analysis in one language: paragraphs that tell how to read it, and a table."""

    key: str  # stable, in whatever language; serves as anchor and sheet
    title: str
    text: tuple[str, ...] = ()
    table: Table | None = None


def text_of(cell: Cell) -> str:
    """Return a cell as plain text."""
    return "".join(part.text for part in cell)


def plain(text: str) -> Cell:
    """Return a cell that is text alone."""
    return (Part(text),) if text else ()


def named(node: Node | Statement, language: str) -> Cell:
    """Return a cell that names ``node``."""
    return (Part(node.label[language], node.iri),)


def listed(nodes: Iterable[Node | Statement], language: str, between: str = ", ") -> Cell:
    """Return a cell that names ``nodes``: the first hundred, and how many there are besides."""
    known = list(nodes)
    cells = [named(node, language) for node in known[:NAMED]]
    return _joined(cells, len(known), between, language)


def told(statements: Iterable[Statement], language: str) -> Cell:
    """Return a cell with the texts of ``statements``, each with the sense in which it holds.

    It has the first hundred of them, and how many there are besides.
    """
    known = list(statements)
    cells = [_sensed(statement, language) for statement in known[:NAMED]]
    return _joined(cells, len(known), "; ", language)


def _sensed(statement: Statement, language: str) -> Cell:
    sense = sense_of(statement, language)
    return (*named(statement, language), *([Part(f" [{sense}]")] if sense else ()))


def _joined(cells: Iterable[Cell], count: int, between: str, language: str) -> Cell:
    parts: list[Part] = []
    for cell in cells:
        parts += [Part(between), *cell] if parts else cell
    if count > NAMED:
        parts.append(Part(f"{between}{MORE[language].format(count - NAMED)}"))
    return tuple(parts)


def sense_of(statement: Statement, language: str) -> str:
    """Return in what sense ``statement`` holds and how sure that is; of a gap, its reason."""
    said = (statement.modality, statement.certainty, statement.reason)
    return ", ".join(node.label[language] for node in said if node)


def places_of(statements: Iterable[Statement]) -> tuple[Place, ...]:
    """Return the places of ``statements``, each once, in the order of the documents."""
    found = {
        (p.document.iri, p.section, p.paragraph or 0, p.phrase): p
        for s in statements
        for p in s.places
    }
    return tuple(found[key] for key in sorted(found))


def cited(places: Iterable[Place], language: str) -> str:
    """Return places as text: ``Berenschot 2023: 2.1 alinea 3, 5 · 2.2 alinea 1``."""
    found: dict[str, dict[str, list[int]]] = {}
    for place in places:
        section = found.setdefault(place.document.label[language], {}).setdefault(place.section, [])
        if place.paragraph and place.paragraph not in section:
            section.append(place.paragraph)
    return "; ".join(
        f"{document}: {' · '.join(_within(s, n, language) for s, n in sections.items())}"
        for document, sections in found.items()
    )


def _within(section: str, paragraphs: list[int], language: str) -> str:
    if not paragraphs:
        return section
    return f"{section} {word('paragraph', language)} {', '.join(map(str, sorted(paragraphs)))}"
