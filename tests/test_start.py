"""Starting up: what ``wijgraph --help`` has to load is click, and little else."""

import subprocess
import sys

import pytest

from wijgraph.cli.main import help_width

CODE = """
import sys
before = set(sys.modules)
from wijgraph.cli.main import main
main(["--help"])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""
HEAVY = {"dataclasses", "jinja2", "json", "pathlib", "pyoxigraph", "rdflib", "shutil", "tempfile"}


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & HEAVY
    assert "validate" in done.stdout


@pytest.mark.parametrize(
    ("columns", "width"), [("200", 78), ("80", 78), ("70", 68), ("10", 50), ("wide", 78)]
)
def test_help_is_as_wide_as_click_has_it(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert help_width() == width
