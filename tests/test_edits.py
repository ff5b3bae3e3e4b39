"""Files that several edit at once: each change is kept, or refused in words."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commanding import environment
from tests.conftest import Run
from wijgraph import files
from wijgraph.errors import WijgraphError, WriteError
from wijgraph.files import edit
from wijgraph.validation.baseline import Known, read_baseline, start_baseline
from wijgraph.validation.naming import LENGTH
from wijgraph.validation.waivers import drop_waivers, read_waivers, today

WRITERS, EACH = 8, 4
START = """
import sys, time
from datetime import timedelta
from pathlib import Path
from wijgraph.validation.waivers import add_waiver, drop_waivers
from wijgraph.validation.waivers import read_waivers
from wijgraph.validation.waivers import today
from wijgraph.validation.naming import LENGTH
from wijgraph.validation.baseline import Known, prune_baseline
folder, number, each = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
path, day = folder / "waivers.toml", today()
print("ready", flush=True)
while not (folder / "start").exists():
    time.sleep(0.001)
"""
ADD = """
for turn in range(each):
    entry = {"rule": "GOV-A", "focus": f"x{number}-{turn}", "reason": "r", "owner": "o",
             "added": day, "expires": day + timedelta(30)}
    add_waiver(path, entry, {"GOV-A"}, day)
"""
DROP = """
for turn in range(each):
    gone = [w for w in read_waivers(path, {"GOV-A"}, day) if w.focus == f"x{number}-{turn}"]
    assert len(gone) == 1
    drop_waivers(path, gone)
"""
PRUNE = """
keys = {f"{n:032x}" for n in range(1, 9)} - {f"{number + 1:032x}"}
for turn in range(each):
    prune_baseline(folder / "baseline.json", keys)
"""


def at_once(folder: Path, code: str) -> None:
    """Run ``code`` in several processes that begin at the same moment."""
    (folder / "start").unlink(missing_ok=True)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", START + code, str(folder), str(number), str(EACH)],
            stdout=subprocess.PIPE, env=environment(),
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    (folder / "start").touch()
    for process in running:
        assert process.wait(60) == 0
        process.communicate()


def test_waivers_of_eight_processes(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    at_once(tmp_path, ADD)
    there = {waiver.focus for waiver in read_waivers(path, {"GOV-A"}, today())}
    assert there == {f"x{number}-{turn}" for number in range(WRITERS) for turn in range(EACH)}
    at_once(tmp_path, DROP)
    assert not read_waivers(path, {"GOV-A"}, today())
    assert {p.name for p in tmp_path.iterdir()} == {"waivers.toml", "start"}  # nothing is left


def test_a_baseline_pruned_by_eight_processes(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    keys = [f"{number:032x}" for number in range(1, 10)]
    start_baseline(path, {key[-LENGTH:]: Known("GOV-A", "x") for key in keys})
    at_once(tmp_path, PRUNE.replace(":032x", f":0{LENGTH}x"))
    assert not read_baseline(path)


def test_what_was_added_meanwhile_stays_when_others_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    one = (
        "[[waiver]]\nrule = 'GOV-A'\nfocus = '{}'\nreason = 'r'\nowner = 'o'\n"
        f"expires = {today().replace(day=1)}\n\n"
    )
    path.write_text(one.format("a") + one.format("b"))
    (_, gone) = read_waivers(path, {"GOV-A"}, today())
    path.write_text(one.format("new") + one.format("a") + one.format("b"))  # the lines move
    drop_waivers(path, [gone])
    assert [w.focus for w in read_waivers(path, {"GOV-A"}, today())] == ["new", "a"]


@pytest.mark.parametrize("now", ["changed", None])
def test_a_change_of_somebody_else_is_not_overwritten(tmp_path: Path, now: str | None) -> None:
    path = tmp_path / "file"
    if now is not None:
        path.write_text(now)
    with pytest.raises(WriteError, match="changed by somebody else"):
        edit(path, "new", "before")
    assert (path.read_text() if path.exists() else None) == now
    edit(path, "new", now)
    assert path.read_text() == "new"
    with pytest.raises(WriteError, match="changed by somebody else"):
        edit(path, "newer", None)  # it is made, but there is one by now


def test_format_refuses_what_changed_under_its_hands(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<x:a>   <x:b> <x:c> .\n")
    from wijgraph.turtle import writer

    formatted = writer.format_turtle

    def slow(text: str, *rest: object, **more: object) -> str:
        path.write_text("<x:a>   <x:b> <x:other> .\n")
        return formatted(text, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "format_turtle", slow)
    done = run("--lang", "en", "format", path)
    assert done.code == 2
    assert "changed by somebody else" in done.err
    assert path.read_text() == "<x:a>   <x:b> <x:other> .\n"


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def none(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(fcntl, "flock", none)
    edit(tmp_path / "file", "x", None)
    assert (tmp_path / "file").read_text() == "x"
    with pytest.raises(WijgraphError), files.alone_in(tmp_path / "nowhere"):
        edit(tmp_path / "nowhere" / "file", "x", None)
