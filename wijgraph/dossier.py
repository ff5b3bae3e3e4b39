"""A dossier: a folder with ``ontology/``, ``shapes/``, ``data/`` and ``queries/``."""

from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import DossierError
from wijgraph.messages import Message

FOLDERS = {"ontology": "*.ttl", "shapes": "*.ttl", "data": "*.ttl", "queries": "*.rq"}


@dataclass(frozen=True)
class Dossier:
    """The files of a dossier, each kind in the order of their names."""

    root: Path

    def files(self, folder: str) -> list[Path]:
        """Return the files of ``folder``, subfolders included; empty when there is none."""
        return sorted((self.root / folder).rglob(FOLDERS[folder]))

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
