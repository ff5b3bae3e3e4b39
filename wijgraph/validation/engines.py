"""The two engines behind one door: what is compiled, and what is left to pySHACL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.validation.blanks import Blanks
from wijgraph.validation.compiled.engine import Data, find, plan
from wijgraph.validation.compiled.lexical import altered_in
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.reading import TARGETS, class_kinds
from wijgraph.validation.index import TYPE, Index
from wijgraph.validation.results import Result

ENGINES = ("auto", "compiled", "pyshacl")


@dataclass(frozen=True)
class Outcome:
    """The results, and the shapes that were left to pySHACL, each with the reason."""

    results: tuple[Result, ...]
    left: Mapping[str, str] = field(default_factory=dict)


def results_of(graph: Graph, shapes: Index, engine: str = "auto") -> Outcome:
    """Return the results of ``shapes`` on ``graph``.

    With ``engine`` "auto" pySHACL has the shapes that cannot be compiled.

    Raises ShapesError when the shapes are broken, or with "compiled" when one cannot be compiled.
    """
    if engine == "pyshacl":
        return Outcome(tuple(_by_pyshacl(graph, shapes, ())))
    altered = altered_in(graph.as_written())
    planned = plan(shapes, altered)
    data = Data(graph.store, altered, lambda: Index(graph.triples()))
    left = list(planned.left)
    done: list[Term] = []
    found: list[Result] = []
    for compiled in planned.compiled:
        try:
            found += find(data, compiled, shapes)
            done.append(compiled.root.node)
        except UncompilableError as error:
            left.append(error)
    names = {shorten(error.shape.value).strip("<>"): error.reason for error in left}
    if names and engine == "compiled":
        name, reason = next(iter(names.items()))
        raise ShapesError(
            f"the shape {name} cannot be compiled: {reason}",
            iri=left[0].shape.value,
            hint="With --engine auto pySHACL checks it.",
        )
    blanks = Blanks(graph)
    named = [
        replace(result, focus=blanks(result.focus), value=result.value and blanks(result.value))
        for result in found
    ]
    rest = _by_pyshacl(graph, shapes, done) if left else []
    return Outcome((*named, *rest), names)


def _by_pyshacl(graph: Graph, shapes: Index, done: Collection[Term]) -> list[Result]:
    """Return what pySHACL finds with ``shapes``, those that are ``done`` left out as targets."""
    from wijgraph.validation.reference import run

    targets = {SH + word for word in TARGETS}
    kinds = {kind.value for kind in class_kinds(shapes)}
    without = Index(
        triple
        for triple in shapes
        if triple[0] not in done
        or not (
            triple[1].value in targets or (triple[1].value == TYPE and triple[2].value in kinds)
        )
    )
    return run(graph, without)
