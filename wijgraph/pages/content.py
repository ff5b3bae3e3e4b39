"""The content of the pages: what each one shows, ready for its template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wijgraph.api import Dossier, Result
from wijgraph.model import Report
from wijgraph.namespaces import GOV
from wijgraph.pages.page import Page
from wijgraph.pages.rows import merge_sources
from wijgraph.pages.rules import rule_pages
from wijgraph.words import WORDS, word

PROCESSES = ("who-steers-whom", "who-controls-whom", "who-supervises-whom", "who-accounts-to-whom")
DOWNLOADS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf", "jsonld": "jsonld"}
LANGUAGES = ("nl", "en")
THEMES = ["process", "relation", "grip", "meeting", "work", "money", "nsob", "gap", "source"]


@dataclass(frozen=True)
class Block:
    """A question with its answer as a table of text."""

    id: str
    title: str
    text: str
    sparql: str
    headings: list[str]
    rows: list[list[str]]


def pages(dossier: Dossier, report: Report, language: str) -> Iterator[Page]:
    """Yield every page in ``language``; ``report`` is what the rules find."""
    blocks = {name: _block(dossier, name, language) for name in _answerable(dossier)}
    words = {key: texts[language] for key, texts in WORDS.items()}
    four = [blocks[name] for name in PROCESSES if name in blocks]
    themes = _themes(dossier, blocks, language)
    title = _title(dossier, language)
    yield Page("index.html", "index.html", title, {"four": four, "themes": themes})
    yield Page("processes.html", "processes.html", words["four"], {"four": four})
    for block in blocks.values():
        yield Page(f"questions/{block.id}.html", "question.html", block.title, {"block": block})
    if "gaps" in blocks:
        yield Page("gaps.html", "gaps.html", words["gaps"], {"block": blocks["gaps"]})
    yield from rule_pages(dossier, report, language)
    yield Page("sources.html", "sources.html", words["coverage"], _coverage(dossier, language))
    yield Page("downloads.html", "downloads.html", words["downloads"], _downloads(blocks))


def _title(dossier: Dossier, language: str) -> str:
    """Name what the dossier is about: the foundations in it."""
    rows = dossier.graph.store.select(
        f"SELECT ?foundation WHERE {{ ?foundation a <{GOV}InHouseContractor> }} "
        "ORDER BY ?foundation"
    )
    names = [dossier.graph.text(row["foundation"], language) for row in rows]
    return word("title", language).format(", ".join(names)) if names else "wijgraph"


def _answerable(dossier: Dossier) -> list[str]:
    """The questions that need nothing filled in."""
    return [name for name, q in dossier.queries.items() if all(p.optional for p in q.parameters)]


def _themes(
    dossier: Dossier, blocks: Mapping[str, Block], language: str
) -> list[tuple[str, list[Block]]]:
    """Return the questions by theme: the first of their tags."""
    themes: dict[str, list[Block]] = {}
    for name, block in blocks.items():
        themes.setdefault(dossier.queries[name].tags[0], []).append(block)
    known = [key.removeprefix("tag_") for key in WORDS if key.startswith("tag_")]
    order = sorted(themes, key=lambda tag: (THEMES + known).index(tag) if tag in known else 99)
    return [(WORDS.get(f"tag_{tag}", {}).get(language, tag), themes[tag]) for tag in order]


def _block(dossier: Dossier, name: str, language: str) -> Block:
    result: Result = dossier.query(name)
    query = dossier.queries[name]
    headings, rows = merge_sources(result, language)
    return Block(
        name, query.summary[language], query.description[language], query.sparql, headings, rows
    )


def _coverage(dossier: Dossier, language: str) -> dict[str, Any]:
    from wijgraph.sources.check import coverage

    sections = coverage(dossier.graph, language)
    return {
        "sections": sections,
        "label": lambda iri: dossier.graph.label(iri, language),
        "cited": sum(s.cited for s in sections),
        "count": sum(s.paragraphs for s in sections),
    }


def _downloads(blocks: dict[str, Block]) -> dict[str, Any]:
    files = [f"dossier.{suffix}" for suffix in DOWNLOADS.values()]
    return {"files": files, "tables": [f"{name}.csv" for name in blocks]}


def downloads(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Yield the files to download, as (path, content)."""
    store = dossier.graph.store
    for form, suffix in DOWNLOADS.items():
        yield f"files/dossier.{suffix}", store.dump(form)
    for name in _answerable(dossier):
        yield f"files/{name}.csv", store.results(dossier.queries[name].sparql, "csv")


def other(language: str) -> str:
    """Return the other language."""
    return LANGUAGES[1 - LANGUAGES.index(language)]
