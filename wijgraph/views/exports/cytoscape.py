"""Cytoscape JSON: for Cytoscape and Cytoscape.js."""

from typing import TYPE_CHECKING

from wijgraph.network.drawing import drawing
from wijgraph.views.exports import flat
from wijgraph.views.exports.jsontext import dump

if TYPE_CHECKING:
    import networkx as nx


def write(network: "nx.MultiDiGraph[str]", language: str) -> str:
    """Return the network as Cytoscape JSON; ``source`` and ``target`` are the ends of an edge."""
    families = [data["family"] for *_, data in network.edges(data=True)]
    nodes = [
        # Cytoscape shows `name`; networkx takes `value` for the node.
        {"data": {**row, "name": row["label"], "value": row["id"]}}
        for row in flat.nodes(network, language)
    ]
    edges = [
        {
            "data": {
                "source": row.pop("from"),
                "target": row.pop("to"),
                **row,
                "name": row["label"],
                "directed": row["directed"] == "true",
                "colour": drawing(network).families[family].colour,
                "key": row["id"],
            }
        }
        for row, family in zip(flat.edges(network, language), families, strict=True)
    ]
    document = {
        "data": {"name": flat.title(network, language)},
        "directed": True,
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }
    return dump(document) + "\n"
