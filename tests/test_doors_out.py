"""What is written goes where it was sent: devices, pipes, links, folders, and a site of others."""

import contextlib
import os
import stat
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

import wijgraph
from tests.commanding import WIJGRAPH, command, environment
from tests.conftest import Run
from wijgraph import files
from wijgraph.errors import WriteError
from wijgraph.files import write_whole
from wijgraph.model import Report
from wijgraph.site import build as building
from wijgraph.site import keeping
from wijgraph.site.build import build

NOTHING = Report(conforms=True, findings=())
ASKED = ("view", "toezicht", "-F", "graphml", "-o")


def silent(*_: object) -> None:
    """Let nobody know how far it is."""


# Devices and pipes


def device(path: Path, minor: int) -> None:
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
        path.write_bytes(b"")
    except OSError:
        pytest.skip("no device can be made here")


def test_a_device_stays_one(tmp_path: Path, town_folder: Path) -> None:
    device(tmp_path / "null", 3)
    for asked in (
        ("export", "-o"),
        ("view", "toezicht", "-F", "svg", "-o"),
        ("query", "run", "gaps", "-o"),
    ):
        done = command("--dossier", town_folder, *asked, tmp_path / "null")
        assert (done.code, done.out) == (0, ""), done.err
    assert command("--dossier", town_folder, "validate", "-o", f"json={tmp_path / 'null'}").out
    assert stat.S_ISCHR((tmp_path / "null").stat().st_mode)


def test_a_device_that_takes_nothing(tmp_path: Path) -> None:
    device(tmp_path / "full", 7)
    with pytest.raises(WriteError, match="cannot be written"):
        write_whole(tmp_path / "full", b"x")
    assert stat.S_ISCHR((tmp_path / "full").stat().st_mode)


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"x" * 1_000_000)
    reader.join()
    assert read == [b"x" * 1_000_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [p.name for p in tmp_path.iterdir()] == ["pipe"]


def test_a_pipe_that_nobody_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(files, "WAITING", 0.1)
    with pytest.raises(WriteError, match="nobody reads"):
        write_whole(tmp_path / "pipe", b"x")


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_name(town_folder: Path, tmp_path: Path, name: str) -> None:
    asked = [*WIJGRAPH, "--dossier", str(town_folder), *ASKED]
    piped = subprocess.run([*asked, name], capture_output=True, check=True, env=environment())
    assert piped.stdout.rstrip().endswith(b"</graphml>")
    with (tmp_path / "x").open("ab") as stream:
        stream.write(b"first\n")
        stream.flush()
        subprocess.run([*asked, name], stdout=stream, check=True, env=environment())
    assert (tmp_path / "x").read_bytes() == b"first\n" + piped.stdout


# Links and folders


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "asked",
    [
        ("export", "-o", "{}"),
        ("validate", "-o", "json={}"),
        ("view", "toezicht", "-o", "{}"),
        ("baseline", "write", "--baseline", "{}"),
        ("waiver", "add", "GOV-NODE-LABEL", "rvb", "--reason", "r", "--owner", "o",
         "--expires", "2027-03-01", "--waivers", "{}"),
        ("diff", ".", ".", "-F", "patch", "-o", "{}"),
    ],
)  # fmt: skip
def test_a_link_is_refused_with_its_target(
    town_folder: Path, tmp_path: Path, run: Run, asked: tuple[str, ...], there: bool
) -> None:
    target, link = tmp_path / "target", tmp_path / "link.html"
    if there:
        target.write_text('{"version": 1, "findings": {}}' if asked[0] == "baseline" else "")
    before = target.read_text() if there else None
    link.symlink_to(target)
    words = [str(town_folder) if word == "." else word.format(link) for word in asked]
    done = run("--lang", "en", "--dossier", town_folder, *words)
    assert done.code == 2
    assert f"{link}: is a link to {target}" in done.err
    assert (target.read_text() if target.exists() else None) == before


def test_a_folder_is_refused(town_folder: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "folder").mkdir()
    for name in (tmp_path / "folder", f"{tmp_path / 'folder'}/"):
        done = run("--lang", "en", "--dossier", town_folder, "export", "-o", name)
        assert done.code == 2
    with pytest.raises(WriteError, match="is a folder"):
        write_whole(tmp_path / "folder", b"x")
    with pytest.raises(WriteError, match="is a link to"):
        (tmp_path / "around").symlink_to(tmp_path / "around")
        write_whole(tmp_path / "around", b"x")


# What is in the folder of a site and not of the site


