"""A store on disk: many read, one writes, and whoever is killed leaves all or nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import Run, make_town
from tests.stores import graphs_in, owned, oxigraph
from wijgraph.errors import StoreError
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.manifest import Entry, entries
from wijgraph.graph.stored import StoredGraph
from wijgraph.register import Common, Register
from wijgraph.register.checking import validate
from wijgraph.register.findings import findings_in
from wijgraph.store import TripleStore
from wijgraph.store.disk import Disk
from wijgraph.store.opening import Spec, open_store

MANY = 60  # dossiers of the register that is killed while they are added
COUNT = 8  # and while they are validated


@pytest.fixture(scope="module")
def town_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_town(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture
def kept(tmp_path: Path, town_at: Path, run: Run) -> Path:
    """A store with the town in it."""
    folder = tmp_path / "store"
    assert run("--store", f"oxigraph:{folder}", "register", "add", town_at).code == 0
    return folder


def test_answers_as_in_memory(kept: Path, town_at: Path) -> None:
    near, far = wijgraph.open(town_at), wijgraph.open(town_at, store=f"oxigraph:{kept}")
    assert isinstance(far.graph, StoredGraph)
    assert len(far.graph.store) == len(near.graph.store)
    for name, query in near.queries.items():
        if all(parameter.optional for parameter in query.parameters):
            assert far.query(name).table == near.query(name).table, name
    assert far.validate().findings == near.validate().findings
    assert set(far.graph.derived) == set(near.graph.derived)
    assert len(far.graph.rdflib) == len(near.graph.rdflib)
    board = near.graph.node("board")
    assert far.graph.position(board) == near.graph.position(board)
    assert far.explain("board") == near.explain("board")


def test_the_store_is_opened_by_its_name_alone(kept: Path) -> None:
    """The questions and the rules come from the built-in dossier then; places there are none."""
    far = wijgraph.open(f"oxigraph:{kept}#town")
    board = far.graph.node("board")
    assert far.graph.position(board) is None
    assert len(far.query("who-appoints-whom").table) > 2


def test_other_rules_than_lie_there(
    kept: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The rules at hand count; where they do not lie in the store, they are tried here."""
    other = make_town(tmp_path / "other")
    (other / "shapes" / "more.ttl").write_text(RULE)
    found = wijgraph.open(other, store=f"oxigraph:{kept}#town").validate().findings
    assert "does not hold the rules of this dossier" in caplog.text
    own = [finding for finding in found if "No-council" in finding.shape]
    assert own
    near = wijgraph.open(other).validate().findings
    assert [(f.rule, f.message) for f in found] == [(f.rule, f.message) for f in near]


def test_one_writes_and_many_read(kept: Path) -> None:
    readers = [Disk(kept), Disk(kept)]
    writer = Disk(kept, write=True)
    with pytest.raises(StoreError, match="another process is writing"):
        Disk(kept, write=True)
    readers.append(Disk(kept))
    assert {len(entries(reader)) for reader in readers} == {1}
    del writer
    Disk(kept, write=True)


def test_a_reader_cannot_write(kept: Path) -> None:
    register = Register(Disk(kept))
    with pytest.raises(StoreError):
        register.remove(["town"])
    assert list(Register(Disk(kept)).entries) == ["town"]


@pytest.mark.parametrize("damage", ["empty", "nowhere", "file"])
def test_what_is_no_store(tmp_path: Path, damage: str, run: Run) -> None:
    folder = tmp_path / "x"
    if damage == "empty":
        folder.mkdir()
    elif damage == "file":
        folder.write_text("")
    outcome = run("--lang", "en", "--store", f"oxigraph:{folder}", "query", "who-steers-whom")
    assert outcome.code == 2
    assert "there is no store here" in outcome.err
    assert not (folder / "CURRENT").exists()


def test_a_damaged_store_is_an_error(kept: Path, run: Run) -> None:
    (kept / "CURRENT").write_text("MANIFEST-999999\n")
    outcome = run("--lang", "en", "--store", f"oxigraph:{kept}", "query", "who-steers-whom")
    assert outcome.code == 2
    assert "this store is damaged" in outcome.err
    assert "Traceback" not in outcome.err


RULE = """
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://e/No-council> a sh:NodeShape ; sh:targetClass gov:SupervisoryBoard ;
    sh:severity sh:Warning ; sh:not [ sh:nodeKind sh:IRI ] .
"""
FAULT = """
<https://w3id.org/wijgraph/id/nobody> a <https://w3id.org/wijgraph/ontology#Council> .
"""
ADDING = """
import sys
from pathlib import Path
from wijgraph.dossier import find
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.register import Common, Register
from wijgraph.register import register as module
from wijgraph.store.opening import Spec, open_store
module.BATCH = 1  # a batch for each dossier, so that there are many moments
files = find(sys.argv[2])
data, common = of_dossier(files, "data"), Common.of(files)
urls = dict(zip(("update_url", "graph_store_url"), sys.argv[4:], strict=False))
register = Register(open_store(Spec.of(sys.argv[1]), write=True, **urls))
def dossiers():
    for number in range(int(sys.argv[3])):
        own = Document("own", f"<https://e/{number}> <https://e/p> 1 .", "turtle")
        yield f"d{number}", common.lay([*data, own])
register.add_many(dossiers(), lambda done, slug: print(slug, flush=True))
"""
CHECKING = """
import sys
from wijgraph.register import Register
from wijgraph.register.checking import validate
from wijgraph.store.opening import Spec, open_store
if __name__ == "__main__":
    register = Register(open_store(Spec.of(sys.argv[1]), write=True))
    validate(register, every=True, processes=1,
             progress=lambda done, count, slug: print(slug, flush=True))
"""


