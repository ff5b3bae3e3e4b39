"""The WIJ dossier, and a small town that does not exist."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import wijgraph
from wijgraph.cli.main import main

ROOT = Path(__file__).parents[1]
TOWN = Path(__file__).parent / "town"

# A shell that starts the tests in the background has them ignore Ctrl-C, and so all they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem: str) -> None:
    """End the run when a test takes its process down: what else ran there is not known."""
    pytest.exit(f"the test process died in {crashitem}", returncode=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="take what comes out as golden")


@pytest.fixture(scope="session")
def dossier() -> wijgraph.Dossier:
    return wijgraph.open()


def make_town(folder: Path) -> Path:
    """Lay out the town as a dossier of its own, with our ontology, rules and questions."""
    for part in ("ontology", "shapes", "queries"):  # town has data of its own
        shutil.copytree(ROOT / part, folder / part)
    shutil.copytree(TOWN / "data", folder / "data")
    return folder


@pytest.fixture
def town_folder(tmp_path: Path) -> Path:
    return make_town(tmp_path / "town")


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> wijgraph.Dossier:
    return wijgraph.open(make_town(tmp_path_factory.mktemp("dossier") / "town"))


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*arguments: str | Path) -> Outcome:
        code = main([str(a) for a in arguments])
        captured = capfdbinary.readouterr()
        return Outcome(code, captured.out.decode(), captured.err.decode())

    return call


def outside(variable: str) -> Path:
    """Return the folder that ``variable`` names, or skip; in CI its absence is a failure."""
    value = os.environ.get(variable)
    if value:
        return Path(value)
    if os.environ.get("CI"):
        pytest.fail(f"{variable} is not set")
    pytest.skip(f"{variable} is not set: the texts and suites of others are not in the repository")


def tool(name: str) -> str:
    """Return where the program ``name`` is, or skip; in CI its absence is a failure."""
    own = Path(sys.executable).parent  # programs of Python packages lie beside it
    found = shutil.which(name, path=f"{own}{os.pathsep}{os.environ.get('PATH', '')}")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def sources() -> Path:
    return outside("WIJGRAPH_SOURCES")


@pytest.fixture(scope="session")
def conformance() -> Path:
    return outside("WIJGRAPH_CONFORMANCE")
