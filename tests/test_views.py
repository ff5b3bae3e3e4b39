"""The pictures: every line visible, labelled and clear of the boxes, the same every time."""

import hashlib
import html
import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

import wijgraph
from tests.exporting import FAMILIES, VIEWS
from wijgraph.graph.facts import Facts
from wijgraph.network import project
from wijgraph.network.drawing import STATUSES
from wijgraph.views.layout import (
    Box,
    Layout,
    lay_out,
    line_id,
)
from wijgraph.views.page import page, script_json
from wijgraph.views.svg import svg
from wijgraph.views.text import width, wrap

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [*VIEWS, "actor:rvb", "actor:raad", "actor:wij", "actor:accountmanager"]
ELKJS = "dca3a19d9ec37f5634bf5876b4ebd2455c3f43f0d32570136c13c13edaba9bfb"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(wijgraph.open().graph)


@pytest.fixture(scope="module", params=NAMES)
def drawn(request: pytest.FixtureRequest, facts: Facts) -> tuple[Any, Layout]:
    network = project(facts, request.param)
    return network, lay_out(network)


def segments(points: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, ...]]:
    for (x1, y1), (x2, y2) in pairwise(points):
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def crosses(segment: tuple[float, ...], box: Box, slack: float = 0.5) -> bool:
    left, top, right, bottom = segment
    return (
        left < box.x + box.width - slack
        and right > box.x + slack
        and top < box.y + box.height - slack
        and bottom > box.y + slack
    )


def overlaps(one: Box, other: Box) -> bool:
    return crosses((one.x, one.y, one.x + one.width, one.y + one.height), other)


def test_no_line_crosses_a_box(drawn: tuple[Any, Layout]) -> None:
    network, layout = drawn
    for one, other, key in network.edges(keys=True):
        for segment in segments(layout.lines[line_id(one, other, key)].points):
            for name, box in layout.boxes.items():
                assert not crosses(segment, box), (key, name)


def test_every_line_runs_from_its_one_box_to_its_other(drawn: tuple[Any, Layout]) -> None:
    network, layout = drawn

    def touches(point: tuple[float, float], box: Box) -> bool:
        x, y = point
        inside = box.x - 1 <= x <= box.x + box.width + 1
        return inside and min(abs(y - box.y), abs(y - box.y - box.height)) <= 1

    for one, other, key in network.edges(keys=True):
        line = layout.lines[line_id(one, other, key)]
        assert touches(line.points[0], layout.boxes[one]), key
        assert touches(line.points[-1], layout.boxes[other]), key
        for (x1, y1), (x2, y2) in pairwise(line.points):
            assert min(abs(x1 - x2), abs(y1 - y2)) < 1, key


def test_no_two_lines_run_over_each_other(drawn: tuple[Any, Layout]) -> None:
    network, layout = drawn
    found = [
        (key, segment)
        for one, other, key in network.edges(keys=True)
        for segment in segments(layout.lines[line_id(one, other, key)].points)
    ]
    for (key, a), (fellow, b) in combinations(found, 2):
        if key == fellow:
            continue
        for along, across in ((0, 1), (1, 0)):
            flat = a[across] == a[across + 2] and b[across] == b[across + 2]
            shared = min(a[along + 2], b[along + 2]) - max(a[along], b[along])
            assert not (flat and abs(a[across] - b[across]) < 2 and shared > 2), (key, fellow)


def test_every_label_stands_on_its_line_and_clear_of_boxes_and_labels(
    drawn: tuple[Any, Layout],
) -> None:
    network, layout = drawn
    labels = []
    for one, other, key in network.edges(keys=True):
        line = layout.lines[line_id(one, other, key)]
        assert any(crosses(segment, line.label) for segment in segments(line.points)), key
        labels.append((key, line.label))
        for name, box in layout.boxes.items():
            assert not overlaps(line.label, box), (key, name)
    for (key, a), (fellow, b) in combinations(labels, 2):
        assert not overlaps(a, b), (key, fellow)


