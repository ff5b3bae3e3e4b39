"""The advisor's view, tried in a real browser that cannot reach the network."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

import wijgraph
from tests.browsing import Visit, chromium, faults
from wijgraph.graph.facts import Facts
from wijgraph.network import project
from wijgraph.views.page import page

HOSTILE = "</script><img src=x onerror=alert(1)>"
# Whether a line of the drawn picture runs through a box: worked out in the page itself.
CROSSINGS = """() => {
  const shown = (element) => !element.classList.contains("off");
  const boxes = [...document.querySelectorAll(".box")].filter(shown).map((box) => {
    const [x, y] = box.getAttribute("transform").match(/[-\\d.]+/g).map(Number);
    const rect = box.querySelector("rect");
    return [x, y, x + Number(rect.getAttribute("width")), y + Number(rect.getAttribute("height"))];
  });
  let count = 0;
  for (const line of [...document.querySelectorAll(".line")].filter(shown)) {
    const n = line.querySelector(".stroke").getAttribute("d").match(/[-\\d.]+/g).map(Number);
    for (let i = 0; i + 3 < n.length; i += 2) {
      const [l, r] = [Math.min(n[i], n[i + 2]), Math.max(n[i], n[i + 2])];
      const [t, b] = [Math.min(n[i + 1], n[i + 3]), Math.max(n[i + 1], n[i + 3])];
      count += boxes.filter(([x, y, right, bottom]) =>
        l < right - 1 && r > x + 1 && t < bottom - 1 && b > y + 1).length;
    }
  }
  return count;
}"""
SHOWN = """(kind) => [...document.querySelectorAll(kind)]
  .filter((e) => !e.classList.contains("off")).map((e) => e.getAttribute("aria-label"))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("views")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(wijgraph.open().graph)


def address(folder: Path, facts: Facts, name: str) -> str:
    file = folder / f"{name.replace(':', '-')}.html"
    if not file.exists():
        file.write_text(page(project(facts, name)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    found = Visit(browser)
    yield found
    found.close()


def go(visit: Visit, url: str) -> Any:
    visit.page.goto("about:blank")
    visit.page.goto(url)
    visit.page.wait_for_selector("body[data-drawn]")
    return visit.page


def until(page: Any, expression: str) -> None:
    """Wait until an expression holds; the page's own policy forbids playwright's way of waiting."""
    deadline = time.monotonic() + 20
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(50)


def drawn(page: Any, count: int) -> None:
    page.wait_for_selector(f"body[data-drawn='{count}']")


@pytest.mark.parametrize("name", ["toezicht", "overleg", "actor:rvb"])
def test_a_view_opens_offline_with_everything_drawn(
    visit: Visit, folder: Path, facts: Facts, name: str
) -> None:
    page = go(visit, address(folder, facts, name))
    network = project(facts, name)
    drawn(page, len(network))
    assert len(page.evaluate(SHOWN, ".box")) == len(network)
    assert len(page.evaluate(SHOWN, ".line")) == network.number_of_edges()


def test_the_legend_is_the_filter(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, address(folder, facts, "vier-processen"))
    page.uncheck("input[value=toezicht]")
    until(page, "location.hash.includes('family')")
    lines = page.evaluate(SHOWN, ".line")
    assert lines
    assert not [line for line in lines if "toezicht op" in line or "controleert" in line]
    assert page.evaluate(CROSSINGS) == 0
    rows = page.locator(".twin tbody tr:not([hidden])").count()
    assert rows == len(lines)


def test_focus_draws_the_surroundings_of_one_actor(
    visit: Visit, folder: Path, facts: Facts
) -> None:
    page = go(visit, address(folder, facts, "vier-processen"))
    page.select_option("#actor", "raad")
    page.select_option("#steps", "1")
    drawn(page, 2)
    assert len(page.evaluate(SHOWN, ".line")) == 3
    assert page.evaluate(CROSSINGS) == 0
    lanes = page.locator(".lane text:visible").all_text_contents()
    assert lanes == ["Raad en rekenkamer", "College van B en W"]
    page.select_option("#steps", "2")
    until(page, "Number(document.body.dataset.drawn) > 2")
    assert page.evaluate(CROSSINGS) == 0
    page.click("#reset")
    drawn(page, len(project(facts, "vier-processen")))
    assert page.evaluate(CROSSINGS) == 0


def test_the_address_brings_the_state_back(visit: Visit, folder: Path, facts: Facts) -> None:
    url = address(folder, facts, "vier-processen")
    page = go(visit, f"{url}#actor=raad&steps=1&lang=en")
    drawn(page, 2)
    assert page.locator("#panel h2").inner_text() == "council"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.input_value("#actor") == "raad"
    go(visit, f"{url}#line=relation%2Fcollege-appoints-rvt%7Ccollege%7Crvt")
    assert "benoemt" in page.locator("#panel dl").inner_text()
    go(visit, f"{url}#actor=nobody&steps=9&family=none&at=never")
    assert page.locator("#message").is_visible()


def test_evidence_opens_by_mouse(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, address(folder, facts, "toezicht"))
    page.click(".line[aria-label^='raad van toezicht houdt toezicht op'] .label")
    told = page.locator("#panel").inner_text()
    for expected in ("statutair", "statuten van WIJ", "Berenschot 2023", "paragraaf 2.1"):
        assert expected in told
    page.click(".box[aria-label^='raad van bestuur']")
    told = page.locator("#panel").inner_text()
    assert "Inkomend (2)" in told
    assert "Niet in de bron" in told
    assert "actor=rvb" in page.url


def test_a_gap_says_that_it_is_not_in_the_source(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, address(folder, facts, "toezicht"))
    page.click(".line[aria-label^='gemeente Groningen wie?'] .label")
    assert "niet in de bron" in page.locator("#panel .gap").inner_text()


def test_everything_works_by_keyboard(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, address(folder, facts, "toezicht"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".box[aria-label^='raad van toezicht']").focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "raad van toezicht"
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused).startswith("raad van bestuur")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused).startswith(("raad van toezicht", "college"))
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.e") is not None
    page.keyboard.press(" ")
    assert page.locator("#panel dl").is_visible()


def test_the_other_language(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, address(folder, facts, "toezicht"))
    page.click(".box[aria-label^='raad van bestuur']")
    page.click("#language")
    assert page.locator("h1").inner_text() == "Supervision"
    assert page.title() == "Supervision"
    assert page.locator("#panel h2").inner_text() == "executive board"
    assert page.locator(".box[aria-label^='executive board']").is_visible()
    assert not page.get_by_text("raad van bestuur", exact=True).first.is_visible()


def test_the_date_shows_what_held_then(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, address(folder, facts, "sturing"))
    assert page.locator(".line[aria-label*='opdracht']:visible").count() == 6
    page.fill("#at", "1")  # 2018: before the programme of 2023
    until(page, "location.hash.includes('at=2018')")
    shown = "[...document.querySelectorAll('.line[aria-label*=opdracht]:not(.off)')].length"
    until(page, f"{shown} === 5")


def test_print_gives_one_a3(visit: Visit, folder: Path, facts: Facts) -> None:
    for name in ("vier-processen", "toezicht"):
        page = go(visit, address(folder, facts, name))
        page.emulate_media(media="print")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
        box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
        assert box
        assert [round(float(n)) for n in box.groups()] == [1191, 842]
        assert page.locator(".swatch").first.is_visible()
        assert not page.locator(".twin").is_visible()
        page.emulate_media(media="screen")


def test_the_picture_can_be_saved(visit: Visit, folder: Path, facts: Facts) -> None:
    page = go(visit, f"{address(folder, facts, 'vier-processen')}#actor=raad&steps=1")
    drawn(page, 2)
    with page.expect_download() as saved:
        page.click("#save-svg")
    root = ElementTree.fromstring(Path(saved.value.path()).read_bytes())
    texts = " ".join(root.itertext())
    assert saved.value.suggested_filename == "vier-processen.svg"
    assert "gemeenteraad" in texts
    assert "council" not in texts
    assert "raad van toezicht" not in texts
    with page.expect_download() as saved:
        page.click("#save-png")
    data = Path(saved.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) > 500


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (390, 844)])
def test_axe_finds_no_fault(
    browser: Any, folder: Path, facts: Facts, width: int, height: int
) -> None:
    visit = Visit(browser, width, height)
    page = go(visit, address(folder, facts, "toezicht"))
    page.click(".box[aria-label^='raad van bestuur']")
    assert faults(page) == []
    page.click("#language")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visit.close()


