"""Writing files and folders whole or not at all."""

import ctypes
import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from wijgraph.errors import WriteError
from wijgraph.messages import Message
from wijgraph.safety.reading import reason

HERE, EXCHANGE = -100, 2  # of renameat2: paths from here, and one in the place of the other


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``; on any failure what was there before stays as it was.

    A symbolic link is followed, so that the file it leads to is replaced and not the link.

    Raises WriteError when the folder is missing, read-only or full.
    """
    temporary = ""
    try:
        target = _target(path)
        # A new file with a name nobody can know: no link that waits there is followed.
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
        temporary = ""
        _keep(target.parent)
    except OSError as error:
        raise WriteError(Message("dossier.unwritable", reason=reason(error)), path=path) from None
    finally:  # Ctrl-C too
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _target(path: Path) -> Path:
    """Return the file that ``path`` leads to.

    Raises WriteError for a link that somebody else laid: in a folder of all it may be a trap.
    """
    if not path.is_symlink():
        return path
    if hasattr(os, "geteuid"):
        owner = path.lstat().st_uid
        if owner not in {os.geteuid(), path.absolute().parent.stat().st_uid}:
            raise WriteError(Message("dossier.link-of-another"), path=path)
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise WriteError(Message("dossier.link-to-itself"), path=path)
    return target


def _mode(path: Path) -> int:
    """Return the rights of a file that is there, or those that a new one has."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _keep(folder: Path) -> None:
    """Have the system keep the names in a folder, where it can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def put_folder(fresh: Path, target: Path) -> None:
    """Put the folder ``fresh`` in the place of ``target``, which goes when that is done.

    Where the system can, both change places at once, so that there is no moment without either.
    """
    if not target.exists():
        fresh.rename(target)
    elif _exchanged(fresh, target):
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.old."))
        target.rename(old / target.name)
        try:
            fresh.rename(target)
        except OSError:
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
