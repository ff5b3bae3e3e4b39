"""Validation: from the documents and the shapes to findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.model import Finding, Position, Report, Term
from wijgraph.namespaces import GOV, OWL, RDF, SH
from wijgraph.validation.paths import path_text
from wijgraph.validation.rules import Rule, rules_of
from wijgraph.validation.shapes import read_shapes

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
ORDER = {"violation": 0, "warning": 1, "info": 2}


def validate(graph: Graph) -> Report:
    """Return the findings of the dossier's own shapes on its graph, worst first.

    Raises ShapesError when the shapes are missing or broken.
    """
    return check_dossier(graph).report


@dataclass(frozen=True)
class Checked:
    """A report, with the graph that it is about and the rules that were used, by id."""

    report: Report
    graph: Graph
    rules: Mapping[str, Rule]


def check_dossier(graph: Graph) -> Checked:
    """Check a dossier with its own shapes, which are part of what is checked.

    Raises ShapesError when the shapes are missing or broken.
    """
    documents = of_dossier(graph.dossier, "shapes")
    if not documents:
        raise ShapesError(
            "this dossier has no shapes to validate with",
            path=graph.dossier.root / "shapes",
            hint="Put the rules there as Turtle.",
        )
    shapes = read_shapes(documents, _ontologies(graph))
    # Data and shapes together: the rules about rules are checked as well.
    whole = Graph(graph.dossier, [*graph.documents, *documents])
    return _checked(whole, shapes)


def check_with(graph: Graph, documents: Sequence[Document]) -> Checked:
    """Check ``graph`` with the shapes in ``documents``."""
    return _checked(graph, read_shapes(documents, _ontologies(graph)))


def _ontologies(graph: Graph) -> Iterable[str]:
    rows = graph.store.select(f"SELECT ?ontology WHERE {{ ?ontology a <{OWL}Ontology> }}")
    return [row["ontology"].value for row in rows if row["ontology"]]


def _checked(graph: Graph, shapes: "RdflibGraph") -> Checked:
    from wijgraph.validation.engine import run

    results = run(graph.rdflib, shapes)
    rules = rules_of(graph, shapes)
    findings = sorted(
        (_finding(graph, shapes, rules, results, node) for node in _nodes(results)), key=_key
    )
    report = Report(conforms=not findings, findings=tuple(findings), results=results)
    return Checked(report, graph, {rule.id: rule for rule in rules.values()})


def _key(finding: Finding) -> tuple[int, str, str, str, str]:
    return (
        ORDER[finding.severity],
        finding.rule,
        finding.focus.value,
        finding.path or "",
        repr(finding.value),
    )


def _place(
    graph: Graph, focus: Term, step: str | None, value: Term | None
) -> tuple[tuple[str, ...], Position | None]:
    """Return what a derived finding follows from, and where to look."""
    if step is not None:
        origins = graph.origins(focus, Term("iri", step), value) if value else ()
        if origins:
            return origins, graph.position(origins[0])
        return (), graph.position(focus.value, step, *([value.value] if value else []))
    if value is None or value.kind != "iri":
        return (), graph.position(focus.value)
    # Without a path the value is what the rule points at: an actor of a relation with the focus, a
    # node that says something of it, or a name that is used and not known.
    origins = graph.between(focus, value)
    if origins:
        return origins, graph.position(origins[0], GOV + "actor", value.value)
    if graph.says_of(value, focus) or not graph.knows(value):
        return (), graph.position(value.value)
    return (), graph.position(focus.value)


def _messages(results: Any, node: Any) -> dict[str, str]:
    from rdflib import URIRef

    return {m.language or "": str(m) for m in results.objects(node, URIRef(SH + "resultMessage"))}


def _nodes(results: Any) -> list[Any]:
    from rdflib import URIRef

    report = results.value(None, URIRef(RDF + "type"), URIRef(SH + "ValidationReport"))
    return list(results.objects(report, URIRef(SH + "result")))


def _finding(
    graph: Graph, shapes: "RdflibGraph", rules: Mapping[str, Rule], results: Any, node: Any
) -> Finding:
    from rdflib import BNode, URIRef
    from rdflib.namespace import RDF as RDF_

    from wijgraph.turtle.reader import to_term

    def one(name: str) -> Any:
        return results.value(node, URIRef(SH + name))

    shape, focus, value = one("sourceShape"), to_term(one("focusNode")), one("value")
    path = one("resultPath") or shapes.value(shape, URIRef(SH + "path"))
    step = path
    while isinstance(step, BNode):  # of a path with steps, the first is where to look
        step = shapes.value(step, RDF_.first) or next(shapes.objects(step), None)
    term = None if value is None else to_term(value)
    rule = rules.get(str(shape)) or Rule.of(shapes, shape)
    origins, position = _place(graph, focus, None if step is None else str(step), term)
    return Finding(
        rule=rule.id,
        shape=str(shape),
        severity=SEVERITIES.get(str(one("resultSeverity")).removeprefix(SH), "violation"),
        focus=focus,
        label={language: graph.text(focus, language) for language in ("nl", "en")},
        path=None if path is None else path_text(shapes, path),
        value=term,
        # Of a SPARQL constraint pySHACL reports one of the messages only.
        message={**(rule.message or {}), **_messages(results, node)},
        component=str(one("sourceConstraintComponent")).removeprefix(SH),
        engine="pyshacl",
        position=position,
        origins=origins,
        source=rule.source,
    )
