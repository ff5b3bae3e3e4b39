"""What to validate, and with which shapes: a dossier, or any files."""

from collections.abc import Sequence
from pathlib import Path

from wijgraph import dossier as dossiers
from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, form_of, of_dossier
from wijgraph.store import FORMATS, read_text
from wijgraph.validation.run import Checked, check_dossier, check_with


def documents_in(path: Path) -> list[Document]:
    """Return the documents at ``path``: one file, or all files of a known format in a folder.

    Raises DossierError when there are none.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in FORMATS and p.is_file())
        if not files:
            raise DossierError(
                "no file of a known format in this folder",
                path=path,
                hint=f"Known endings: {', '.join(sorted(FORMATS))}.",
            )
        return [document for file in files for document in documents_in(file)]
    return [Document(str(path), read_text(path), form_of(path), path.absolute().as_uri())]


def check(
    dossier: Dossier,
    data: Sequence[Document] = (),
    shapes: Sequence[Document] = (),
    engine: str = "auto",
) -> Checked:
    """Return the report, with the graph and the rules that it is about.

    Without ``data`` and ``shapes`` a dossier is checked with its own rules. ``data`` alone is
    checked with the rules and the ontology of the dossier; ``shapes`` alone are tried on the
    dossier; with both, nothing of the dossier is involved. ``engine`` is "auto", "compiled" or
    "pyshacl": what cannot be compiled is left to pySHACL, or with "compiled" is an error.
    """
    if not shapes and not data:
        return check_dossier(dossier, of_dossier(dossier, "ontology", "data"), engine)
    if data and shapes:
        graph = Graph(dossier, data)
    elif data:
        graph = Graph(dossier, [*of_dossier(dossier, "ontology"), *data])
    else:
        graph = Graph(dossier)
    return check_with(graph, shapes or of_dossier(dossier, "shapes"), engine)


def dossier_at(paths: Sequence[Path]) -> Dossier | None:
    """Return the dossier when ``paths`` is one folder that is one."""
    if len(paths) == 1 and (paths[0] / "data").is_dir() and (paths[0] / "ontology").is_dir():
        return dossiers.find(paths[0])
    return None
