"""Telling chains: routes, their links with sources, where they end, and what lacks."""

from collections.abc import Iterable, Iterator

from wijgraph.analysis.chains import MOST, Chains, Direct, Direction, Route
from wijgraph.analysis.evidence import Statement
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
    told,
)
from wijgraph.analysis.words import say


def sections(chains: Chains, language: str) -> Iterator[Section]:
    """Yield what there is between two actors, in both directions."""
    ends = (chains.one.label[language], chains.other.label[language])
    text = [tell("paths_text", language)]
    routes = [route for direction in chains.directions for route in direction.routes]
    if any(route.parts for route in routes):
        text.append(tell("paths_parts", language))
    text.append(tell("paths_limit", language, chains.limit))
    if chains.at:
        text.append(tell("at_text", language, chains.at.isoformat()))
    yield Section("paths", tell("paths_title", language, *ends), tuple(text))
    for number, direction in enumerate(chains.directions, 1):
        yield _routes(direction, f"routes-{number}", language)
    yield _direct(chains.direct, language)
    for number, direction in enumerate(chains.directions, 1):
        if direction.stops:
            yield _stops(direction, f"stops-{number}", language)
    yield _links(chains, language)


def _routes(direction: Direction, key: str, language: str) -> Section:
    ends = (direction.one.label[language], direction.other.label[language])
    kind = "paths_authority" if direction.authority else "paths_account"
    pure = sum(not route.parts for route in direction.routes)
    if pure:
        text = [tell("paths_count", language, pure, direction.longest)]
    elif direction.routes:
        text = [tell("paths_only_parts", language, len(direction.routes))]
    else:
        text = [tell("paths_none", language)]
    if direction.cut:
        text.append(tell("paths_cut", language, MOST))
    headings = ("links", "route", "weakest")
    rows = tuple(
        Row(
            (plain(str(route.links)), _way(route, language), _status(route.status, language)),
            places_of(s for hop in route.hops for s in hop.statements),
        )
        for route in direction.routes
    )
    return Section(key, tell(kind, language, *ends), tuple(text), _table(headings, rows, language))


def _way(route: Route, language: str) -> Cell:
    """Return a route on one line: who, by what processes, whom."""
    parts: list[Part] = []
    for hop in route.hops:
        if not parts:
            parts.append(Part(hop.one.label[language], hop.one.iri))
        by = "/".join(say(p, language) for p in hop.processes) or say("part", language)
        parts.append(Part(f" → [{by}] → "))
        parts.append(Part(hop.other.label[language], hop.other.iri))
    return tuple(parts)


def _status(status: str | None, language: str) -> Cell:
    return plain(say(status, language) if status else say("none", language))


def _direct(direct: Iterable[Direct], language: str) -> Section:
    rows = tuple(
        Row(
            (
                plain(say(one.process, language)),
                named(one.one, language),
                named(one.other, language),
                _state(one, language),
                plain(str(one.routes) if one.routes <= MOST else f"> {MOST}"),
            ),
            places_of((*one.statements, *one.gaps)),
        )
        for one in direct
    )
    headings = ("process", "from", "to", "direct", "other_routes")
    return Section(
        "direct",
        tell("direct_title", language),
        (tell("direct_text", language),),
        _table(headings, rows, language),
    )


def _state(one: Direct, language: str) -> Cell:
    if one.statements:
        return told(one.statements, language)
    if one.gaps:
        return (Part(f"{say('unstated', language)}: "), *listed(one.gaps, language, " "))
    return plain(say("no_line", language))


def _stops(direction: Direction, key: str, language: str) -> Section:
    rows = tuple(
        Row(
            (
                named(stop.node, language),
                _way(stop.route, language),
                listed(stop.gaps, language, " ") or plain(say("no_gap", language)),
            ),
            places_of((*(s for hop in stop.route.hops for s in hop.statements), *stop.gaps)),
        )
        for stop in direction.stops
    )
    return Section(
        key,
        tell("stops_authority" if direction.authority else "stops_account", language),
        (tell("stops_text", language, direction.one.label[language]),),
        _table(("stop", "route", "gap"), rows, language),
    )


def _links(chains: Chains, language: str) -> Section:
    """Return every relation that any route rests on, once."""
    found: dict[str, tuple[Statement, tuple[str, ...]]] = {}
    for direction in chains.directions:
        routes = (*direction.routes, *(stop.route for stop in direction.stops))
        for hop in (hop for route in routes for hop in route.hops):
            for statement in hop.statements:
                found.setdefault(statement.iri, (statement, hop.processes))
    rows = tuple(
        Row(
            (
                listed(s.actors, language),
                listed(s.counterparties, language),
                named(s, language),
                listed(s.basis, language),
                plain(s.modality.label[language] if s.modality else ""),
                plain(s.certainty.label[language] if s.certainty else ""),
            ),
            s.places,
        )
        for s, _ in found.values()
    )
    headings = ("from", "to", "relation", "basis", "holds_as", "certainty")
    return Section("links", tell("links_title", language), (), _table(headings, rows, language))


def _table(headings: Iterable[str], rows: tuple[Row, ...], language: str) -> Table | None:
    return Table(tuple(say(h, language) for h in headings), rows) if rows else None
