"""CSV: the lines of a network as one table, for spreadsheets."""

from typing import TYPE_CHECKING

from wijgraph.spreadsheets import as_csv
from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

FIELDS = ("from", "from_label", *flat.EDGE_FIELDS[3:4], "to", "to_label", *flat.EDGE_FIELDS[4:])


def write(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return a row for each line, and one without ``to`` for each node that has none.

    With the mark by which Excel knows UTF-8.
    """
    labels = {row["id"]: row["label"] for row in flat.nodes(network, language)}
    rows = [
        row | {"from_label": labels[row["from"]], "to_label": labels[row["to"]]}
        for row in flat.edges(network, language)
    ]
    rows += [
        {"from": node, "from_label": labels[node]} for node in network if not network.degree(node)
    ]
    columns = (*FIELDS, "id")
    return as_csv(columns, ([row.get(name, "") for name in columns] for row in rows), mark=True)
