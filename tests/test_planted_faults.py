"""Faults of many kinds, planted in one dossier: each is reported once, where it is, and no more.

The faults are in ``faults.toml``. The dossier holds the town several times, each under a name of
its own, since some faults would cause or hide another.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

import wijgraph
from tests.conftest import TOWN, make_town

TABLE = Path(__file__).parent / "faults.toml"
WIJ = "https://w3id.org/wijgraph/id/"


class Fault(NamedTuple):
    """One line that is made wrong, and what must be said of it; see ``faults.toml``."""

    town: str
    node: str
    old: str
    new: str
    rule: str
    focus: str | None = None
    at: str | None = None
    line: str = ""


class Found(NamedTuple):
    """What is reported: the rule, the node that breaks it, and where."""

    rule: str
    focus: str
    file: str
    line: int


FAULTS = [Fault(**row) for row in tomllib.loads(TABLE.read_text())["faults"]]
TOWNS = sorted({fault.town for fault in FAULTS})


def block(texts: dict[Path, str], slug: str) -> tuple[Path, int, int]:
    """Return where a node is written: file, and offsets of begin and end."""
    for path, text in texts.items():
        for name in (f"\nwij:{slug}\n", f"\n<{WIJ}{slug}>\n"):
            if name in text:
                begin = text.index(name) + 1
                return path, begin, text.find("\n\n", begin) + 1 or len(text)
    raise LookupError(slug)


def plant(texts: dict[Path, str], fault: Fault) -> None:
    path, begin, end = block(texts, fault.node)
    node = texts[path][begin:end]
    assert node.count(fault.old) == 1, fault
    # What is left out leaves an empty line: a comment keeps it from ending the node.
    node = node.replace(fault.old, fault.new or "# left out")
    texts[path] = texts[path][:begin] + node + texts[path][end:]


def expected(texts: dict[Path, str], fault: Fault) -> Found:
    """Return what must be reported, with the line found by its text."""
    focus = fault.node if fault.focus is None else fault.focus
    path, begin, end = block(texts, fault.at or focus)
    offset = texts[path].index(fault.line, begin, end)
    file = f"data/{fault.town}/{path.name}"
    slug = f"{fault.town}/{focus}" if focus and ":" not in focus else focus
    return Found(fault.rule, slug, file, texts[path].count("\n", 0, offset) + 1)


def write(folder: Path, faults: list[Fault]) -> list[Found]:
    """Lay out the towns with ``faults`` in them; return what each must give."""
    make_town(folder)
    for file in (folder / "data").glob("*.ttl"):
        file.unlink()
    wanted: dict[Fault, Found] = {}
    for town in TOWNS:
        texts = {file: file.read_text() for file in sorted((TOWN / "data").glob("*.ttl"))}
        own = [fault for fault in faults if fault.town == town]
        for fault in own:
            plant(texts, fault)
        wanted |= {fault: expected(texts, fault) for fault in own}
        (folder / "data" / town).mkdir()
        for file, text in texts.items():
            moved = text.replace(WIJ, f"{WIJ}{town}/")
            (folder / "data" / town / file.name).write_text(moved)
    return [wanted[fault] for fault in faults]


def found(folder: Path) -> list[Found]:
    """Return what is reported of the dossier in ``folder``."""
    reported = []
    for finding in wijgraph.open(folder).validate().findings:
        named = finding.focus.kind == "iri"
        focus = finding.focus.value.removeprefix(WIJ) if named else ""
        position = finding.position
        assert position is not None
        assert position.line is not None
        file = Path(position.path)
        file = file.relative_to(folder) if file.is_absolute() else file
        reported.append(Found(finding.rule, focus, file.as_posix(), position.line))
    return sorted(reported)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Found], list[Found]]:
    """Return what each fault must give, and what is reported."""
    folder = tmp_path_factory.mktemp("faults") / "dossier"
    return write(folder, FAULTS), found(folder)


Outcome = tuple[list[Found], list[Found]]


def test_without_faults_nothing_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "dossier", [])
    assert found(tmp_path / "dossier") == []


def test_fifty_rules_or_more_are_broken() -> None:
    assert len({fault.rule for fault in FAULTS}) >= 50


def test_every_fault_is_reported_once_and_nothing_else(outcome: Outcome) -> None:
    wanted, reported = outcome
    assert [each[:2] for each in reported] == sorted(each[:2] for each in wanted)


def test_every_fault_is_reported_where_it_is_written(outcome: Outcome) -> None:
    wanted, reported = outcome
    assert reported == sorted(wanted)
