"""A network as an SVG picture that stands on its own."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wijgraph.characters import for_xml
from wijgraph.messages import Message
from wijgraph.network.drawing import GAP, STATUSES, Family, drawing
from wijgraph.views.layout import (
    BOX_SIZE,
    LABEL_SIZE,
    LEADING,
    Box,
    Layout,
    Line,
    box_text,
    label_text,
    lay_out,
    line_id,
)

if TYPE_CHECKING:
    import networkx as nx

INK, BAND, HEADING = "#1B1B1B", "#F3F5F8", "#154273"
# The edges of boxes of a shape; the others are drawn in ink.
COLOURS = {
    "gap": "#B00020",
    "meeting": "#3D5A6C",
    "assignment": "#5C5C00",
    "perspective": "#7A3B69",
}
GAP_DASH = "5 4"
STYLE = f"""
.network{{font-family:Arial,Helvetica,"Liberation Sans",sans-serif;background:#fff}}
.network text{{fill:{INK};font-size:{BOX_SIZE:g}px;text-anchor:middle}}
.network .lane text{{fill:{HEADING};font-size:14px;font-weight:bold;text-anchor:start}}
.network .line text{{font-size:{LABEL_SIZE:g}px}}
.network .line .back{{fill:#fff;fill-opacity:.92}}
.network .line path{{fill:none;stroke-width:2}}
.network .line .hit{{stroke:#fff;stroke-opacity:0;stroke-width:14}}
.network .box rect,.network .box path{{fill:#fff;stroke:{INK};stroke-width:1.5}}
.network .organisation rect{{stroke-width:3.5}}
.network .group rect{{stroke-dasharray:1 3;stroke-linecap:round;stroke-width:2}}
.network .meeting rect{{fill:#EEF3F6;stroke:{COLOURS["meeting"]}}}
.network .assignment rect{{fill:#F7F7E8;stroke:{COLOURS["assignment"]}}}
.network .perspective rect{{fill:#F8EFF5;stroke:{COLOURS["perspective"]}}}
.network .gap rect{{fill:#FFF5F6;stroke:{COLOURS["gap"]};stroke-dasharray:{GAP_DASH}}}
.network .gap text{{font-style:italic}}
.network .off{{display:none}}
""".strip().replace("\n", "")
ROUND = {"organisation": 0, "post": 18, "group": 4, "meeting": 10, "gap": 4}


def svg(
    network: "nx.MultiDiGraph[str]",
    language: str = "nl",
    *,
    layout: Layout | None = None,
    also: Sequence[str] = (),
    interactive: bool = False,
    styled: bool = True,
) -> str:
    """Return ``network`` as an SVG document in ``language``: the same bytes every time.

    ``layout`` saves laying out again. With ``also`` the texts are there in those languages too,
    each under its ``lang``; with ``interactive`` boxes and lines are buttons for the keyboard. A
    page that has the style already leaves it out with ``styled=False``.

    A box has the index of its node in ``data-n``, a line that of its edge in ``data-e``.
    """
    layout = layout or lay_out(network)
    languages = (language, *(other for other in also if other != language))
    families = drawing(network).families
    title = escape(for_xml(network.graph["title"][language]))
    lines = network.number_of_edges()
    count = Message("views.picture", nodes=len(network), lines=lines)[language]
    lang = "" if also else f' lang="{language}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="network" role="group"{lang} '
        f'viewBox="0 0 {_n(layout.width)} {_n(layout.height)}" width="{_n(layout.width)}" '
        f'height="{_n(layout.height)}" aria-labelledby="picture-title">',
        f'<title id="picture-title">{title}: {count}</title>',
        f"<style>{STYLE}</style>" if styled else "",
        f"<defs>{''.join(_arrow(f) for f in _families(network))}</defs>",
        *_lanes(network, layout, languages),
        '<g class="lines">',
    ]
    for number, (one, other, key, line) in enumerate(network.edges(keys=True, data=True)):
        place = layout.lines.get(line_id(one, other, key))
        ends = [network.nodes[end]["label"][language] for end in (one, other)]
        family, names = families[line["family"]], ends if interactive else ()
        parts.append(_line(family, number, line, place, languages=languages, names=names))
    parts.append('</g><g class="boxes">')
    for number, (name, node) in enumerate(network.nodes(data=True)):
        parts.append(_box(number, node, layout.boxes.get(name), languages, interactive))
    parts.append("</g></svg>\n")
    return "".join(parts)


def _families(network: "nx.MultiDiGraph[str]") -> list[Family]:
    used = {line["family"] for *_, line in network.edges(data=True)}
    return [family for family in drawing(network).families.values() if family.name in used]


def _arrow(family: Family) -> str:
    return (
        f'<marker id="arrow-{family.name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" '
        f'markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L10 5L0 10z" fill="{family.colour}"/></marker>'
    )


def bands(network: "nx.MultiDiGraph[str]", layout: Layout) -> list[tuple[str, float, float]]:
    """Return the lanes of a picture from top to bottom: name, upper and lower edge."""
    extents: dict[str, tuple[float, float]] = {}
    for name, node in network.nodes(data=True):
        if box := layout.boxes.get(name):
            top, bottom = extents.get(node["lane"], (box.y, box.y))
            extents[node["lane"]] = (min(top, box.y), max(bottom, box.y + box.height))
    lanes = [(lane, *extents[lane]) for lane in drawing(network).lanes if lane in extents]
    edges = [
        0.0,
        *((bottom + top) / 2 for (*_, bottom), (_, top, _) in pairwise(lanes)),
        layout.height,
    ]
    return [(lane, edges[i], edges[i + 1]) for i, (lane, *_) in enumerate(lanes)]


def _lanes(network: "nx.MultiDiGraph[str]", layout: Layout, languages: Sequence[str]) -> list[str]:
    parts, lanes = ['<g class="lanes">'], drawing(network).lanes
    for number, (lane, top, bottom) in enumerate(bands(network, layout)):
        fill = BAND if number % 2 else "#fff"
        texts = "".join(
            f'<text lang="{language}" x="12" y="{_n(top + 22)}">'
            f"{escape(lanes[lane].label[language])}</text>"
            for language in languages
        )
        parts.append(
            f'<g class="lane" data-lane="{lane}"><rect x="0" y="{_n(top)}" '
            f'width="{_n(layout.width)}" height="{_n(bottom - top)}" fill="{fill}"/>{texts}</g>'
        )
    parts.append("</g>")
    return parts


def _line(
    family: Family,
    number: int,
    line: dict[str, Any],
    place: Line | None,
    *,
    languages: Sequence[str],
    names: Sequence[str] = (),
) -> str:
    status = STATUSES[line["status"]]
    path = _path(place) if place else ""
    arrow = f' marker-end="url(#arrow-{family.name})"' if line["directed"] else ""
    dashes = GAP_DASH if family.role == GAP else status.dash
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    label = place.label if place else Box(0, 0, 0, 0)
    texts = "".join(
        _text(label_text(line, language), LABEL_SIZE, label, language) for language in languages
    )
    button = _button(said(line, names, languages[0])) if names else ""
    off = "" if place else " off"
    return (
        f'<g class="line{off}" data-e="{number}"{button}>'
        f'<path class="hit" d="{path}"/>'
        f'<path class="stroke" d="{path}" stroke="{family.colour}"{dash}{arrow}/>'
        f'<g class="label" transform="translate({_n(label.x)} {_n(label.y)})">'
        f'<rect class="back" width="{_n(label.width)}" height="{_n(label.height)}"/>{texts}</g></g>'
    )


def said(line: dict[str, Any], names: Sequence[str], language: str) -> str:
    """Return a line as it is read aloud: who, what, towards whom."""
    return " ".join((names[0], *label_text(line, language), names[1]))


def _box(
    number: int, node: dict[str, Any], box: Box | None, languages: Sequence[str], interactive: bool
) -> str:
    off = "" if box else " off"
    place = box or Box(0, 0, 0, 0)
    texts = "".join(
        _text(box_text(node, language), BOX_SIZE, place, language) for language in languages
    )
    kinds = ", ".join(kind[languages[0]] for kind in node["kind"])
    button = _button(f"{node['label'][languages[0]]}, {kinds}") if interactive else ""
    return (
        f'<g class="box {node["shape"]}{off}" data-n="{number}"{button} '
        f'transform="translate({_n(place.x)} {_n(place.y)})">'
        f'<rect width="{_n(place.width)}" height="{_n(place.height)}" '
        f'rx="{ROUND.get(node["shape"], 6)}"/>{texts}</g>'
    )


def _button(name: str) -> str:
    return f' role="button" tabindex="0" aria-label="{escape(for_xml(name))}"'


def _text(lines: Sequence[str], size: float, box: Box, language: str) -> str:
    leading = size * LEADING
    first = (box.height - len(lines) * leading) / 2 + size * 0.95
    spans = "".join(
        f'<tspan x="{_n(box.width / 2)}" y="{_n(first + i * leading)}">'
        f"{escape(for_xml(line))}</tspan>"
        for i, line in enumerate(lines)
    )
    return f'<text lang="{language}">{spans}</text>'


def _path(line: Line) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in line.points)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
