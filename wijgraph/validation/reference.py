"""pySHACL, the reference engine, with the work taken out that it does again and again."""

import gc
import logging
from typing import Any

import rdflib
from rdflib import RDF, SH, Graph, Literal
from rdflib.plugins.sparql import prepareQuery

from wijgraph.errors import ShapesError
from wijgraph.graph import Graph as Whole
from wijgraph.model import Term
from wijgraph.turtle.reader import Terms, to_term
from wijgraph.validation.index import Index
from wijgraph.validation.results import Result

ENGINE = "pyshacl"


class _Prepared(Graph):
    """A graph that reads a query once, however often it is asked."""

    def __init__(self, graph: Graph) -> None:
        """Share the triples of ``graph``; nothing is copied."""
        super().__init__(graph.store, graph.identifier, bind_namespaces="none")
        self._prepared: dict[str, Any] = {}

    def query(self, query_object: Any, *rest: Any, **options: Any) -> Any:
        """Answer a query, as rdflib does."""
        if isinstance(query_object, str):
            known = self._prepared.get(query_object)
            if known is None:
                known = self._prepared[query_object] = prepareQuery(query_object)
            query_object = known
        return super().query(query_object, *rest, **options)


def run(graph: Whole, shapes: Index) -> list[Result]:
    """Return the results of ``shapes`` on ``graph``.

    Raises ShapesError when pySHACL cannot use the shapes.
    """
    # The shapes are looked up hundreds of thousands of times, and need no contexts.
    plain = Graph(store="SimpleMemory", bind_namespaces="none")
    terms = Terms()
    for triple in shapes:
        plain.add(tuple(map(terms, triple)))
    report = _report(graph.rdflib, plain)
    root = report.value(None, RDF.type, SH.ValidationReport)
    return [_result(report, node, shapes) for node in report.objects(root, SH.result)]


def _result(report: Graph, node: Any, shapes: Index) -> Result:
    def one(name: str) -> Term | None:
        value = report.value(node, SH[name])
        if value is None:
            return None
        term = to_term(value)  # Oxigraph writes languages in small letters
        return term._replace(language=term.language.lower()) if term.language else term

    shape, focus = one("sourceShape"), one("focusNode")
    if shape is None or focus is None:
        raise ShapesError("validation failed: a result without shape or node")
    said = [to_term(m) for m in report.objects(node, SH.resultMessage) if isinstance(m, Literal)]
    own = [m for m in shapes.objects(shape, str(SH.message)) if m.kind == "literal"]
    if report.value(node, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent:
        # pySHACL takes the language off: what the shape says itself is said with it.
        said = [m for m in said if m.value not in {o.value for o in own}] + own
    return Result(
        focus=focus,
        path=one("resultPath"),
        value=one("value"),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        shape=shape,
        severity=str(report.value(node, SH.resultSeverity)),
        messages=tuple(said),
        engine=ENGINE,
        constraint=one("sourceConstraint"),
    )


def _report(data: Graph, plain: Graph) -> Graph:
    """Return the SHACL report of the shapes ``plain`` on ``data``.

    Raises ShapesError when pySHACL cannot use the shapes.
    """
    import pyshacl
    from pyshacl.errors import ValidationFailure

    _tune()
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is made here is garbage before the end
    try:
        _, results, text = pyshacl.validate(
            _Prepared(data), shacl_graph=plain, inplace=True, meta_shacl=False, do_owl_imports=False
        )
    except Exception as error:  # for a malformed constraint rdflib raises no narrower one
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ShapesError(f"the shapes cannot be used: {reason[0]}") from error
    finally:
        rdflib.NORMALIZE_LITERALS = False  # pySHACL leaves it on: "007" would be read as "7"
        if collecting:
            gc.enable()
    if isinstance(results, ValidationFailure):
        raise ShapesError(f"the shapes cannot be used: {results.message}")
    if not isinstance(results, Graph):
        raise ShapesError(f"validation failed: {text}")
    return results


def _tune() -> None:
    """Let pySHACL look parameters up in a set, and say nothing where the shapes say nothing."""
    from pyshacl import shape
    from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
    from pyshacl.constraints.constraint_component import ConstraintComponent

    parameters = (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)
    shape.CONSTRAINT_PARAMS = parameters  # type: ignore[attr-defined]
    logging.getLogger("pyshacl-validate").addFilter(_silence)
    kinds: list[Any] = [ConstraintComponent]
    for kind in kinds:
        kind.make_generic_messages = _no_messages  # sentences.py has them, in two languages
        kinds += kind.__subclasses__()


def _no_messages(*_: Any) -> list[Any]:
    return []


def _silence(_: logging.LogRecord) -> bool:
    return False
