"""The pages of the sources: what each is, how much of it is cited, and what rests on that."""

from collections.abc import Iterator
from typing import Any

from wijgraph.messages import word
from wijgraph.model import Citation
from wijgraph.namespaces import DCT, GOV, SCHEMA
from wijgraph.pages.material import Material, capital, day
from wijgraph.pages.page import Page
from wijgraph.queries.empty import RECORDED_NOT


def source_pages(material: Material, language: str) -> Iterator[Page]:
    """Yield the list of sources with their coverage, and a page for each."""
    from wijgraph.sources.check import coverage

    sections = coverage(material.graph, language)
    own = {s: [c for c in sections if c.document == s] for s in material.paths.sources}
    sources = [
        {**_about(material, source, language), **_count(own[source])}
        for source in material.paths.sources
    ]
    yield Page(
        "sources.html",
        "sources.html",
        word("sources", language),
        {
            "sources": sources,
            "cited": sum(s.cited for s in sections),
            "count": sum(s.paragraphs for s in sections),
        },
        "sources",
    )
    for source, about in zip(material.paths.sources, sources, strict=True):
        yield Page(
            material.paths.href(source),
            "source.html",
            material.label(source, language),
            {
                **about,
                "empty": RECORDED_NOT.lines(language),
                "sections": _sections(material, source, own[source], language),
                "studied": _studied(material, source, language),
            },
            "sources",
            source,
        )


def _count(sections: list[Any]) -> dict[str, int]:
    return {
        "cited": sum(s.cited for s in sections),
        "count": sum(s.paragraphs for s in sections),
    }


def _about(material: Material, source: str, language: str) -> dict[str, Any]:
    facts = material.facts
    description = facts.texts(source, DCT + "description")
    return {
        "link": material.link(source, language),
        "name": " ".join(facts.values(source, DCT + "title")),
        "text": description.get(language) or next(iter(description.values()), ""),
        "date": day(facts.value(source, DCT + "issued") or "", language),
        "publisher": material.links(facts.values(source, DCT + "publisher"), language),
        "identifier": ", ".join(facts.values(source, DCT + "identifier")),
    }


def _sections(
    material: Material, source: str, coverage: list[Any], language: str
) -> list[dict[str, Any]]:
    """Return the sections of ``source``, each with its citations and what rests on them."""
    citations: dict[str, list[Citation]] = {}
    for citation in material.citations:
        if citation.document == source:
            citations.setdefault(citation.section, []).append(citation)
    sections = [
        {
            "title": _title(s.notation, s.label),
            "coverage": s,
            "anchor": material.paths.section(source, s.notation).partition("#")[2],
            "citations": _lines(material, citations.pop(s.notation, []), language),
        }
        for s in coverage
    ]
    # Sections that are cited and not described; the rules report those.
    return sections + [
        {"title": name, "coverage": None, "anchor": "", "citations": _lines(material, c, language)}
        for name, c in sorted(citations.items())
    ]


def _title(notation: str, label: str) -> str:
    """Return the heading of a section: with its number, when it has one."""
    return capital(f"{notation} {label}" if any(c.isdigit() for c in notation) else label)


def _lines(material: Material, citations: list[Citation], language: str) -> list[dict[str, Any]]:
    return [
        {
            "anchor": material.paths.slugs[c.iri],
            "paragraph": c.paragraph,
            "phrase": c.phrase,
            "statements": [
                (material.link(node, language), material.kind(node, language))
                for node in material.resting.get(c.iri, ())
            ],
        }
        for c in sorted(citations, key=lambda c: (c.paragraph or 0, c.iri))
    ]


def _studied(material: Material, source: str, language: str) -> list[dict[str, Any]]:
    facts = material.facts
    found = []

    def position(node: str) -> tuple[int, str]:
        number = facts.value(node, SCHEMA + "position") or ""
        return int(number) if number.isdecimal() else 0, node

    for node in sorted(facts.instances(GOV + "StudiedDocument"), key=position):
        if material.paths.href(node).partition("#")[0] != material.paths.href(source):
            continue
        found.append(
            {
                "anchor": material.paths.slugs[node],
                "label": material.graph.label(node, language),
                "title": " ".join(facts.values(node, DCT + "title")),
                "kind": ", ".join(
                    material.graph.label(kind, language)
                    for kind in facts.values(node, GOV + "documentKind")
                ),
                "date": ", ".join(day(date, language) for date in facts.values(node, DCT + "date")),
                "about": material.links(facts.values(node, GOV + "about"), language),
                "places": material.places(node, language),
            }
        )
    return found
