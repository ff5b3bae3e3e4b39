"""Nodes and links in JSON: for D3 and networkx, with lists and evidence in full."""

from typing import TYPE_CHECKING

from wijgraph.network.drawing import drawing
from wijgraph.views.exports import flat
from wijgraph.views.exports.jsontext import dump

if TYPE_CHECKING:
    import networkx as nx


def write(network: "nx.MultiDiGraph[str]", language: str) -> str:
    """Return the network as D3 and ``networkx.node_link_graph(…, edges="links")`` read it."""
    ids = flat.edge_ids(network)
    told = {key: value for key, value in network.graph.items() if key != "drawing"}
    document = {
        "directed": True,
        "multigraph": True,
        "graph": flat.plain(told, language),
        "nodes": [
            {"id": node, **flat.plain(data, language)} for node, data in network.nodes(data=True)
        ],
        "links": [
            {
                "source": one,
                "target": other,
                "key": ids[one, other, key],
                **flat.plain(data, language),
                "colour": drawing(network).families[data["family"]].colour,
            }
            for one, other, key, data in network.edges(keys=True, data=True)
        ],
    }
    return dump(document) + "\n"