@contextmanager
def killed(program: Path, arguments: list[str], after: int, pause: float) -> Iterator[list[str]]:
    """Run a program until it has told of ``after`` dossiers and a bit more; then kill it."""
    command = [sys.executable, str(program), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    told: list[str] = []
    try:
        while len(told) < after:
            told.append(process.stdout.readline().strip())
        time.sleep(pause)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
        process.stdout.close()
        process.wait()
    assert process.returncode == -signal.SIGKILL
    yield [*told, *rest.split()]


def whole(store: TripleStore, entry: Entry, size: int) -> None:
    """See that all graphs of a dossier are there, and nothing is lacking in them."""
    graph = StoredGraph(wijgraph.open().files, store, entry)
    assert len(graph.store) == entry.size == size
    assert store.over([entry.graphs["shapes"]]).ask("ASK { ?s ?p ?o }")
    if entry.validated:
        found = findings_in(store, entry.validated.findings)
        assert len(found) == sum(entry.validated.counts.values())


@pytest.mark.parametrize(("after", "pause"), [(0, 0.5), (1, 0), (9, 0.03)])
def test_killed_while_adding(tmp_path: Path, town_at: Path, after: int, pause: float) -> None:
    """What was told of is there, the rest is not, and who goes on clears away what is left."""
    program, folder = tmp_path / "adding.py", tmp_path / "store"
    program.write_text(ADDING)
    spec = f"oxigraph:{folder}"
    with killed(program, [spec, str(town_at), str(MANY)], after, pause) as told:
        assert len(told) < MANY
    files = wijgraph.open(town_at).files
    size = Common.of(files).lay(of_dossier(files, "data")).size + 1
    if told:
        store = Disk(folder)
        there = Register(store).entries
        assert set(told) <= set(there)
        for entry in there.values():
            whole(store, entry, size)
    done = subprocess.run(
        [sys.executable, str(program), spec, str(town_at), str(MANY)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert 0 < len(done.stdout.split()) <= MANY - len(told)  # what is there is not done again
    store = Disk(folder)
    register = Register(store)
    assert len(register.entries) == MANY
    for entry in register.entries.values():
        whole(store, entry, size)
    assert graphs_in(store) == owned(register)


def test_killed_while_adding_over_the_network(tmp_path: Path, town_at: Path) -> None:
    program, many = tmp_path / "adding.py", 12
    program.write_text(ADDING)
    with oxigraph(tmp_path) as there:
        urls = [there.update_url, there.graph_store_url]
        command = [there.url, str(town_at), str(many), *urls]
        with killed(program, command, 3, 0.02) as told:
            assert 3 <= len(told) < many
        register = Register(open_store(Spec.of(there.url)))
        assert set(told) <= set(register.entries)
        for entry in register.entries.values():
            whole(register.store, entry, entry.size)
        subprocess.run([sys.executable, str(program), *command], capture_output=True, check=True)
        register = Register(open_store(Spec.of(there.url)))
        assert len(register.entries) == many
        assert graphs_in(register.store) == owned(register)


@pytest.mark.parametrize(("after", "pause"), [(1, 0.0), (3, 0.05)])
def test_killed_while_validating(tmp_path: Path, town_at: Path, after: int, pause: float) -> None:
    folder = tmp_path / "store"
    files = wijgraph.open(town_at).files
    common, data = Common.of(files), of_dossier(files, "data")
    data.append(Document("fault", FAULT, "turtle"))
    register = Register(open_store(Spec.of(f"oxigraph:{folder}"), write=True))
    laid = common.lay(data)
    register.add_many((f"d{number}", laid) for number in range(COUNT))
    del register
    program = tmp_path / "checking.py"
    program.write_text(CHECKING)
    with killed(program, [f"oxigraph:{folder}"], after, pause) as told:
        assert after <= len(told) < COUNT
    store = Disk(folder)
    there = Register(store).entries
    assert {slug for slug, entry in there.items() if entry.fresh} >= set(told)
    for entry in there.values():
        whole(store, entry, laid.size)
    del store
    register = Register(Disk(folder, write=True))
    fresh = sum(entry.fresh for entry in register.entries.values())
    assert len(told) <= fresh < COUNT
    assert validate(register, processes=1).checked == COUNT - fresh
    assert validate(register, processes=1).checked == 0
    assert all(entry.fresh for entry in register.entries.values())
    validate(register, every=True, processes=2)
    assert graphs_in(register.store) == owned(register)