class Few:
    """A site of a few files, in the place of all that a real one has."""

    pages: Mapping[str, Sequence[str]] = {"page": ["index.html"]}

    def __init__(self, *_: object, **__: object) -> None:
        """Take what a real one takes."""

    def files(self) -> list[tuple[str, bytes]]:
        return [("assets/x.js", b"x"), ("actors/rvb.ttl", b"x")]

    def html(self) -> list[tuple[str, bytes]]:
        return [("index.html", b"x"), ("search.html", b"x"), ("actors/rvb.html", b"x")]


@pytest.fixture
def site(town: wijgraph.Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(building, "Content", Few)
    monkeypatch.setattr(building, "Material", lambda *_, **__: None)
    monkeypatch.setattr(building, "Pictures", lambda *_: SimpleNamespace(drawable=()))
    monkeypatch.setattr(building, "layouts", contextlib.nullcontext)
    build(town, NOTHING, tmp_path / "site", silent)
    return tmp_path / "site"


def test_build_keeps_what_it_did_not_make(town: wijgraph.Dossier, site: Path) -> None:
    subprocess.run(["git", "init", "-q", site], check=True)
    (site / "uploads" / "empty").mkdir(parents=True)
    (site / "uploads").chmod(0o2770)
    (site / "CNAME").write_text("example.org\n")
    (site / "actors" / "note.txt").write_text("of us")
    (site / "uploads" / "link").symlink_to("/etc")
    os.mkfifo(site / "pipe")
    (site / "index.html").chmod(0o640)
    (site / "actors").chmod(0o750)
    site.chmod(0o700)
    whole = {path.relative_to(site): path.lstat() for path in site.rglob("*")}
    number = (site / "CNAME").stat().st_ino
    build(town, NOTHING, site, silent)
    after = {path.relative_to(site): path.lstat() for path in site.rglob("*")}
    assert after.keys() == whole.keys()
    assert {n: s.st_mode for n, s in after.items()} == {n: s.st_mode for n, s in whole.items()}
    assert stat.S_IMODE(site.stat().st_mode) == 0o700
    assert (site / "CNAME").stat().st_ino == number
    assert subprocess.run(["git", "-C", site, "status"], check=False).returncode == 0
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_what_comes_while_it_is_built_stays(
    town: wijgraph.Dossier, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = files._exchanged

    def late(one: Path, other: Path) -> bool:
        (other / "late.txt").write_text("an upload of this moment")
        return swapped(one, other)

    monkeypatch.setattr(files, "_exchanged", late)
    build(town, NOTHING, site, silent)
    assert (site / "late.txt").read_text() == "an upload of this moment"


def test_a_disk_without_hard_links(
    town: wijgraph.Dossier, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError

    (site / "CNAME").write_text("example.org\n")
    monkeypatch.setattr(os, "link", none)
    build(town, NOTHING, site, silent)
    assert (site / "CNAME").read_text() == "example.org\n"


def lose_list(site: Path) -> None:
    (site / keeping.MARK).write_text("Written by wijgraph build; it may be replaced whole.\n")


def lose_mark(site: Path) -> None:
    (site / keeping.MARK).unlink()


def list_of_another_kind(site: Path) -> None:
    (site / keeping.MARK).write_text('{"files": [1]}')


def mark_is_a_link(site: Path) -> None:
    (site / keeping.MARK).rename(site.parent / "mark")
    (site / keeping.MARK).symlink_to(site.parent / "nowhere")


def name_taken(site: Path) -> None:
    mark = site / keeping.MARK
    mark.write_text(mark.read_text().replace('"index.html",', ""))  # somebody else's, then


def link_to_the_site(site: Path) -> None:
    site.rename(site.parent / "real")
    site.symlink_to("real")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lose_list, "does not list what"),
        (lose_mark, "not a site"),
        (list_of_another_kind, "does not list what"),
        (mark_is_a_link, "does not list what"),
        (name_taken, "index.html was put here by somebody else"),
        (link_to_the_site, "is a link to"),
    ],
)
def test_a_folder_that_build_does_not_know_stays(
    town: wijgraph.Dossier, site: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(site)
    (site / "index.html").write_text("of somebody else")
    before = sorted(path.relative_to(site) for path in site.rglob("*"))
    with pytest.raises(WriteError, match=said):
        build(town, NOTHING, site, silent)
    assert sorted(path.relative_to(site) for path in site.rglob("*")) == before
    assert (site / "index.html").read_text() == "of somebody else"


def test_a_list_that_names_what_is_outside_takes_nothing(
    town: wijgraph.Dossier, site: Path
) -> None:
    beside = site.parent / "beside"
    beside.write_text("of somebody else")
    mark = site / keeping.MARK
    mark.write_text(mark.read_text().replace('"files": [', f'"files": ["../beside", "{beside}",'))
    build(town, NOTHING, site, silent)
    assert beside.read_text() == "of somebody else"
