"""The one door out: files and folders are written whole or not at all, and nothing is gone astray.

A device or a pipe is written to, as a stream. What a link leads to is never written.
"""

import ctypes
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wijgraph.errors import WijgraphError, WriteError
from wijgraph.messages import Message
from wijgraph.safety.reading import read_text, reason

HERE, EXCHANGE = -100, 2  # of renameat2: paths from here, and one in the place of the other
# Names of what this process has open already, such as its standard output.
OPEN = re.compile(r"(?:/dev|/proc/self)/(?:fd/(?P<number>\d{1,6})|std(?P<name>out|err))\Z")
STANDARD = {"out": 1, "err": 2}
WAITING = 10  # seconds for somebody to read from a pipe


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``; on any failure what was there before stays as it was.

    A device or a pipe is written to and stays what it is.

    Raises WriteError when the folder is missing, read-only or full, or when ``path`` is a link.
    """
    temporary = ""
    try:
        if _streamed(path, data):
            return
        # A new file with a name nobody can know: no link that waits there is followed.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode_of(path))
        Path(temporary).replace(path)
        temporary = ""
        _keep(path.parent)
    except BrokenPipeError:  # who reads from a pipe may leave
        raise
    except OSError as error:
        raise WriteError(Message("dossier.unwritable", reason=reason(error)), path=path) from None
    finally:  # Ctrl-C too
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _streamed(path: Path, data: bytes) -> bool:
    """Write to a device or pipe; return whether ``path`` is one. Raises WriteError for a link."""
    if own := OPEN.match(str(path)):
        handle = os.dup(int(own["number"] or STANDARD[own["name"]]))
    else:
        refuse_link(path)
        try:
            kind = path.stat().st_mode
        except FileNotFoundError:
            return False
        if stat.S_ISDIR(kind):
            raise WriteError(Message("dossier.is-folder"), path=path)
        if stat.S_ISREG(kind):
            return False
        handle = _opened(path)
    with os.fdopen(handle, "wb", buffering=0) as stream:
        os.set_blocking(stream.fileno(), True)
        left = memoryview(data)
        while left:
            left = left[stream.write(left) :]
    return True


def _opened(path: Path) -> int:
    """Return a device or pipe that is open for writing; wait for a reader, but not for ever."""
    until = time.monotonic() + WAITING
    while True:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            if not stat.S_ISFIFO(path.stat().st_mode):
                raise WriteError(
                    Message("dossier.unwritable", reason=reason(error)), path=path
                ) from None
            if time.monotonic() > until:
                raise WriteError(Message("dossier.no-reader", seconds=WAITING), path=path) from None
        time.sleep(0.05)


def refuse_link(path: Path) -> None:
    """Raise WriteError when ``path`` is a link: what it leads to may be anybody's."""
    if path.is_symlink():
        target = os.path.realpath(path)
        raise WriteError(
            Message("dossier.is-link", target=target),
            path=path,
            hint=Message("dossier.is-link-hint"),
        )


def edit(path: Path, text: str, before: str | None) -> None:
    """Write ``text`` to ``path``, if what is there is still ``before``; None is no file.

    Raises WriteError when it was changed meanwhile, and as ``write_whole`` does.
    """
    with alone_in(path.parent):
        try:
            now = read_text(path) if os.path.lexists(path) else None
        except WijgraphError:
            now = ""
        if now != before:
            raise WriteError(Message("dossier.changed-meanwhile"), path=path)
        refuse_link(path)
        write_whole(path, text.encode())


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process of ours edits a file in ``folder``; leaves no file behind.

    Whoever reads and writes within it loses no change of another.
    """
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows; and a folder that is not there is told when writing
        yield
        return
    try:
        with suppress(OSError):  # some file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def mode_of(path: Path, new: int = 0o666) -> int:
    """Return the rights of what is there, or those that something new has."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return new & ~mask


def _keep(folder: Path) -> None:
    """Have the system keep the names in a folder, where it can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def put_folder(fresh: Path, target: Path, last: Callable[[Path], None] = lambda _: None) -> None:
    """Put the folder ``fresh`` in the place of ``target``, which goes when that is done.

    Where the system can, both change places at once, so that there is no moment without either.
    ``last`` gets the old folder just before it goes.
    """
    if not target.exists():
        fresh.rename(target)
    elif _exchanged(fresh, target):
        last(fresh)
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.old."))
        target.rename(old / target.name)
        try:
            fresh.rename(target)
            last(old / target.name)
        except OSError:
            if not target.exists():
                (old / target.name).rename(target)
            raise
        finally:
            shutil.rmtree(old, ignore_errors=True)
    _keep(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Return whether two folders have changed places, in one step of the system."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)
