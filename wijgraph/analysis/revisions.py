"""The sides of a difference: dossiers, files, and what git keeps of them."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from wijgraph.analysis.difference import Side
from wijgraph.dossier import FOLDERS, Dossier
from wijgraph.errors import DossierError
from wijgraph.graph.documents import Document, form_of, of_dossier
from wijgraph.messages import Message
from wijgraph.store import FORMATS, read_text

GIT = "git:"
PARTS = ("ontology", "shapes", "data")  # of a dossier, what says something
SECONDS = 60
HINT = Message("analysis.side-hint")


class RevisionError(DossierError):
    """Git does not have what was asked for."""


def side(name: str, dossier: Dossier) -> Side:
    """Return what ``name`` stands for.

    A folder that is a dossier gives its ontology, rules and data; another folder all files of a
    known format in it. ``git:REV`` is ``dossier`` as it was at a revision, ``git:REV:PATH`` a file
    or folder of its repository. Git is only read from: nothing is checked out.

    Raises DossierError when there is no such thing.
    """
    if name.startswith(GIT):
        revision, _, path = name.removeprefix(GIT).partition(":")
        return Side(name, tuple(_from_git(revision, path, dossier)))
    path_ = Path(name)
    if not path_.exists():
        raise DossierError(Message("analysis.no-side"), path=name, hint=HINT)
    return Side(name, tuple(_from_disk(path_)))


def _from_disk(path: Path) -> list[Document]:
    if path.is_file():
        # Relative IRIs are taken from one and the same place, whatever the file is called.
        return [Document(str(path), read_text(path), form_of(path), "file:///")]
    if any((path / part).is_dir() for part in PARTS):
        return of_dossier(Dossier(path), *PARTS)
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in FORMATS and p.is_file())
    if not files:
        raise DossierError(Message("analysis.side-empty"), path=path, hint=HINT)
    return [document for file in files for document in _from_disk(file)]


def _from_git(revision: str, path: str, dossier: Dossier) -> Iterable[Document]:
    root = dossier.root.resolve()
    if not revision or revision.startswith("-"):
        raise RevisionError(Message("analysis.no-revision", name=revision), hint=HINT)
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if commit is None:
        unknown = Message("analysis.revision-unknown", name=revision)
        raise RevisionError(unknown, path=root, hint=HINT)
    name = commit.decode().strip()
    top = Path((_git(root, "rev-parse", "--show-toplevel") or b"").decode().strip())
    within = PurePosixPath(root.relative_to(top.resolve()).as_posix())
    # A path is as git has it: from the top of the repository.
    wanted = [path.strip("/")] if path else [str(within / part) for part in PARTS]
    files = [file for one in wanted for file in _files(top, name, one, whole=not path)]
    if not files:
        empty = Message("analysis.revision-empty", revision=revision, place=path or within)
        raise RevisionError(empty, path=root, hint=HINT)
    for file in files:
        text = _git(top, "cat-file", "blob", f"{name}:{file}")
        try:
            decoded = (text or b"").decode()
        except UnicodeDecodeError as error:
            raise RevisionError(
                Message("analysis.not-utf8", byte=error.start), path=f"{revision}:{file}"
            ) from None
        shown = f"{revision}:{file}"
        yield Document(shown, decoded, form_of(Path(file)), "file:///" if path else None)


def _files(top: Path, commit: str, path: str, *, whole: bool) -> list[str]:
    listed = _git(top, "ls-tree", "-r", "-z", "--name-only", commit, "--", path or ".") or b""
    names = [name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name]
    endings = {Path(pattern).suffix for part in PARTS for pattern in [FOLDERS[part]]}
    return sorted(n for n in names if Path(n).suffix.lower() in (endings if whole else FORMATS))


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what a git command that only reads says; None when it fails."""
    # Blobs come as they are kept: no filter, hook or pager of a repository is run.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "--literal-pathspecs", *arguments],
            capture_output=True,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except FileNotFoundError:
        hint = Message("analysis.no-git-hint")
        raise RevisionError(Message("analysis.no-git"), hint=hint) from None
    except subprocess.TimeoutExpired:
        late = Message("analysis.git-late", seconds=SECONDS)
        raise RevisionError(late, path=folder) from None
    return done.stdout if done.returncode == 0 else None
