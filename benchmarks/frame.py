"""What all benchmarks share: a line is a ratio, taken turn by turn, beside its target."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench-results"
# What measures ours, and what measures theirs, both in seconds.
Times = tuple[Callable[[], float], Callable[[], float]]


@dataclass(frozen=True)
class Target:
    """What a line is to reach: ``least`` or ``most`` is the bound of its median."""

    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"

    def reached(self, value: float) -> bool:
        """Return whether ``value`` is within the bound."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


@dataclass(frozen=True)
class Line:
    """A result: what was measured, against what, and the values of the rounds."""

    what: str
    against: str
    unit: str
    values: Sequence[float]
    target: Target | None = None
    seconds: tuple[float, float] | None = None  # the medians of ours and theirs
    note: str = ""

    @property
    def median(self) -> float:
        """The value in the middle."""
        return statistics.median(self.values)

    def cells(self) -> list[str]:
        """Return the line as it is printed."""
        ends = [f"{v:.4g}" for v in (min(self.values), self.median, max(self.values))]
        verdict = ""
        if self.target:
            verdict = f"{self.target}: " + (
                "reached" if self.target.reached(self.median) else "NOT reached"
            )
        return [self.what, self.against, *ends, self.unit, verdict]


def timed(action: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds that ``action`` takes by ``clock``."""
    start = clock()
    action()
    return clock() - start


def faster(
    what: str,
    against: str,
    times: Times,
    rounds: int,
    *,
    target: Target | None = None,
    note: str = "",
) -> Line:
    """Return how many times as long theirs takes as ours, the two taken turn by turn."""
    pairs = _turns(times, rounds)
    values = [their / our for our, their in pairs]
    return Line(what, against, "x faster", values, target, _medians(pairs), note)


def slower(
    what: str,
    against: str,
    times: Times,
    rounds: int,
    *,
    target: Target | None = None,
    note: str = "",
) -> Line:
    """Return how many times as long ours takes as theirs, the two taken turn by turn."""
    pairs = _turns(times, rounds)
    values = [our / their for our, their in pairs]
    return Line(what, against, "x as long", values, target, _medians(pairs), note)


def _turns(times: Times, rounds: int) -> list[tuple[float, float]]:
    ours, theirs = times
    ours(), theirs()  # what is read once is read now
    return [(ours(), theirs()) for _ in range(rounds)]


def _medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(o for o, _ in pairs), statistics.median(t for _, t in pairs)


def agree(what: str, ours: object, theirs: object) -> None:
    """Stop when the two did not give the same, or gave nothing at all."""
    if ours != theirs or not ours:
        raise SystemExit(f"{what}: the results differ, so the times mean nothing")


def show(lines: Iterable[Line], name: str) -> None:
    """Print ``lines`` as a table, and write them to ``bench-results/NAME.json``."""
    lines = list(lines)
    head = ["what", "against", "min", "median", "max", "", "target"]
    rows = [head, *(line.cells() for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    for note in dict.fromkeys(f"{line.what}: {line.note}" for line in lines if line.note):
        print(f"  {note}")
    RESULTS.mkdir(exist_ok=True)
    peers = Path(__file__).with_name("peers.txt").read_text(encoding="utf-8")
    document = {
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0],
            "python": platform.python_version(),
        },
        "versions": {n: version(n) for n in ("pyoxigraph", "rdflib", "pyshacl", "click")},
        "peers": [line for line in peers.splitlines() if "==" in line],
        "lines": [
            asdict(line)
            | {
                "target": str(line.target) if line.target else None,
                "median": line.median,
                "reached": line.target.reached(line.median) if line.target else None,
            }
            for line in lines
        ],
    }
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {path.relative_to(ROOT)}.")
