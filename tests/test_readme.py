"""What the README tells people to type works."""

import re
import shlex
import subprocess
import sys

import pytest

import wijgraph
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [line[2:] for block in CONSOLE for line in block.splitlines() if line.startswith("$ ")]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_is_something_to_run() -> None:
    assert len(COMMANDS) > 10
    assert PYTHON


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str) -> None:
    runnable = command.replace("wijgraph ", f"{shlex.quote(sys.executable)} -m wijgraph ", 1)
    result = subprocess.run(
        ["sh", "-c", runnable], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert (result.stdout or result.stderr).strip()


@pytest.mark.parametrize("code", PYTHON)
def test_python(code: str) -> None:
    names: dict[str, object] = {}
    exec(code, names)
    assert names["rows"]


def test_the_picture_is_current(dossier: wijgraph.Dossier) -> None:
    (name,) = re.findall(r"!\[[^]]*\]\((docs/images/\w+\.svg)\)", README)
    current = dossier.view("toezicht", language="en").to("svg")
    assert (ROOT / name).read_bytes() == current, (
        f"make it again: wijgraph --lang en view toezicht -o {name}"
    )


def test_test_command_is_the_one_of_continuous_integration() -> None:
    for command in ("make check", "make test"):
        assert command in README
        assert command in (ROOT / ".ci" / "run").read_text()
