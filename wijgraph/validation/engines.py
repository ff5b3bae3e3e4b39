"""The two engines behind one door: what is compiled, and what is left to pySHACL."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakKeyDictionary

from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.stored import StoredGraph
from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.store import TripleStore
from wijgraph.validation.compiled.columns import Columns
from wijgraph.validation.compiled.engine import Data, Plan, find, plan
from wijgraph.validation.compiled.lexical import Altered, altered_in
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.reading import TARGETS, class_kinds
from wijgraph.validation.index import TYPE, Index
from wijgraph.validation.results import Result

ENGINES = ("auto", "compiled", "pyshacl")
OF_BLANKS = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isBlank(?s)) }"
# What follows from shapes and from a graph, for as long as they are there: neither changes.
PLANS: WeakKeyDictionary[Index, Plan] = WeakKeyDictionary()
AT_HAND: WeakKeyDictionary[Graph, Data] = WeakKeyDictionary()


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
    planned, data = plan_of(shapes), data_of(graph)
    left = list(planned.left)
    done: list[Term] = []
    found: list[Result] = []
    for compiled in planned.compiled:
        try:
            found += find(data, compiled, shapes)
            done.append(compiled.root.node)
        except UncompilableError as error:
            left.append(error)
    names = _named(left)
    if names and engine == "compiled":
        name, reason = next(iter(names.items()))
        raise ShapesError(
            f"the shape {name} cannot be compiled: {reason}",
            iri=left[0].shape.value,
            hint="With --engine auto pySHACL checks it.",
        )
    rest = _by_pyshacl(graph, shapes, done) if left else []
    return Outcome((*found, *rest), names)


def results_in(store: TripleStore, shapes: Index) -> Outcome:
    """Return the results of ``shapes`` on what ``store`` holds, as the store keeps it.

    pySHACL has no part in it: what cannot be compiled is ``left``, and was not checked.
    """
    data = Data(store, Altered(), lambda: Index(store.construct(OF_BLANKS)))
    found: list[Result] = []
    left = list(plan_of(shapes).left)
    for compiled in plan_of(shapes).compiled:
        try:
            found += find(data, compiled, shapes)
        except UncompilableError as error:
            left.append(error)
    return Outcome(tuple(found), _named(left))


def _named(left: Iterable[UncompilableError]) -> dict[str, str]:
    return {shorten(error.shape.value).strip("<>"): error.reason for error in left}


def plan_of(shapes: Index) -> Plan:
    """Return ``shapes`` compiled; once for the same index."""
    if shapes not in PLANS:
        PLANS[shapes] = plan(shapes)
    return PLANS[shapes]


def data_of(graph: Graph) -> Data:
    """Return ``graph`` as the compiled engine takes it; once for the same graph in memory."""
    if isinstance(graph, StoredGraph):  # what it holds stays where it is
        altered = altered_in(graph.as_written())
        return Data(graph.store, altered, lambda: Index(graph.triples()))
    if graph not in AT_HAND:
        triples = [triple for document in graph.documents for triple in document.triples]
        columns = Columns([*triples, *graph.derived])
        described = partial(Index, triples)
        altered = altered_in(triples)
        if len(columns) == len(graph.store):
            whole = Data(graph.store, altered, described, columns, columns.predicates)
        else:  # the store has more, or other words
            whole = Data(graph.store, altered, described)
        AT_HAND[graph] = whole
    return AT_HAND[graph]


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
