"""What to validate, and with which shapes: a dossier, or any files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wijgraph import dossier as dossiers
from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.messages import Message
from wijgraph.model import Notice, Position
from wijgraph.store import FORMATS
from wijgraph.validation.catalog import Catalog, described, document_at, with_imports
from wijgraph.validation.gate import Places
from wijgraph.validation.run import Checked, check_dossier, check_with
from wijgraph.validation.shapes import notice_of

NAMED = 5  # files that a notice names


def documents_in(path: Path, catalog: Catalog | None = None) -> list[Document]:
    """Return the documents at ``path``: one file, or all files of a known format in a folder.

    The contexts that JSON-LD names come from the ``catalog``.

    Raises DossierError when there are none, or when there is no triple in the file that is named.
    """
    if path.is_dir():
        files = dossiers.files_in(path, FORMATS, path)
        if not files:
            raise DossierError(
                Message("validation.no-file"),
                path=path,
                hint=Message("graph.endings", endings=", ".join(sorted(FORMATS))),
            )
        return [_document(file, catalog) for file in files]
    return [with_triples(_document(path, catalog))]


def unread(path: Path) -> list[Notice]:
    """Return a notice of the files in the folder ``path`` that ``documents_in`` passes over."""
    files = (file.relative_to(path) for file in path.rglob("*") if file.is_file())
    others = sorted(
        str(file)
        for file in files
        if file.suffix.lower() not in FORMATS and not any(p.startswith(".") for p in file.parts)
    )
    if not others:
        return []
    names = ", ".join(others[:NAMED]) + (", …" if len(others) > NAMED else "")
    endings = ", ".join(sorted(FORMATS))
    told = Message("validation.unread", count=len(others), names=names, endings=endings)
    return [Notice("files-not-read", dict(told), Position(seen_from_here(path), None, None))]


def with_triples(document: Document) -> Document:
    """Return ``document``; raise DossierError when not one triple is in it.

    To find nothing in nothing would look like a pass.
    """
    if document.triples:
        return document
    hint = Message("validation.no-triple-hint")
    if document.form == "jsonld":
        hint = Message("validation.no-triple-json-hint")
    raise DossierError(Message("validation.no-triple"), path=document.name, hint=hint)


def _document(path: Path, catalog: Catalog | None) -> Document:
    return document_at(Path(seen_from_here(path)), catalog)


def seen_from_here(path: Path) -> str:
    """Return ``path`` as seen from the working folder when it is in there, however it was given."""
    here = Path.cwd()
    for start, whole in ((here, path.absolute()), (here.resolve(), path.resolve())):
        if ".." not in whole.parts and whole.is_relative_to(start):
            return str(whole.relative_to(start))
    return str(path)


def check(
    dossier: Dossier,
    data: Sequence[Document] = (),
    shapes: Sequence[Document] = (),
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Return the report, with the graph and the rules that it is about.

    Without ``data`` and ``shapes`` a dossier is checked with its own rules. ``data`` alone is
    checked with the rules and the ontology of the dossier; ``shapes`` alone are tried on the
    dossier; with both, nothing of the dossier is involved. ``engine`` is "auto", "compiled" or
    "pyshacl": what cannot be compiled is left to pySHACL, or with "compiled" is an error. With
    ``lenient`` shapes that are broken are left out, and the notices of the report tell of them;
    what shapes and data import comes from the ``catalog``.
    """
    if not shapes and not data:
        documents = of_dossier(dossier, "ontology", "data")
        return check_dossier(dossier, documents, engine, lenient=lenient, catalog=catalog)
    beside = [] if data and shapes else of_dossier(dossier, "ontology")
    given = data or of_dossier(dossier, "data")
    whole, missing = with_imports(given, described(beside), catalog)
    graph = Graph(dossier, [*beside, *whole])  # what the data import lies beside it
    checked = check_with(
        graph,
        shapes or of_dossier(dossier, "shapes"),
        engine,
        given,
        general=not shapes,
        lenient=lenient,
        catalog=catalog,
    )
    return with_notices(checked, [notice_of(fault, Places(whole)) for fault in missing])


def with_notices(checked: Checked, notices: Sequence[Notice]) -> Checked:
    """Return ``checked`` with more ``notices`` in its report."""
    report = replace(checked.report, notices=(*checked.report.notices, *notices))
    return replace(checked, report=report)


def dossier_at(paths: Sequence[Path], shapes: Sequence[Path] = ()) -> Dossier | None:
    """Return the dossier when ``paths`` is one folder that is one.

    A folder with a vocabulary and rules is one without its data, and no folder of data, unless
    ``shapes`` were chosen for it.

    Raises DossierError when it is not whole.
    """
    if len({path.resolve() for path in paths}) == 1 and paths[0].is_dir():
        names = {part.name for part in paths[0].iterdir() if part.is_dir()}
        alike = names if shapes else {name.lower() for name in names}
        if {"data", "ontology"} <= alike or (not shapes and {"shapes", "ontology"} <= alike):
            return dossiers.find(paths[0])
    return None
