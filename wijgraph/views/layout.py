"""Where the boxes and lines of a network stand, by ELK: the same picture every time.

``views.elk`` runs it for Python, a web worker in the page: always one and the same unmodified file.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wijgraph.errors import WijgraphError
from wijgraph.messages import LANGUAGES, Message, in_language, quoted
from wijgraph.network.drawing import STATUSES
from wijgraph.views.elk import ENGINE, PROCESSES
from wijgraph.views.text import width, wrap

if TYPE_CHECKING:
    import networkx as nx

BOX_SIZE, LABEL_SIZE = 13.0, 11.0  # font sizes, in pixels
BOX_WIDTH, GAP_WIDTH, LABEL_WIDTH = 140.0, 190.0, 64.0  # of text, before it breaks
BOX_LINES, GAP_LINES, LABEL_LINES = 4, 6, 5
PAD_X, PAD_Y, LEADING = 10.0, 9.0, 1.28
LINE_ROOM = 13.0  # along a box for each line that ends there
MARGIN = 190.0  # at the left, for the names of the lanes
ROW, GAP_ROW = 7, 5  # boxes and gaps in a row of a lane that has many
# With more a picture is a tangle, which takes long to lay out: the page asks for a filter first.
MOST_BOXES, MOST_LINES = 150, 200

ELK = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.partitioning.activate": "true",
    "elk.padding": f"[left={MARGIN:.0f},top=34,right=24,bottom=24]",
    "elk.layered.spacing.nodeNodeBetweenLayers": "40",
    "elk.spacing.nodeNode": "26",
    "elk.spacing.edgeNode": "14",
    "elk.spacing.edgeEdge": "9",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
    "elk.layered.spacing.edgeNodeBetweenLayers": "14",
    "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
    "elk.layered.nodePlacement.favorStraightEdges": "true",
    "elk.layered.feedbackEdges": "false",
    "elk.separateConnectedComponents": "false",  # lanes run through the whole picture
    "elk.randomSeed": "1",
}


@dataclass(frozen=True)
class Box:
    """Where a node stands: left, top, width and height in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """Where a line runs, corner by corner, and where its label stands."""

    points: tuple[tuple[float, float], ...]
    label: Box


