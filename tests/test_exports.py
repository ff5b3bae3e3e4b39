"""Each format is read back by a program of its kind, and holds node for node and edge for edge."""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import networkx as nx
import pytest

import wijgraph
from tests.conftest import tool
from tests.exporting import (
    LONG,
    MEAN,
    NAMES,
    NPM,
    SCRIPT,
    Npm,
    Read,
    expected,
    held,
    hostile_dossier,
    line,
    networks,
)
from wijgraph.errors import ParameterError, WijgraphError
from wijgraph.network import narrow
from wijgraph.views import NetworkView
from wijgraph.views.exports import FORMATS, flat, mermaid, picture

pytestmark = pytest.mark.filterwarnings("ignore:.*edges.*:FutureWarning")
WIDE = "\uff1d\uff0b\uff0d\uff20"  # full width = + - @


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> NetworkView:
    return hostile_dossier(tmp_path_factory.mktemp("hostile") / "town").view("sturing")


@pytest.fixture(scope="module")
def all_networks(hostile: NetworkView) -> dict[str, Any]:
    return {**networks(), "hostile": hostile.network, "whole": wijgraph.open().view().network}


@pytest.fixture(scope="module")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Npm:
    folder = tmp_path_factory.mktemp("npm")
    for file in NPM.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    command = [tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        why = f"npm cannot install tests/npm: {done.stderr.strip()[-300:]}"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return Npm(folder)


def write(form: str, network: Any, language: str) -> bytes:
    return FORMATS[form].write(network, language)


# Reading back


def from_networkx(read: Any, name: str | None, directed: Callable[[Any], bool]) -> Read:
    names = {node: data[name] if name else node for node, data in read.nodes(data=True)}
    assert len(set(names.values())) == len(names)
    return Read(
        {names[node]: data["label"] for node, data in read.nodes(data=True)},
        Counter(
            (names[one], names[other], data["label"], directed(data["directed"]))
            for one, other, data in read.edges(data=True)
        ),
    )


def read_graphml(data: bytes) -> Read:
    return from_networkx(
        nx.read_graphml(io.BytesIO(data), force_multigraph=True), "name", lambda value: value
    )


def read_gexf(data: bytes) -> Read:
    return from_networkx(nx.read_gexf(io.BytesIO(data)), None, lambda value: value)


def read_cytoscape(data: bytes) -> Read:
    return from_networkx(nx.cytoscape_graph(json.loads(data)), None, lambda value: value)


def read_json_graph(data: bytes) -> Read:
    read = from_networkx(nx.node_link_graph(json.loads(data), edges="links"), None, bool)
    return Read(
        {node: line(label) for node, label in read.nodes.items()},
        Counter({(a, b, line(label), d): n for (a, b, label, d), n in read.edges.items()}),
    )


def read_dot(data: bytes) -> Read:
    done = subprocess.run([tool("dot"), "-Tjson"], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    document = json.loads(done.stdout)
    nodes = {o["_gvid"]: o for o in document["objects"] if "nodes" not in o}

    def text(label: str) -> str:
        spaced = re.sub(r"\\(.)", lambda m: " " if m[1] == "n" else m[1], label)
        return html.unescape(spaced)

    def whole(label: str, wanted: str) -> str:
        # Long words are broken over lines: compared without spaces.
        return wanted if text(label).replace(" ", "") == wanted.replace(" ", "") else text(label)

    return Read(
        {o["name"]: whole(o["label"], WANTED.nodes.get(o["name"], "")) for o in nodes.values()},
        Counter(
            (
                nodes[e["tail"]]["name"],
                nodes[e["head"]]["name"],
                text(e["label"]),
                e.get("dir") != "none",
            )
            for e in document.get("edges", [])
        ),
    )


def read_csv(data: bytes) -> Read:
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    nodes = {row["from"]: row["from_label"] for row in rows}
    lines = [row for row in rows if row["to"]]
    nodes |= {row["to"]: row["to_label"] for row in lines}
    return Read(
        nodes,
        Counter((r["from"], r["to"], r["label"], r["directed"] == "true") for r in lines),
    )


def read_neo4j(data: bytes) -> Read:
    files = zipfile.ZipFile(io.BytesIO(data))
    nodes, lines = (
        list(csv.DictReader(io.StringIO(files.read(name).decode(), newline="")))
        for name in ("nodes.csv", "relationships.csv")
    )
    return Read(
        {row["id:ID"]: row["label"] for row in nodes},
        Counter(
            (
                row[":START_ID"],
                row[":END_ID"],
                row["label"],
                row["directed:boolean"] == "true",
            )
            for row in lines
        ),
    )


def read_xlsx(data: bytes) -> Read:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(data))
    nodes: dict[str, str] = {}
    for name in ("Actoren", "Overleggen", "Opdrachten", "Perspectieven", "Leemtes"):
        if name in book.sheetnames:
            rows = list(book[name].values)
            key, label = rows[0].index("sleutel"), 0
            nodes |= {row[key]: row[label] for row in rows[1:]}
    heading, *rows = book["Relaties"].values
    at = {name: number for number, name in enumerate(heading)}
    lines = [row for row in rows if row[at["sleutel naar"]]]
    return Read(
        nodes,
        Counter(
            (
                r[at["sleutel van"]],
                r[at["sleutel naar"]],
                r[at["naam"]],
                r[at["met richting"]] == "ja",
            )
            for r in lines
        ),
    )


READERS = {
    "graphml": read_graphml,
    "gexf": read_gexf,
    "cytoscape": read_cytoscape,
    "json-graph": read_json_graph,
    "dot": read_dot,
    "csv": read_csv,
    "neo4j": read_neo4j,
    "xlsx": read_xlsx,
}
BY_NPM = {"mermaid"}
BY_EYE = {"html", "svg", "png", "pdf", "pyvis"}
WANTED = Read({}, Counter())


def test_no_format_goes_unread() -> None:
    assert set(READERS) | BY_NPM | BY_EYE == set(FORMATS)


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", [*NAMES, "hostile", "whole"])
def test_read_back(
    form: str, name: str, all_networks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    network = all_networks[name]
    wanted = held(expected(network, "nl"), form)
    assert wanted.nodes
    monkeypatch.setitem(globals(), "WANTED", wanted)
    read = READERS[form](write(form, network, "nl"))
    if form == "xlsx":  # its sheet of gaps has those too that are not drawn
        read = Read({k: v for k, v in read.nodes.items() if k in wanted.nodes}, read.edges)
    assert read.nodes == wanted.nodes
    assert read.edges == wanted.edges


@pytest.mark.parametrize("form", READERS)
def test_texts_are_in_the_language_that_is_asked(form: str) -> None:
    network = networks()["toezicht"]
    dutch, english = write(form, network, "nl"), write(form, network, "en")
    assert dutch != english
    if form not in {"xlsx", "neo4j"}:
        assert "executive board" in english.decode()
        assert "raad van bestuur" not in english.decode()


@pytest.mark.parametrize("form", READERS)
def test_same_bytes_every_time(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = networks()["opdrachten"]
    first = write(form, network, "nl")
    import time

    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert write(form, network, "nl") == first


def test_mermaid_is_read_by_its_own_parser(npm: Npm, all_networks: dict[str, Any]) -> None:
    names = [name for name in all_networks if name != "whole"]
    texts = [write("mermaid", all_networks[name], "nl").decode() for name in names]
    for name, read in zip(names, npm.read("mermaid", texts), strict=True):
        wanted = expected(all_networks[name], "nl")
        ids = flat.tokens(all_networks[name], r"[^A-Za-z0-9]", "_", "n_")
        bare = {ids[node]: "".join(label.split()) for node, label in wanted.nodes.items()}
        found = {i: "".join(text.replace("<br>", "").split()) for i, text in read["nodes"]}
        assert found == bare, name
        assert Counter(
            (one, other, "".join(text.replace("<br>", "").split()), directed)
            for one, other, text, directed in read["edges"]
        ) == Counter(
            {
                (ids[a], ids[b], "".join(label.split()), directed): n
                for (a, b, label, directed), n in wanted.edges.items()
            }
        ), name
        assert read["title"] == line(all_networks[name].graph["title"]["nl"])


def test_cytoscape_is_read_by_its_own_library(npm: Npm, all_networks: dict[str, Any]) -> None:
    texts = [write("cytoscape", network, "nl").decode() for network in all_networks.values()]
    for network, read in zip(all_networks.values(), npm.read("cytoscape", texts), strict=True):
        wanted = expected(network, "nl")
        assert dict(read["nodes"]) == wanted.nodes
        assert Counter(tuple(edge) for edge in read["edges"]) == wanted.edges


# The rules of formats


def test_edges_have_names_of_their_own(all_networks: dict[str, Any]) -> None:
    for network in all_networks.values():
        ids = flat.edge_ids(network).values()
        assert len(set(ids)) == network.number_of_edges()
        assert not set(ids) & set(network)


def test_graphml_keeps_the_rules_of_its_schema(all_networks: dict[str, Any]) -> None:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    for network in all_networks.values():
        root = ET.fromstring(write("graphml", network, "nl"))
        assert [child.tag for child in root] == [space + "key"] * (len(root) - 1) + [
            space + "graph"
        ]
        keys = {key.get("id"): key for key in root.iter(space + "key")}
        assert len(keys) == len(root) - 1
        assert {key.get("attr.type") for key in keys.values()} == {"string", "boolean"}
        for tag in ("node", "edge"):
            ids = [element.get("id", "") for element in root.iter(space + tag)]
            assert len(set(ids)) == len(ids)
            assert all(re.fullmatch(r"[\w.:-]+", i) for i in ids)  # xs:NMTOKEN
        nodes = {element.get("id") for element in root.iter(space + "node")}
        for edge in root.iter(space + "edge"):
            assert {edge.get("source"), edge.get("target")} <= nodes
        for element in root.iter():
            for data in element.findall(space + "data"):
                tag = element.tag.removeprefix(space)
                assert keys[data.get("key")].get("for") == tag


def test_gexf_keeps_the_rules_of_its_schema(all_networks: dict[str, Any]) -> None:
    space = "{http://gexf.net/1.3}"
    for network in all_networks.values():
        root = ET.fromstring(write("gexf", network, "nl"))
        assert root.get("version") == "1.3"
        graph = root.find(space + "graph")
        assert graph is not None
        assert [c.tag.removeprefix(space) for c in graph] == [
            "attributes",
            "attributes",
            "nodes",
            "edges",
        ]
        for kind in ("node", "edge"):
            declared = {
                a.get("id")
                for block in graph.findall(space + "attributes")
                if block.get("class") == kind
                for a in block
            }
            things = list(graph.iter(space + kind))
            assert len({t.get("id") for t in things}) == len(things)
            for value in (v for t in things for v in t.iter(space + "attvalue")):
                assert value.get("for") in declared
        # Gephi makes one of two edges with the same ends and the same kind.
        lines = [
            (e.get("source"), e.get("target"), e.get("kind")) for e in graph.iter(space + "edge")
        ]
        assert len(set(lines)) == len(lines)


def test_neo4j_has_the_columns_that_its_import_asks() -> None:
    files = zipfile.ZipFile(io.BytesIO(write("neo4j", networks()["vier-processen"], "en")))
    assert files.namelist() == ["nodes.csv", "relationships.csv"]
    nodes = list(csv.DictReader(io.StringIO(files.read("nodes.csv").decode())))
    lines = list(csv.DictReader(io.StringIO(files.read("relationships.csv").decode())))
    assert {"ExecutiveBoard", "Council"} <= {row[":LABEL"] for row in nodes}
    assert {row[":TYPE"] for row in lines} >= {"APPOINTMENT", "SUPERVISION"}
    assert all(re.fullmatch(r"[A-Z_]+", row[":TYPE"]) for row in lines)
    # Without --multiline-fields no field may hold a line break.
    assert len(files.read("nodes.csv").splitlines()) == len(nodes) + 1


def test_nothing_in_cytoscape_is_called_as_its_own_words() -> None:
    document = json.loads(write("cytoscape", networks()["toezicht"], "nl"))
    nodes = {node["data"]["id"] for node in document["elements"]["nodes"]}
    assert not any(
        {"source", "target", "parent"} & set(n["data"]) for n in document["elements"]["nodes"]
    )
    for edge in document["elements"]["edges"]:
        assert {edge["data"]["source"], edge["data"]["target"]} <= nodes
        assert "parent" not in edge["data"]


def test_json_graph_keeps_lists_and_evidence() -> None:
    document = json.loads(write("json-graph", networks()["toezicht"], "en"))
    link = next(li for li in document["links"] if li["key"] == "relation/college-approves-rvb")
    assert link["basis"] == [{"id": "statuten", "label": "statutes of WIJ"}]
    assert link["evidence"][0]["document"] == "Berenschot 2023"
    assert link["evidence"][0]["section"] == "2.1"
    assert document["graph"]["title"] == "Supervision"


def test_evidence_says_document_section_paragraph_and_words() -> None:
    rows = {row["id"]: row for row in flat.edges(networks()["toezicht"], "nl")}
    row = rows["relation/college-supervises-wij"]
    assert row["evidence"] == "Berenschot 2023, 2.1 alinea 6: “toezicht te houden op de stichting”"
    assert (row["certainty"], row["modality"], row["process"]) == (
        "afgeleid",
        "statutair",
        "supervision",
    )
    gap = next(row for row in rows.values() if row["family"] == "niet in de bron")
    assert gap["status"] == ""  # a gap is no formal fact


def test_mermaid_refuses_what_it_does_not_draw(
    all_networks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mermaid, "MOST_EDGES", 10)
    with pytest.raises(ParameterError, match="at most 10 lines"):
        write("mermaid", all_networks["whole"], "nl")


def test_a_filtered_view_is_written_too(hostile: NetworkView) -> None:
    narrowed = wijgraph.open().view("toezicht", focus="rvb").network
    assert read_graphml(write("graphml", narrowed, "nl")).nodes.keys() == set(narrowed)
    assert narrow(hostile.network, wijgraph.network.Filters()).number_of_edges()


# Workbooks


def workbook(data: bytes) -> Any:
    return pytest.importorskip("openpyxl").load_workbook(io.BytesIO(data))


def test_workbook_of_the_whole_dossier(dossier: wijgraph.Dossier) -> None:
    book = workbook(dossier.view(None, "en").to("xlsx"))
    assert book.sheetnames == [
        "Actors",
        "Relations",
        "Meetings",
        "Assignments",
        "Perspectives",
        "Evidence",
        "Gaps",
        "Findings",
    ]
    facts = dossier.graph.facts
    gov = "https://w3id.org/wijgraph/ontology#"
    for name, kinds in (
        ("Actors", ("Actor",)),
        ("Meetings", ("MeetingSeries", "WorkingBody")),
        ("Assignments", ("Assignment",)),
        ("Perspectives", ("Perspective",)),
    ):
        heading, *rows = book[name].values
        iris = {row[heading.index("IRI")] for row in rows}
        expected_iris = set(facts.instances(*(gov + kind for kind in kinds)))
        if name == "Actors":  # a steering group is an actor, but stands among the meetings
            expected_iris -= set(facts.instances(gov + "WorkingBody", gov + "MeetingSeries"))
        assert iris == expected_iris, name
    relations = {row[-2] for row in list(book["Relations"].values)[1:]}
    slugs = {iri.rpartition("/id/")[2] for iri in facts.instances(gov + "Relation")}
    assert {
        s for s in slugs if not any(s == r or r.startswith(f"{s}@") for r in relations)
    } == set()
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions or sheet.max_row == 1
        assert all(d.width > 5 for d in sheet.column_dimensions.values())
    report = dossier.validate()
    assert book["Findings"].max_row == len(report.findings) + 1


def test_findings_of_a_view_are_about_what_it_shows(town_folder: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    path.write_text(path.read_text().replace("    gov:modality concept:judged ;\n", ""))
    town = wijgraph.open(town_folder)
    assert town.validate().findings
    whole = list(workbook(town.view().to("xlsx"))["Bevindingen"].values)
    assert len(whole) == len(town.validate().findings) + 1
    shown = list(workbook(town.view("verantwoording").to("xlsx"))["Bevindingen"].values)
    hidden = list(workbook(town.view("nsob").to("xlsx"))["Bevindingen"].values)
    assert len(shown) > len(hidden) == 1


def test_no_cell_is_a_formula(hostile: NetworkView) -> None:
    data = hostile.to("xlsx")
    cells = [cell for sheet in workbook(data) for row in sheet for cell in row if cell.value]
    texts = {cell.value for cell in cells}
    assert {"=cmd|' /C calc'!A1", SCRIPT, LONG} <= texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", WIDE[3])))
    files = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<f>" in files.read(n) for n in files.namelist() if "worksheets" in n)
    for form in ("csv", "neo4j"):
        raw = hostile.to(form)
        names = zipfile.ZipFile(io.BytesIO(raw)) if form == "neo4j" else None
        tables = (
            [names.read(n).decode() for n in names.namelist()]
            if names
            else [raw.decode("utf-8-sig")]
        )
        for text in tables:
            rows = list(csv.reader(io.StringIO(text, newline="")))
            assert any("=cmd" in cell for row in rows for cell in row)
            bad = [c for row in rows for c in row if c.lstrip()[:1] in tuple("=+-@" + WIDE)]
            assert [c for c in bad if c] == []


def test_workbook_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(WijgraphError, match="openpyxl is not installed"):
        write("xlsx", networks()["toezicht"], "nl")


# Pictures and pages


@pytest.mark.parametrize("form", ["html", "svg", "pyvis"])
def test_names_do_no_harm_in_pages(hostile: NetworkView, form: str) -> None:
    text = hostile.to(form).decode()
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    tags = Counter(e.tag.rpartition("}")[2] for e in tree.iter() if isinstance(e.tag, str))
    assert tags["img"] == 0
    calm = Counter(
        e.tag.rpartition("}")[2]
        for e in html5lib.parse(
            wijgraph.open().view("sturing").to(form).decode(), namespaceHTMLElements=False
        ).iter()
        if isinstance(e.tag, str)
    )
    assert tags["script"] == calm["script"]
    for element in tree.iter():
        assert not [a for a in element.attrib if str(a).lower().startswith("on")]
    if form == "svg":
        ET.fromstring(text)


def test_svg_holds_every_box_and_line() -> None:
    for name, network in networks().items():
        root = ET.fromstring(write("svg", network, "nl"))
        boxes = [e for e in root.iter() if e.get("data-n") is not None]
        lines = [e for e in root.iter() if e.get("data-e") is not None]
        assert (len(boxes), len(lines)) == (len(network), network.number_of_edges()), name


@pytest.fixture
def chromium() -> str:
    return tool("chromium")


def test_png_is_the_size_of_the_picture(hostile: NetworkView, chromium: str) -> None:
    assert chromium
    for network in (networks()["toezicht"], hostile.network):
        size = picture.SIZE.search(write("svg", network, "nl").decode())
        data = write("png", network, "nl")
        assert size
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert data[12:16] == b"IHDR"
        width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
        assert abs(width - picture.SCALE * float(size[1])) <= picture.SCALE
        assert abs(height - picture.SCALE * float(size[2])) <= picture.SCALE
        assert len(data) > 10_000  # white paper is smaller


@pytest.mark.parametrize("name", ["beheersing", "formeel-praktijk", "hostile"])
def test_pdf_is_one_page_a3(name: str, all_networks: dict[str, Any], chromium: str) -> None:
    assert chromium
    data = write("pdf", all_networks[name], "nl")
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert box
    assert (round(float(box[1]) / 72 * 25.4), round(float(box[2]) / 72 * 25.4)) == (420, 297)


def test_picture_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(picture.VARIABLE, raising=False)
    for form in ("png", "pdf"):
        with pytest.raises(WijgraphError, match=f"{form} needs Chromium"):
            write(form, networks()["beheersing"], "nl")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "words"),
    [("sleep 300 & echo $! > {pid}; wait", "within 1 seconds"), ("exit 0", "made no png")],
)
def test_chromium_that_fails_leaves_nothing_behind(
    script: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    stand_in = tmp_path / "chromium"
    stand_in.write_text(f"#!/bin/sh\n{script.format(pid=pid)}\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv(picture.VARIABLE, str(stand_in))
    monkeypatch.setattr(picture, "SECONDS", 1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(WijgraphError, match=words):
        write("png", networks()["beheersing"], "nl")
    if pid.exists():
        state = Path(f"/proc/{pid.read_text().strip()}/stat")
        ends = time.monotonic() + 60  # it is killed, and goes when the system gets to it
        while state.exists() and state.read_text().split()[2] != "Z":
            assert time.monotonic() < ends
            time.sleep(0.05)
    assert not list(tmp_path.glob("wijgraph-*"))


def test_long_names_stay_whole_where_they_are_read_by_programs(hostile: NetworkView) -> None:
    for form in ("graphml", "gexf", "cytoscape", "json-graph", "csv"):
        assert LONG in hostile.to(form).decode("utf-8-sig")
    assert len(MEAN) == 6
