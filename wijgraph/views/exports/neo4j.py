"""Two CSV files in a zip, for ``neo4j-admin database import``."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wijgraph.network.drawing import PART, drawing
from wijgraph.spreadsheets import archive, as_csv
from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

NODES, RELATIONSHIPS = "nodes.csv", "relationships.csv"


def write(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the zip; labels and types are the classes of the ontology."""
    node_fields, edge_fields = flat.NODE_FIELDS[1:], flat.EDGE_FIELDS[3:]
    nodes = as_csv(
        ("id:ID", *node_fields, ":LABEL"),
        (
            [row["id"], *(row[name] for name in node_fields), _labels(network.nodes[row["id"]])]
            for row in flat.nodes(network, language)
        ),
    )
    heading = (f"{name}:boolean" if name == "directed" else name for name in edge_fields)
    part = drawing(network).family_for(PART)
    data = [values for *_, values in network.edges(data=True)]
    relationships = as_csv(
        (":START_ID", ":END_ID", ":TYPE", "id", *heading),
        (
            [row["from"], row["to"], _type(values, part), row["id"], *(row[n] for n in edge_fields)]
            for row, values in zip(flat.edges(network, language), data, strict=True)
        ),
    )
    return archive({NODES: nodes, RELATIONSHIPS: relationships})


def _local(kind: Mapping[str, str]) -> str:
    return re.sub(r"\W", "_", kind["id"].rpartition(":")[2])


def _labels(data: Mapping[str, Any]) -> str:
    return ";".join(_local(kind) for kind in data["kind"])


def _type(data: Mapping[str, Any], part: str) -> str:
    """Return the class of the fact as Neo4j writes types: ``RESEARCH_COMMISSION``."""
    if data["family"] == part or not data["kind"]:
        return "PART_OF"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", _local(data["kind"][0])).upper()
