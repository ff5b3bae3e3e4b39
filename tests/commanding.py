"""The command as a process of its own, as people start it."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

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


def at_work(running: "subprocess.Popen[Any]", seconds: float = 0.3) -> int:
    """Wait until the process that does the work has taken ``seconds`` of the processor.

    Returns its process id. However busy the machine is, it is then past its start.
    """
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    ticks = seconds * os.sysconf("SC_CLK_TCK")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in children.read_text().split():
            with suppress(OSError):
                parts = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                if int(parts[11]) + int(parts[12]) >= ticks:  # user and system time
                    return int(child)
        time.sleep(0.02)
    raise AssertionError(f"{running.args!r} did not get to work within a minute")


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
