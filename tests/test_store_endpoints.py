"""The same commands give the same answers on Virtuoso and the Oxigraph server as embedded."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import wijgraph
from tests.conftest import ROOT, Run, make_town
from tests.stores import STORES, Endpoint, environment, graphs_in, owned, oxigraph
from wijgraph.cli.main import main
from wijgraph.errors import OvertakenError, QueryError, StoreError
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.stored import StoredGraph
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.register import Common, Laid, Register
from wijgraph.store.opening import Spec, open_store

EXAMPLES = {
    "actor": "rvb",
    "one": "college",
    "two": "rvb",
    "document": "berenschot-2023",
    "section": "2.1",
}


SHAPE = """\
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
gov:Relation-none a sh:NodeShape ; sh:targetClass gov:Relation ;
    sh:property [ sh:path gov:counterparty ; sh:maxCount 0 ] .
"""


class Kept(NamedTuple):
    """A store with our dossier and the town, and where the files of the town are."""

    store: Endpoint
    town: Path

    @property
    def ours(self) -> str:
        return f"{self.store.url}#wij"


@pytest.fixture(scope="module", params=STORES)
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp(request.param)
    town = make_town(tmp_path_factory.mktemp("kept") / "town")
    with ExitStack() as stack:
        store = stack.enter_context(STORES[request.param](folder))
        with environment(store.environ):
            add = ["--store", store.url, "register", *store.writing, "add", "--write"]
            assert main([*add, "--name", "wij", str(wijgraph.open().files.root)]) == 0
            assert main([*add, str(town)]) == 0
        yield Kept(store, town)


def values_for(query: NamedQuery) -> dict[str, str]:
    return {p.name: EXAMPLES[p.name] for p in query.parameters if not p.optional}


def test_every_named_question(kept: Kept, dossier: wijgraph.Dossier) -> None:
    far = wijgraph.open(store=kept.ours)
    different = []
    for name, query in dossier.queries.items():
        values = values_for(query)
        if far.query(name, **values).table != dossier.query(name, **values).table:
            different.append(name)
    assert different == []
    assert len(dossier.queries) > 40


def test_validation(kept: Kept, run: Run) -> None:
    """Places and all, since the files are at hand."""
    arguments = ["validate", "-F", "json", "--engine", "compiled"]
    there, here = run("--store", kept.ours, *arguments), run(*arguments)
    assert (there.code, there.out) == (here.code, here.out)
    assert json.loads(here.out)["findings"]


def test_the_other_engine(kept: Kept, run: Run) -> None:
    shapes = kept.town.parent / "shape.ttl"
    shapes.write_text(SHAPE)
    arguments = ["validate", "-s", shapes, "-F", "json", "--engine"]
    store = ["--store", f"{kept.store.url}#town", "--dossier", kept.town]
    there = [
        json.loads(run(*store, *arguments, e).out)["findings"] for e in ("pyshacl", "compiled")
    ]
    assert {finding.pop("engine") for found in there for finding in found} == {
        "pyshacl",
        "compiled",
    }
    assert there[0] == there[1]
    assert len(there[0]) > 5


def test_validation_without_the_files(kept: Kept, run: Run, tmp_path: Path) -> None:
    """What is found has no place when other files are at hand than lie in the store."""
    other = make_town(tmp_path / "other")
    (other / "data" / "more.ttl").write_text("<https://e/a> <https://e/p> 1 .\n")
    arguments = ["validate", "-F", "json", "--shapes", kept.town.parent / "shape.ttl"]
    (kept.town.parent / "shape.ttl").write_text(SHAPE)
    there = run("--store", f"{kept.store.url}#town", "--dossier", other, *arguments)
    found = {f["focus"]: f["file"] for f in json.loads(there.out)["findings"]}
    here = json.loads(run("--dossier", kept.town, *arguments).out)["findings"]
    assert found.keys() == {finding["focus"] for finding in here}
    assert set(found.values()) == {None}
    assert None not in {finding["file"] for finding in here}


COMMANDS = [
    ["query", "actor", "actor=board", "-F", "csv"],
    ["query", "who-steers-whom", "-F", "json"],
    ["explain", "board"],
    ["paths", "executive", "board"],
    ["analyse", "gaps", "-F", "json"],
    ["view", "toezicht", "-F", "mermaid"],
    ["export", "-F", "csv", "-o", "{out}"],
    ["rule", "list"],
    ["--at", "2022-12-31", "query", "who-steers-whom"],
    ["validate", "-F", "sarif"],
    ["whatif", "{scenario}", "-F", "json"],
]
SCENARIO = """\
#+ id: scenario
#+ title: No supervision
#+ title_nl: Geen toezicht
#+ description: The executive no longer supervises the foundation.
#+ description_nl: Het college houdt geen toezicht meer op de stichting.
DELETE WHERE { <https://w3id.org/wijgraph/id/relation/executive-supervises-foundation> ?p ?o }
"""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_other_commands(kept: Kept, command: list[str], run: Run, tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.ru"
    scenario.write_text(SCENARIO)
    outs = []
    for number, store in enumerate(([], ["--store", f"{kept.store.url}#town"])):
        file = tmp_path / f"{number}.csv.zip"
        parts = [part.format(out=file, scenario=scenario) for part in command]
        outcome = run("--dossier", kept.town, *store, *parts)
        assert outcome.code == 0, outcome.err
        outs.append(file.read_bytes() if file.exists() else outcome.out.encode())
    assert outs[0] == outs[1]
    assert outs[0]


def test_own_sparql(kept: Kept, dossier: wijgraph.Dossier) -> None:
    far, near = wijgraph.open(store=kept.ours).graph.store, dossier.graph.store
    assert len(far) == len(near)
    everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert set(far.triples()) == set(near.construct(everything))
    assert far.about(dossier.graph.node("rvb")) == near.about(dossier.graph.node("rvb"))
    assert far.ask("ASK { ?s ?p ?o }")
    with pytest.raises(QueryError) as caught:
        far.select("SELECT ?s\nWHERE { ?s nope ?v }")
    assert caught.value.line == 2


def test_each_dossier_is_asked_alone(kept: Kept, town: wijgraph.Dossier) -> None:
    far = wijgraph.open(kept.town, store=f"{kept.store.url}#town")
    assert len(far.graph.store) == len(town.graph.store)
    assert far.query("who-appoints-whom").table == town.query("who-appoints-whom").table
    # Without a name it is the one with the same contents.
    assert isinstance(wijgraph.open(kept.town, store=kept.store.url).graph, StoredGraph)
    for store, words in ((f"{kept.store.url}#oost", "no dossier called 'oost'"),):
        with pytest.raises(StoreError, match=words):
            _ = wijgraph.open(kept.town, store=store).graph


def test_the_doctor_says_what_is_wrong(kept: Kept, run: Run) -> None:
    outcome = run("--lang", "en", "doctor", "--store", kept.store.url)
    wrong = {line[2:].partition(":")[0] for line in outcome.out.splitlines() if line[0] == "✗"}
    if kept.store.kind == "oxigraph":
        assert (outcome.code, wrong) == (0, set())
    else:
        assert outcome.code == 1
        assert wrong > {"durations", "path-between", "values-at-end", "minus", "order", "texts"}
        assert "fetched and asked here" in outcome.out
        # The page was made from such a run.
        right = re.findall(r"right: (\d+)/(\d+)", outcome.out)[0]
        assert f"| {right[0]} of {right[1]} |" in (ROOT / "docs" / "stores.md").read_text()
    assert "skipped" not in outcome.out


def test_what_is_answered_here_is_said_once(kept: Kept) -> None:
    command = [
        sys.executable,
        "-m",
        "wijgraph",
        "--lang",
        "en",
        "--store",
        kept.ours,
        "validate",
        "-F",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    noted = [line for line in done.stderr.splitlines() if "answers wrongly" in line]
    assert len(noted) == (kept.store.kind == "virtuoso")


def test_nothing_is_written_without_a_word(kept: Kept, run: Run) -> None:
    for command in (["add", kept.town, "--name", "again"], ["remove", "town"]):
        outcome = run("--store", kept.store.url, "register", *kept.store.writing, *command)
        assert outcome.code == 2
        assert "--write" in outcome.err
    listed = json.loads(run("--store", kept.store.url, "register", "list", "-F", "json").out)
    assert [entry["name"] for entry in listed] == ["town", "wij"]


def test_register_validates_and_keeps(kept: Kept, run: Run) -> None:
    command = ["--store", kept.store.url, "register", *kept.store.writing]
    with environment(kept.store.environ):
        first = run(*command, "validate", "--write", "-F", "json")
    assert "nu gecontroleerd: 2" in first.err
    again = run(*command, "validate", "-F", "json")
    assert "nu gecontroleerd: 0" in again.err
    assert again.out == first.out
    here = json.loads(run("validate", "-F", "json").out)["findings"]
    there = [f for f in json.loads(first.out)["findings"] if f["file"] == "wij"]
    assert sorted(f["rule"] + f["focus"] for f in there) == sorted(
        f["rule"] + f["focus"] for f in here if not f["waived"]
    )


def test_an_unregistered_store(
    dossier: wijgraph.Dossier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Triples that somebody loaded into the default graph are a dossier as well."""
    data = dossier.graph.store.dump("ntriples")
    with oxigraph(tmp_path) as store:
        with pytest.raises(StoreError, match="holds no dossier"):
            _ = wijgraph.open(store=store.url).graph
        headers = {"Content-Type": "application/n-triples"}
        url = f"{store.graph_store_url}?default"
        assert httpx.put(url, content=data, headers=headers).is_success
        far = wijgraph.open(store=store.url)
        assert len(far.graph.store) == len(dossier.graph.store)
        assert set(far.graph.derived) == set(dossier.graph.derived)
        assert far.query("who-steers-whom").table == dossier.query("who-steers-whom").table
        assert caplog.text.count("has not been examined") == 1
        found = {(f.rule, f.focus, f.position) for f in far.validate().findings}
        assert "fetched and checked here" in caplog.text
    here = {(f.rule, f.focus, None) for f in dossier.validate().findings}
    assert found == here


def laid(town: Path, text: str) -> Laid:
    """Return the town with some more, as it goes into a store."""
    files = wijgraph.open(town).files
    data = [*of_dossier(files, "data"), Document("more", f"<https://e/a> <https://e/b> {text} .",
                                                 "turtle")]  # fmt: skip
    return Common.of(files).lay(data)


def writer(store: Endpoint, *, graphs: bool = True, updates: bool = True) -> Register:
    if store.kind == "virtuoso" and not graphs:
        pytest.skip("Virtuoso takes no blank nodes in updates")
    there = open_store(
        Spec.of(store.url),
        write=True,
        graph_store_url=store.graph_store_url if graphs else None,
        update_url=store.update_url if updates else None,
    )
    return Register(there)


def nothing_left(kept: Kept, register: Register) -> None:
    if kept.store.kind == "oxigraph":  # Virtuoso takes more than its time to name all graphs
        assert graphs_in(register.store) == owned(register)


WAYS = [{}, {"graphs": False}, {"updates": False}]  # how a store is written to


@pytest.mark.parametrize("way", WAYS, ids=["both", "updates", "graphs"])
@pytest.mark.parametrize("other", ["same", "another"])
def test_of_two_writers_the_second_is_refused(kept: Kept, way: dict[str, bool], other: str) -> None:
    with environment(kept.store.environ):
        first, second = writer(kept.store, **way), writer(kept.store, **way)
        name = "rival" if other == "same" else "neighbour"
        assert first.add("rival", laid(kept.town, "1"))
        for change in (
            lambda: second.add(name, laid(kept.town, "2")),
            lambda: second.remove(["town"]),
        ):
            with pytest.raises(OvertakenError, match="changed"):
                change()
        now = writer(kept.store, **way)
        assert set(now.entries) == {"rival", "town", "wij"}
        assert now.entries["rival"].fingerprint == laid(kept.town, "1").fingerprint
        assert now.add("rival", laid(kept.town, "2"))
        now.remove(["rival"])
        nothing_left(kept, now)


@pytest.mark.parametrize("way", WAYS[:2], ids=["both", "updates"])
@pytest.mark.parametrize("step", ["fill", "drop"])
def test_a_writer_that_is_overtaken_leaves_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, way: dict[str, bool], step: str
) -> None:
    """The other one comes when graphs are being written, or when old ones are about to go."""
    with environment(kept.store.environ):
        writer(kept.store, **way).add("rival", laid(kept.town, "0"))
        slow = writer(kept.store, **way)
        usual = getattr(slow.store, step)
        others: list[bool] = []

        def late(graphs: Any) -> None:
            if not others and (step == "fill" or list(graphs)):
                others.append(True)
                assert writer(kept.store, **way).add("rival", laid(kept.town, "2"))
            usual(graphs)

        monkeypatch.setattr(slow.store, step, late)
        if step == "fill":
            with pytest.raises(OvertakenError):
                slow.add("rival", laid(kept.town, "1"))
        else:  # it was there before the other one took its place
            assert slow.add("rival", laid(kept.town, "1"))
        now = writer(kept.store, **way)
        graph = StoredGraph(wijgraph.open().files, now.store, now.entries["rival"])
        assert now.entries["rival"].fingerprint == laid(kept.town, "2").fingerprint
        assert len(graph.store) == now.entries["rival"].size
        assert now.store.over([now.entries["rival"].graphs["shapes"]]).ask("ASK { ?s ?p ?o }")
        now.remove(["rival"])
        nothing_left(kept, now)


def test_commands_at_the_same_time(kept: Kept) -> None:
    """Each change is kept, or refused with exit code 2."""
    command = [sys.executable, "-m", "wijgraph", "--lang", "en", "--store", kept.store.url]
    command += ["register", *kept.store.writing, "add", "--write", str(kept.town), "--name"]
    told: set[str] = set()
    for turn in range(2):
        names = [f"at-once-{turn}-{number}" for number in range(3)]
        with environment(kept.store.environ):
            running = {
                name: subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True)
                for name in names
            }
            for name, process in running.items():
                _, error = process.communicate(timeout=120)
                assert process.returncode in {0, 2}, error
                assert process.returncode == 0 or "somebody else has changed" in error, error
                told |= {name} if process.returncode == 0 else set()
    with environment(kept.store.environ):
        now = writer(kept.store)
        assert {name for name in now.entries if name.startswith("at-once")} == told
        for name in told:
            graph = StoredGraph(wijgraph.open().files, now.store, now.entries[name])
            assert len(graph.store) == now.entries[name].size
        if told:
            now.remove(sorted(told))
        nothing_left(kept, now)
