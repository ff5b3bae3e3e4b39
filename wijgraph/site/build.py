"""Writing the website: a new folder first, then in the place of the old one."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from wijgraph.api import Dossier
from wijgraph.errors import WriteError
from wijgraph.model import Report
from wijgraph.pages.content import LANGUAGES, downloads, pages
from wijgraph.pages.render import render, stylesheet

# Written into every site, so that no folder of somebody else's is ever replaced.
MARK = ".wijgraph-site"


def build(dossier: Dossier, report: Report, target: Path, progress: Callable[[str], None]) -> int:
    """Write the website of ``dossier`` into ``target``; return the number of pages.

    ``report`` is what its rules find.

    The old site stays until the new one is complete.

    Raises WriteError when ``target`` cannot be written or holds something else than a site.
    """
    target = target.absolute()
    if target.exists() and (
        not target.is_dir() or (any(target.iterdir()) and not (target / MARK).is_file())
    ):
        raise WriteError(
            "is not a site that wijgraph built", path=target, hint="Give a new or an empty folder."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}", path=target) from None
    try:
        count = _write(dossier, report, fresh, progress)
        fresh.chmod(0o755)
        _swap(fresh, target)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}", path=target) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return count


def _write(dossier: Dossier, report: Report, folder: Path, progress: Callable[[str], None]) -> int:
    count = 0
    for language in LANGUAGES:
        top = folder if language == "nl" else folder / language
        for page in pages(dossier, report, language):
            progress(page.path if language == "nl" else f"{language}/{page.path}")
            path = top / page.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(page, language), encoding="utf-8")
            count += 1
    for name, data in downloads(dossier):
        progress(name)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "style.css").write_bytes(stylesheet())
    (folder / MARK).write_text("Written by wijgraph build; it may be replaced whole.\n")
    return count


def _swap(fresh: Path, target: Path) -> None:
    """Put ``fresh`` in the place of ``target``, which is put back on failure."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.old."))
    target.rename(old / target.name)
    try:
        fresh.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
