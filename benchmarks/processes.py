"""Whole processes: start-up, and validation of the same triples with the same shapes."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import wijgraph
from benchmarks.frame import Line, Target, agree, slower, timed
from benchmarks.peers import environment
from benchmarks.validating import our_rules


def run(*command: str | Path) -> str:
    """Return what a command prints, whatever its exit code."""
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.decode()


def starting(rounds: int) -> Iterator[Line]:
    """``wijgraph --help`` beside the start of Python itself, with the same interpreter."""
    ours = partial(timed, partial(run, Path(sys.executable).with_name("wijgraph"), "--help"))
    bare = partial(timed, partial(run, sys.executable, "-c", "pass"))
    click = partial(timed, partial(run, sys.executable, "-c", "import click"))
    yield slower("wijgraph --help", "python -c pass", (ours, bare), rounds, target=Target(most=4))
    yield slower("python -c 'import click'", "python -c pass", (click, bare), rounds)


def validating(folder: Path, rounds: int) -> Iterator[Line]:
    """``wijgraph validate`` beside the command of pySHACL, on the same triples and shapes."""
    shapes, data = our_rules(folder), folder / "whole.ttl"
    whole = wijgraph.open().graph.store.dump("turtle")
    data.write_bytes(whole + b"\n" + shapes.read_bytes())
    ours = partial(run, Path(sys.executable).with_name("wijgraph"), "validate", "-F", "turtle")
    command = environment() / "pyshacl"
    theirs = partial(run, command, "-f", "turtle", "-s", shapes, data)
    results = "sh:ValidationResult"
    agree("wijgraph validate", ours().count(results), theirs().count(results))
    most = Target(most=0.5)
    times = partial(timed, ours), partial(timed, theirs)
    yield slower("wijgraph validate", "pyshacl", times, rounds, target=most)
