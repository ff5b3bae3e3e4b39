"""Writing the website: a new folder first, then in the place of the old one."""

import re
import shutil
import tempfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from wijgraph.api import Dossier
from wijgraph.errors import WijgraphError, WriteError
from wijgraph.files import mode_of, put_folder, refuse_link
from wijgraph.graph.privacy import refuse_personal
from wijgraph.messages import Message
from wijgraph.model import Report
from wijgraph.pages.content import Content
from wijgraph.pages.material import Material
from wijgraph.pages.pictures import Pictures
from wijgraph.safety.reading import reason
from wijgraph.site.keeping import FOLDER_MODE, MARK, keep, made_before, mark
from wijgraph.views.layout import layouts

URL = re.compile(r"https?://[^\s/?#\"<>]+(?:/[^\s?#\"<>]*)?\Z")
# How many files are written of how many, and the name of the one that is.
Progress = Callable[[int, int, str], None]


def build(
    dossier: Dossier,
    report: Report,
    target: Path,
    progress: Progress,
    *,
    url: str | None = None,
    since: str | None = None,
) -> int:
    """Write the website of ``dossier`` into ``target``; return the number of pages.

    ``report`` is what its rules find, and ``url`` is where the site will stand.
    ``since`` is another dossier, folder or ``git:`` revision: a page tells what changed.

    The old site stays until the new one is complete; what ``build`` did not make stays for good.

    Raises WriteError when ``target`` cannot be written, is a link or is not known as a site,
    DossierError when anything is of a person, and WijgraphError when ``url`` is no address.
    """
    if url is not None and not URL.match(url):
        raise WijgraphError(
            Message("pages.site-address", text=url), hint=Message("pages.site-address-hint")
        )
    refuse_personal(dossier.graph)
    target = target.absolute()
    refuse_link(target)
    try:
        made = made_before(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        raise _unwritten(error, target) from None
    try:
        # With an address it is for others, who have the folder elsewhere.
        material = Material(dossier, report, public=url is not None)
        # Pictures are laid out while the other pages are written.
        pictures = Pictures(material)
        with layouts(pictures.drawable) as pictures.layout:
            address = f"{url.removesuffix('/')}/" if url else None
            content = Content(material, pictures, url=address, since=since)
            count = _write(content, fresh, progress)
        fresh.chmod(mode_of(target, FOLDER_MODE))
        if target.exists():
            keep(target, fresh, made)
        put_folder(fresh, target, lambda old: keep(old, target, made, late=True))
    except OSError as error:
        raise _unwritten(error, target) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return count


def _unwritten(error: OSError, target: Path) -> WriteError:
    return WriteError(Message("pages.unwritten", reason=reason(error)), path=target)


def _write(content: Content, folder: Path, progress: Progress) -> int:
    count, number = sum(len(pages) for pages in content.pages.values()), 0
    made, names = set[Path](), list[str]()
    for name, data in chain(content.files(), content.html()):
        number += name.endswith(".html")
        progress(number, count, name)
        path = folder / name
        if ".." in path.relative_to(folder).parts:  # a name from the data never leads elsewhere
            raise WriteError(Message("pages.outside", name=name), path=folder)
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(data)
        names.append(path.relative_to(folder).as_posix())
    (folder / MARK).write_text(mark(names), encoding="utf-8")
    return count
