"""The sides of a difference: dossiers, files, and what git keeps of them."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import zip_longest
from pathlib import Path, PurePosixPath

from wijgraph.analysis.changes import Side
from wijgraph.dossier import FOLDERS, Dossier, files_in
from wijgraph.errors import DossierError
from wijgraph.graph.documents import Document, form_of, of_dossier
from wijgraph.messages import Message
from wijgraph.safety.limits import limits
from wijgraph.safety.reading import text_of, too_large
from wijgraph.store import FORMATS, read_text

GIT = "git:"
PARTS = ("ontology", "shapes", "data")  # of a dossier, what says something
SECONDS = 60
LINK = "120000"  # the mode of a symbolic link
# What the settings of a repository of others could have git run.
SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
HINT = Message("analysis.side-hint")


class RevisionError(DossierError):
    """Git does not have what was asked for."""


def side(name: str, dossier: Dossier) -> Side:
    """Return what ``name`` stands for.

    A folder that is a dossier gives its ontology, rules and data; another folder all files of a
    known format in it. ``git:REV`` is ``dossier`` as it was at a revision, ``git:REV:PATH`` a file
    or folder of its repository. Git is only read from: nothing is checked out.

    Raises DossierError when there is no such thing, or it says nothing.
    """
    if name.startswith(GIT):
        revision, _, path = name.removeprefix(GIT).partition(":")
        documents = tuple(_from_git(revision, path, dossier))
    elif Path(name).exists():
        documents = tuple(_from_disk(Path(name)))
    else:
        raise DossierError(Message("analysis.no-side"), path=name, hint=HINT)
    if not any(document.triples for document in documents):
        # All that the other side says would seem new, or gone.
        raise DossierError(Message("analysis.side-says-nothing"), path=name, hint=HINT)
    return Side(name, documents)


def _from_disk(path: Path) -> list[Document]:
    if path.is_file():
        # Relative IRIs are taken from one and the same place, whatever the file is called.
        return [Document(str(path), read_text(path), form_of(path), "file:///")]
    if any((path / part).is_dir() for part in PARTS):
        return of_dossier(Dossier(path), *PARTS)
    files = files_in(path, FORMATS, path)
    if not files:
        raise DossierError(Message("analysis.side-empty"), path=path, hint=HINT)
    return [document for file in files for document in _from_disk(file)]


def _from_git(revision: str, path: str, dossier: Dossier) -> Iterable[Document]:
    root = dossier.root.resolve()
    if not revision or revision.startswith("-"):
        raise RevisionError(Message("analysis.no-revision", name=revision), hint=HINT)
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit, within = _git(root, *asked), _git(root, "rev-parse", "--show-prefix")
    if commit is None or within is None:
        unknown = Message("analysis.revision-unknown", name=revision)
        raise RevisionError(unknown, path=root, hint=HINT)
    here = PurePosixPath(os.fsdecode(within.removesuffix(b"\n")))
    # A path is as git has it: from the top of the repository.
    wanted = [path.strip("/") or "."] if path else [str(here / part) for part in PARTS]
    files = _files(root, revision, commit.decode().strip(), wanted, whole=not path)
    if not files:
        empty = Message("analysis.revision-empty", revision=revision, place=path or here)
        raise RevisionError(empty, path=root, hint=HINT)
    texts = _git(root, "cat-file", "--batch", given="".join(f"{b}\n" for b in files.values()))
    stream = BytesIO(texts or b"")
    for file, blob in files.items():
        shown = f"{revision}:{file}"
        head = stream.readline().split()
        text = stream.read(int(head[2])) if head[:2] == [blob.encode(), b"blob"] else b""
        if head[1:2] != [b"blob"] or stream.read(1) != b"\n":
            raise _absent(shown)
        yield Document(
            shown, text_of(text, shown), form_of(Path(file)), "file:///" if path else None
        )


def _files(
    root: Path, revision: str, commit: str, paths: Sequence[str], *, whole: bool
) -> dict[str, str]:
    """Return the blobs at ``paths`` by their names; each is there and not too large."""
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
    if listed is None:
        raise _absent(f"{revision}:{' '.join(paths)}")
    endings = {Path(FOLDERS[part]).suffix for part in PARTS} if whole else FORMATS
    found = {}
    for line in filter(None, listed.split(b"\0")):
        head, _, raw = line.partition(b"\t")
        mode, _, blob = head.decode().split()
        name = os.fsdecode(raw)
        if Path(name).suffix.lower() not in endings:
            continue
        if mode == LINK:
            raise RevisionError(Message("analysis.git-link"), path=f"{revision}:{name}")
        found[name] = blob
    sizes = _git(root, "cat-file", "--batch-check", given="".join(f"{b}\n" for b in found.values()))
    for name, told in zip_longest(found, (sizes or b"").decode().splitlines(), fillvalue=""):
        size = told.rpartition(" ")[2]
        if not size.isdigit():
            raise _absent(f"{revision}:{name}")
        if int(size) > limits().file_bytes:
            raise too_large(f"{revision}:{name}")
    return dict(sorted(found.items()))


def _absent(name: str) -> RevisionError:
    hint = Message("analysis.git-absent-hint")
    return RevisionError(Message("analysis.git-absent"), path=name, hint=hint)


def _git(folder: Path, *arguments: str, given: str = "") -> bytes | None:
    """Return what a git command that only reads says; None when it fails.

    What it is ``given`` it answers one by one: then it is all that it said before it failed.
    """
    # Blobs come as they are kept: no filter, hook or pager of a repository is run, and nothing
    # that is lacking is fetched.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    environment |= {"GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "--literal-pathspecs", "--no-pager", *SAFE, *arguments],
            capture_output=True,
            check=False,
            env=environment,
            input=given.encode(),
            timeout=SECONDS,
        )
    except FileNotFoundError:
        hint = Message("analysis.no-git-hint")
        raise RevisionError(Message("analysis.no-git"), hint=hint) from None
    except subprocess.TimeoutExpired:
        late = Message("analysis.git-late", seconds=SECONDS)
        raise RevisionError(late, path=folder) from None
    return done.stdout if given or done.returncode == 0 else None