def crowd(count: int, name: str = "actor") -> "nx.MultiDiGraph[str]":
    """Return a chain of that many actors, beside a short network to measure by."""
    facts = Facts(wijgraph.open().graph)
    small = project(facts, "toezicht")
    node, line = small.nodes["rvb"], next(iter(small.edges(data=True)))[2]
    network = nx.MultiDiGraph()
    network.graph.update(small.graph)
    for i in range(count):
        label = f"{name} {i}"
        network.add_node(f"n{i}", **{**node, "label": {"nl": label, "en": label}})
    for i in range(count - 1):
        network.add_edge(f"n{i}", f"n{i + 1}", f"e{i}", **line)
    return network


def test_a_large_network_asks_for_a_filter_first(visit: Visit, folder: Path) -> None:
    file = folder / "crowd.html"
    file.write_text(page(crowd(300)), encoding="utf-8")
    found = go(visit, file.as_uri())
    assert found.locator("#message").is_visible()
    assert found.evaluate(SHOWN, ".box") == []
    found.select_option("#actor", "n150")
    found.select_option("#steps", "2")
    drawn(found, 5)
    assert not found.locator("#message").is_visible()
    assert found.evaluate(CROSSINGS) == 0


@pytest.mark.parametrize("name", [HOSTILE, '" onfocus="alert(1)" x="', "ij" * 150])
def test_a_name_does_no_harm(visit: Visit, folder: Path, name: str) -> None:
    file = folder / "hostile.html"
    file.write_text(page(crowd(3, name)), encoding="utf-8")
    found = go(visit, file.as_uri())
    found.locator(".box").first.focus()
    found.locator(".box").first.click()
    assert found.locator("[onfocus]").count() == 0
    assert found.locator("#panel h2").inner_text() == f"{name} 0"
    assert found.locator("img").count() == 0
