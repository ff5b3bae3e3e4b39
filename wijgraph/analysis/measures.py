"""Position: what the shape of a named network tells of who stands where in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wijgraph.analysis import shape
from wijgraph.analysis.evidence import Node, Reader, Statement, Text
from wijgraph.errors import UnknownNodeError
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import GOV
from wijgraph.network import project, slug
from wijgraph.network.filters import Filters, narrow

if TYPE_CHECKING:
    import networkx as nx

VIEW = "vier-processen"
ROUTES = 3


@dataclass(frozen=True)
class Position:
    """Where one node stands in a network."""

    node: Node
    outgoing: Mapping[str, int]  # facts by process; "" for those of none of the four
    incoming: Mapping[str, int]
    neighbours: int
    betweenness: float  # of all shortest routes, how many pass here; shared ones count in part
    facts: tuple[Statement, ...]  # the relations behind its lines
    separates: tuple[tuple[Node, ...], ...]  # what falls apart without it; empty when nothing does


@dataclass(frozen=True)
class Routes:
    """The shortest routes between two nodes, of whatever process."""

    one: Node
    other: Node
    found: tuple[tuple[Node, ...], ...]  # the shortest first


@dataclass(frozen=True)
class Measures:
    """The measures of one network."""

    view: str
    title: Text
    at: date | None
    nodes: int
    lines: int  # facts, joint ones once for each pair
    pairs: int  # ordered pairs that any line joins
    positions: tuple[Position, ...]  # the most in between first
    reciprocity: float | None  # the share of those pairs that are answered; None without any
    excess: float | None  # how far that is more, or less, than by chance; None when undefined
    routes: tuple[Routes, ...]
    single: tuple[Statement, ...]  # what rests on one post


def measures(
    facts: Facts,
    view: str = VIEW,
    *,
    ends: tuple[str, str] | None = None,
    routes: int = ROUTES,
    at: date | None = None,
) -> Measures:
    """Return the measures of the network called ``view``, gaps left out.

    ``ends`` are the IRIs of the nodes to find ``routes`` routes between; when left out, these are
    each council and the executive boards that it reaches.

    Raises UnknownNodeError for an unknown view, or an end that is not in it.
    """
    network = narrow(project(facts, view), Filters(at=at))
    gaps = [n for n, data in network.nodes(data=True) if data["shape"] == "gap"]
    network.remove_nodes_from(gaps)
    arcs = shape.arcs(network)
    reader = Reader(facts)

    def node(name: str) -> Node:
        data = network.nodes[name]
        return Node(data["iri"], data["label"])

    between = shape.betweenness(arcs)
    apart = shape.articulation(arcs)
    answered, excess = shape.reciprocity(arcs)
    found = {pair: shape.routes(arcs, *pair, routes) for pair in _ends(facts, network, ends)}
    return Measures(
        view=view,
        title=dict(network.graph["title"]),
        at=at,
        nodes=len(network),
        lines=network.number_of_edges(),
        pairs=arcs.number_of_edges(),
        positions=tuple(
            Position(
                node=node(name),
                outgoing=_by_process(data for *_, data in network.out_edges(name, data=True)),
                incoming=_by_process(data for *_, data in network.in_edges(name, data=True)),
                neighbours=len({*arcs.successors(name), *arcs.predecessors(name)}),
                betweenness=between[name],
                facts=_relations(facts, reader, network, name),
                separates=tuple(
                    tuple(node(n) for n in sorted(group)) for group in apart.get(name, ())
                ),
            )
            for name in sorted(arcs, key=lambda n: (-round(between[n], 9), -arcs.degree(n), n))
        ),
        reciprocity=answered,
        excess=excess,
        routes=tuple(
            Routes(node(one), node(other), tuple(tuple(map(node, r)) for r in walks))
            for (one, other), walks in found.items()
            if walks or ends
        ),
        single=reader.statements(_single(facts)),
    )


def _relations(
    facts: Facts, reader: Reader, network: "nx.MultiDiGraph[str]", name: str
) -> tuple[Statement, ...]:
    lines = (*network.in_edges(name, data="iri"), *network.out_edges(name, data="iri"))
    return reader.statements(sorted({i for *_, i in lines if facts.value(i, GOV + "modality")}))


def _by_process(lines: Iterator[Mapping[str, Sequence[str]]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        for process in line["process"] or [""]:
            found[process] = found.get(process, 0) + 1
    return found


def _ends(
    facts: Facts, network: "nx.MultiDiGraph[str]", ends: tuple[str, str] | None
) -> list[tuple[str, str]]:
    names = {data["iri"]: name for name, data in network.nodes(data=True)}
    if ends is not None:
        for end in ends:
            if end not in names:
                raise UnknownNodeError(
                    Message("network.not-in-view", name=slug(end)),
                    iri=end,
                    hint=Message("network.not-in-view-hint", names=", ".join(network)),
                )
        return [(names[ends[0]], names[ends[1]])]
    councils = [names[i] for i in facts.instances(GOV + "Council") if i in names]
    boards = [names[i] for i in facts.instances(GOV + "ExecutiveBoard") if i in names]
    return [(council, board) for council in councils for board in boards]


def _single(facts: Facts) -> list[str]:
    """Return the responsibilities that one post bears alone."""
    return [
        fact
        for fact in facts.instances(GOV + "Responsibility", GOV + "Overview")
        if len(actors := facts.values(fact, GOV + "actor")) == 1
        and facts.is_a(actors[0], GOV + "Post")
    ]
