"""The layout engine works from any thread, loop and fork, and takes nothing down with it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import wijgraph
from wijgraph.errors import WijgraphError
from wijgraph.graph.facts import Facts
from wijgraph.network import project
from wijgraph.views import elk
from wijgraph.views.elk import Engine
from wijgraph.views.layout import Layout, elk_graph, lay_out, places

VIEWS = ("toezicht", "beheersing", "vier-processen", "grip-raad")
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
# Four views from threads, from an event loop and in a forked worker, then an exit in order. Without
# a guard for `__main__`, as in a script that somebody writes in a minute.
SCRIPT = """
import asyncio, os, sys
from concurrent.futures import ThreadPoolExecutor
import wijgraph

views = ("toezicht", "beheersing", "vier-processen", "grip-raad")
dossier = wijgraph.open()
draw = lambda name: dossier.view(name).to_svg()

with ThreadPoolExecutor(4) as pool:
    drawn = list(pool.map(draw, views))

async def in_loop():
    return [draw(name) for name in views]

assert asyncio.run(in_loop()) == drawn
child = os.fork()
if child == 0:
    os._exit(0 if draw("toezicht") == drawn[0] else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert draw("toezicht") == drawn[0]
"""


@pytest.fixture(scope="module")
def graphs() -> dict[str, str]:
    facts = Facts(wijgraph.open().graph)
    return {name: json.dumps(elk_graph(project(facts, name))) for name in VIEWS}


@pytest.fixture(scope="module")
def graph(graphs: dict[str, str]) -> str:
    return graphs["toezicht"]


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Give an engine with one process."""
    engine = Engine(1)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def expected(graphs: dict[str, str]) -> dict[str, Layout]:
    engine = Engine(1)
    found = {name: places(engine.layout(graph)) for name, graph in graphs.items()}
    engine.close()
    assert all(layout.boxes for layout in found.values())
    return found


def children() -> set[int]:
    """Return the layout processes that this process has started, those that ended left out."""
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if b"elk_process" in command and parent == os.getpid():
            found.add(int(folder.name))
    return found


def test_from_threads(graphs: dict[str, str], expected: dict[str, Layout]) -> None:
    engine = Engine(2)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(engine.layout, [*graphs.values()] * 4))
    engine.close()
    assert list(map(places, answers)) == [*expected.values()] * 4


def test_from_an_event_loop(engine: Engine, graph: str, expected: dict[str, Layout]) -> None:
    async def one() -> Layout:
        return places(engine.layout(graph))

    # What was made within one loop works after it has ended.
    assert [asyncio.run(one()), asyncio.run(one())] == [expected["toezicht"]] * 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_in_a_forked_worker_while_a_thread_is_drawing(
    graphs: dict[str, str], expected: dict[str, Layout]
) -> None:
    lay_out(project(Facts(wijgraph.open().graph), "toezicht"))  # the one engine has a process
    busy = threading.Thread(target=elk.ENGINE.layout, args=(graphs["grip-raad"],))
    busy.start()
    workers = []
    for _ in range(3):
        worker = os.fork()
        if worker == 0:
            try:
                right = places(elk.ENGINE.layout(graphs["toezicht"])) == expected["toezicht"]
            except BaseException:
                right = False
            os._exit(0 if right else 1)
        workers.append(worker)
    codes = [os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) for worker in workers]
    busy.join()
    assert codes == [0, 0, 0]
    assert places(elk.ENGINE.layout(graphs["toezicht"])) == expected["toezicht"]


def test_a_script_that_draws_everywhere_ends_in_order(tmp_path: Path) -> None:
    # Modules of the folder that one stands in are none of the layout process.
    for name in ("json", "quickjs", "signal"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')")
    script = tmp_path / "scripts" / "draw.py"
    script.parent.mkdir()
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@linux
def test_one_that_ends_is_replaced(engine: Engine, graph: str, expected: dict[str, Layout]) -> None:
    before = children()
    engine.layout(graph)
    (process,) = children() - before
    os.kill(process, signal.SIGSEGV)
    assert places(engine.layout(graph)) == expected["toezicht"]
    assert len(children() - before) == 1
    engine.close()
    assert children() == before


def test_an_engine_that_always_ends_is_an_error(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, graph: str, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.executable", "/usr/bin/false")
    with pytest.raises(WijgraphError, match="ended twice"):
        engine.layout(graph)
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    with pytest.raises(WijgraphError, match="cannot be started: No such file"):
        engine.layout(graph)


def test_too_late_is_an_error(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    graphs: dict[str, str],
    expected: dict[str, Layout],
) -> None:
    monkeypatch.setattr(elk, "SECONDS", 0.01)
    with pytest.raises(WijgraphError, match=r"within 0\.01 seconds"):
        engine.layout(graphs["grip-raad"])
    monkeypatch.undo()
    assert places(engine.layout(graphs["grip-raad"])) == expected["grip-raad"]


def test_what_elk_cannot_take_is_an_error_and_the_engine_goes_on(
    engine: Engine, graph: str, expected: dict[str, Layout]
) -> None:
    broken = {"id": "root", "children": [], "edges": [{"id": "e", "sources": ["x"]}]}
    assert "error" in json.loads(engine.layout(json.dumps(broken)))
    assert "error" in json.loads(engine.layout("no JSON\nat all"))
    assert places(engine.layout(graph)) == expected["toezicht"]


def test_a_graph_that_nests_too_deep_is_an_error(engine: Engine) -> None:
    nested = '{"id":"x","children":[' * 100_000 + "]}" * 100_000
    assert "StackOverflow" in json.loads(engine.layout(nested))["error"]


@linux
def test_it_does_not_outlive_who_started_it(tmp_path: Path) -> None:
    script = tmp_path / "draw.py"
    script.write_text(
        "import time, wijgraph; wijgraph.open().view('toezicht').to_svg()\n"
        "import os; print(*os.listdir('/proc/self/task'), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as drawing:
        assert drawing.stdout is not None
        drawing.stdout.readline()
        own = Path(f"/proc/{drawing.pid}/task/{drawing.pid}/children").read_text().split()
        assert len(own) == 1
        drawing.kill()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{own[0]}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{own[0]}").exists()
