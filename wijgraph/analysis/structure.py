"""What changes in the whole when facts change: short edges, chains, and who holds it together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wijgraph.graph import Graph
from wijgraph.graph.facts import Facts
from wijgraph.namespaces import GOV, RDFS

if TYPE_CHECKING:
    import networkx as nx

Edge = tuple[str, str, str]  # from, by which short edge, to
# The bodies between which the lines of governance run, by class; from high to low.
BODIES = tuple(
    GOV + name
    for name in (
        "Council",
        "MunicipalExecutive",
        "SupervisoryBoard",
        "ExecutiveBoard",
        "InHouseContractor",
    )
)
# The edges of the processes that make chains; what is below them in the ontology gives them too.
PROCESSES = {
    "steering": GOV + "steers",
    "supervision": GOV + "supervises",
    "accountability": GOV + "accountsTo",
}
MEETS = GOV + "meetsWith"
MOST_PATHS = 5  # of the shortest chains between two bodies; more of one length say no more


@dataclass(frozen=True)
class Chain:
    """The shortest chains of one process from one body to another, before and after."""

    process: str
    start: str
    end: str
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Holding:
    """Who holds the network together: without one of ``points`` it falls apart."""

    gained: tuple[str, ...]  # nodes that have become such a point
    lost: tuple[str, ...]
    loose: tuple[str, ...]  # nodes that had edges and have none left
    parts: tuple[int, int]  # of the network, before and after


def edges(graph: Graph) -> set[Edge]:
    """Return the short edges between nodes that follow from what is in force."""
    return {
        (s.value, p.value, o.value)
        for s, p, o in graph.derived
        if o.kind == "iri" and p.value != RDFS + "label"
    }


def narrowest(found: Iterable[Edge], facts: Facts) -> list[Edge]:
    """Return ``found`` without what follows from another in it: who appoints also steers."""
    between: dict[tuple[str, str], set[str]] = {}
    for start, edge, end in found:
        between.setdefault((start, end), set()).add(edge)
    kinds: dict[str, set[str]] = {}
    for kind in facts:
        for edge in facts.values(kind, GOV + "shortcut"):
            kinds.setdefault(edge, set()).add(kind)

    def below(one: str, other: str) -> bool:
        return one != other and any(
            set(facts.above(kind)) & kinds.get(other, set()) for kind in kinds.get(one, ())
        )

    return sorted(
        (start, edge, end)
        for (start, end), edges in between.items()
        for edge in edges
        if not any(below(other, edge) for other in edges)
    )


def chains(before: Facts, after: Facts) -> list[Chain]:
    """Return the chains between the main bodies that change.

    Where the one and the other are a direct edge or nothing, the edges tell it already.
    """
    found = []
    for process, edge in PROCESSES.items():
        networks = [_directed(facts, edge) for facts in (before, after)]
        bodies = _bodies(before, after)
        for start in bodies:
            for end in bodies:
                one, other = (_shortest(network, start, end) for network in networks)
                longest = max((len(path) for path in (*one, *other)), default=0)
                if start != end and one != other and longest > 2:  # noqa: PLR2004 - two ends
                    found.append(Chain(process, start, end, one, other))
    return found


def _bodies(*sides: Facts) -> list[str]:
    found = [node for kind in BODIES for facts in sides for node in facts.instances(kind)]
    return list(dict.fromkeys(found))


def _directed(facts: Facts, edge: str) -> "nx.DiGraph[str]":
    """Return the relations in force that give an edge; one that runs via others has their links."""
    import networkx as nx

    network: nx.DiGraph[str] = nx.DiGraph()
    for relation in facts.instances(GOV + "Relation"):
        verbs, ends = edges_of(relation, facts)
        if edge in verbs:
            via = facts.values(relation, GOV + "via")
            for start, end in ends:
                between = [(start, v) for v in via] + [(v, end) for v in via]
                network.add_edges_from(between or [(start, end)])
    return network


def edges_of(relation: str, facts: Facts) -> tuple[set[str], list[tuple[str, str]]]:
    """Return by which short edges a relation joins which nodes, while it is in force."""
    modality = facts.value(relation, GOV + "modality")
    if modality is None or facts.value(modality, GOV + "inForce") != "true":
        return set(), []
    verbs = {
        edge
        for kind in facts.kinds(relation)
        for above in facts.above(kind)
        for edge in facts.values(above, GOV + "shortcut")
    }
    others = facts.values(relation, GOV + "counterparty")
    return verbs, [(a, b) for a in facts.values(relation, GOV + "actor") for b in others]


def _shortest(network: "nx.DiGraph[str]", start: str, end: str) -> tuple[tuple[str, ...], ...]:
    from itertools import islice

    import networkx as nx

    if start == end or start not in network or end not in network:
        return ()
    if not nx.has_path(network, start, end):
        return ()
    paths = islice(nx.all_shortest_paths(network, start, end), MOST_PATHS)
    return tuple(sorted(map(tuple, paths)))


def holding(before: Graph, after: Graph) -> Holding:
    """Return what changes in who holds the network of relations in force and meetings together."""
    import networkx as nx

    networks = []
    for graph in (before, after):
        network: nx.Graph[str] = nx.Graph()
        network.add_edges_from((s, o) for s, _, o in sorted(edges(graph)) if s != o)
        networks.append(network)
    points = [set(nx.articulation_points(network)) for network in networks]
    return Holding(
        gained=tuple(sorted(points[1] - points[0])),
        lost=tuple(sorted(points[0] - points[1])),
        loose=tuple(sorted(set(networks[0]) - set(networks[1]))),
        parts=(
            nx.number_connected_components(networks[0]),
            nx.number_connected_components(networks[1]),
        ),
    )


def once(found: Iterable[Edge]) -> list[Edge]:
    """Return ``found`` with each meeting of two told once: it runs both ways."""
    told: dict[Edge, None] = {}
    for start, edge, end in sorted(found):
        if edge != MEETS or (end, edge, start) not in told:
            told[start, edge, end] = None
    return list(told)
