"""Validation: from the documents and the shapes to findings."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from wijgraph.dossier import Dossier
from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.stored import StoredGraph
from wijgraph.model import Finding, Position, Report, Term
from wijgraph.namespaces import GOV, OWL, RDF, SH
from wijgraph.validation.catalog import Catalog
from wijgraph.validation.engines import results_of
from wijgraph.validation.index import Index
from wijgraph.validation.paths import first_step, path_text
from wijgraph.validation.results import Result, as_report
from wijgraph.validation.rules import Rule, rules_of
from wijgraph.validation.shapes import Shapes, read_shapes

LOG = logging.getLogger("wijgraph")
NOT_THERE = (
    "note: %s does not hold the rules of this dossier: what it holds is fetched and checked here"
)
SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
ORDER = {"violation": 0, "warning": 1, "info": 2}


def validate(graph: Graph, *, lenient: bool = False) -> Report:
    """Return the findings of the dossier's own shapes on its graph, worst first.

    With ``lenient`` shapes that are broken are left out, and its notices tell of them.

    Raises ShapesError when the shapes are missing or broken.
    """
    return check_graph(graph, lenient=lenient).report


@dataclass(frozen=True)
class Checked:
    """A report, with the graph that it is about and the rules that were used, by id.

    ``left`` are the shapes that could not be compiled, so that pySHACL checked them, with reasons.
    """

    report: Report
    graph: Graph
    rules: Mapping[str, Rule]
    left: Mapping[str, str] = field(default_factory=dict)


def check_dossier(
    dossier: Dossier,
    documents: Sequence[Document],
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check the ``documents`` of a dossier with its own shapes, which are checked as well.

    Raises ShapesError when the shapes are missing or broken.
    """
    own = _own_shapes(dossier)
    return check_documents(dossier, documents, own, engine, lenient=lenient, catalog=catalog)


def check_documents(
    dossier: Dossier,
    documents: Sequence[Document],
    own: Sequence[Document],
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check ``documents`` with their ``own`` shapes, which are checked as well."""
    shapes = read_shapes(own, _ontologies(documents), lenient=lenient, catalog=catalog)
    # Data and shapes together: the rules about rules are checked as well.
    return _checked(Graph(dossier, [*documents, *own]), shapes, engine)


def check_graph(
    graph: Graph,
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check ``graph``, wherever it lies, with the rules of its dossier, which are checked as well.

    Where the rules cannot be asked in a store, it is fetched and checked here, which is said aloud.

    Raises ShapesError when the shapes are missing or broken.
    """
    if not isinstance(graph, StoredGraph):
        return check_dossier(
            graph.dossier, graph.documents, engine, lenient=lenient, catalog=catalog
        )
    own = _own_shapes(graph.dossier)
    there = graph.with_rules(own)
    if there is None:
        LOG.warning(NOT_THERE, graph.store.name)
        return check_dossier(
            graph.dossier, graph.documents, engine, lenient=lenient, catalog=catalog
        )
    shapes = read_shapes(own, _ontologies_in(there), lenient=lenient, catalog=catalog)
    return _checked(there, shapes, engine)


def _own_shapes(dossier: Dossier) -> list[Document]:
    own = of_dossier(dossier, "shapes")
    if not own:
        raise ShapesError(
            "this dossier has no shapes to validate with",
            path=dossier.root / "shapes",
            hint="Put the rules there as Turtle.",
        )
    return own


def _ontologies_in(graph: StoredGraph) -> set[str]:
    rows = graph.store.select(f"SELECT ?it WHERE {{ ?it a <{OWL}Ontology> }}")
    return {row["it"].value for row in rows if row["it"]}


def check_with(
    graph: Graph,
    documents: Sequence[Document],
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check ``graph`` with the shapes in ``documents``."""
    known = _ontologies(graph.documents)
    shapes = read_shapes(documents, known, lenient=lenient, catalog=catalog)
    return _checked(graph, shapes, engine)


def _ontologies(documents: Iterable[Document]) -> set[str]:
    kind = Term("iri", OWL + "Ontology")
    return {
        subject.value
        for document in documents
        for subject, predicate, obj in document.triples
        if obj == kind and predicate.value == RDF + "type"
    }


def _checked(graph: Graph, shapes: Shapes, engine: str) -> Checked:
    outcome = results_of(graph, shapes, engine)
    rules = rules_of(graph, shapes)
    findings = sorted(
        (_finding(graph, shapes, rules, result) for result in outcome.results), key=_key
    )
    report = Report(
        conforms=not findings,
        findings=tuple(findings),
        notices=shapes.notices,
        report=partial(as_report, outcome.results, shapes),
    )
    return Checked(report, graph, {rule.id: rule for rule in rules.values()}, outcome.left)


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


def _finding(graph: Graph, shapes: Index, rules: Mapping[str, Rule], result: Result) -> Finding:
    path = result.path or shapes.value(result.shape, SH + "path")
    step = None if path is None else first_step(shapes, path)
    rule = rules.get(result.shape.value) or Rule.of(shapes, result.shape)
    origins: tuple[str, ...]
    if result.focus.kind == "literal":  # it is said of something, and nothing of it
        origins, position = (), graph.position("", result.focus.value)
    else:
        origins, position = _place(graph, result.focus, step, result.value)
    said = {message.language or "": message.value for message in result.messages}
    return Finding(
        rule=rule.id,
        shape=result.shape.value,
        severity=SEVERITIES.get(result.severity.removeprefix(SH), "violation"),
        focus=result.focus,
        label={language: graph.text(result.focus, language) for language in ("nl", "en")},
        path=None if path is None else path_text(shapes, path),
        value=result.value,
        message={**(rule.message or {}), **said},
        component=result.component.removeprefix(SH),
        engine=result.engine,
        position=position,
        origins=origins,
        source=rule.source,
    )