@dataclass(frozen=True)
class Layout:
    """The places of everything in a picture, by the id of the node or the line."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    lines: Mapping[str, Line]


EMPTY = Layout(0, 0, {}, {})


def line_id(one: str, other: str, key: str) -> str:
    """Return what tells a line from all others: several may show one joint fact."""
    return f"{key}|{one}|{other}"


def box_text(node: Mapping[str, Any], language: str) -> list[str]:
    """Return the lines of text in a box."""
    gap = node["shape"] == "gap"
    limit, lines = (GAP_WIDTH, GAP_LINES) if gap else (BOX_WIDTH, BOX_LINES)
    return wrap(node["label"][language], BOX_SIZE, limit, lines)


def label_text(line: Mapping[str, Any], language: str) -> list[str]:
    """Return the lines of text on a line: what it is, and the word for what is not formal."""
    word = in_language(STATUSES[line["status"]].word, language)
    text = f"{line['label'][language]} ({word})" if word else line["label"][language]
    return wrap(text, LABEL_SIZE, LABEL_WIDTH, LABEL_LINES)


def elk_graph(network: "nx.MultiDiGraph[str]") -> dict[str, Any]:
    """Return what ELK is asked: boxes and labels large enough for the text of either language."""
    rows = _rows(network)
    return {
        "id": "root",
        "layoutOptions": ELK,
        "children": [
            {
                "id": name,
                **_box_size(network, name, node),
                "layoutOptions": {"elk.partitioning.partition": str(rows[name])},
            }
            for name, node in network.nodes(data=True)
        ],
        "edges": [
            {
                "id": line_id(one, other, key),
                "sources": [one],
                "targets": [other],
                "labels": [
                    {
                        "id": "label",
                        "text": "x",
                        "layoutOptions": {"elk.edgeLabels.inline": "true"},
                        **_size(
                            [label_text(line, language) for language in LANGUAGES], LABEL_SIZE, 4, 1
                        ),
                    }
                ],
            }
            for one, other, key, line in network.edges(keys=True, data=True)
        ],
    }


def _rows(network: "nx.MultiDiGraph[str]") -> dict[str, int]:
    """Return the row of each node: one for a lane, several for a lane that would grow too wide.

    Within a lane ELK sets its own layers; only where there is little to go by, as with many
    consultations side by side, is it told to break off. Gaps stand below what they are about.
    """
    lanes: dict[int, list[str]] = {}
    for name, node in network.nodes(data=True):
        lanes.setdefault(node["rank"], []).append(name)
    rows: dict[str, int] = {}
    row = 0
    for rank in sorted(lanes):
        gaps = [n for n in lanes[rank] if network.nodes[n]["shape"] == "gap"]
        boxes = [n for n in lanes[rank] if n not in set(gaps)]
        if len(boxes) <= ROW + 1 and len(gaps) <= GAP_ROW + 1:
            rows |= dict.fromkeys(lanes[rank], row)
            row += 1
            continue
        left = dict.fromkeys(gaps)
        for chunk in _chunks(boxes, ROW):
            rows |= dict.fromkeys(chunk, row)
            own = [g for g in left if not set(network.predecessors(g)).isdisjoint(chunk)]
            row = _stack(rows, own, row + 1)
            for gap in own:
                del left[gap]
        row = _stack(rows, list(left), row)
    return rows


def _stack(rows: dict[str, int], gaps: list[str], row: int) -> int:
    """Put ``gaps`` in rows from ``row`` on; return the next free row."""
    for chunk in _chunks(gaps, GAP_ROW):
        rows |= dict.fromkeys(chunk, row)
        row += 1
    return row


def _chunks(names: list[str], most: int) -> list[list[str]]:
    """Return ``names`` in as few parts of at most ``most`` as can be, about equally long."""
    count = -(-len(names) // most)
    return [names[len(names) * i // count : len(names) * (i + 1) // count] for i in range(count)]


def _box_size(
    network: "nx.MultiDiGraph[str]", name: str, node: Mapping[str, Any]
) -> dict[str, float]:
    size = _size([box_text(node, language) for language in LANGUAGES], BOX_SIZE, PAD_X, PAD_Y)
    # Arrowheads side by side must not touch.
    lines = max(network.in_degree(name), network.out_degree(name))
    return size | {"width": max(size["width"], 2 * PAD_X + LINE_ROOM * lines)}


def _size(texts: list[list[str]], size: float, pad_x: float, pad_y: float) -> dict[str, float]:
    widest = max(width(line, size) for lines in texts for line in lines)
    most = max(len(lines) for lines in texts)
    return {
        "width": round(widest * 1.04 + 2 * pad_x),
        "height": round(most * size * LEADING + 2 * pad_y),
    }


def readable(network: "nx.MultiDiGraph[str]") -> bool:
    """Return whether ``network`` is small enough to be drawn."""
    return len(network) <= MOST_BOXES and network.number_of_edges() <= MOST_LINES


def lay_out(network: "nx.MultiDiGraph[str]") -> Layout:
    """Return where everything in ``network`` stands; empty for a network without nodes."""
    return places(ENGINE.layout(json.dumps(elk_graph(network)))) if network else EMPTY


@contextmanager
def layouts(networks: Mapping[str, "nx.MultiDiGraph[str]"]) -> Iterator[Callable[[str], Layout]]:
    """Lay out many networks, on several cores, while other work goes on.

    Gives what returns the layout of the network with a name, once it is there.
    """
    asked = {name: json.dumps(elk_graph(n)) for name, n in networks.items() if n}
    pool = ThreadPoolExecutor(PROCESSES, thread_name_prefix="layout")
    try:
        # The largest first, so that none is left to the end alone.
        order = sorted(asked, key=lambda name: -len(asked[name]))
        found = {name: pool.submit(ENGINE.layout, asked[name]) for name in order}
        yield lambda name: places(found[name].result()) if name in found else EMPTY
    finally:  # a failure half-way waits for no picture
        pool.shutdown(wait=False, cancel_futures=True)


def places(text: str) -> Layout:
    """Return the layout in an answer of ELK; raise WijgraphError when that tells an error."""
    answer = json.loads(text)
    if "error" in answer:
        raise WijgraphError(Message("views.engine-failed", reason=quoted(answer["error"])))
    found = answer["data"]
    return Layout(
        width=found["width"],
        height=found["height"],
        boxes={child["id"]: _box(child) for child in found["children"]},
        lines={edge["id"]: _line(edge) for edge in found.get("edges", [])},
    )


def _box(item: Mapping[str, Any]) -> Box:
    return Box(item["x"], item["y"], item["width"], item["height"])


def _line(edge: Mapping[str, Any]) -> Line:
    section = edge["sections"][0]
    points = [section["startPoint"], *section.get("bendPoints", []), section["endPoint"]]
    return Line(tuple((p["x"], p["y"]) for p in points), _box(edge["labels"][0]))
