"""Chains: the routes between two actors, down by authority and back up by account."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from wijgraph.analysis.evidence import (
    Reader,
    Statement,
    as_on,
    firmest,
    places_of,
    status_label,
    told,
    weakest,
)
from wijgraph.analysis.links import (
    ACCOUNT,
    ACCOUNTABILITY,
    AUTHORITY,
    PROCESSES,
    ProcessLink,
    Silences,
    links_of,
    outgoing,
    parts_of,
    rank,
)
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import GOV
from wijgraph.report.document import (
    Cell,
    Document,
    Node,
    Piece,
    Section,
    cell,
    joined,
    listed,
    row,
    table,
)

LONGEST, MOST = 6, 200  # links in a route, and routes in an answer
FAR = 10**6  # of what cannot be reached
Roads = Mapping[str, Mapping[str, Sequence[ProcessLink]]]


@dataclass(frozen=True)
class Hop:
    """A step of a route: relations, or being part of each other, which is no relation."""

    one: Node
    other: Node
    processes: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def part(self) -> bool:
        """Whether it is a step between a part and its whole."""
        return not self.statements

    @property
    def status(self) -> str | None:
        """How the firmest of its relations holds; None for a step between part and whole."""
        return firmest(self.statements)


@dataclass(frozen=True)
class Route:
    """A way from one actor to another, without passing anybody twice."""

    hops: tuple[Hop, ...]

    @property
    def links(self) -> int:
        """The number of links that are relations."""
        return sum(not hop.part for hop in self.hops)

    @property
    def parts(self) -> int:
        """The number of steps between part and whole."""
        return len(self.hops) - self.links

    @property
    def status(self) -> str | None:
        """How its weakest link holds: a chain is as strong as that."""
        return weakest(hop.status for hop in self.hops)


@dataclass(frozen=True)
class Stop:
    """Where a chain goes no further, and what the sources leave open there."""

    node: Node
    route: Route  # from the start; without hops when nothing leaves the start
    gaps: tuple[Statement, ...]


@dataclass(frozen=True)
class Direction:
    """The routes from one actor to another, by authority or by account."""

    one: Node
    other: Node
    authority: bool
    routes: tuple[Route, ...]
    cut: bool  # whether there are more routes than are given
    stops: tuple[Stop, ...]

    @property
    def longest(self) -> int:
        """The number of links of the longest route of relations alone; 0 when there is none."""
        return max((route.links for route in self.routes if not route.parts), default=0)


@dataclass(frozen=True)
class Direct:
    """One process between two actors without anybody in between."""

    process: str
    one: Node
    other: Node
    statements: tuple[Statement, ...]
    gaps: tuple[Statement, ...]  # when there are no statements: that the sources do not say
    routes: int  # of more links, by this process alone; beyond MOST they are not counted


@dataclass(frozen=True)
class Chains:
    """All routes between two actors, and what lacks."""

    one: Node
    other: Node
    at: date | None
    parts: bool | None
    limit: int  # links in the longest route looked for
    directions: tuple[Direction, ...]
    direct: tuple[Direct, ...]

    def report(self) -> Document:
        """Return what there is between two actors, in both directions."""
        return _report(self)


def chains(
    facts: Facts,
    one: str,
    other: str,
    *,
    parts: bool | None = None,
    longest: int = LONGEST,
    at: date | None = None,
) -> Chains:
    """Return the routes between ``one`` and ``other`` (IRIs), forth and back.

    With ``parts`` a route may step from a part to its whole or back; for None it may only where
    relations alone give no route. It never does so twice on end: that
    two bodies are part of the same municipality does not link them. Nor does it begin or end with
    such a step where the actor has relations of its own: a council is not its municipality.
    """
    finder = _Finder(facts, links_of(facts, at), parts, longest)
    ends = ((one, other), (other, one))
    found = {(a, b, down): finder.direction(a, b, down) for a, b in ends for down in (True, False)}
    return Chains(
        one=finder.reader.node(one),
        other=finder.reader.node(other),
        at=at,
        parts=parts,
        limit=longest,
        directions=tuple(
            direction
            for (a, b, down), direction in found.items()
            if direction.longest
            or found[b, a, not down].longest
            or (not any(d.longest for d in found.values()) and down == finder.above(a, b))
        ),
        direct=tuple(finder.direct(one, other)),
    )


class _Finder:
    def __init__(
        self, facts: Facts, links: list[ProcessLink], parts: bool | None, longest: int
    ) -> None:
        self.reader = Reader(facts)
        self._facts, self._links, self._longest = facts, links, longest
        self._silences = Silences(facts)
        self._parts = parts
        self._wholes: dict[str, set[str]] = {}
        for part, whole in parts_of(facts):
            self._wholes.setdefault(part, set()).add(whole)
            self._wholes.setdefault(whole, set()).add(part)

    def above(self, one: str, other: str) -> bool:
        """Return whether ``one`` stands nearer to the council than ``other``."""
        return rank(self._facts, one) <= rank(self._facts, other)

    def direction(self, one: str, other: str, down: bool) -> Direction:
        roads = outgoing(self._links, AUTHORITY if down else ACCOUNT)
        # One more than is shown, to know whether there are more.
        walks = list(islice(self._walks(roads, one, other, parts=bool(self._parts)), MOST + 1))
        if not walks and self._parts is None:
            walks = list(islice(self._walks(roads, one, other, parts=True), MOST + 1))
        routes = [self._route(roads, walk) for walk in walks[:MOST]]
        return Direction(
            one=self.reader.node(one),
            other=self.reader.node(other),
            authority=down,
            routes=tuple(sorted(routes, key=lambda r: (r.parts > 0, r.links, r.parts))),
            cut=len(walks) > MOST,
            stops=tuple(self._stops(roads, one, other, always=not routes)),
        )

    def direct(self, one: str, other: str) -> Iterator[Direct]:
        upper, lower = (one, other) if self.above(one, other) else (other, one)
        for process in PROCESSES:
            a, b = (lower, upper) if process == ACCOUNTABILITY else (upper, lower)
            roads = outgoing(self._links, [process])
            found = [link.fact for link in roads.get(a, {}).get(b, ())]
            walks = self._walks(roads, a, b, parts=False)
            longer = (walk for walk in walks if len(walk) > 2)  # noqa: PLR2004 - both ends
            yield Direct(
                process=process,
                one=self.reader.node(a),
                other=self.reader.node(b),
                statements=self.reader.statements(found),
                gaps=self.reader.statements(() if found else self._silences.between(a, b, process)),
                routes=len(list(islice(longer, MOST + 1))),
            )

    def _walks(
        self, roads: Roads, one: str, other: str, *, parts: bool
    ) -> Iterator[tuple[str, ...]]:
        """Yield the nodes of each way that passes nobody twice, in a fixed order."""
        wholes = self._wholes if parts else {}
        # Without this a search that cannot arrive would walk the whole graph first.
        steps = self._steps(roads, other, wholes)
        arrives = any(other in ends for ends in roads.values())

        def on(walk: tuple[str, ...], stepped: bool) -> Iterator[tuple[str, ...]]:
            last = walk[-1]
            if last == other:
                yield walk
                return
            left = self._longest - len(walk)  # after the next step
            related = roads.get(last, {})
            for node in sorted(related):
                if node not in walk and steps.get(node, FAR) <= left:
                    yield from on((*walk, node), False)
            if stepped or (last == one and related):
                return
            for node in sorted(wholes.get(last, ())):
                fresh = node not in walk and steps.get(node, FAR) <= left and node not in related
                if fresh and not (node == other and arrives):
                    yield from on((*walk, node), True)

        if one in steps and one != other:
            yield from on((one,), False)

    def _steps(self, roads: Roads, goal: str, wholes: Mapping[str, set[str]]) -> Mapping[str, int]:
        """Return from which nodes ``goal`` can be reached at all, each with the fewest steps."""
        into: dict[str, set[str]] = {}
        for one, others in roads.items():
            for other in others:
                into.setdefault(other, set()).add(one)
        found, queue = {goal: 0}, [goal]
        for node in queue:
            fresh = (into.get(node, set()) | wholes.get(node, set())) - found.keys()
            found |= dict.fromkeys(fresh, found[node] + 1)
            queue += sorted(fresh)
        return found

    def _route(self, roads: Roads, walk: Sequence[str]) -> Route:
        hops = []
        for one, other in pairwise(walk):
            links = roads.get(one, {}).get(other, ())
            hops.append(
                Hop(
                    one=self.reader.node(one),
                    other=self.reader.node(other),
                    processes=tuple(dict.fromkeys(link.process for link in links)),
                    statements=self.reader.statements(link.fact for link in links),
                )
            )
        return Route(tuple(hops))

    def _stops(self, roads: Roads, start: str, goal: str, *, always: bool) -> Iterator[Stop]:
        """Yield where the chains from ``start`` end before ``goal``.

        That is told where a gap says that the sources stop; ``always`` tells it everywhere.
        """
        facts = self._facts
        walks: dict[str, tuple[str, ...]] = {start: (start,)}
        for node in (queue := [start]):
            for other in sorted(roads.get(node, ())):
                if other not in walks:
                    walks[other] = (*walks[node], other)
                    queue.append(other)
        for node, walk in walks.items():
            if node == goal or roads.get(node):
                continue
            gaps = [
                gap
                for gap in facts.gaps([node])
                if GOV + "counterparty" in facts.values(gap, GOV + "missing")
            ]
            if gaps or always:
                yield Stop(
                    self.reader.node(node),
                    self._route(roads, walk),
                    self.reader.statements(gaps),
                )


def _report(found: Chains) -> Document:
    ends = {"one": found.one.label, "other": found.other.label}
    routes = [route for direction in found.directions for route in direction.routes]
    text = [Message("chains.text")]
    text += [Message("chains.parts")] * any(route.parts for route in routes)
    text += [Message("chains.limit", count=found.limit), *as_on(found.at)]
    numbered = list(enumerate(found.directions, 1))
    return Document.made(
        Section("paths", Message("chains.title", **ends), tuple(text)),
        *(_routes_told(direction, f"routes-{number}") for number, direction in numbered),
        _direct_told(found.direct),
        *(_stops_told(d, f"stops-{number}") for number, d in numbered if d.stops),
        _links_told(found),
    )


def _routes_told(direction: Direction, key: str) -> Section:
    ends = {"one": direction.one.label, "other": direction.other.label}
    pure = sum(not route.parts for route in direction.routes)
    if pure:
        text = [Message("chains.count", count=pure, longest=direction.longest)]
    elif direction.routes:
        text = [Message("chains.only-parts", count=len(direction.routes))]
    else:
        text = [Message("chains.none")]
    text += [Message("chains.cut", count=MOST)] * direction.cut
    rows = [
        row(str(r.links), _way(r), status_label(r.status), sources=places_of(*_statements(r)))
        for r in direction.routes
    ]
    title = Message("chains.authority", **ends)
    return Section(
        key,
        title if direction.authority else Message("chains.account", **ends),
        tuple(text),
        table("links route weakest", rows),
    )


def _statements(route: Route) -> Iterator[tuple[Statement, ...]]:
    return (hop.statements for hop in route.hops)


def _way(route: Route) -> Cell:
    """Return a route on one line: who, by what processes, whom."""
    spans: list[Piece] = []
    for hop in route.hops:
        by = [Message(f"process.{process}") for process in hop.processes or ("part",)]
        steps = (Piece(" → ["), Piece(joined(by, "/")), Piece("] → "))
        spans += [*([] if spans else cell(hop.one)), *steps, *cell(hop.other)]
    return tuple(spans)


def _direct_told(direct: Iterable[Direct]) -> Section:
    rows = [
        row(
            Message(f"process.{one.process}"),
            one.one,
            one.other,
            _state(one),
            str(one.routes) if one.routes <= MOST else f"> {MOST}",
            sources=places_of(one.statements, one.gaps),
        )
        for one in direct
    ]
    return Section(
        "direct",
        Message("chains.direct"),
        (Message("chains.direct-text"),),
        table("process from to direct other-routes", rows),
    )


def _state(one: Direct) -> Cell:
    if one.statements:
        return told(one.statements)
    if one.gaps:
        return (Piece(Message("state.unstated")), Piece(": "), *listed(one.gaps, " "))
    return cell(Message("state.absent"))


def _stops_told(direction: Direction, key: str) -> Section:
    rows = [
        row(
            stop.node,
            _way(stop.route),
            listed(stop.gaps, " ") or Message("state.no-gap"),
            sources=places_of(*_statements(stop.route), stop.gaps),
        )
        for stop in direction.stops
    ]
    authority = Message("chains.stops-authority")
    return Section(
        key,
        authority if direction.authority else Message("chains.stops-account"),
        (Message("chains.stops-text", start=direction.one.label),),
        table("stop route gap", rows),
    )


def _links_told(found: Chains) -> Section:
    """Return every relation that any route rests on, once."""
    # Many routes share a relation: it is listed once, with its sources.
    relations = {
        statement.iri: statement
        for direction in found.directions
        for route in (*direction.routes, *(stop.route for stop in direction.stops))
        for statements in _statements(route)
        for statement in statements
    }
    rows = [
        row(
            listed(s.actors),
            listed(s.counterparties),
            s,
            listed(s.basis),
            s.modality and s.modality.label,
            s.certainty and s.certainty.label,
            sources=s.places,
        )
        for s in relations.values()
    ]
    columns = "from to relation basis holds-as certainty"
    return Section("links", Message("chains.links"), (), table(columns, rows))
