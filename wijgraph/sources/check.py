"""Checking citations against the texts, and telling which paragraphs nothing cites."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import SourceTextError, WijgraphError
from wijgraph.graph import Graph
from wijgraph.messages import Message
from wijgraph.model import Citation, Position, Term
from wijgraph.namespaces import GOV, SCHEMA, SKOS, WIJ, shorten
from wijgraph.safety.reading import read_text
from wijgraph.sources.text import HeadingMissingError, SectionText, split_sections

MOST_WORDS = 8
MOST_DIGITS = 6  # of a number of paragraphs
SLUG = re.compile(r"[\w-][\w.-]*\Z")
CITATIONS = f"""
PREFIX gov: <{GOV}>
SELECT ?citation ?document ?section ?phrase ?paragraph
WHERE {{ ?citation gov:document ?document ; gov:section ?section ; gov:phrase ?phrase .
  OPTIONAL {{ ?citation gov:paragraph ?paragraph }} }}
ORDER BY ?citation
"""
SECTIONS = f"""
PREFIX gov: <{GOV}>
SELECT ?document ?section ?notation ?heading ?paragraphs ?omission
WHERE {{ ?section a gov:Section ; gov:document ?document ; <{SKOS}notation> ?notation ;
    gov:heading ?heading ; gov:paragraphCount ?paragraphs ; <{SCHEMA}position> ?position .
  OPTIONAL {{ ?section gov:omissionReason ?omission }} }}
ORDER BY ?document ?position
"""


@dataclass(frozen=True)
class Fault:
    """A citation that does not hold, and where it is written."""

    citation: Citation
    problem: Message
    position: Position | None


@dataclass(frozen=True)
class SectionCoverage:
    """How much of a section is cited."""

    iri: str
    document: str
    notation: str
    label: str
    paragraphs: int
    uncited: tuple[int, ...]
    omission: str | None

    @property
    def cited(self) -> int:
        """The number of paragraphs and list items that something cites."""
        return self.paragraphs - len(self.uncited)


def citations(graph: Graph) -> list[Citation]:
    """Return all citations of the graph."""
    return [
        Citation(
            iri=_value(row["citation"]),
            document=_value(row["document"]),
            section=_value(row["section"]),
            phrase=_value(row["phrase"]),
            paragraph=_number(graph, row["citation"], "paragraph", row["paragraph"])
            if row["paragraph"]
            else None,
        )
        for row in graph.store.select(CITATIONS)
    ]


def read_texts(graph: Graph, folder: Path) -> dict[str, dict[str, SectionText]]:
    """Return the sections of each source, read from ``folder/<slug of the source>.txt``.

    Raises SourceTextError when a text is missing, cannot be read or lacks a heading.
    """
    headings: dict[str, list[tuple[str, str]]] = {}
    for row in graph.store.select(SECTIONS):
        place = (_value(row["notation"]), _value(row["heading"]))
        headings.setdefault(_value(row["document"]), []).append(place)
    if not folder.is_dir():
        raise SourceTextError(Message("sources.no-folder"), path=folder)
    texts = {}
    for document, places in headings.items():
        slug = document.removeprefix(WIJ)
        if not SLUG.match(slug):  # a name from the data never leads out of the folder
            raise SourceTextError(Message("sources.no-file-name", document=document), path=folder)
        path = folder / f"{slug}.txt"
        try:
            texts[document] = split_sections(read_text(path).replace("\r\n", "\n"), places)
        except HeadingMissingError as error:
            raise SourceTextError(error.said, path=path) from None
        except WijgraphError as error:
            raise SourceTextError(error.said, path=path, hint=error.advice) from None
    return texts


def check(graph: Graph, texts: Mapping[str, Mapping[str, SectionText]]) -> list[Fault]:
    """Return the citations whose phrase is not found exactly once in its section."""
    faults = []
    for citation in citations(graph):
        problem = _problem(citation, texts)
        if problem:
            faults.append(Fault(citation, problem, graph.position(citation.iri)))
    return faults


def _problem(citation: Citation, texts: Mapping[str, Mapping[str, SectionText]]) -> Message | None:
    section = texts.get(citation.document, {}).get(citation.section)
    if section is None:
        return Message("sources.no-section", section=citation.section)
    if len(citation.phrase.split()) > MOST_WORDS:
        return Message("sources.phrase-too-long", most=MOST_WORDS)
    places = section.places(citation.phrase)
    if len(places) != 1:
        return Message("sources.phrase-not-once", count=len(places), section=citation.section)
    block = section.block_at(places[0])
    paragraph = section.blocks.index(block) + 1 if block else None
    if paragraph != citation.paragraph:
        return Message("sources.other-paragraph", found=paragraph, said=citation.paragraph)
    return None


def coverage(graph: Graph, language: str = "nl") -> list[SectionCoverage]:
    """Return for each section which of its paragraphs and list items something cites."""
    cited = {(c.document, c.section, c.paragraph) for c in citations(graph)}
    rows = []
    for row in graph.store.select(SECTIONS):
        document, notation = _value(row["document"]), _value(row["notation"])
        count = _number(graph, row["section"], "paragraphCount", row["paragraphs"])
        uncited = tuple(n for n in range(1, count + 1) if (document, notation, n) not in cited)
        omission = graph.text(row["omission"], language) if row["omission"] else None
        label = graph.text(row["section"], language)
        iri = _value(row["section"])
        rows.append(SectionCoverage(iri, document, notation, label, count, uncited, omission))
    return rows


def refuse_shorter(
    graph: Graph,
    sections: Iterable[SectionCoverage],
    texts: Mapping[str, Mapping[str, SectionText]],
) -> None:
    """Raise SourceTextError for a section with fewer paragraphs in its text than in the data."""
    for section in sections:
        if section.document not in texts:
            continue
        found = len(texts[section.document][section.notation].blocks)
        if found < section.paragraphs:
            raise _at(
                graph,
                section.iri,
                "paragraphCount",
                Message(
                    "sources.fewer-paragraphs",
                    section=section.notation,
                    document=shorten(section.document).strip("<>"),
                    said=section.paragraphs,
                    found=found,
                ),
                Message("sources.fewer-paragraphs-hint"),
            )


def _number(graph: Graph, node: Term | None, name: str, term: Term | None) -> int:
    """Return the number that ``term`` is; raise SourceTextError, with its place, for none."""
    value = _value(term)
    if not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
        what = Message("sources.no-number", property=name, value=value[:30])
        raise _at(graph, _value(node), name, what, Message("sources.no-number-hint"))
    return int(value)


def _at(graph: Graph, node: str, name: str, what: Message, hint: Message) -> SourceTextError:
    place = graph.position(node, GOV + name) or Position("data", None, None)
    return SourceTextError(what, path=place.path, line=place.line, column=place.column, hint=hint)


def _value(term: Term | None) -> str:
    return term.value if term else ""
