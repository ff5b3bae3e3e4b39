"""A report before anybody says what it looks like: sections of text, tables, lists and figures.

A document is in no language: its texts are messages and labels, and become words where a writer
knows the language of its reader. What it states names the places that it rests on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from wijgraph.messages import LANGUAGES, Message, Text, in_language
from wijgraph.model import Citation

Labels = Mapping[str, str]  # by language
NAMED = 100  # in one cell: each row of a table may be about the same thousands


class Composed(Mapping[str, str]):
    """A text made of others, in whatever language is asked for."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __getitem__(self, language: str) -> str:
        return self._make(language)

    def __contains__(self, language: object) -> bool:
        return language in LANGUAGES

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def joined(texts: Iterable[Text], between: Text = ", ") -> Composed:
    """Return texts as one; those that are empty are left out."""
    every = tuple(texts)  # they are read again in each language

    def made(language: str) -> str:
        words = (in_language(text, language) for text in every)
        return in_language(between, language).join(filter(None, words))

    return Composed(made)


def capital(text: Text) -> Composed:
    """Return ``text`` with a capital to start with."""

    def raised(language: str) -> str:
        words = in_language(text, language)
        return words[:1].upper() + words[1:]

    return Composed(raised)


class Labelled(Protocol):
    """What has an IRI and labels: a node, or what is stated in one."""

    @property
    def iri(self) -> str:
        """The node."""
        ...

    @property
    def label(self) -> Labels:
        """What it is called."""
        ...


@dataclass(frozen=True)
class Node:
    """A node and what it is called."""

    iri: str
    label: Labels


@dataclass(frozen=True)
class Place:
    """A place in a source document."""

    document: Node
    section: str
    paragraph: int | None
    phrase: str


@dataclass(frozen=True)
class Piece:
    """A piece of text in a cell, with the node that it names, if any."""

    text: Text
    iri: str | None = None


Cell = tuple[Piece, ...]
Content = Text | Labelled | Cell | None  # what becomes a cell


@dataclass(frozen=True)
class Row:
    """A row of a table, with the places that it rests on."""

    cells: tuple[Cell, ...]
    sources: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Rows under headings; the sources of the rows are no column of their own here."""

    headings: tuple[Text, ...]
    rows: tuple[Row, ...]

    @cached_property
    def sourced(self) -> bool:
        """Whether any row names a source."""
        return any(row.sources for row in self.rows)


@dataclass(frozen=True)
class Item:
    """One sentence of a list, with what supports it; ``nodes`` are what it speaks of."""

    text: Text
    details: tuple[Text, ...] = ()
    nodes: tuple[str, ...] = ()
    sign: str = "~"  # "+" for what comes, "-" for what goes, "~" for what changes


@dataclass(frozen=True)
class Figure:
    """A picture under a caption: SVG, drawn in the language that is asked for."""

    caption: Text
    draw: Callable[[str], str]


@dataclass(frozen=True)
class Section:
    """A part of a report: paragraphs that tell how to read it, and a table or a list."""

    key: str  # stable, in whatever language; serves as anchor and in JSON
    title: Text
    text: tuple[Text, ...] = ()
    table: Grid | None = None
    items: tuple[Item, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Document:
    """A report: the first section is its head, with the title of the whole."""

    sections: tuple[Section, ...]

    @classmethod
    def made(cls, *sections: Section | None) -> "Document":
        """Return a report of the sections that there are."""
        return cls(tuple(section for section in sections if section))

    @classmethod
    def of(cls, documents: Iterable["Document"]) -> "Document":
        """Return several reports as one, behind each other."""
        return cls(tuple(section for document in documents for section in document.sections))

    @property
    def title(self) -> Text:
        """The title of the whole; empty for a report without sections."""
        return self.sections[0].title if self.sections else ""


def cell(content: Content) -> Cell:
    """Return a cell with a text, with a node by its name, or with nothing for None."""
    # A data class is neither a tuple nor text: what is left has an IRI and labels.
    if isinstance(content, tuple):
        return content
    if content is None or isinstance(content, str | Mapping):
        return (Piece(content),) if content else ()
    return (Piece(content.label, content.iri),)


def listed(nodes: Iterable[Labelled], between: str = ", ") -> Cell:
    """Return a cell that names ``nodes``: the first hundred, and how many there are besides."""
    return between_each([cell(node) for node in nodes], between)


def between_each(cells: Sequence[Cell], between: str) -> Cell:
    """Return cells as one, with ``between`` them: the first hundred, and how many more."""
    spans: list[Piece] = []
    for one in cells[:NAMED]:
        spans += [Piece(between)] * bool(spans) + list(one)
    if len(cells) > NAMED:
        spans += [Piece(between), Piece(Message("report.others", n=len(cells) - NAMED))]
    return tuple(spans)


def row(*contents: Content, sources: Iterable[Place] = ()) -> Row:
    """Return a row with a cell for each of ``contents``."""
    return Row(tuple(map(cell, contents)), tuple(sources))


def table(columns: str, rows: Iterable[Row], *, kept: bool = False) -> Grid | None:
    """Return a table, or None when it has no rows and is not to be ``kept`` all the same.

    ``columns`` are the keys of its headings, such as ``"who towards gap"``.
    """
    headings = tuple(Message(f"column.{key}") for key in columns.split())
    found = Grid(headings, tuple(rows))
    return found if found.rows or kept else None


def text_of(content: Cell, language: str) -> str:
    """Return a cell as plain text."""
    return "".join(in_language(span.text, language) for span in content)


def citation(source: Citation | Place, document: Text) -> Message:
    """Return where something is written: ``Statutes 2019, 4.2, paragraph 3: “shall appoint”``.

    ``document`` is what the source is called.
    """
    where = {"document": document, "section": source.section, "phrase": source.phrase}
    if source.paragraph:
        return Message("report.citation", paragraph=source.paragraph, **where)
    return Message("report.citation-heading", **where)


def cited(places: Iterable[Place]) -> Composed:
    """Return places in short: ``Berenschot 2023: 2.1 paragraph 3, 5 · 2.2 paragraph 1``."""
    # Document, then section, then the paragraphs: each in the order in which it comes first.
    found: dict[str, tuple[Node, dict[str, list[int]]]] = {}
    for place in places:
        _, sections = found.setdefault(place.document.iri, (place.document, {}))
        numbers = sections.setdefault(place.section, [])
        if place.paragraph and place.paragraph not in numbers:
            numbers.append(place.paragraph)

    def within(section: str, numbers: list[int], language: str) -> str:
        if not numbers:
            return section
        shown = ", ".join(map(str, sorted(numbers)))
        return Message("report.paragraphs", section=section, numbers=shown)[language]

    return Composed(
        lambda language: "; ".join(
            f"{in_language(document.label, language)}: "
            + " · ".join(within(section, n, language) for section, n in sections.items())
            for document, sections in found.values()
        )
    )
