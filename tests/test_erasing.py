"""What is erased is in no file; a store that is damaged or not there is told of, none is made."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Run, tool
from tests.stores import oxigraph
from wijgraph.errors import StoreError
from wijgraph.graph.documents import Document
from wijgraph.messages import Message
from wijgraph.register import Common, Register
from wijgraph.register.laying import Laid
from wijgraph.store import disk
from wijgraph.store.disk import Disk, leftover
from wijgraph.store.opening import Spec, open_store
from wijgraph.store.sending import RemoteWriter

NAME = "Wiard-Xylander"  # so short a text lies in the keys, a longer one in the dictionary
WORD = "<https://e/C> a <http://www.w3.org/2002/07/owl#Class> ."
LZ4 = 4  # the byte behind a block that tells how it is compressed


def lay(name: str, common: Common) -> Laid:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    lines = (
        f'<https://e/{name}/{n}> <{label}> "number {n} of {name}" , "{name}" .\n'
        for n in range(100)
    )
    return common.lay([Document("d", "".join(lines), "turtle")])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of two, in one of which there is a name; it was in a third, and was replaced."""
    folder = tmp_path_factory.mktemp("stores") / "register"
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(disk, "SMALL", 0)  # what is loaded in bulk is packed
    common = Common([Document("o", WORD, "turtle")], [])
    register = Register(Disk(folder, write=True))
    # The name last: what is put together with later files is no longer packed.
    for slug, name in (("west", f"before-{NAME}"), ("noord", "Noord"), ("west", "West"),
                       ("zuid", NAME)):  # fmt: skip
        register.add(slug, lay(name, common))
    monkeypatch.undo()
    return folder


@pytest.fixture
def kept(filled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled, tmp_path / "register")


def unpacked(data: bytes, start: int) -> bytes | None:
    """Return the block of LZ4 that begins at ``start``, behind its size; None when none does."""
    size = shift = 0
    while shift <= 14:
        size |= (data[start] & 127) << shift
        shift, start = shift + 7, start + 1
        if data[start - 1] < 128:
            break
    out = bytearray()
    try:
        while len(out) < size:
            token, start = data[start], start + 1
            run, back = token >> 4, token & 15
            while run >= 15 and (run - 15) % 255 == 0:
                run, start = run + data[start], start + 1
                if data[start - 1] < 255:
                    break
            out += data[start : start + run]
            start += run
            if len(out) >= size:
                break
            offset, start = int.from_bytes(data[start : start + 2], "little"), start + 2
            while back >= 15 and (back - 15) % 255 == 0:
                back, start = back + data[start], start + 1
                if data[start - 1] < 255:
                    break
            if not 0 < offset <= len(out):
                return None
            for _ in range(back + 4):
                out.append(out[-offset])
    except IndexError:
        return None
    return bytes(out) if len(out) == size > 0 and data[start : start + 1] == bytes([LZ4]) else None


def texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all files as they are, and what is packed in those of tables."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.name, data
            if path.suffix == ".sst":
                found = (unpacked(data, start) for start in range(len(data) - 3))
                yield f"{path.name}, unpacked", b"\0".join(block for block in found if block)


def traces(folder: Path, name: str = NAME) -> list[str]:
    """Return the files, of a store and of all that stands beside it, in which ``name`` is."""
    return [file for file, data in texts(folder.parent) if name.lower().encode() in data.lower()]


def command(folder: Path, *arguments: str) -> list[str]:
    return ["--lang", "en", "--store", f"oxigraph:{folder}", "register", *arguments]


def test_what_is_erased_is_in_no_file(kept: Path, run: Run) -> None:
    before = traces(kept)
    # So the search finds what is packed, and what is not: in keys, dictionary and manifest.
    assert {file.partition(".sst")[2] for file in before} >= {"", ", unpacked"}
    assert [file for file in before if file.startswith("MANIFEST")]
    assert run(*command(kept, "remove", "zuid")).code == 0
    assert traces(kept)  # removed, and still there: from now on it is erased
    outcome = run(*command(kept, "erase"))
    assert outcome.code == 0, outcome.err
    assert traces(kept) == []
    assert "backups" in outcome.out + outcome.err
    assert traces(kept, "number 7 of Noord")
    assert [path.name for path in kept.parent.iterdir()] == ["register"]
    register = Register(Disk(kept))
    assert list(register.entries) == ["noord", "west"]
    for entry in register.entries.values():
        assert len(list(register.store.triples([entry.graphs["data"]]))) == 200


