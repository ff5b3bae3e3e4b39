"""The command as a process of its own, as people start it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, Outcome

WIJGRAPH = (sys.executable, "-m", "wijgraph")


def environment(**more: str) -> dict[str, str]:
    """Return the environment of the tests, with ``more`` in it."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def command(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **more: str
) -> Outcome:
    """Run ``wijgraph`` with ``arguments`` and return what comes of it."""
    return finished([*WIJGRAPH, *map(str, arguments)], stdin, cwd, **more)


def script(code: str, *arguments: str | Path, **more: str) -> Outcome:
    """Run Python ``code`` and return what comes of it."""
    return finished([sys.executable, "-c", code, *map(str, arguments)], b"", None, **more)


def finished(
    arguments: list[str], stdin: bytes = b"", cwd: Path | None = None, **more: str
) -> Outcome:
    """Run a program and return what comes of it."""
    done = subprocess.run(
        arguments, input=stdin, capture_output=True, check=False, timeout=60, cwd=cwd,
        env=environment(**more),
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
