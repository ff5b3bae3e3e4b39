"""``wijgraph view`` and the networks of ``wijgraph export``, and the same from Python."""

import io
import json
import os
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import wijgraph
from tests.conftest import Run
from tests.exporting import VIEWS, networks
from wijgraph.errors import ParameterError, UnknownNodeError
from wijgraph.views import resolve
from wijgraph.views.exports import FORMATS, by_ending, picture


def graph_of(text: str) -> Any:
    return nx.node_link_graph(json.loads(text), edges="links")


def test_list_names_every_view_and_format(run: Run) -> None:
    for language in ("nl", "en"):
        outcome = run("--lang", language, "view", "--list")
        assert outcome.code == 0
        words = outcome.out.split()
        assert set(VIEWS) | set(FORMATS) <= set(words)
        assert max(map(len, outcome.out.splitlines())) <= 80
        text = "".join(words)
        assert all(view.text[language].replace(" ", "") in text for view in VIEWS.values())


@pytest.mark.parametrize("form", [f for f in FORMATS.values() if f.text])
def test_format_by_name_and_by_ending(run: Run, form: Any, tmp_path: Path) -> None:
    target = tmp_path / f"x{form.ending}"
    assert run("view", "beheersing", "-o", target).code == 0
    outcome = run("view", "beheersing", "--format", form.name)
    assert target.read_bytes() == outcome.out.encode()
    assert run("view", "beheersing", "--format", form.name, "-o", "-").out == outcome.out
    assert not Path("-").exists()


def test_endings_are_told_apart() -> None:
    assert len({form.ending for form in FORMATS.values()}) == len(FORMATS)
    for name, file in (("pyvis", "a.pyvis.html"), ("html", "A.HTML"), ("cytoscape", "x.cyjs")):
        form = by_ending(file)
        assert form
        assert form.name == name
    assert by_ending("x.txt") is None


def test_html_when_nothing_is_asked(run: Run) -> None:
    assert run("view", "beheersing").out.lower().startswith("<!doctype html>")


@pytest.mark.parametrize("name", ["rvb", "actor:rvb", "raad van bestuur", "executive board"])
def test_view_of_an_actor(run: Run, name: str) -> None:
    outcome = run("view", name, "--format", "json-graph")
    assert outcome.code == 0
    assert set(graph_of(outcome.out)) == set(networks()["actor:rvb"])


def test_filters(dossier: wijgraph.Dossier) -> None:
    def got(**values: Any) -> Any:
        return dossier.view("toezicht", **values).network

    everything = got()
    near, nearer = got(focus="rvb", steps=2), got(focus="raad van bestuur")
    assert set(nearer) < set(near) <= set(everything)
    statutory = got(modality=["statutory"])
    assert {d["modality"]["id"] for *_, d in statutory.edges(data=True)} == {"concept:statutory"}
    both = got(modality=["statutory", "practice"])
    assert statutory.number_of_edges() < both.number_of_edges() < everything.number_of_edges()
    supervision = got(process=["supervision"])
    assert all("supervision" in d["process"] for *_, d in supervision.edges(data=True))
    assert 0 < got(source=["rekenkamer-2025"]).number_of_edges() < everything.number_of_edges()
    assert got(at="2025-03-31").number_of_edges() == everything.number_of_edges()


def test_filters_go_through_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    view = wijgraph.Dossier.view

    def watched(self: wijgraph.Dossier, *names: str, **values: Any) -> Any:
        seen.update(values, names=names)
        return view(self, *names, **values)

    monkeypatch.setattr(wijgraph.Dossier, "view", watched)
    arguments = "--focus rvb --steps 2 --at 2025-03-31 --modality statutory --modality practice"
    more = "--process supervision --source berenschot-2023"
    outcome = run(
        "--lang", "en", "view", "toezicht", "-F", "dot", *arguments.split(), *more.split()
    )
    assert outcome.code == 0
    assert seen == {
        "names": ("toezicht", "en"),
        "focus": "rvb",
        "steps": 2,
        "at": "2025-03-31",
        "modality": ("statutory", "practice"),
        "process": ("supervision",),
        "source": ("berenschot-2023",),
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["view"], ["name a view", "--list"]),
        (["view", "toezcht"], ["toezcht", "Did you mean: toezicht"]),
        (["view", "rvbb"], ["rvbb", "rvb"]),
        (["view", "actor:gov:Council"], ["gov:Council"]),
        (["view", "xyzzy"], ["xyzzy", "vier-processen"]),
        (["view", "sturing", "--at", "2023-13-01"], ["'2023-13-01' is not a date", "2025-03-31"]),
        (["view", "sturing", "--at", "gisteren"], ["gisteren"]),
        (["view", "sturing", "--focus", "rvbb"], ["rvbb", "rvb"]),
        (["view", "sturing", "--focus", "bestuurlijk-overleg"], ["not in this view"]),
        (["view", "sturing", "--steps", "0"], ["--steps"]),
        (["view", "sturing", "--modality", "nope"], ["nope", "statutory"]),
        (["view", "sturing", "--process", "nope"], ["nope", "steering"]),
        (["view", "sturing", "--source", "nope"], ["nope", "berenschot-2023"]),
        (["view", "sturing", "--format", "docx"], ["docx"]),
        (["view", "sturing", "-o", "x.docx"], ["x.docx", "--format", ".graphml"]),
        (["view", "sturing", "-o", "nowhere/x.svg"], ["cannot be written"]),
        (["export", "--format", "mermaid"], ["mermaid"]),
    ],
)
def test_bad_input_says_what_and_how_to_mend(
    run: Run, arguments: list[str], words: list[str]
) -> None:
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    for word in words:
        assert word in outcome.err


