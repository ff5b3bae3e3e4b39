"""The shapes of a dossier, read and looked over before anything is validated with them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wijgraph.errors import ShapesError
from wijgraph.namespaces import SH
from wijgraph.store import check_turtle, read_text

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph


def read_shapes(files: Sequence[tuple[Path, str]]) -> "RdflibGraph":
    """Return the shapes in ``files``, given as (path, name to show).

    Raises ShapesError when there is no shape in them, or a word that SHACL does not have.
    """
    from rdflib import RDF, Graph, URIRef
    from rdflib import SH as VOCABULARY

    from wijgraph.turtle.reader import read

    graph = Graph(bind_namespaces="none")
    for path, name in files:
        text = read_text(path)
        check_turtle(text, name)
        document = read(text, name, graph)
        for triple, places in document.triples.items():
            for term in triple:
                word = str(term).removeprefix(SH)
                # A misspelt word would be a check that never fails.
                if isinstance(term, URIRef) and term.startswith(SH) and term not in VOCABULARY:
                    raise ShapesError(
                        f"SHACL has no sh:{word}",
                        path=name,
                        line=places[0].line,
                        column=places[0].column,
                        hint=_nearest(word, map(str, dir(VOCABULARY))),
                    )
    kinds = [URIRef(SH + kind) for kind in ("NodeShape", "PropertyShape")]
    if not any((None, RDF.type, kind) in graph for kind in kinds):
        raise ShapesError(
            "there are no shapes to validate with",
            path=files[0][0].parent if files else None,
            hint="A dossier keeps them as Turtle in shapes/.",
        )
    return graph


def _nearest(word: str, words: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(word, [w.removeprefix(SH) for w in words], 1)
    return f"Did you mean sh:{near[0]}?" if near else None