def test_removed_and_erased_in_one(kept: Path, run: Run) -> None:
    graph = "https://w3id.org/wijgraph/register/zuid/left/data"
    store = Disk(kept, write=True)
    store.fill({graph: f'<https://e/a> <https://e/p> "staged {NAME}" .\n'.encode()})
    del store
    outcome = run("--lang", "nl", *command(kept, "remove", "zuid", "--erase")[2:])
    assert outcome.code == 0, outcome.err
    assert traces(kept) == []
    assert traces(kept, "register/zuid") == []
    assert "back-ups" in outcome.out + outcome.err
    again = run(*command(kept, "remove", "zuid", "--erase"))
    assert (again.code, "no dossier called 'zuid'" in again.err) == (2, True)


KILLED = """
import os, signal, sys
from pathlib import Path
from wijgraph.register import Register
from wijgraph.store import disk
step, when = sys.argv[2], int(sys.argv[3])
def dying(work, before):
    def done(*arguments, **options):
        if before: os.kill(os.getpid(), signal.SIGKILL)
        work(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    return done
store = disk.Disk(Path(sys.argv[1]), write=True)
register = Register(store)
if step == "remove": register.remove = dying(register.remove, when)
elif step == "swap": disk.put_folder = dying(disk.put_folder, when)
else:
    disk.shutil.rmtree = lambda *a, **o: None if o else os.kill(os.getpid(), signal.SIGKILL)
register.erase(["zuid"])
"""