def test_what_was_there_stays_when_it_fails(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "x.png"
    target.write_text("earlier")
    monkeypatch.setenv(picture.VARIABLE, str(tmp_path / "no-chromium"))
    outcome = run("--lang", "en", "view", "beheersing", "-o", target)
    assert outcome.code == 2
    assert "png needs Chromium" in outcome.err
    assert target.read_text() == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["x.png"]


@pytest.mark.parametrize("command", [["view", "beheersing"], ["export"]])
def test_binary_is_not_for_a_terminal(
    run: Run, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wijgraph.cli.publishing.sys.stdout", Terminal())
    outcome = run("--lang", "en", *command, "--format", "neo4j")
    assert outcome.code == 2
    assert "name a file with -o" in outcome.err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", [f.name for f in FORMATS.values() if f.whole])
def test_export_of_the_whole_network(run: Run, form: str, tmp_path: Path) -> None:
    target = tmp_path / "whole"
    assert run("export", "--format", form, "-o", target).code == 0
    assert target.stat().st_size > 10_000


def test_whole_network_holds_every_view(dossier: wijgraph.Dossier) -> None:
    whole = dossier.view().network
    for name, network in networks().items():
        assert set(network) <= set(whole), name
        assert set(network.edges(keys=True)) <= set(whole.edges(keys=True)), name
    gov = "https://w3id.org/wijgraph/ontology#"
    drawn = {data["iri"] for _, data in whole.nodes(data=True)}
    assert set(dossier.graph.facts.instances(gov + "Actor")) <= drawn
    two = {
        relation
        for relation in dossier.graph.facts.instances(gov + "Relation")
        if len(dossier.graph.facts.values(relation, gov + "actor", gov + "counterparty")) > 1
    }
    assert two <= {data["iri"] for *_, data in whole.edges(data=True)}


def test_from_python(dossier: wijgraph.Dossier, tmp_path: Path) -> None:
    view = dossier.view("toezicht", "en", focus="rvb", at="2025-03-31")
    assert "rvb" in view.network
    assert view.to_html(tmp_path / "x.html") == (tmp_path / "x.html").read_text(encoding="utf-8")
    assert view.to_svg(str(tmp_path / "x.svg")) == (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert view.to("dot").decode().startswith("digraph")
    with pytest.raises(ParameterError, match="docx"):
        view.to("docx")
    with pytest.raises(UnknownNodeError):
        dossier.view("nowhere")
    with pytest.raises(ParameterError, match="steps"):
        dossier.view("toezicht", steps=0)


def test_edges_as_a_table_for_notebooks(dossier: wijgraph.Dossier) -> None:
    pandas = pytest.importorskip("pandas")
    frame = dossier.view("toezicht", "en").df()
    assert isinstance(frame, pandas.DataFrame)
    assert len(frame) == networks()["toezicht"].number_of_edges()
    assert "supervise" in set(frame["family"])


def test_a_view_wins_from_an_actor_of_that_name(dossier: wijgraph.Dossier) -> None:
    facts = dossier.graph.facts
    assert {resolve(facts, name) for name in VIEWS} == set(VIEWS)
    assert resolve(facts, "https://w3id.org/wijgraph/id/rvb") == "actor:rvb"


def test_no_view_loads_what_it_does_not_need() -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom wijgraph.cli.main import main\n"
        f"main(['view', 'toezicht', '-F', 'dot', '-o', {os.devnull!r}])\n"
        "print([m for m in ('rdflib', 'pyshacl', 'pyvis', 'openpyxl', 'quickjs', 'fastapi')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
