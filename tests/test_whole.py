"""What is written is whole or not there: killed, on a full disk, two at once, where none may."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commanding import WIJGRAPH, command, environment, script
from tests.conftest import Run, make_town
from tests.crashing import kill_while_writing, read_only, tiny_disk
from wijgraph import files
from wijgraph.errors import WriteError
from wijgraph.files import put_folder, write_whole

# Writes a file or a site again and again, so that a kill falls into the writing.
WRITER = """
import sys
from pathlib import Path
from wijgraph.files import put_folder, write_whole
from wijgraph.site.keeping import keep
folder, kind = Path(sys.argv[1]), sys.argv[2]
turn = 0
print("ready", flush=True)
while True:
    turn += 1
    if kind == "file":
        write_whole(folder / "file", b"%d\\n" % turn * 200_000)
        continue
    fresh = folder / "fresh"
    fresh.mkdir(exist_ok=True)
    for name in "abcdefgh":
        (fresh / name).write_text(str(turn))
    site = folder / "site"
    keep(site, fresh, "abcdefgh")
    put_folder(fresh, site, lambda old: keep(old, site, "abcdefgh", late=True))
"""


def whole_file(folder: Path) -> bool:
    return len(set((folder / "file").read_bytes().split(b"\n")[:-1])) == 1


def whole_site(folder: Path) -> bool:
    found = [path.read_text() for path in (folder / "site").iterdir() if path.is_file()]
    return len(set(found)) == 1 and len(found) == 8


@pytest.mark.parametrize(("kind", "whole"), [("file", whole_file), ("site", whole_site)])
def test_killed_a_hundred_times(tmp_path: Path, kind: str, whole: Callable[[Path], bool]) -> None:
    import random

    chance = random.Random(3)
    seen = set[bytes]()
    own = tmp_path / "site" / ".git" / "config"
    if kind == "site":
        own.parent.mkdir(parents=True)
        own.write_text("of somebody else")
        for name in "abcdefgh":
            (tmp_path / "site" / name).write_text("0")
    for _ in range(50):
        shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), kind], stdout=subprocess.PIPE,
            env=environment(),
        ) as running:  # fmt: skip
            assert running.stdout
            running.stdout.readline()
            threading.Event().wait(chance.uniform(0.005, 0.08))
            running.kill()
        there = tmp_path / kind
        if there.exists():
            assert whole(tmp_path)
            assert kind == "file" or own.read_text() == "of somebody else"
            example = there if kind == "file" else there / "a"
            seen.add(example.read_bytes()[:20])
    assert len(seen) > 3


def test_a_writer_that_does_not_take_care_is_noticed(tmp_path: Path) -> None:
    """What the test above would find of a file that is written in place."""
    (tmp_path / "file").write_bytes(b"1\n" * 1000 + b"2\n")
    assert not whole_file(tmp_path)


def test_commands_killed(tmp_path: Path) -> None:
    town = make_town(tmp_path / "town")
    dossier = ["--dossier", "town"]
    runs = kill_while_writing(
        tmp_path, [*dossier, "export", "-F", "ntriples", "-o", "x.nt"], "x.nt", runs=6, seconds=8
    )
    runs += kill_while_writing(
        tmp_path, [*dossier, "validate", "-o", "sarif=x.sarif"], "x.sarif", runs=6, seconds=8
    )
    assert runs > 4
    # The dossier itself: the list of waivers and the baseline.
    waiver = town / "waivers.toml"
    old = "# kept\n"
    for _ in range(4):
        waiver.write_text(old)
        with subprocess.Popen(
            [*WIJGRAPH, *dossier, "waiver", "add", "GOV-NODE-LABEL", "town", "--reason", "r",
             "--owner", "o", "--expires", "2027-03-01"],
            cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as running:  # fmt: skip
            threading.Event().wait(0.7)
            os.killpg(running.pid, 9)
        text = waiver.read_text()
        assert text == old or (text.startswith(old) and text.rstrip().endswith("2027-03-01"))


def test_a_full_disk(tmp_path: Path) -> None:
    town = make_town(tmp_path / "town")
    with tiny_disk(tmp_path / "tiny", 1) as disk:
        (disk / "x.nt").write_text("old")
        with pytest.raises(WriteError, match=r"cannot be written: (No space|File too large)"):
            write_whole(disk / "x.nt", b"x" * 2_000_000)
        asked = ("--lang", "en", "--dossier", town, "view", "toezicht")
        outcome = command(*asked, "-o", disk / "x.html")
        assert (outcome.code, outcome.out) == (2, "")
        assert "cannot be written" in outcome.err
        assert "Traceback" not in outcome.err
        assert (disk / "x.nt").read_text() == "old"
        assert [p.name for p in disk.iterdir()] == ["x.nt"]


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "x.ttl").write_text("old")
        make_town(folder / "town")

    with read_only(tmp_path / "fixed", fill) as made:
        if not made:
            pytest.skip("nothing can be made read-only here")
        fixed = tmp_path / "fixed"
        asked: list[list[str | Path]] = [
            ["--dossier", fixed / "town", "export", "-o", fixed / "x.ttl"],
            ["--dossier", fixed / "town", "build", "-o", fixed / "site"],
            ["--dossier", fixed / "town", "validate", "-o", f"json={fixed / 'x.json'}"],
            ["--dossier", fixed / "town", "baseline", "write"],
        ]
        for arguments in asked:
            outcome = command("--lang", "en", *arguments)
            assert (outcome.code, outcome.out) == (2, ""), arguments
            assert "cannot be written: " in outcome.err
            assert "Traceback" not in outcome.err
        assert (fixed / "x.ttl").read_text() == "old"


def test_two_writers_at_once(tmp_path: Path) -> None:
    texts = [str(number).encode() * (300_000 + 50_000 * number) for number in range(4)]
    target = tmp_path / "file"
    write_whole(target, texts[0])

    def write(text: bytes) -> None:
        for _ in range(10):
            write_whole(target, text)

    writers = [threading.Thread(target=write, args=(text,)) for text in texts]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert target.read_bytes() in texts  # whoever reads in between finds one of them whole
    for writer in writers:
        writer.join()
    assert target.read_bytes() in texts
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_two_sites_at_once(tmp_path: Path) -> None:
    def build(number: int) -> None:
        for turn in range(20):
            fresh = tmp_path / f"fresh{number}"
            fresh.mkdir()
            for name in "abcdefgh":
                (fresh / name).write_text(f"{number} {turn}")
            put_folder(fresh, tmp_path / "site")

    (tmp_path / "site").mkdir()
    builders = [threading.Thread(target=build, args=(number,)) for number in range(3)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert whole_site(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


# Rights


def test_rights_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("secret")
    path.chmod(0o600)
    write_whole(path, b"other")
    assert path.stat().st_mode & 0o777 == 0o600
    write_whole(tmp_path / "new", b"x")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o666 & ~mask


def test_nothing_is_left_of_what_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "file").write_text("old")
    monkeypatch.setattr("wijgraph.files.os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("atomic", [True, False])
def test_a_folder_in_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atomic: bool
) -> None:
    if not atomic:
        monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    for turn in ("one", "two", "three"):
        fresh = tmp_path / "fresh"
        fresh.mkdir()
        (fresh / turn).touch()
        put_folder(fresh, tmp_path / "site")
        assert [p.name for p in (tmp_path / "site").iterdir()] == [turn]
        assert [p.name for p in tmp_path.iterdir()] == ["site"]


@pytest.mark.skipif(sys.platform != "linux", reason="a call of Linux")
def test_folders_change_places_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert files._exchanged(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").is_file()
    assert not files._exchanged(tmp_path / "one", tmp_path / "nowhere")


def test_several_reports_are_made_before_any_is_written(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    first = tmp_path / "x.json"
    code = f"""
import sys
import wijgraph.cli.validating as v
def fail(form, *rest, whole=v.write):
    if form == "junit":
        raise MemoryError
    return whole(form, *rest)
v.write = fail
from wijgraph.cli.main import main
sys.argv = ["wijgraph", "validate", "-o", "json={first}", "-o", "junit={missing}"]
sys.exit(main())
"""
    outcome = script(code)
    assert outcome.code == 2
    assert "meer dan 2048 MiB" in outcome.err
    assert not first.exists()
    assert run("validate", "-o", f"json={missing / 'x.json'}").code == 2
