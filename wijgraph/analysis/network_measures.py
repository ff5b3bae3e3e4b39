"""The measures of networks themselves, on names alone; each tells its source."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def arcs(network: "nx.MultiDiGraph[str]") -> "nx.DiGraph[str]":
    """Return ``network`` with parallel lines as one arc, and undirected lines as two."""
    import networkx as nx

    found: nx.DiGraph[str] = nx.DiGraph()
    # A fixed order, so that what is equally short comes out in the same order each time.
    found.add_nodes_from(sorted(network))
    for one, other, directed in sorted(network.edges(data="directed", default=True)):
        if one != other:
            found.add_edge(one, other)
            if not directed:
                found.add_edge(other, one)
    return found


def betweenness(arcs: "nx.DiGraph[str]") -> dict[str, float]:
    """Return on how many shortest routes between two others each node lies (Freeman 1977).

    Where several routes are equally short, each counts for its share. Brandes (2001) is how it is
    computed.
    """
    import networkx as nx

    found: dict[str, float] = nx.betweenness_centrality(arcs, normalized=False)
    return found


def articulation(arcs: "nx.DiGraph[str]") -> dict[str, list[set[str]]]:
    """Return the nodes without which the network falls apart (Hopcroft and Tarjan 1973).

    Each comes with the pieces that then stand apart from the largest; direction does not matter.
    """
    import networkx as nx

    loose = arcs.to_undirected()
    found = {}
    for node in sorted(nx.articulation_points(loose)):
        home = nx.node_connected_component(loose, node) - {node}
        pieces = sorted(
            nx.connected_components(loose.subgraph(home)), key=lambda p: (-len(p), sorted(p))
        )
        found[node] = pieces[1:]
    return found


def routes(arcs: "nx.DiGraph[str]", one: str, other: str, number: int) -> list[list[str]]:
    """Return the ``number`` shortest routes from ``one`` to ``other`` (Yen 1971)."""
    import networkx as nx

    if one == other or not nx.has_path(arcs, one, other):
        return []
    found: Sequence[list[str]] = list(islice(nx.shortest_simple_paths(arcs, one, other), number))
    return sorted(found, key=lambda route: (len(route), route))


def reciprocity(arcs: "nx.DiGraph[str]") -> tuple[float | None, float | None]:
    """Return the share of arcs that are answered, and how far that exceeds chance.

    The second is the correlation of Garlaschelli and Loffredo (2004): 1 when every arc is answered,
    0 when as many are as in a random network of this density, below 0 when fewer are. Either is
    None where it is not defined: without arcs, or with all that there could be.
    """
    nodes, number = len(arcs), arcs.number_of_edges()
    if not number:
        return None, None
    share = sum(arcs.has_edge(b, a) for a, b in arcs.edges) / number
    density = number / (nodes * (nodes - 1))
    return share, None if density == 1 else (share - density) / (1 - density)
