"""Nothing of the working folder is run: not by the command, and not by a process that it starts."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.commanding import environment
from tests.conftest import make_town
from wijgraph.safety.children import alone, isolated

# Modules of Python, of libraries and of ours, and what Python runs by itself when it starts.
HOSTILE = (
    "socket", "json", "typing", "runpy", "multiprocessing", "concurrent", "pickle", "logging",
    "sitecustomize", "usercustomize", "click", "rdflib", "pyoxigraph", "py_mini_racer", "tomllib",
)  # fmt: skip
SCRIPT = Path(sys.executable).with_name("wijgraph")


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a dossier, and modules that leave a trace when they are run."""
    folder = tmp_path_factory.mktemp("trap")
    make_town(folder / "town")
    for name in HOSTILE:
        trace = f"open({str(folder / 'traces')!r}, 'a').write({name + ' '!r})\n"
        (folder / f"{name}.py").write_text(trace)
    register = ("--store", "oxigraph:register", "register")
    asked = [str(SCRIPT), *register, "add", "town"]
    subprocess.run(asked, cwd=folder, check=True, capture_output=True, env=bare())
    return folder


def bare() -> dict[str, str]:
    """Return an environment in which only what is installed is found."""
    return {name: value for name, value in environment().items() if name != "PYTHONPATH"}


STARTING = [  # each command that starts a process
    "build -o site",
    "view toezicht -o x.svg",
    "view toezicht -o x.png",
    "whatif scenario.rdfp --picture before.svg after.svg",
    "diff git:HEAD town",
    "--store oxigraph:register register validate --all",
    "validate",
    "query run who-steers-whom",
    "doctor",
]


@pytest.mark.parametrize("asked", STARTING)
def test_no_module_of_the_working_folder_is_run(trap: Path, asked: str) -> None:
    chosen = [] if "register" in asked else ["--dossier", "town"]
    done = started([str(SCRIPT), *chosen, *asked.split()], trap)
    assert "Traceback" not in done.stderr
    assert not traces(trap)


@pytest.mark.parametrize("asked", ["query list", "view toezicht -o y.svg"])
def test_nor_is_it_by_python_m(trap: Path, asked: str) -> None:
    done = started([sys.executable, "-m", "wijgraph", "--dossier", "town", *asked.split()], trap)
    assert done.returncode == 0, done.stderr
    assert not traces(trap)


def test_nor_is_it_by_the_server(trap: Path) -> None:
    asked = [str(SCRIPT), "--dossier", "town", "serve", "--port", "0"]
    with subprocess.Popen(
        asked, cwd=trap, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as serving:
        try:
            assert serving.stdout
            address = serving.stdout.readline().split()[-1].rstrip("/")
            assert address.startswith("http")
            query = "SELECT * { ?s ?p ?o } LIMIT 1"
            ask = [sys.executable, "-I", "-c", ASK, address, query]
            assert b"bindings" in subprocess.run(ask, check=True, capture_output=True).stdout
        finally:
            serving.terminate()
    assert not traces(trap)


ASK = """
import sys, urllib.parse, urllib.request
address = f"{sys.argv[1]}/sparql?" + urllib.parse.urlencode({"query": sys.argv[2]})
accept = {"Accept": "application/sparql-results+json"}
print(urllib.request.urlopen(urllib.request.Request(address, headers=accept)).read().decode())
"""


def started(asked: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        asked, cwd=folder, capture_output=True, text=True, check=False, env=bare(), timeout=100
    )


def traces(folder: Path) -> str:
    time.sleep(0.05)  # a process that is left may be slower
    found = folder / "traces"
    return found.read_text() if found.exists() else ""


def test_the_trap_works(trap: Path) -> None:
    """What the tests above would find of a process that is started without care."""
    subprocess.run([sys.executable, "-c", "import json"], cwd=trap, check=True, env=bare())
    assert "json" in traces(trap)
    (trap / "traces").unlink()


def seen() -> tuple[list[str], str | None]:
    return sys.path, os.environ.get("PYTHONPATH")


def test_what_is_started_finds_what_this_process_finds(tmp_path: Path) -> None:
    (tmp_path / "given.py").write_text("import sys; print(sys.argv[1:], sys.flags.isolated)")
    sys.path.append(str(tmp_path))
    try:
        done = started(isolated("given", "1", "x y"), tmp_path)
    finally:
        sys.path.remove(str(tmp_path))
    assert done.stdout == "['1', 'x y'] 1\n", done.stderr


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    before = dict(os.environ)
    with alone(), get_context("spawn").Pool(1) as pool:
        path, given = pool.apply(seen)
        assert given is None
        assert "/somewhere" not in path
    assert dict(os.environ) == before
