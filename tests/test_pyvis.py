"""The pyvis page: ours, offline, with every text escaped; and what a notebook gets."""

import html
import json
import re
import subprocess
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import html5lib
import pytest

import wijgraph
from tests.conftest import tool
from tests.exporting import FAMILIES, LONG, MEAN, SCRIPT, expected, hostile_dossier, line, networks
from wijgraph.views import NetworkView
from wijgraph.views.pyvisnet import Picture
from wijgraph.views.pyvispage import vis_network


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> NetworkView:
    return hostile_dossier(tmp_path_factory.mktemp("hostile") / "town").view("sturing")


def parsed(page: str) -> Any:
    return html5lib.parse(page, namespaceHTMLElements=False)


def data_of(page: str) -> Any:
    (data,) = (e for e in parsed(page).iter("script") if e.get("type") == "application/json")
    return json.loads(data.text)


def test_every_box_and_line_is_in_the_page(hostile: NetworkView) -> None:
    for network in (*networks().values(), hostile.network):
        wanted = expected(network, "nl")
        page = NetworkView(network).to("pyvis").decode()
        data = data_of(page)
        assert {node["id"]: node["name"] for node in data["nodes"]} == wanted.nodes
        lines = Counter((e["from"], e["to"], e["name"], bool(e["arrows"])) for e in data["edges"])
        assert lines == wanted.edges
        assert len({edge["id"] for edge in data["edges"]}) == len(data["edges"])
        tree = parsed(page)
        rows = {name: len(tree.findall(f".//tr[@data-{name}]")) for name in ("line", "box")}
        assert rows == {"line": network.number_of_edges(), "box": len(network)}


def test_lines_between_the_same_boxes_run_apart() -> None:
    data = data_of(NetworkView(networks()["formeel-praktijk"]).to("pyvis").decode())
    ways: dict[frozenset[str], list[tuple[object, ...]]] = {}
    for edge in data["edges"]:
        smooth = edge["smooth"]
        # The same bend, seen from the other end, lies on the other side.
        turned = (smooth["type"] == "curvedCW") == (edge["from"] < edge["to"])
        ways.setdefault(frozenset((edge["from"], edge["to"])), []).append(
            (smooth["enabled"], smooth["enabled"] and turned, smooth["roundness"])
        )
    assert any(len(several) > 2 for several in ways.values())
    for several in ways.values():
        assert len(set(several)) == len(several)


def test_colours_and_dashes_are_those_of_the_other_pictures() -> None:
    data = data_of(NetworkView(networks()["vier-processen"]).to("pyvis").decode())
    for edge in data["edges"]:
        assert edge["color"]["color"] == FAMILIES[edge["family"]].colour
    dashes = {e["status"]: e["dashes"] for e in data["edges"] if e["family"] != "leemte"}
    assert dashes["formeel"] is False
    assert dashes["praktijk"] == [8, 5]


def test_legend_is_of_what_is_there() -> None:
    tree = parsed(NetworkView(networks()["toezicht"], "en").to("pyvis").decode())
    offered = {box.get("data-family") or box.get("data-status") for box in tree.iter("input")}
    assert offered == {"toezicht", "leemte", "formeel", "praktijk"}


