"""The dossiers of the benchmarks: the same bytes each time, and as many findings as planted."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

from benchmarks import disk, load, register
from benchmarks.dossiers import FAULTS, dossier, write
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.validation.run import check_with

NUMBERS = range(1, 4)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in ("one.nt", "other.nt", "third.nt"))
    assert write(one, NUMBERS) == write(other, NUMBERS)
    write(third, NUMBERS, seed=1)
    assert one.read_bytes() == other.read_bytes() != third.read_bytes()


def test_a_dossier_has_its_size_and_a_graph_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "all.nq"
    write(path, NUMBERS, graphs=True)
    quads = Counter(
        quad.graph_name
        for quad in pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.N_QUADS)
    )
    assert len(quads) == len(NUMBERS)
    assert all(2600 < count < 2900 for count in quads.values())


def test_each_fault_is_planted_somewhere() -> None:
    planted = sum((dossier(number)[1] for number in range(1, 12)), Counter[str]())
    assert set(planted) == {fault.rule for fault in FAULTS}


def test_what_was_planted_is_found_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    planted = write(path, NUMBERS)
    own = dossiers.builtin()
    data = Document("data.nt", path.read_text(encoding="utf-8"), "ntriples")
    graph = Graph(own, [*of_dossier(own, "ontology"), data])
    report = check_with(graph, of_dossier(own, "shapes"), "compiled").report
    assert Counter(finding.rule for finding in report.findings) == planted
    assert planted.total() > 10


def test_the_parts_without_peers_run_and_find_what_is_planted(tmp_path: Path) -> None:
    """They end with SystemExit when what is found is not what was planted, or two ways differ."""
    lines = [
        *register.lines(tmp_path, 2),
        *disk.growth(tmp_path, 1, 2),
    ]
    assert all(value > 0 for line in lines for value in line.values)
    assert {"register of 2 dossiers: most memory", "2 dossiers on disk: most memory"} < {
        line.what for line in lines
    }


def test_a_benchmark_says_when_it_finds_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "planted", lambda _: Counter(label=1))
    with pytest.raises(SystemExit, match="planted"):
        list(disk.on_disk(tmp_path, 1))


# A process that does nothing but to wait for one below it, which takes memory.
HOLDING = """
import subprocess, sys
held = "x = b'x' * 60_000_000; print('held', flush=True); input()"
subprocess.run([sys.executable, "-c", held])
"""


def test_the_memory_of_a_service_is_that_of_all_below_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == b"held\n"
        assert 60_000_000 < load.memory(running.pid) < 120_000_000
        running.communicate(b"\n")
