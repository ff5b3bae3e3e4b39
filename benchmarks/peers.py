"""The peers, each in a process of the environment that they are installed in."""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from venv import EnvBuilder

from benchmarks.frame import RESULTS

PINNED = Path(__file__).with_name("peers.txt")
WORKERS = Path(__file__).with_name("workers")


def environment() -> Path:
    """Return the folder with the commands of the peers; they are installed when they are not there.

    Only their versions are ours to choose: nothing of wijgraph is in it.
    """
    folder = RESULTS / f"peers-{hashlib.sha256(PINNED.read_bytes()).hexdigest()[:8]}"
    done = folder / "done"
    if not done.exists():
        print("Installing the peers of benchmarks/peers.txt ...")
        EnvBuilder(with_pip=True, clear=True).create(folder)
        command = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "-r",
            str(PINNED),
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        done.touch()
    return folder / "bin"


class Peer:
    """A worker: a script that answers requests, one line of JSON each."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, action: str, **values: Any) -> dict[str, Any]:
        """Have the worker do something; return its answer, ``seconds`` and ``peak`` bytes in it."""
        if self._process.stdin is None or self._process.stdout is None:
            raise SystemExit("the worker has no pipes")
        self._process.stdin.write(json.dumps({"action": action, **values}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"the worker stopped at {action}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def processor(self, action: str, **values: Any) -> float:
        """Have the worker do something; return the processor time that it took, in seconds."""
        return float(self.ask(action, **values)["cpu"])

    def seconds(self, action: str, **values: Any) -> float:
        """Have the worker do something; return how long that took it."""
        return float(self.ask(action, **values)["seconds"])


@contextmanager
def running(script: str, python: Path | str) -> Iterator[Peer]:
    """Run the worker ``script`` with ``python`` until it is no longer needed."""
    paths = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")} if script == "disk" else {}
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | paths
    with subprocess.Popen(
        [python, WORKERS / f"{script}.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=kept,
    ) as process:
        try:
            yield Peer(process)
        finally:
            if process.stdin:
                process.stdin.close()