def test_page_asks_nothing_of_any_host(hostile: NetworkView) -> None:
    page = hostile.to("pyvis").decode()
    tree = parsed(page)
    for element in tree.iter():
        assert not {"src", "href", "srcset", "action", "background"} & set(element.attrib)
    assert "sourceMappingURL" not in page
    assert not {"img", "link", "iframe", "object", "base", "form"} & {e.tag for e in tree.iter()}
    policy = next(m.get("content") for m in tree.iter("meta") if m.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_policy_fits_what_is_in_the_page() -> None:
    page = NetworkView(networks()["toezicht"]).to("pyvis").decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    own = html.unescape(policy[1])
    run = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (len(run), len(styles)) == (2, 1)
    for text in (*run, *styles):
        assert b64encode(sha256(text.encode()).digest()).decode() in own


def test_no_name_ends_a_script_or_becomes_an_element(hostile: NetworkView) -> None:
    page = hostile.to("pyvis").decode()
    assert SCRIPT not in page
    assert page.count("</script") == 3
    rows = parsed(page).findall(".//tr[@data-box]")
    names = {"".join(row.find("td").itertext()) for row in rows}
    assert {line(name) for name in MEAN} <= names


def test_long_names_are_cut_in_the_box_only(hostile: NetworkView) -> None:
    node = next(n for n in hostile.to_pyvis().nodes if n["name"] == LONG)
    assert len(node["label"]) <= 90
    assert node["title"] == LONG


def test_library_is_fit_to_stand_in_a_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not re.search(r"</script|<!--|^//# sourceMappingURL", vis_network(), re.I | re.M)
    lib = tmp_path / "templates" / "lib"
    for version, text in (
        ("9.9.0", "old"),
        ("10.0.0", 'a="</SCRIPT><!--"\n//# sourceMappingURL=x'),
    ):
        folder = lib / f"vis-{version}"
        folder.mkdir(parents=True)
        (folder / "vis-network.min.js").write_text(text)
    monkeypatch.setattr("wijgraph.views.pyvispage.files", lambda _: tmp_path)
    assert vis_network.__wrapped__() == 'a="<\\/SCRIPT><\\!--"\n'


def opened(page: Path, folder: Path) -> tuple[str, str]:
    """Return the page as it is once its scripts have run, and what they complained of."""
    command = [tool("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
               f"--user-data-dir={folder}", "--host-resolver-rules=MAP * ~NOTFOUND",
               "--virtual-time-budget=5000", "--enable-logging=stderr", "--dump-dom",
               page.as_uri()]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout, "\n".join(li for li in done.stderr.splitlines() if "CONSOLE" in li)


def test_page_works_in_a_browser(hostile: NetworkView, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    # What would run if a name were read as HTML, or as script.
    text = hostile.to("pyvis").decode()
    page.write_text(text, encoding="utf-8")
    dom, complaints = opened(page, tmp_path / "profile")
    assert complaints == ""
    tags = Counter(e.tag for e in parsed(dom).iter())
    assert tags["canvas"] == 1  # vis-network has drawn
    assert tags["img"] == 0


def test_page_that_breaks_its_policy_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = NetworkView(networks()["toezicht"]).to("pyvis").decode()
    page.write_text(text.replace("</body>", "<script>alert(1)</script></body>"), encoding="utf-8")
    _, complaints = opened(page, tmp_path / "profile")
    assert "Content Security Policy" in complaints


def test_notebook_shows_the_page_in_a_frame_of_its_own(hostile: NetworkView) -> None:
    made = hostile.to_pyvis()
    frame = parsed(made._repr_html_()).find(".//iframe")
    assert frame.get("sandbox") == "allow-scripts"
    assert frame.get("srcdoc") == made.generate_html()
    shown = hostile._repr_html_()
    assert shown.partition("-->\n")[2].startswith("<svg")
    assert "img" not in {e.tag for e in parsed(shown).iter()}


def test_pyvis_is_still_pyvis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made = wijgraph.open().view("toezicht").to_pyvis("to.html")
    assert isinstance(made, Picture)
    assert made.num_edges() == networks()["toezicht"].number_of_edges()
    made.add_node("mine", label=SCRIPT)
    made.add_edge("mine", "raad", label="eigen")
    frame = made.show("shown.html")
    assert capsys.readouterr().out == "shown.html\n"
    assert frame.src == "shown.html"
    page = (tmp_path / "shown.html").read_text(encoding="utf-8")
    assert page == made.html
    assert SCRIPT not in page
    assert "eigen" in page
    # pyvis's own would have laid a folder of scripts beside it.
    assert {p.name for p in tmp_path.iterdir()} == {"to.html", "shown.html"}


def test_browser_is_opened_when_that_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("webbrowser.open", seen.append)
    made = NetworkView(networks()["beheersing"]).to_pyvis()
    made.write_html(str(tmp_path / "x.html"), open_browser=True)
    assert seen == [(tmp_path / "x.html").as_uri()]
