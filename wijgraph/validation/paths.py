"""SHACL property paths as SPARQL writes them."""

from typing import TYPE_CHECKING, Any

from wijgraph.namespaces import SH

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def path_text(shapes: "RdflibGraph", path: Any) -> str:
    """Return an IRI as it is, and any other path as a SPARQL property path of full IRIs."""
    from rdflib import URIRef

    return str(path) if isinstance(path, URIRef) else _text(shapes, path)


def _text(shapes: "RdflibGraph", path: Any) -> str:
    from rdflib import RDF, URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return f"<{path}>"
    if (path, RDF.first, None) in shapes:
        return "/".join(_text(shapes, step) for step in Collection(shapes, path))
    for predicate, value in shapes.predicate_objects(path):
        word = str(predicate).removeprefix(SH)
        if word == "inversePath":
            return f"^{_text(shapes, value)}"
        if word == "alternativePath":
            options = "|".join(_text(shapes, step) for step in Collection(shapes, value))
            return f"({options})"
        if word in SUFFIX:
            return f"({_text(shapes, value)}){SUFFIX[word]}"
    return str(path)
