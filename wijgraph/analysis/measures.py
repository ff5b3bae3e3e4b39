"""Position: what the shape of a named network tells of who stands where in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wijgraph.analysis import network_measures
from wijgraph.analysis.evidence import Reader, Statement, as_on, places_of
from wijgraph.errors import Text, UnknownNodeError
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import GOV
from wijgraph.network import project, slug
from wijgraph.network.filters import Filters, narrow
from wijgraph.report.document import (
    Cell,
    Document,
    Labels,
    Node,
    Section,
    between_each,
    joined,
    listed,
    row,
    table,
)

if TYPE_CHECKING:
    import networkx as nx

VIEW = "vier-processen"
ROUTES = 3


@dataclass(frozen=True)
class NodePosition:
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
    title: Labels
    at: date | None
    nodes: int
    lines: int  # facts, joint ones once for each pair
    pairs: int  # ordered pairs that any line joins
    positions: tuple[NodePosition, ...]  # the most in between first
    reciprocity: float | None  # the share of those pairs that are answered; None without any
    excess: float | None  # how far that is more, or less, than by chance; None when undefined
    routes: tuple[Routes, ...]
    single: tuple[Statement, ...]  # what rests on one post

    def report(self) -> Document:
        """Return positions, single points, routes, and what the measures mean."""
        return _report(self)


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
    # A gap is drawn as a node, but nobody stands between others through what is not known.
    network.remove_nodes_from(gaps)
    arcs = network_measures.arcs(network)
    reader = Reader(facts)

    def node(name: str) -> Node:
        data = network.nodes[name]
        return Node(data["iri"], data["label"])

    between = network_measures.betweenness(arcs)
    apart = network_measures.articulation(arcs)
    answered, excess = network_measures.reciprocity(arcs)
    found = {
        pair: network_measures.routes(arcs, *pair, routes) for pair in _ends(facts, network, ends)
    }
    return Measures(
        view=view,
        title=dict(network.graph["title"]),
        at=at,
        nodes=len(network),
        lines=network.number_of_edges(),
        pairs=arcs.number_of_edges(),
        positions=tuple(
            NodePosition(
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


# Where each measure comes from; what it says and does not say stands in the catalogue.
LITERATURE = {
    "degree": "Freeman 1979, Social Networks 1(3); Wasserman & Faust 1994",
    "betweenness": "Freeman 1977, Sociometry 40(1); Brandes 2001",
    "articulation": "Hopcroft & Tarjan 1973, CACM 16(6)",
    "routes": "Yen 1971, Management Science 17(11)",
    "reciprocity": "Wasserman & Faust 1994",
    "excess": "Garlaschelli & Loffredo 2004, Physical Review Letters 93, 268701",
}


def _report(found: Measures) -> Document:
    counts = {"nodes": found.nodes, "lines": found.lines, "pairs": found.pairs}
    positions = [
        row(
            p.node,
            _counts(p.outgoing),
            _counts(p.incoming),
            str(p.neighbours),
            _number(p.betweenness),
            _apart(p),
        )
        for p in found.positions
    ]
    columns = "actor given received neighbours between falls-apart"
    return Document.made(
        Section(
            "measures",
            Message("measures.title", view=found.title),
            (Message("measures.text", **counts), *as_on(found.at)),
            table(columns, positions, kept=True),
        ),
        _single_told(found),
        *(_routes_told(between, n) for n, between in enumerate(found.routes, 1)),
        _reading(found),
    )


def _counts(counts: Mapping[str, int]) -> Text:
    return joined(
        joined((Message(f"process.{process or 'other'}"), str(counts[process])), " ")
        for process in sorted(counts)
    )


def _number(value: float) -> Text:
    """Return ``value`` with two decimals at most, as each language writes it."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return joined(text.split("."), Message("report.decimal"))


def _apart(position: NodePosition) -> Cell:
    return between_each([*map(listed, position.separates)], "; ")


def _single_told(found: Measures) -> Section:
    rows = [
        row(p.node, Message("measures.single-node"), _apart(p), sources=places_of(p.facts))
        for p in found.positions
        if p.separates
    ]
    rows += [
        row(listed(s.actors), Message("measures.single-post"), s, sources=s.places)
        for s in found.single
    ]
    return Section(
        "single",
        Message("measures.single"),
        (Message("measures.single-text"),),
        table("who kind about", rows),
    )


def _routes_told(between: Routes, number: int) -> Section:
    rows = [row(str(len(route) - 1), listed(route, " → ")) for route in between.found]
    return Section(
        f"routes-{number}",
        Message("measures.routes-between", one=between.one.label, other=between.other.label),
        () if between.found else (Message("chains.none"),),
        table("links route", rows),
    )


def _reading(found: Measures) -> Section:
    """Return what each measure says here and what it does not, and where it comes from."""
    values = {"reciprocity": found.reciprocity, "excess": found.excess}
    rows = [
        row(
            Message(f"measures.{key}"),
            None if (value := values.get(key)) is None else _number(value),
            Message(f"measures.{key}-means"),
            Message(f"measures.{key}-not"),
            source,
        )
        for key, source in LITERATURE.items()
    ]
    return Section(
        "reading",
        Message("measures.how"),
        (),
        table("measure value means means-not literature", rows),
    )
