"""Telling measures: who stands where, what rests on one link, and how to read it."""

from collections.abc import Iterator, Mapping

from wijgraph.analysis.evidence import Node
from wijgraph.analysis.measures import Measures, Position
from wijgraph.analysis.prose import tell
from wijgraph.analysis.section import (
    Cell,
    Part,
    Row,
    Section,
    Table,
    listed,
    named,
    places_of,
    plain,
)
from wijgraph.analysis.words import say
from wijgraph.analysis.yardsticks import LITERATURE, MEASURES


def sections(measures: Measures, language: str) -> Iterator[Section]:
    """Yield positions, single points, routes, and what the measures mean."""
    counts = {"nodes": measures.nodes, "lines": measures.lines, "pairs": measures.pairs}
    text = [tell("measures_text", language, **counts)]
    if measures.at:
        text.append(tell("at_text", language, measures.at.isoformat()))
    headings = ("actor", "given", "received", "neighbours", "between", "falls_apart")
    yield Section(
        "measures",
        tell("measures_title", language, measures.title[language]),
        tuple(text),
        Table(
            tuple(say(h, language) for h in headings),
            tuple(_position(p, language) for p in measures.positions),
        ),
    )
    yield _single(measures, language)
    for number, between in enumerate(measures.routes, 1):
        ends = (between.one.label[language], between.other.label[language])
        yield Section(
            f"routes-{number}",
            tell("routes_title", language, *ends),
            () if between.found else (tell("paths_none", language),),
            _routes(between.found, language),
        )
    yield _reading(measures, language)


def _position(position: Position, language: str) -> Row:
    return Row(
        (
            named(position.node, language),
            plain(_counts(position.outgoing, language)),
            plain(_counts(position.incoming, language)),
            plain(str(position.neighbours)),
            plain(_number(position.betweenness, language)),
            _apart(position, language),
        )
    )


def _counts(counts: Mapping[str, int], language: str) -> str:
    return ", ".join(f"{say(process, language)} {counts[process]}" for process in sorted(counts))


def _number(value: float, language: str) -> str:
    """Return ``value`` with two decimals at most, as the language writes it."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "nl" else text


def _apart(position: Position, language: str) -> Cell:
    parts: list[Part] = []
    for group in position.separates:
        if parts:
            parts.append(Part("; "))
        parts += listed(group, language)
    return tuple(parts)


def _single(measures: Measures, language: str) -> Section:
    rows = [
        Row(
            (
                named(position.node, language),
                plain(tell("single_node", language)),
                _apart(position, language),
            ),
            places_of(position.facts),
        )
        for position in measures.positions
        if position.separates
    ]
    rows += [
        Row(
            (
                listed(s.actors, language),
                plain(tell("single_post", language)),
                named(s, language),
            ),
            s.places,
        )
        for s in measures.single
    ]
    headings = ("who", "kind", "about")
    table = Table(tuple(say(h, language) for h in headings), tuple(rows)) if rows else None
    return Section(
        "single", tell("single_title", language), (tell("single_text", language),), table
    )


def _routes(routes: tuple[tuple[Node, ...], ...], language: str) -> Table | None:
    rows = tuple(
        Row((plain(str(len(route) - 1)), listed(route, language, " → "))) for route in routes
    )
    headings = (say("links", language), say("route", language))
    return Table(headings, rows) if rows else None


def _reading(measures: Measures, language: str) -> Section:
    values = {"reciprocity": measures.reciprocity, "excess": measures.excess}
    rows = []
    for key, texts in MEASURES.items():
        name, means, means_not = texts[language]
        value = values.get(key)
        number = "" if value is None else _number(value, language)
        rows.append(Row(tuple(map(plain, (name, number, means, means_not, LITERATURE[key])))))
    headings = ("measure", "value", "means", "means_not", "literature")
    return Section(
        "reading",
        tell("measures_how", language),
        (),
        Table(tuple(say(h, language) for h in headings), tuple(rows)),
    )
