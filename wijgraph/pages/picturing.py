"""The pictures of a what-if: one before and one after, with what comes or goes in thick lines."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from wijgraph.analysis.whatif import WhatIf, most_changed
from wijgraph.messages import Message
from wijgraph.network import drawing_of, project
from wijgraph.report.document import Composed, Document, Figure, capital
from wijgraph.views import resolve
from wijgraph.views.svg import svg

if TYPE_CHECKING:
    import networkx as nx

WIDTH = 5  # of a line that comes or goes; others are 2 wide


def illustrated(result: WhatIf, report: Document, view: str | None) -> Document:
    """Return the report of a what-if with a picture of before and one of after in its head.

    Without ``view`` it is the view of which the largest share of lines changes.

    Raises UnknownNodeError for a view or an actor that neither side has.
    """
    sides = (result.before.graph.facts, result.after.graph.facts)
    name = (
        most_changed(result, drawing_of(sides[0].graph).views)
        if view is None
        else resolve(sides[0], view)
    )
    networks = [project(facts, name) for facts in sides]
    lines = [{line["iri"] for *_, line in n.edges(data=True)} for n in networks]
    title = networks[0].graph["title"]
    figures = tuple(
        Figure(_caption(side, title), partial(_picture, network, changed=here - there))
        for side, network, here, there in (
            ("before", networks[0], lines[0], lines[1]),
            ("after", networks[1], lines[1], lines[0]),
        )
    )
    head, *others = report.sections
    return Document((replace(head, figures=figures), *others))


def _caption(side: str, title: dict[str, str]) -> Composed:
    name, note = capital(Message(f"whatif.{side}")), Message(f"whatif.marked-{side}")
    return Composed(lambda language: f"{name[language]}: {title[language]}. {note[language]}")


def _picture(network: "nx.MultiDiGraph[str]", language: str, *, changed: set[str]) -> str:
    numbers = [
        number
        for number, (*_, line) in enumerate(network.edges(data=True))
        if line["iri"] in changed
    ]
    rules = "".join(
        f'.network .line[data-e="{n}"] .stroke{{stroke-width:{WIDTH}}}'
        f'.network .line[data-e="{n}"] text{{font-weight:bold}}'
        for n in numbers
    )
    drawn = svg(network, language)
    return drawn.replace("</svg>", f"<style>{rules}</style></svg>") if rules else drawn
