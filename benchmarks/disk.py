"""A register on disk: load, validate, ask, and how much memory that takes."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import wijgraph
from benchmarks.dossiers import dossier
from benchmarks.frame import Line, Target
from benchmarks.peers import running
from benchmarks.validating import TWELVE, synthetic

GIB = 2**30
# What of the twelve shapes finds what is planted for a rule.
FINDS = {
    "GOV-NODE-CITATION": ("cited",),
    "GOV-STATEMENT-MODALITY": ("modality",),
    "GOV-NODE-LABEL": ("label",),
    "GOV-MEASUREMENT-QUALIFIER": ("qualifier",),
    "GOV-MEASUREMENT-NUMBER": ("value",),
    "GOV-MEETING-PARTIES": ("participant", "parties"),
    "GOV-ASSIGNMENT-COMMISSIONER": ("commissioner",),
    "GOV-ASSIGNMENT-OVERVIEW": ("outOfView",),
    "GOV-CITATION-IN-SECTION": ("inSection",),
}


def planted(number: int) -> Counter[str]:
    """Return how much each of the twelve shapes must find in so many dossiers."""
    rules: Counter[str] = sum((dossier(n)[1] for n in range(1, number + 1)), Counter[str]())
    found = {name: rules[rule] for rule, names in FINDS.items() for name in names}
    return Counter({name: count for name, count in found.items() if count})


def on_disk(folder: Path, number: int) -> Iterator[Line]:
    """Load so many dossiers, validate and ask, in a process of its own; what is found is known."""
    what, seconds = f"{number} dossiers on disk", list[float]()
    with running("disk", sys.executable) as worker:
        data = synthetic(folder, number)
        paths = {"data": str(data), "folder": str(folder / f"store-{number}")}
        loaded = worker.ask("load", shapes=str(TWELVE), **paths)
        note = f"{loaded['result']:,} triples"
        yield Line(f"{what}: load", "", "s", [loaded["seconds"]], note=note)
        for _ in range(2):
            checked = worker.ask("validate")
            seconds.append(checked["seconds"])
        found = {name.rpartition("#")[2]: count for name, count in checked["result"].items()}
        if found != dict(planted(number)):
            raise SystemExit(f"{what}: found {found}, planted {dict(planted(number))}")
        yield Line(f"{what}: validate, 12 shapes", "", "s", seconds)
        text = wijgraph.open().queries["gaps"].sparql
        asked = worker.ask("query", text=text)
        if not asked["result"]:
            raise SystemExit(f"{what}: the question gives nothing")
        yield Line(f"{what}: question gaps", "", "s", [asked["seconds"]])
        peak = asked["peak"] / GIB
        yield Line(f"{what}: most memory", "", "GiB", [peak], Target(most=2))


def growth(folder: Path, fewer: int, more: int) -> Iterator[Line]:
    """Do so with fewer and with more dossiers, and tell how many times as long more take."""
    validating: list[Line] = []
    for number in (fewer, more):
        for line in on_disk(folder, number):
            validating += [line] if "validate" in line.what else []
            yield line
    times = [large / small for small, large in zip(*(v.values for v in validating), strict=True)]
    most = Target(most=1.5 * more / fewer)
    what = f"12 shapes, {fewer} to {more} dossiers on disk"
    yield Line(what, "fewer dossiers", "x as long", times, most)
