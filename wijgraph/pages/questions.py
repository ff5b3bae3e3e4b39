"""The pages of the questions: the answer as a table, the files of it, and how to ask it again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from wijgraph.messages import word, words_of
from wijgraph.model import Table, Term
from wijgraph.namespaces import XSD, expand
from wijgraph.pages.material import Answered, Material
from wijgraph.pages.page import Cell, Page, text_of
from wijgraph.pages.rows import merge
from wijgraph.queries.empty import Empty
from wijgraph.spreadsheets import for_people

PROCESSES = ("who-steers-whom", "who-controls-whom", "who-supervises-whom", "who-accounts-to-whom")
THEMES = ("process", "relation", "grip", "meeting", "work", "money", "nsob", "gap", "source")


@dataclass(frozen=True)
class Block:
    """A question with its answer as a table of text."""

    id: str
    title: str
    text: str
    headings: list[str]
    rows: list[list[Cell]]
    filled: tuple[tuple[str, str], ...]  # what was filled in, in words
    asked: bool  # false when it needs what this dossier does not have
    empty: tuple[str, ...] = ()  # why there are no rows, in lines


def blocks_of(material: Material, language: str) -> dict[str, Block]:
    """Return every question with its answer in ``language``."""
    return {name: block_of(material, a, language) for name, a in material.answers.items()}


def block_of(material: Material, answered: Answered, language: str) -> Block:
    """Return a question with its answer in ``language``."""
    query, result = answered.query, answered.result
    headings, rows = (
        merge(
            result,
            language,
            href=material.paths.href,
            section_href=material.paths.section,
        )
        if result
        else ([], [])
    )
    terms = result.terms if result else {}
    filled = tuple(
        (name, material.graph.text(terms[name], language) if name in terms else value)
        for name, value in answered.values.items()
    )
    empty = result.empty if result else None
    return Block(
        query.id,
        query.summary[language],
        query.description[language],
        headings,
        rows,
        filled,
        result is not None,
        tuple(empty.lines(language)) if empty else (),
    )


def question_pages(
    material: Material, blocks: Mapping[str, Block], language: str, *, live: bool = False
) -> Iterator[Page]:
    """Yield the page of the four processes, and a page for each question."""
    four = [blocks[name] for name in PROCESSES if name in blocks]
    yield Page(
        "processes.html", "processes.html", word("four", language), {"four": four}, "processes"
    )
    for block in blocks.values():
        yield question_page(material, block, material.answers[block.id], language, live=live)


def question_page(
    material: Material,
    block: Block,
    answered: Answered,
    language: str,
    *,
    live: bool,
    given: bool = False,
) -> Page:
    """Return the page of a question; where it is ``live`` one can ask it with other values.

    What was filled in is an example, or else was ``given`` by who asks.
    """
    values = [f"{name}={value}" for name, value in answered.values.items()]
    return Page(
        f"questions/{block.id}.html",
        "question.html",
        block.title,
        {
            "block": block,
            "parameters": answered.query.parameters,
            "filled": answered.values,
            "given": given,
            "choices": {
                p.name: choices(material, p.kind or "gov:Actor", language)
                for p in answered.query.parameters
                if live and p.type == "iri"
            },
            "asked": urlencode(answered.values),
            "live": live,
            "sparql": answered.query.sparql,
            "command": material.commands.line(
                language, "query", "run" if block.asked else "show", block.id, *values
            ),
            "python": material.commands.python(language, block.id, answered.values)
            if block.asked
            else "",
        },
        "questions",
        asked=urlencode(answered.values) if given else "",
    )


def choices(material: Material, kind: str, language: str) -> list[tuple[str, str]]:
    """Return what of a kind one may fill in: the name of each, and what it is called."""
    known = material.graph.resolver
    names = ((known.slug(n), material.graph.label(n, language)) for n in known.of(expand(kind)))
    return sorted(names, key=lambda one: one[1].casefold())


def themes(
    material: Material, blocks: Mapping[str, Block], language: str
) -> list[tuple[str, list[Block]]]:
    """Return the questions by theme: the first of their tags."""
    found: dict[str, list[Block]] = {}
    for name, block in blocks.items():
        tags = material.dossier.queries[name].tags
        found.setdefault(tags[0], []).append(block)
    named = words_of("words", language)
    known = [key.removeprefix("tag_") for key in named if key.startswith("tag_")]
    order = sorted(found, key=lambda tag: [*THEMES, *known].index(tag) if tag in known else 99)
    return [(named.get(f"tag_{tag}", tag), found[tag]) for tag in order]


def readable_csv(block: Block, language: str) -> bytes:
    """Return the table of ``block`` as CSV for people, in ``language``."""
    rows = ([text_of(cell) for cell in row] for row in block.rows)
    return for_people(block.headings, rows, language)


def sparql_json(table: Table, empty: Empty | None = None) -> bytes:
    """Return ``table`` in the JSON format of SPARQL 1.1, with in front why it is ``empty``."""
    rows = [
        {column: _json_value(term) for column, term in row.items() if term is not None}
        for row in table
    ]
    answer: dict[str, Any] = {"empty": empty.values()} if empty else {}
    answer |= {"head": {"vars": list(table.columns)}, "results": {"bindings": rows}}
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()


def _json_value(term: Term) -> dict[str, Any]:
    if term.kind != "literal":
        return {"type": "uri" if term.kind == "iri" else "bnode", "value": term.value}
    value: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        value["xml:lang"] = term.language
    elif term.datatype and term.datatype != XSD + "string":
        value["datatype"] = term.datatype
    return value
