"""All benchmarks: ``python -m benchmarks [--full] [--rounds N] [--only WORD]``.

Each line is a ratio against a peer, taken in the same run after the results agreed. ``--full`` is
the large set: 342 and 3,420 dossiers. It prints a table and writes it to ``bench-results/``.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks import asking, disk, processes, register, validating, web
from benchmarks.frame import Line, show

Part = Callable[[], Iterable[Line]]


def parts(folder: Path, rounds: int, *, full: bool) -> dict[str, Part]:
    """Return the parts of the small or the full set, by name."""
    few = max(3, rounds // 3)
    many = 342 if full else 34
    return {
        "start": lambda: processes.starting(rounds),
        "command": lambda: processes.validating(folder, few),
        "questions": lambda: asking.questions(folder, rounds),
        "pyshacl": lambda: validating.against_pyshacl(folder, few),
        "pyrudof": lambda: validating.against_pyrudof(folder, many, few),
        "limit": lambda: validating.against_the_limit(folder, many, few),
        "growth": lambda: validating.growth(folder, 34 if full else 4, many, few),
        "web": lambda: web.lines(folder, seconds=3 if full else 1, rounds=few),
        "register": lambda: register.growth(folder, *((342, 3420) if full else (4, 34))),
        "disk": lambda: disk.growth(folder, 342 if full else 4, 3420 if full else 34),
    }


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the large set: an hour or so")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", metavar="PART", help="one part of the set")
    options = parser.parse_args()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, part in parts(Path(folder), options.rounds, full=options.full).items():
            if options.only in {None, name}:
                for line in part():
                    print(*line.cells(), sep=" | ", flush=True)
                    lines.append(line)
    print()
    show(lines, options.only or ("full" if options.full else "small"))


if __name__ == "__main__":
    main()
