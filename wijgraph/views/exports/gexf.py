"""GEXF 1.3: for Gephi."""

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from wijgraph.network.drawing import drawing
from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

XMLNS = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"


def write(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the network as GEXF, with the colours of the lines.

    Parallel edges have different kinds, without which Gephi makes them one. All are directed to the
    file, since networkx refuses a mixture; those that are so in fact say ``directed``.
    """
    root = ET.Element("gexf", {"xmlns": XMLNS, "xmlns:viz": VIZ, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "wijgraph"
    ET.SubElement(meta, "description").text = flat.title(network, language)
    graph = ET.SubElement(root, "graph", mode="static", defaultedgetype="directed")
    node_fields, edge_fields = flat.NODE_FIELDS[2:], flat.EDGE_FIELDS[4:]
    _declare(graph, "node", node_fields)
    _declare(graph, "edge", edge_fields)
    nodes = ET.SubElement(graph, "nodes")
    for row in flat.nodes(network, language):
        node = ET.SubElement(nodes, "node", id=row["id"], label=row["label"])
        _values(node, row, node_fields)
    edges = ET.SubElement(graph, "edges")
    families = [data["family"] for *_, data in network.edges(data=True)]
    parallel: Counter[tuple[str, str, str]] = Counter()
    for row, family in zip(flat.edges(network, language), families, strict=True):
        same = (row["from"], row["to"], row["kind"])
        parallel[same] += 1
        number = f" {parallel[same]}" if parallel[same] > 1 else ""
        edge = ET.SubElement(
            edges,
            "edge",
            id=row["id"],
            source=row["from"],
            target=row["to"],
            label=row["label"],
            kind=row["kind"] + number,
        )
        _values(edge, row, edge_fields)
        red, green, blue = bytes.fromhex(drawing(network).families[family].colour[1:])
        ET.SubElement(edge, "viz:color", r=str(red), g=str(green), b=str(blue))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _declare(graph: ET.Element, domain: str, fields: tuple[str, ...]) -> None:
    attributes = ET.SubElement(graph, "attributes", mode="static")
    attributes.set("class", domain)
    for field in fields:
        kind = "boolean" if field == "directed" else "string"
        ET.SubElement(attributes, "attribute", id=field, title=field, type=kind)


def _values(parent: ET.Element, row: flat.Row, fields: tuple[str, ...]) -> None:
    values = ET.SubElement(parent, "attvalues")
    for field in fields:
        if row[field]:
            ET.SubElement(values, "attvalue", {"for": field, "value": row[field]})
