"""DOT: for Graphviz."""

import re
import textwrap
from typing import TYPE_CHECKING, Any

from wijgraph.network.drawing import STATUSES, drawing
from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

SHAPES = {"gap": "note", "meeting": "ellipse", "assignment": "folder", "perspective": "hexagon"}
DOT = 3  # what is longer is a dash
WIDE = 28  # letters on a line of a label


def write(network: "nx.MultiDiGraph[str]", language: str) -> str:
    """Return the network in DOT: higher lanes above lower ones, lines in their colours."""
    lines = [
        f"digraph {_quote(network.graph['name'])} {{",
        f"  graph [label={_label(flat.title(network, language))}, labelloc=t, splines=polyline];",
        '  node [shape=box, fontname="Helvetica"];',
        '  edge [fontname="Helvetica", fontsize=10];',
    ]
    for row, data in zip(
        flat.nodes(network, language), (d for _, d in network.nodes(data=True)), strict=True
    ):
        looks = {
            "label": _label(row["label"]),
            "shape": SHAPES.get(data["shape"], "box"),
            **{name: _text(row[name]) for name in flat.NODE_FIELDS[2:] if row[name]},
        }
        lines.append(f"  {_quote(row['id'])} {_attributes(looks)};")
    for row, data in zip(
        flat.edges(network, language), (d for *_, d in network.edges(data=True)), strict=True
    ):
        ends = f"{_quote(row['from'])} -> {_quote(row['to'])}"
        lines.append(f"  {ends} {_attributes(_edge(network, row, data))};")
    return "\n".join([*lines, "}"]) + "\n"


def _edge(network: "nx.MultiDiGraph[str]", row: flat.Row, data: dict[str, Any]) -> dict[str, str]:
    drawn = drawing(network)
    colour, dash = _quote(drawn.families[data["family"]].colour), STATUSES[data["status"]].dash
    upwards = network.nodes[row["from"]]["rank"] > network.nodes[row["to"]]["rank"]
    looks = {
        "id": _quote(row["id"]),
        "label": _label(row["label"]),
        "color": colour,
        "fontcolor": colour,
        "style": "solid" if not dash else "dashed" if int(dash.split()[0]) > DOT else "dotted",
        **({} if data["directed"] else {"dir": "none"}),
        # Only lines that go down draw the lower lane below the upper one.
        **({"constraint": "false"} if upwards else {}),
    }
    return looks | {name: _text(row[name]) for name in flat.EDGE_FIELDS[4:] if row[name]}


def _attributes(values: dict[str, str]) -> str:
    return f"[{', '.join(f'{name}={value}' for name, value in values.items())}]"


def _quote(text: str) -> str:
    """Return a name in quotes: only the quote itself has to be escaped in it."""
    return '"' + flat.clean(text).replace("\\", "/").replace('"', '\\"') + '"'


def _text(text: str) -> str:
    """Return a text in quotes; Graphviz reads backslashes and entities in it."""
    escaped = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{re.sub("[<>]", lambda m: "&lt;" if m[0] == "<" else "&gt;", escaped)}"'


def _label(text: str) -> str:
    return '"' + "\\n".join(_text(line)[1:-1] for line in textwrap.wrap(text, WIDE)) + '"'
