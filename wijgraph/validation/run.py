"""Validation by pySHACL, the reference engine."""

from typing import TYPE_CHECKING, Any

from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.model import Finding, Report
from wijgraph.namespaces import SH, shorten
from wijgraph.validation.shapes import read_shapes

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
ORDER = {"violation": 0, "warning": 1, "info": 2}


def validate(graph: Graph) -> Report:
    """Return the findings of the dossier's own shapes on its graph, worst first.

    Raises ShapesError when the shapes are missing or broken.
    """
    dossier = graph.dossier
    files = [(path, dossier.relative(path)) for path in dossier.files("shapes")]
    if not files:
        raise ShapesError(
            "this dossier has no shapes to validate with",
            path=dossier.root / "shapes",
            hint="Put the rules there as Turtle.",
        )
    shapes = read_shapes(files)
    results = _run(_everything(graph, shapes), shapes)
    findings = sorted(
        (_finding(graph, shapes, results, node) for node in _nodes(results)),
        key=lambda f: (ORDER[f.severity], f.rule, f.focus, f.path or "", f.value or ""),
    )
    return Report(conforms=not findings, findings=tuple(findings))


def _everything(graph: Graph, shapes: "RdflibGraph") -> "RdflibGraph":
    """Return data and shapes together: the rules about rules are checked as well."""
    from rdflib import Graph as RdflibGraph

    both = RdflibGraph(bind_namespaces="none")
    both += graph.rdflib
    both += shapes
    return both


def _run(data: "RdflibGraph", shapes: "RdflibGraph") -> Any:
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure

    try:
        _, results, text = pyshacl.validate(
            data, shacl_graph=shapes, inplace=True, meta_shacl=False, do_owl_imports=False
        )
    except (ReportableRuntimeError, ShapeLoadError) as error:
        raise ShapesError(f"the shapes cannot be used: {error}") from None
    if isinstance(results, ValidationFailure):
        raise ShapesError(f"validation failed: {text}")
    return results


def _nodes(results: Any) -> list[Any]:
    from rdflib import RDF, URIRef

    report = results.value(None, RDF.type, URIRef(SH + "ValidationReport"))
    return list(results.objects(report, URIRef(SH + "result")))


def _finding(graph: Graph, shapes: "RdflibGraph", results: Any, node: Any) -> Finding:
    from rdflib import DCTERMS, RDF, BNode, URIRef

    def one(name: str) -> Any:
        return results.value(node, URIRef(SH + name))

    shape, focus, value = one("sourceShape"), one("focusNode"), one("value")
    path = one("resultPath") or shapes.value(shape, URIRef(SH + "path"))
    if isinstance(path, BNode):  # of a path with steps, the first is where to look
        path = shapes.value(path, RDF.first)
    messages = {
        m.language or "": str(m) for m in results.objects(node, URIRef(SH + "resultMessage"))
    }
    identifier = shapes.value(shape, DCTERMS.identifier) or shorten(str(shape))
    place = [str(term) for term in (path, value) if term is not None]
    return Finding(
        rule=str(identifier),
        severity=SEVERITIES[str(one("resultSeverity")).removeprefix(SH)],
        focus=str(focus),
        path=str(path) if isinstance(path, URIRef) else None,
        value=None if value is None else str(value),
        message=messages,
        component=str(one("sourceConstraintComponent")).removeprefix(SH),
        engine="pyshacl",
        position=graph.position(str(focus), *place),
    )
