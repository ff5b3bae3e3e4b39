"""A register as its users have it: the commands add, validate and query, on disk."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.dossiers import write
from benchmarks.frame import Line, Target
from benchmarks.load import memory
from wijgraph import dossier as dossiers

GIB = 2**30
PAUSE = 0.2  # seconds between two looks at the memory


def folders(folder: Path, number: int) -> tuple[list[Path], Counter[str]]:
    """Make so many dossiers, each a folder with our ontology and rules; return what is planted."""
    own, planted = dossiers.builtin().root, Counter[str]()
    made = [folder / f"gm{n:04}" for n in range(1, number + 1)]
    for n, path in enumerate(made, 1):
        (path / "data").mkdir(parents=True)
        planted += write(path / "data" / "town.ttl", range(n, n + 1))
        for part in ("ontology", "shapes"):
            shutil.copytree(own / part, path / part)
    return made, planted


def command(store: Path, *arguments: str | Path) -> tuple[bytes, float, float]:
    """Run ``wijgraph register``; return what it prints, the seconds, and the most memory."""
    line = [sys.executable, "-m", "wijgraph", "--store", f"oxigraph:{store}", "register"]
    with subprocess.Popen([*line, *map(str, arguments)], stdout=subprocess.PIPE) as process:
        peak, done = [0], threading.Event()

        def watch() -> None:
            while not done.wait(PAUSE):
                peak[0] = max(peak[0], memory(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        start = time.perf_counter()
        printed = process.communicate()[0]
        done.set()
        watcher.join()
        seconds = time.perf_counter() - start
    if process.returncode not in {0, 1}:
        raise SystemExit(f"wijgraph register {arguments[0]} ended with {process.returncode}")
    return printed, seconds, peak[0] / GIB


def growth(folder: Path, fewer: int, more: int) -> Iterator[Line]:
    """Do all with fewer and with more dossiers, and tell how many times as long more take."""
    taken: dict[str, list[float]] = {}
    for number in (fewer, more):
        for line in lines(folder, number):
            taken.setdefault(line.what.partition(": ")[2], []).append(line.median)
            yield line
    for step in ("add", "validate, our rules"):
        small, large = taken[step]
        most = Target(most=1.5 * more / fewer)
        what = f"register of {fewer} to {more} dossiers: {step}"
        yield Line(what, "fewer dossiers", "x as long", [large / small], most)


def lines(folder: Path, number: int) -> Iterator[Line]:
    """Add so many dossiers, validate and ask; what is found is known."""
    what, store, peaks = f"register of {number} dossiers", folder / f"register-{number}", [0.0]
    made, planted = folders(folder / f"folders-{number}", number)

    def run(*arguments: str | Path) -> tuple[bytes, float]:
        printed, seconds, peak = command(store, *arguments)
        peaks.append(peak)
        return printed, seconds

    def validated() -> tuple[Counter[str], float]:
        printed, seconds = run("validate", "-F", "json")
        return Counter(f["rule"] for f in json.loads(printed)["findings"]), seconds

    _, seconds = run("add", *made)
    yield Line(f"{what}: add", "", "s", [seconds])
    found, seconds = validated()
    if found != planted:
        raise SystemExit(f"{what}: found {found}, planted {planted}")
    yield Line(f"{what}: validate, our rules", "", "s", [seconds])
    (made[0] / "data" / "more.ttl").write_text(
        "<https://w3id.org/wijgraph/id/gm0001/town> "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Elders"@nl .\n'
    )
    run("add", *made)
    found, again = validated()
    if found.total() != planted.total() + 1:
        raise SystemExit(f"{what}: after an edit {found}, planted {planted} and one more")
    yield Line(f"{what}: validate after an edit of one", "", "s", [again])
    rows, seconds = run("query", "gaps", "-F", "csv")
    if len({row.partition(b",")[0] for row in rows.splitlines()[1:]}) != number:
        raise SystemExit(f"{what}: the question gives nothing for some dossier")
    yield Line(f"{what}: query gaps", "", "s", [seconds])
    yield Line(f"{what}: most memory", "", "GiB", [max(peaks)], Target(most=2))
