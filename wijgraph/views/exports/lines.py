"""CSV: the lines of a network as one table, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

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
    return table(columns, ([row.get(name, "") for name in columns] for row in rows)).encode(
        "utf-8-sig"
    )


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV in which no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([flat.guard(cell) for cell in row] for row in rows)
    return text.getvalue()
