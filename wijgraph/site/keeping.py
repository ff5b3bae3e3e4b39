"""What in the folder of a site is not of the site, and stays: ``.git``, ``CNAME``, uploads.

The mark in the folder lists what ``build`` made. All else is somebody else's: the new folder gets
it by hard links, so that nothing is moved or copied, and the old one stays whole until the swap.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from wijgraph.errors import WijgraphError, WriteError
from wijgraph.files import mode_of
from wijgraph.messages import Message
from wijgraph.safety.reading import read_text

MARK = ".wijgraph-site"
FOLDER_MODE = 0o777  # of a new one, less what the user's mask takes


def mark(names: Collection[str]) -> str:
    """Return the text of the mark for a site of these files."""
    made = {"made-by": "wijgraph build", "files": sorted({*names, MARK})}
    return json.dumps(made, ensure_ascii=False, indent=0) + "\n"


def made_before(target: Path) -> frozenset[str]:
    """Return what ``build`` made in ``target`` the last time.

    Raises WriteError for a folder that it does not know, and for what is no folder.
    """
    if not target.exists():
        return frozenset()
    hint = Message("pages.not-a-site-hint")
    if not target.is_dir() or (any(target.iterdir()) and not os.path.lexists(target / MARK)):
        raise WriteError(Message("pages.not-a-site"), path=target, hint=hint)
    if not any(target.iterdir()):
        return frozenset()
    try:
        names = json.loads(read_text(target / MARK))["files"]
        if all(isinstance(name, str) for name in names):
            return frozenset(names)
    except (WijgraphError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise WriteError(Message("pages.site-unlisted", mark=MARK), path=target, hint=hint)


def keep(old: Path, new: Path, made: Collection[str], *, late: bool = False) -> None:
    """Let ``new`` have what is in ``old`` and not ``made``, and the rights of all that is in both.

    With ``late`` it is done once more, for what came in the meantime.

    Raises WriteError when both have a file of one name, or another disk is mounted in ``old``.
    """
    parents = {str(parent) for name in made for parent in PurePosixPath(name).parents}
    for path in _inside(old):
        name = path.relative_to(old).as_posix()
        place = new / name
        if path.is_dir() and not path.is_symlink():
            if name not in parents or place.is_dir():
                _folder(path, place)
        elif name not in made:
            for parent in reversed(path.relative_to(old).parents):
                _folder(old / parent, new / parent)
            if not os.path.lexists(place):
                _link(path, place)
            elif not late:
                raise WriteError(Message("pages.in-the-way", name=name), path=old)
        elif not late and place.is_file():
            place.chmod(mode_of(path))


def _inside(folder: Path) -> Iterator[Path]:
    """Yield all that is in ``folder``, itself first; no link is followed."""
    disk = folder.lstat().st_dev
    for place, folders, files in os.walk(folder, onerror=_raise):
        if os.lstat(place).st_dev != disk:
            raise WriteError(Message("pages.other-disk"), path=place)
        yield Path(place)
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name) for name in [*files, *links])


def _raise(error: OSError) -> None:
    raise error


def _folder(old: Path, new: Path) -> None:
    """Make a folder with the rights and owner of another, if it is not there."""
    new.mkdir(parents=True, exist_ok=True)
    status = old.stat()
    if (new.stat().st_uid, new.stat().st_gid) != (status.st_uid, status.st_gid):
        with suppress(OSError):
            os.chown(new, status.st_uid, status.st_gid)
    new.chmod(mode_of(old))


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a disk without hard links, or a file of somebody else
        shutil.copy2(old, new, follow_symlinks=False)
