"""Interrupting a command for real: killed at a random moment, or on a disk that is full."""

import os
import random
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.commanding import WIJGRAPH, environment


def finish(arguments: Sequence[str], folder: Path) -> float:
    """Run the command to its end; return how many seconds that took."""
    start = time.monotonic()
    subprocess.run(
        [*WIJGRAPH, *arguments], cwd=folder, check=True, env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - start


def kill_while_writing(
    folder: Path, arguments: Sequence[str], name: str, *, runs: int, seconds: float = 60
) -> int:
    """Kill the command at random moments; ``name`` is always what it was, or what it becomes.

    Returns how many runs there were: no more begin after ``seconds``.
    """
    chance = random.Random(7)
    target = folder / name
    target.unlink(missing_ok=True)
    usual = finish(arguments, folder)
    new = target.read_bytes()
    old = b"what was there before\n"
    states = {old: 0, new: 0}
    deadline = time.monotonic() + seconds
    for run in range(runs):
        if time.monotonic() > deadline:
            return run
        target.write_bytes(old)
        with subprocess.Popen(
            [*WIJGRAPH, *arguments], cwd=folder, env=environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        ) as running:  # fmt: skip
            # Most of the time near the end, when the writing is done.
            time.sleep(usual * chance.choice((chance.uniform(0, 1.1), chance.uniform(0.8, 1.2))))
            os.killpg(running.pid, 9)
        assert target.read_bytes() in states, (run, len(target.read_bytes()))
        states[target.read_bytes()] += 1
    return runs


@contextmanager
def tiny_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Give a folder on a disk that is soon full, or where files may grow no larger."""
    folder.mkdir(exist_ok=True)
    if mounted(folder, f"size={megabytes}m"):
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    # Nobody may mount here: then a file of this process and its children has a largest size.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (megabytes * 2**20, hard))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def mounted(folder: Path, options: str) -> bool:
    """Return whether a file system in memory could be put there."""
    if os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "wijgraph", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def read_only(folder: Path, fill: Callable[[Path], None]) -> Iterator[bool]:
    """Give whether ``folder`` can be made read-only, once ``fill`` has put in it what it holds."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        fill(folder)
        folder.chmod(0o500)
        try:
            yield True
        finally:
            folder.chmod(0o700)
        return
    if not mounted(folder, "size=20m"):
        yield False
        return
    try:
        fill(folder)
        command = ["mount", "-o", "remount,ro", str(folder)]
        yield subprocess.run(command, check=False).returncode == 0
    finally:
        subprocess.run(["umount", str(folder)], check=True)
