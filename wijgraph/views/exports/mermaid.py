"""Mermaid: for Markdown pages that draw diagrams."""

import re
import textwrap
from typing import TYPE_CHECKING

from wijgraph.errors import ParameterError
from wijgraph.messages import Message
from wijgraph.network.drawing import STATUSES, drawing
from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

# Mermaid's own limits: beyond these it draws an error instead of the diagram.
MOST_EDGES = 500
MOST_CHARACTERS = 50_000
SHAPES = {
    "gap": ("{{", "}}"),
    "meeting": ("([", "])"),
    "assignment": ("[/", "/]"),
    "perspective": ("(", ")"),
}
WIDE = 40


def write(network: "nx.MultiDiGraph[str]", language: str) -> str:
    """Return the network as a Mermaid flowchart.

    Raises ParameterError when it is larger than Mermaid draws.
    """
    ids = flat.tokens(network, r"[^A-Za-z0-9]", "_", "n_")
    lines = ["flowchart TB", f"  accTitle: {_escape(flat.title(network, language))}"]
    for row in flat.nodes(network, language):
        start, end = SHAPES.get(network.nodes[row["id"]]["shape"], ("[", "]"))
        lines.append(f'  {ids[row["id"]]}{start}"{_wrapped(row["label"])}"{end}')
    styles, drawn = [], drawing(network)
    data = [values for *_, values in network.edges(data=True)]
    for number, (row, values) in enumerate(zip(flat.edges(network, language), data, strict=True)):
        arrow = "-->" if values["directed"] else "---"
        ends = ids[row["from"]], ids[row["to"]]
        lines.append(f'  {ends[0]} {arrow}|"{_wrapped(row["label"])}"| {ends[1]}')
        colour = drawn.families[values["family"]].colour
        dash = STATUSES[values["status"]].dash
        dashed = f",stroke-dasharray:{dash}" if dash else ""
        styles.append(f"  linkStyle {number} stroke:{colour}{dashed}")
    text = "\n".join([*lines, *styles]) + "\n"
    if network.number_of_edges() > MOST_EDGES or len(text) > MOST_CHARACTERS:
        raise ParameterError(
            Message("views.mermaid-too-large", lines=MOST_EDGES, characters=MOST_CHARACTERS),
            hint=Message("views.mermaid-too-large-hint"),
        )
    return text


def _wrapped(text: str) -> str:
    return "<br>".join(_escape(line) for line in textwrap.wrap(text, WIDE))


def _escape(text: str) -> str:
    """Return ``text`` with a code for each character that is not a plain one.

    Quotes, brackets, backticks, hashes, percent signs and semicolons all mean something somewhere
    in Mermaid's grammar, its Markdown, or the HTML that it makes.
    """
    return re.sub(r"[^\w\s.,:()’“”?!–-]", lambda m: f"#{ord(m[0])};", text)
