"""A dossier: a folder with ``ontology/``, ``shapes/``, ``data/`` and ``queries/``.

The one door in: only what lies inside the folder is of the dossier. Who gets a dossier from others
would else publish his own files by the links in it.
"""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from wijgraph.errors import DossierError, WijgraphError
from wijgraph.messages import LANGUAGES, Message
from wijgraph.safety.reading import read_text, reason

FOLDERS = {
    "ontology": "*.ttl",
    "shapes": "*.ttl",
    "data": "*.ttl",
    "queries": "*.rq",
    "data/views": "*.toml",
}

ABOUT = "dossier.toml"
BASE = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#:]")  # a node is a name behind it


@dataclass(frozen=True)
class About:
    """What ``dossier.toml`` says of a dossier as a whole; each may be left out."""

    title: Mapping[str, str] = field(default_factory=dict)  # by language
    base: str = ""  # what the IRIs of its own nodes begin with
    languages: tuple[str, ...] = LANGUAGES  # that it is in; pages are made in all
    day: date | None = None  # the day that it is looked at, unless another is asked for


@dataclass(frozen=True)
class Dossier:
    """The files of a dossier, each kind in the order of their names."""

    root: Path

    @cached_property
    def about(self) -> About:
        """What ``dossier.toml`` says; without the file what the package takes for granted.

        Raises DossierError, with the line, when it has anything else in it.
        """
        path = self.root / ABOUT
        if not path.is_file():
            return About()
        from wijgraph.safety.toml import Table  # most dossiers have no such file

        try:
            table = Table(self.inside(path), read_text(path))
            about = About(
                table.texts("title", {}),
                table.text("base", ""),
                table.names("languages") or LANGUAGES,
                table.date("date"),
            )
            table.close()
            unknown = next((name for name in about.languages if name not in LANGUAGES), None)
            if unknown:
                known = Message("dossier.no-language-hint", languages=", ".join(LANGUAGES))
                told = Message("dossier.no-language", language=unknown)
                raise table.wrong("languages", told, known, at=unknown)
            if about.base and not BASE.fullmatch(about.base):
                raise table.wrong("base", Message("dossier.no-base", base=about.base))
        except WijgraphError as error:
            raise DossierError(
                error.said, path=path, line=error.line, column=error.column, hint=error.advice
            ) from None
        return about

    def files(self, folder: str) -> list[Path]:
        """Return the files of ``folder``, subfolders included; empty when there is none."""
        ending = Path(FOLDERS[folder]).suffix
        # What the package itself brings may be links to where an installer keeps it.
        return files_in(self.root / folder, {ending}, None if self == builtin() else self.root)

    def all(self) -> list[Path]:
        """Return every file that the dossier is made of."""
        about = self.root / ABOUT
        files = [path for folder in FOLDERS for path in self.files(folder)]
        return [about, *files] if about.is_file() else files

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
