"""pySHACL, the reference engine, with the work taken out that it does again and again."""

import gc
import warnings
from collections.abc import Collection
from traceback import walk_tb
from typing import Any

import rdflib
from rdflib import RDF, SH, Graph, Literal

from wijgraph.errors import ShapesError, in_language, reason_of
from wijgraph.graph import Graph as Whole
from wijgraph.messages import Message, quoted
from wijgraph.model import Term
from wijgraph.namespaces import shorten
from wijgraph.turtle.reader import Terms, to_term
from wijgraph.validation.handing import for_pyshacl, without_targets
from wijgraph.validation.index import Index
from wijgraph.validation.results import Failure, Result

ENGINE = "pyshacl"


class _StoppedError(Exception):
    """pySHACL gave up: at which root shape, in which part of it, and why."""

    def __init__(self, error: Exception) -> None:
        """Look at the frames of ``error`` for what was being evaluated."""
        from pyshacl.constraints.constraint_component import ConstraintComponent
        from pyshacl.errors import ShapeRecursionWarning
        from pyshacl.shape import Shape

        frames = [frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__)]
        shapes = [to_term(it.node) for it in frames if type(it) is Shape]  # no parameters
        components = [it for it in frames if isinstance(it, ConstraintComponent)]
        self.root = shapes[0] if shapes else None
        self.part = shapes[-1] if shapes else None
        # Of a custom component the class is not its name.
        self.component = ""
        if components:
            self.part = to_term(components[-1].shape.node)
            of = getattr(components[-1], "constraint", components[-1])
            self.component = str(getattr(of, "node", None) or of.shacl_constraint_component)
        if isinstance(error, ShapeRecursionWarning):
            error = ValueError(Message("validation.goes-round"))
        self.reason = reason_of(error)
        super().__init__(in_language(self.reason, "en"))


def run(
    graph: Whole, shapes: Index, done: Collection[Term] = ()
) -> tuple[list[Result], list[Failure]]:
    """Return the results of ``shapes`` on ``graph``, and what could not be checked.

    Those that are ``done`` have no targets, and are there as parts of others.

    Raises ShapesError when pySHACL cannot use the shapes, and it is not one of them alone.
    """
    failures: list[Failure] = []
    out = set(done)
    handed = for_pyshacl(shapes)
    while True:  # without the shape that failed the others can be checked
        # The shapes are looked up hundreds of thousands of times, and need no contexts.
        plain = Graph(store="SimpleMemory", bind_namespaces="none")
        terms = Terms()
        for triple in without_targets(handed, out):
            plain.add(tuple(map(terms, triple)))
        try:
            report = _report(graph.rdflib, plain)
        except _StoppedError as error:
            if error.root is None or error.root in out:
                raise ShapesError(
                    Message(
                        "validation.shapes-unusable-at",
                        name=shorten(error.root.value),
                        reason=error.reason,
                    )
                    if error.root
                    else Message("validation.shapes-unusable", reason=error.reason)
                ) from error
            failures.append(Failure(error.root, error.reason, error.part, error.component))
            out.add(error.root)
            continue
        root = report.value(None, RDF.type, SH.ValidationReport)
        return [_result(report, n, shapes) for n in report.objects(root, SH.result)], failures


def _result(report: Graph, node: Any, shapes: Index) -> Result:
    def one(name: str) -> Term | None:
        value = report.value(node, SH[name])
        if value is None:
            return None
        term = to_term(value)  # Oxigraph writes languages in small letters
        return term._replace(language=term.language.lower()) if term.language else term

    shape, focus = one("sourceShape"), one("focusNode")
    if shape is None or focus is None:
        raise ShapesError(Message("validation.failed-result"))
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

    Raises _StoppedError when an error ends it.
    """
    import pyshacl
    from pyshacl.errors import ValidationFailure

    from wijgraph.validation.tuning import Prepared, ready, tune

    tune()
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is made here is garbage before the end
    try:
        with warnings.catch_warnings():
            ready()
            _, results, text = pyshacl.validate(
                Prepared(data),
                shacl_graph=plain,
                inplace=True,
                meta_shacl=False,
                do_owl_imports=False,
            )
    except Exception as error:  # for a malformed constraint rdflib raises no narrower one
        raise _StoppedError(error) from error
    finally:
        rdflib.NORMALIZE_LITERALS = False  # pySHACL leaves it on: "007" would be read as "7"
        if collecting:
            gc.enable()
    if isinstance(results, ValidationFailure):
        raise _StoppedError(results)
    if not isinstance(results, Graph):
        raise ShapesError(Message("validation.failed", reason=quoted(text)))
    return results