def test_everything_lies_within_the_picture_and_boxes_apart(drawn: tuple[Any, Layout]) -> None:
    _, layout = drawn
    for box in (*layout.boxes.values(), *(line.label for line in layout.lines.values())):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.y + box.height <= layout.height
    for a, b in combinations(layout.boxes.values(), 2):
        assert not overlaps(a, b)


def test_lanes_stand_in_their_order(drawn: tuple[Any, Layout]) -> None:
    network, layout = drawn
    places = [(node["rank"], layout.boxes[name]) for name, node in network.nodes(data=True)]
    for (rank, box), (other_rank, other) in combinations(places, 2):
        if rank < other_rank:
            assert box.y + box.height <= other.y
        if rank > other_rank:
            assert other.y + other.height <= box.y


def test_the_picture_shows_every_node_and_line_with_its_label(drawn: tuple[Any, Layout]) -> None:
    network, layout = drawn
    root = ElementTree.fromstring(svg(network, layout=layout))
    groups = list(root.iter(f"{SVG}g"))
    lines = [g for g in groups if g.get("class", "").split()[:1] == ["line"]]
    boxes = [g for g in groups if "data-n" in g.attrib]
    assert len(lines) == network.number_of_edges()
    assert len(boxes) == len(network)
    for group, (_, _, line) in zip(lines, network.edges(data=True), strict=True):
        stroke = group.find(f"{SVG}path[@class='stroke']")
        assert stroke is not None
        assert stroke.get("stroke") == FAMILIES[line["family"]].colour
        assert (stroke.get("marker-end") is not None) == line["directed"]
        said = " ".join("".join(span.itertext()) for span in group.iter(f"{SVG}tspan"))
        first = line["label"]["nl"].split()[0]
        assert said.startswith(first[:6])
        if line["family"] != "leemte":
            assert stroke.get("stroke-dasharray", "") == STATUSES[line["status"]].dash
            assert STATUSES[line["status"]].word["nl"].split(" ")[0] in said


def test_the_same_picture_every_time(facts: Facts) -> None:
    again = Facts(wijgraph.open().graph)
    for name in ("toezicht", "overleg"):
        assert page(project(facts, name)) == page(project(again, name))


def test_what_is_formal_and_what_is_practised_look_different(facts: Facts) -> None:
    network = project(facts, "formeel-praktijk")
    statuses = {line["status"] for *_, line in network.edges(data=True)}
    assert statuses == {"formeel", "praktijk", "gewenst"}
    dashes = {STATUSES[status].dash for status in statuses}
    assert len(dashes) == 3


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_each_colour_reads_on_white(family: Any) -> None:
    assert 1.05 / (luminance(family.colour) + 0.05) >= 4.5


def test_text_is_as_wide_as_in_helvetica() -> None:
    # From the Adobe Core 14 metrics: W 944, I 278, J 500.
    assert width("WIJ", 1000) == 944 + 278 + 500


def test_text_breaks_between_words_and_ends_in_an_ellipsis() -> None:
    assert wrap("raad van toezicht", 10, 50) == ["raad van", "toezicht"]
    assert wrap("a b c d e f g h", 10, 14, lines=2)[-1].endswith("…")
    assert all(width(line, 10) <= 100.5 for line in wrap("x" * 300, 10, 50, lines=4))


def test_data_cannot_end_a_script() -> None:
    text = script_json({"a": "</script><!--\u2028&"})
    assert not set("<>&\u2028").intersection(text)


def test_elkjs_is_the_published_file() -> None:
    from wijgraph.views.elk import elk_source

    digest = hashlib.sha256(elk_source().encode()).hexdigest()
    assert digest == ELKJS


def test_the_page_refers_to_nothing_outside(facts: Facts) -> None:
    text = page(project(facts, "toezicht"))
    shell = text[: text.index('<script type="text/plain"')]
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', shell)
    assert "default-src 'none'" in html.unescape(shell)