@pytest.mark.parametrize(
    ("step", "when"), [("remove", 1), ("remove", 0), ("swap", 1), ("swap", 0), ("clear", 0)]
)
def test_killed_while_erasing(
    kept: Path, run: Run, step: str, when: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The old one or the new one is there, whole; who goes on is told, and finishes it."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(kept), step, str(when)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert leftover(kept).exists()
    assert run(*command(kept, "list")).code == 0
    assert "stopped halfway" in caplog.text
    assert set(Register(Disk(kept)).entries) >= {"noord", "west"}
    names = list(Register(Disk(kept)).entries)
    outcome = run(*command(kept, "remove", "zuid", "--erase") if "zuid" in names
                  else command(kept, "erase"))  # fmt: skip
    assert outcome.code == 0, outcome.err
    assert traces(kept) == []
    assert not leftover(kept).exists()
    assert list(Register(Disk(kept)).entries) == ["noord", "west"]


def test_erasing_is_for_who_writes_alone(kept: Path, run: Run) -> None:
    other = Disk(kept, write=True)
    outcome = run(*command(kept, "remove", "zuid", "--erase"))
    assert (outcome.code, "another process is writing" in outcome.err) == (2, True)
    del other
    assert not leftover(kept).exists()


def test_what_a_server_keeps_is_out_of_reach(tmp_path: Path, run: Run) -> None:
    with oxigraph(tmp_path) as there:
        writer = RemoteWriter(
            there.url, update_url=there.update_url, graph_store_url=there.graph_store_url
        )
        register = Register(writer)
        register.add("zuid", lay(NAME, Common([Document("o", WORD, "turtle")], [])))
        store = ["--lang", "en", "--store", there.url, "register", *there.writing]
        assert run(*store, "remove", "zuid", "--erase").code == 2  # without --write
        outcome = run(*store, "remove", "zuid", "--erase", "--write")
        assert outcome.code == 0, outcome.err
        assert "out of reach" in outcome.out + outcome.err
        assert list(Register(open_store(Spec.of(there.url))).entries) == []
        assert run(*store, "erase").code == 2


# Stores that are not there, or damaged.


@pytest.mark.parametrize(
    "asked",
    [
        ["list"],
        ["validate"],
        ["validate", "--allow-nothing-checked"],
        ["query", "who-steers-whom"],
        ["compare", "rules"],
        ["compare", "gaps"],
        ["remove", "zuid"],
        ["remove", "zuid", "--erase"],
        ["erase"],
    ],
)
@pytest.mark.parametrize("there", ["nothing", "file", "folder"])
def test_no_store_is_made_by_who_asks(kept: Path, run: Run, asked: list[str], there: str) -> None:
    typo = kept.with_name("registre")
    if there == "file":
        typo.write_text("text")
    elif there == "folder":
        typo.mkdir()
    outcome = run(*command(typo, *asked))
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no store here" in outcome.err
    assert f"Did you mean oxigraph:{kept}?" in outcome.err
    if there == "nothing":
        assert not typo.exists()
    elif there == "folder":
        assert list(typo.iterdir()) == []


@pytest.mark.parametrize(
    "asked", [["validate"], ["query", "who-steers-whom"], ["compare", "rules"], ["compare", "gaps"]]
)
def test_an_empty_register_is_no_pass(tmp_path: Path, run: Run, asked: list[str]) -> None:
    Disk(tmp_path / "empty", write=True)
    outcome = run(*command(tmp_path / "empty", *asked))
    assert outcome.code == 2
    assert "there is no dossier in" in outcome.err


def truncated(folder: Path) -> None:
    for path in folder.glob("*.sst"):
        os.truncate(path, 10)


def overwritten(folder: Path) -> None:
    for path in folder.glob("*.sst"):
        data = path.read_bytes()
        path.write_bytes(bytes(byte ^ 85 for byte in data))


def gone(pattern: str) -> Callable[[Path], None]:
    def remove(folder: Path) -> None:
        for path in folder.glob(pattern):
            path.unlink()

    return remove


def without_manifest_text(folder: Path) -> None:
    for path in folder.glob("MANIFEST*"):
        path.write_bytes(os.urandom(100))


@pytest.mark.parametrize(
    "damage",
    [
        truncated,
        overwritten,
        without_manifest_text,
        gone("CURRENT"),
        gone("MANIFEST*"),
        gone("*.sst"),
        lambda folder: (folder / "CURRENT").write_text("x"),
    ],
    ids=["truncated", "overwritten", "random", "CURRENT", "MANIFEST", "tables", "pointer"],
)
@pytest.mark.parametrize(
    "asked",
    [
        ["list"], ["validate"], ["remove", "zuid", "--erase"], ["remove", "zuid"],
        ["add", "TOWN", "--name", "town"], ["query", "gaps"], ["gaps"], ["doctor"],
    ],
    ids=lambda asked: "-".join(asked[:1] + asked[2:]),
)  # fmt: skip
def test_a_damaged_store_is_told_as_damaged(
    kept: Path, town_folder: Path, run: Run, damage: Callable[[Path], None], asked: list[str]
) -> None:
    damage(kept)
    outcome = run(*whole_command(kept, asked, town_folder))
    assert (outcome.code, outcome.out) == (2, "")
    assert "this store is damaged" in outcome.err
    assert "Put back a backup" in outcome.err
    assert not re.search("Traceback|wijgraph itself", outcome.err)
    assert not leftover(kept).exists()


def whole_command(folder: Path, asked: list[str], town: Path) -> list[str]:
    """Return a command about a store: of ``register``, or one that asks a dossier in it."""
    if asked == ["doctor"]:
        return ["--lang", "en", "doctor", "--store", f"oxigraph:{folder}"]
    if asked == ["gaps"]:
        return ["--lang", "en", "--store", f"oxigraph:{folder}#noord", "query", "run", "gaps"]
    return command(folder, *(str(town) if word == "TOWN" else word for word in asked))


def without_rights(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command that files are closed to, whoever runs the tests."""
    rights = "-dac_override,-dac_read_search"
    as_others = [tool("setpriv"), f"--bounding-set={rights}", f"--inh-caps={rights}"]
    return subprocess.run(
        [*(as_others if os.geteuid() == 0 else []), sys.executable, "-m", "wijgraph", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


ADD = ["add", "TOWN", "--name", "town"]


@pytest.mark.parametrize(("rights", "asked"), [
    (0o000, ["list"]), (0o000, ADD), (0o000, ["validate"]), (0o000, ["gaps"]), (0o000, ["doctor"]),
    (0o444, ["list"]), (0o555, ADD), (0o555, ["remove", "zuid"]), (0o555, ["validate"]),
])  # fmt: skip
def test_a_store_without_rights(
    kept: Path, town_folder: Path, rights: int, asked: list[str]
) -> None:
    kept.chmod(rights)
    try:
        outcome = without_rights(whole_command(kept, asked, town_folder))
    finally:
        kept.chmod(0o755)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "cannot be opened" in outcome.stderr and "the right to read" in outcome.stderr
    assert not re.search("damaged|Traceback|wijgraph itself", outcome.stderr)


@pytest.mark.parametrize("asked", [ADD, ["remove", "zuid"], ["validate"]], ids=lambda a: a[0])
def test_a_store_that_another_writes_to(
    kept: Path, town_folder: Path, run: Run, asked: list[str]
) -> None:
    other = Disk(kept, write=True)
    outcome = run(*whole_command(kept, asked, town_folder))
    assert (outcome.code, outcome.out) == (2, "")
    assert StoreError(Message("store.locked")).told("en") in outcome.err
    assert len(Register(other).entries) == 3


def test_a_file_in_the_place_of_a_store(tmp_path: Path, town_folder: Path, run: Run) -> None:
    (tmp_path / "store").write_text("mine")
    for asked in (ADD, ["list"], ["gaps"], ["doctor"]):
        outcome = run(*whole_command(tmp_path / "store", asked, town_folder))
        assert (outcome.code, outcome.out) == (2, "")
        assert "This is a file. Name a folder" in outcome.err
    assert (tmp_path / "store").read_text() == "mine"


FULL = "IO error: No space left on device: While appending to file: x.sst"


@pytest.mark.parametrize("step", ["_opened", "fill", "erase"])
def test_a_full_disk_is_no_damage(
    kept: Path, town_folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(FULL)

    if step == "fill":
        write = Disk._write
        monkeypatch.setattr(Disk, "_write", lambda self, _: write(self, full))
    else:
        monkeypatch.setattr(disk, "put_folder" if step == "erase" else "_opened", full)
    asked = ["remove", "zuid", "--erase"] if step == "erase" else ADD
    outcome = run(*whole_command(kept, asked, town_folder))
    monkeypatch.undo()
    assert (outcome.code, outcome.out) == (2, "")
    assert "no room left on the disk" in outcome.err and "Make room" in outcome.err
    assert not re.search("damaged|remove the folder|Traceback|wijgraph itself", outcome.err)
    assert {"noord", "west"} <= set(Register(Disk(kept)).entries)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk in memory; skips where none may be made."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    made = subprocess.run([tool("mount"), *options], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no disk may be made here")
    try:
        yield folder
    finally:
        subprocess.run([tool("umount"), "--lazy", str(folder)], check=True)


def test_a_disk_that_fills_up(kept: Path, tmp_path: Path, town_folder: Path, run: Run) -> None:
    with small_disk(tmp_path / "small", 16) as small:
        folder = shutil.copytree(kept, small / "register")
        with pytest.raises(OSError, match="space"):
            (small / "other").write_bytes(b"0" * 2**25)
        for asked in (ADD, ["remove", "zuid"], ["validate"]):
            outcome = run(*whole_command(folder, asked, town_folder))
            assert (outcome.code, outcome.out) == (2, "")
            assert "no room left on the disk" in outcome.err and "damaged" not in outcome.err
        assert "zuid" in run(*command(folder, "list")).out
        (small / "other").unlink()
        assert run(*whole_command(folder, ADD, town_folder)).code == 0


def test_no_new_store_is_made_in_a_damaged_one(kept: Path) -> None:
    gone("CURRENT")(kept)
    with pytest.raises(StoreError) as caught:
        Disk(kept, write=True)
    assert caught.value.told("en").count("damaged") == 1


def test_a_log_that_is_lost_takes_nothing_along(kept: Path) -> None:
    for path in kept.glob("*.log"):
        path.write_bytes(b"x" * path.stat().st_size)
    assert list(Register(Disk(kept)).entries) == ["noord", "west", "zuid"]
