"""GraphML: for Gephi, yEd, igraph and networkx."""

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

XMLNS = "http://graphml.graphdrawing.org/xmlns"
# The schema allows no other characters in an id.
NO_ID = r"[^\w.:-]"


def write(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the network as GraphML.

    Every edge has an id of its own. All are directed to the file, since networkx refuses a mixture;
    those that are so in fact say ``directed``.
    """
    root = ET.Element("graphml", xmlns=XMLNS)
    _keys(root, "graph", ("title", "language"))
    _keys(root, "node", ("name", *flat.NODE_FIELDS[1:]))
    _keys(root, "edge", ("name", *flat.EDGE_FIELDS[3:]))
    graph = ET.SubElement(root, "graph", id="network", edgedefault="directed")
    _data(graph, "graph", {"title": flat.title(network, language), "language": language})
    nodes, edges = flat.nodes(network, language), flat.edges(network, language)
    ids = flat.tokens((row["id"] for row in nodes), NO_ID, ":")
    for row in nodes:
        node = ET.SubElement(graph, "node", id=ids[row["id"]])
        _data(node, "node", row | {"name": row["id"]})
    names = flat.tokens((row["id"] for row in edges), NO_ID, ":")
    for row in edges:
        one, other = ids[row["from"]], ids[row["to"]]
        edge = ET.SubElement(graph, "edge", id=names[row["id"]], source=one, target=other)
        _data(edge, "edge", row | {"name": row["id"]})
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _keys(root: ET.Element, domain: str, fields: tuple[str, ...]) -> None:
    for field in fields:
        key = ET.SubElement(root, "key", id=f"{domain}-{field}")
        key.set("for", domain)
        key.set("attr.name", field)
        key.set("attr.type", "boolean" if field == "directed" else "string")


def _data(parent: ET.Element, domain: str, row: flat.Row) -> None:
    for field, text in row.items():
        if text and field not in {"id", "from", "to"}:
            ET.SubElement(parent, "data", key=f"{domain}-{field}").text = text
