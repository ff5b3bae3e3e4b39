"""The two engines behind one door: what is compiled, and what is left to pySHACL."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.stored import StoredGraph
from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.store import TripleStore
from wijgraph.validation.blanks import Blanks
from wijgraph.validation.compiled import columns as at_hand
from wijgraph.validation.compiled.columns import Columns
from wijgraph.validation.compiled.engine import Data, Plan, find, plan
from wijgraph.validation.compiled.lexical import Altered, altered_in
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.patterns import Variables, targets_pattern
from wijgraph.validation.compiled.reading import (
    TARGETS,
    class_kinds,
    is_deactivated,
    roots,
    targets_of,
)
from wijgraph.validation.index import TYPE, Index
from wijgraph.validation.results import Result

ENGINES = ("auto", "compiled", "pyshacl")
# What follows from shapes and from a graph, for as long as they are there: neither changes.
PLANS: WeakKeyDictionary[Index, Plan] = WeakKeyDictionary()
AT_HAND: WeakKeyDictionary[Graph, Data] = WeakKeyDictionary()
COLUMNS: WeakKeyDictionary[Graph, Columns] = WeakKeyDictionary()


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
            found += find(data, compiled)
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
    blanks = Blanks(lambda: graph.texts)
    named = [
        replace(result, focus=blanks(result.focus), value=result.value and blanks(result.value))
        for result in found
    ]
    rest = _by_pyshacl(graph, shapes, done) if left else []
    return Outcome((*named, *rest), names)


def results_in(store: TripleStore, shapes: Index) -> Outcome:
    """Return the results of ``shapes`` on what ``store`` holds, as the store keeps it.

    pySHACL has no part in it: what cannot be compiled is ``left``, and was not checked.
    """
    data = Data(store, Altered())
    found: list[Result] = []
    left = list(plan_of(shapes).left)
    for compiled in plan_of(shapes).compiled:
        try:
            found += find(data, compiled)
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
        return Data(graph.store, altered)
    if graph not in AT_HAND:
        triples = list(graph.triples())
        columns = Columns([*triples, *graph.derived])
        altered = altered_in(triples)
        if len(columns) == len(graph.store):
            whole = Data(graph.store, altered, columns, columns.predicates)
        else:  # the store has more, or other words
            whole = Data(graph.store, altered)
        AT_HAND[graph] = whole
    return AT_HAND[graph]


def _columns_of(graph: Graph) -> Columns:
    """Return ``graph`` in memory as columns, each literal as it is written; once for the same."""
    known = data_of(graph).columns
    if known is not None:
        return known
    if graph not in COLUMNS:
        COLUMNS[graph] = at_hand.Columns([*graph.triples(), *graph.derived])
    return COLUMNS[graph]


def focus_nodes(graph: Graph, shapes: Index) -> Mapping[Term, Collection[Term]]:
    """Return the focus nodes in ``graph`` of each shape with targets, whichever engine checks it.

    A shape that is deactivated has no entry. Blank nodes have the names that they have in the
    triples of the documents. A node that ``sh:targetNode`` names is one, whether it is in the graph
    or not. A store gets one query for each shape.

    Raises QueryError or StoreError when a store does not answer.
    """
    found: dict[Term, Collection[Term]] = {}
    for node in roots(shapes):
        if is_deactivated(shapes, node):
            continue
        targets = targets_of(shapes, node)
        if not targets:
            found[node] = ()
        elif isinstance(graph, StoredGraph):
            pattern = targets_pattern(targets, "?this", Variables())
            rows = graph.store.select(f"SELECT DISTINCT ?this WHERE {{ {pattern} }}")
            found[node] = frozenset(term for row in rows if (term := row["this"]))
        else:
            columns = _columns_of(graph)
            found[node] = frozenset(columns.terms[n] for n in columns.targets(targets))
    return found


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
