"""A dossier: a folder with ``ontology/``, ``shapes/``, ``data/`` and ``queries/``.

The one door in: only what lies inside the folder is of the dossier. Who gets a dossier from others
would else publish his own files by the links in it.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import DossierError
from wijgraph.messages import Message
from wijgraph.safety.reading import reason

FOLDERS = {
    "ontology": "*.ttl",
    "shapes": "*.ttl",
    "data": "*.ttl",
    "queries": "*.rq",
    "data/views": "*.toml",
}


@dataclass(frozen=True)
class Dossier:
    """The files of a dossier, each kind in the order of their names."""

    root: Path

    def files(self, folder: str) -> list[Path]:
        """Return the files of ``folder``, subfolders included; empty when there is none."""
        ending = Path(FOLDERS[folder]).suffix
        # What the package itself brings may be links to where an installer keeps it.
        return files_in(self.root / folder, {ending}, None if self == builtin() else self.root)

    def inside(self, path: Path) -> Path:
        """Return ``path`` in the dossier; raise DossierError when it leads out of it."""
        return path if self == builtin() else _inside(path, self.root)

    @property
    def examples(self) -> Path:
        """The folder with the examples of the rules: one folder a rule."""
        inside = self.root / "examples"
        return inside if inside.is_dir() else self.root / "tests" / "shapes"

    def relative(self, path: Path | str) -> str:
        """Return ``path`` for messages: as seen from here, or else from the dossier.

        Seen from here, so that a link made of it leads to the file when a dossier is a subfolder.
        """
        path, root = Path(path).absolute(), self.root.absolute()
        start = Path.cwd() if root.is_relative_to(Path.cwd()) else root
        return path.relative_to(start).as_posix() if path.is_relative_to(start) else str(path)


def files_in(folder: Path, endings: Collection[str], root: Path | None) -> list[Path]:
    """Return the files in ``folder`` with one of these endings, subfolders included, by name.

    Links are followed as long as they stay inside ``root``; a file with two names is read once.

    Raises DossierError for a link that leaves ``root``, and for a folder that cannot be read.
    """
    if root is not None:
        _inside(folder, root)
    found: dict[str, Path] = {}
    seen = set[str]()
    for place, folders, names in os.walk(folder, followlinks=True, onerror=_unreadable):
        real = os.path.realpath(place)
        if real in seen:  # a link to a folder around it
            folders.clear()
            continue
        seen.add(real)
        wanted = [name for name in names if Path(name).suffix.lower() in endings]
        for path in (Path(place, name) for name in sorted([*wanted, *folders])):
            if root is not None and path.is_symlink():
                _inside(path, root)
            real = os.path.realpath(path)
            if path.name in wanted and (real not in found or not path.is_symlink()):
                found[real] = path
    return sorted(found.values())


def _inside(path: Path, root: Path) -> Path:
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        raise DossierError(
            Message("dossier.link-outside", target=real),
            path=path,
            hint=Message("dossier.link-outside-hint"),
        )
    return path


def _unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # a folder that is not there holds nothing
        raise DossierError(
            Message("safety.unreadable", reason=reason(error)), path=error.filename
        ) from None


def builtin() -> Dossier:
    """Return the WIJ dossier that comes with the package."""
    package = Path(__file__).parent
    inside = package / "builtin"
    return Dossier(inside if inside.is_dir() else package.parent)


def find(root: Path | str | None = None) -> Dossier:
    """Return the dossier in the folder ``root``, or the built-in one.

    A folder without an ontology of its own borrows nothing: what is missing is an error.

    Raises DossierError when there is no such folder or it holds no ontology or no data.
    """
    if root is None:
        return builtin()
    folder = Path(root)
    if not folder.is_dir():
        raise DossierError(
            Message("dossier.no-folder"), path=folder, hint=Message("dossier.no-folder-hint")
        )
    dossier = Dossier(folder)
    for part in ("ontology", "data"):
        if not dossier.files(part):
            raise DossierError(
                Message("dossier.no-dossier", files=FOLDERS[part], part=part),
                path=folder,
                hint=Message("dossier.no-dossier-hint"),
            )
    return dossier
