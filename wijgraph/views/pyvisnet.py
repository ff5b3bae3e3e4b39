"""A pyvis network in our colours, with a page of our own.

pyvis's page loads from other hosts and writes some texts unescaped, so only its network and the
vis-network that it carries are used.
"""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from wijgraph.files import write_whole
from wijgraph.messages import Message, in_language
from wijgraph.network.drawing import GAP, STATUSES, Drawing, drawing
from wijgraph.views.exports import flat
from wijgraph.views.layout import lay_out
from wijgraph.views.pyvispage import render
from wijgraph.views.svg import COLOURS, GAP_DASH

if TYPE_CHECKING:
    import networkx as nx

LONGEST = 90  # letters in a box; the rest is in the panel and the table
BEND = 0.18  # how far each further line between the same two boxes is bent away
LOOKS: Mapping[str, dict[str, Any]] = {
    "organisation": {"borderWidth": 4},
    "gap": {"shapeProperties": {"borderDashes": [4, 4]}},
    "meeting": {"shape": "ellipse"},
    "assignment": {"shapeProperties": {"borderRadius": 0}},
    "perspective": {"shape": "ellipse"},
}
BOX = {"background": "#FFFFFF", "border": "#1B1B1B"}


class Picture(Network):  # type: ignore[misc]  # pyvis carries no types
    """A pyvis network of a view; ``show``, ``nodes`` and ``edges`` are pyvis's own."""

    def __init__(self, title: str, text: str, language: str, drawn: Drawing) -> None:
        super().__init__(height="720px", directed=True, cdn_resources="in_line")
        self.title, self.text, self.language, self.drawn = title, text, language, drawn

    def generate_html(
        self, name: str = "index.html", local: bool = True, notebook: bool = False
    ) -> str:
        """Return the page: it asks nothing of any host, and every text in it is escaped."""
        del name, local, notebook  # pyvis's own; for us they make no difference
        self.html = render(
            self.title,
            self.text,
            self.language,
            self.drawn,
            nodes=self.nodes,
            edges=self.edges,
        )
        return self.html

    def write_html(
        self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False
    ) -> None:
        """Write the page, whole or not at all, and show it in a browser when that is asked."""
        del local, notebook
        write_whole(Path(name), self.generate_html().encode())
        if open_browser:
            import webbrowser

            webbrowser.open(Path(name).absolute().as_uri())

    def _repr_html_(self) -> str:
        # Without allow-same-origin the page cannot touch the notebook that it stands in.
        return (
            f'<iframe sandbox="allow-scripts" width="{self.width}" height="{self.height}" '
            f'style="border:0" title="{escape(self.title)}" '
            f'srcdoc="{escape(self.generate_html())}"></iframe>'
        )


def picture(network: "nx.MultiDiGraph[str]", language: str) -> Picture:
    """Return the network for pyvis: each box in its lane, each fact a line of its own."""
    drawn = drawing(network)
    made = Picture(
        flat.title(network, language), flat.say(network.graph["text"], language), language, drawn
    )
    places = _places(network)
    data: Mapping[str, Any]
    for row, data in zip(
        flat.nodes(network, language), (d for _, d in network.nodes(data=True)), strict=True
    ):
        x, y = places[row["id"]]
        made.add_node(
            row["id"],
            label=_short(row["label"]),
            title=row["label"],
            x=x,
            y=y,
            panel=list(_about_node(row, language)),
            name=row["label"],
            kind=row["kind"],
            evidence=row["evidence"],
            gaps=row["gaps"],
            **{"shape": "box", "color": _box_colour(data["shape"]), **LOOKS.get(data["shape"], {})},
        )
    seen: dict[frozenset[str], int] = {}
    for row, data in zip(
        flat.edges(network, language), (d for *_, d in network.edges(data=True)), strict=True
    ):
        ends = frozenset((row["from"], row["to"]))
        number = seen[ends] = seen.get(ends, 0) + 1
        made.add_edge(row["from"], row["to"], **_line(drawn, row, data, number, language))
    return made


def _places(network: "nx.MultiDiGraph[str]") -> dict[str, tuple[float, float]]:
    """Return the middle of each box in the picture that the other formats show."""
    boxes = lay_out(network).boxes
    return {n: (box.x + box.width / 2, box.y + box.height / 2) for n, box in boxes.items()}


def _line(
    drawn: Drawing, row: flat.Row, data: Mapping[str, Any], number: int, language: str
) -> dict[str, Any]:
    family, status = drawn.families[data["family"]], STATUSES[data["status"]]
    word = in_language(status.word, language)
    dash = GAP_DASH if family.role == GAP else status.dash
    away = "curvedCW" if row["from"] < row["to"] else "curvedCCW"  # seen from the other end
    back = "curvedCCW" if away == "curvedCW" else "curvedCW"
    return {
        "id": row["id"],
        "label": f"{row['label']} ({word})" if word else row["label"],
        "title": row["text"],
        "color": {"color": family.colour, "highlight": family.colour, "hover": family.colour},
        "dashes": [int(n) for n in dash.split()] or False,
        "arrows": "to" if data["directed"] else "",
        # The first is straight, the others to either side of it in turn.
        "smooth": {
            "enabled": number > 1,
            "type": away if number % 2 else back,
            "roundness": BEND * (number // 2),
        },
        "family": family.name,
        "status": status.name,
        "panel": list(_about_line(row, family.role == GAP, language)),
        "name": row["label"],
        "text": row["text"],
        "holds": row["status"],
        "evidence": row["evidence"],
    }


def _about_node(row: flat.Row, language: str) -> Iterator[tuple[str, str]]:
    yield "", row["label"]
    for key in ("kind", "evidence", "notes", "acts", "gaps"):
        if row[key]:
            yield Message(f"view.{key}")[language], row[key]


def _about_line(row: flat.Row, gap: bool, language: str) -> Iterator[tuple[str, str]]:
    yield "", row["text"]
    if gap:
        yield "", Message("view.gap_note")[language]
    for key, text in (
        ("kind", row["kind"]),
        ("status", row["modality"]),
        ("certainty", row["certainty"]),
        ("basis", row["basis"]),
        ("since", row["start"]),
        ("until", row["end"]),
        ("evidence", row["evidence"]),
        ("notes", row["notes"]),
    ):
        if text:
            yield Message(f"view.{key}")[language], text


def _box_colour(shape: str) -> dict[str, Any]:
    border = COLOURS.get(shape, BOX["border"])
    return {"background": BOX["background"], "border": border, "highlight": {"border": border}}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
