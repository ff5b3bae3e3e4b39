"""SHACL property paths as SPARQL writes them."""

from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.validation.index import FIRST, Index

SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def path_text(shapes: Index, path: Term) -> str:
    """Return an IRI as it is, and any other path as a SPARQL property path of full IRIs."""
    return path.value if path.kind == "iri" else _text(shapes, path)


def first_step(shapes: Index, path: Term) -> str | None:
    """Return the property where to look: of a path with steps, the first."""
    step: Term | None = path
    while step is not None and step.kind == "bnode":
        step = shapes.value(step, FIRST) or next(
            (value for values in shapes.said(step).values() for value in values), None
        )
    return None if step is None else step.value


def _text(shapes: Index, path: Term) -> str:
    if path.kind == "iri":
        return f"<{path.value}>"
    said = shapes.said(path)
    if FIRST in said:
        return "/".join(_text(shapes, step) for step in shapes.items(path))
    for predicate, values in said.items():
        word = predicate.removeprefix(SH)
        if word == "inversePath":
            inner = _text(shapes, values[0])
            single = not {FIRST, SH + "inversePath"} & set(shapes.said(values[0]))
            return f"^{inner}" if single else f"^({inner})"
        if word == "alternativePath":
            options = "|".join(_text(shapes, step) for step in shapes.items(values[0]))
            return f"({options})"
        if word in SUFFIX:
            return f"({_text(shapes, values[0])}){SUFFIX[word]}"
    return path.value
