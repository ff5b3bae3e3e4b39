"""The two engines behind one door: what is compiled, and what is left to pySHACL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from wijgraph.errors import ShapesError, Text, in_language
from wijgraph.graph import Graph
from wijgraph.graph.stored import StoredGraph
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Term
from wijgraph.namespaces import shorten
from wijgraph.store import TripleStore
from wijgraph.validation.compiled import columns as at_hand
from wijgraph.validation.compiled.columns import Columns
from wijgraph.validation.compiled.engine import Data, FailedError, Plan, find, plan
from wijgraph.validation.compiled.lexical import Altered, altered_in
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.patterns import Variables, targets_pattern
from wijgraph.validation.compiled.reading import is_deactivated, roots, targets_of
from wijgraph.validation.index import Index
from wijgraph.validation.results import Failure, Result
from wijgraph.validation.shapes import LENIENT, Shapes

ENGINES = ("auto", "compiled", "pyshacl")
# What follows from shapes and from a graph, for as long as they are there: neither changes.
PLANS: WeakKeyDictionary[Index, Plan] = WeakKeyDictionary()
AT_HAND: WeakKeyDictionary[Graph, Data] = WeakKeyDictionary()
COLUMNS: WeakKeyDictionary[Graph, Columns] = WeakKeyDictionary()


@dataclass(frozen=True)
class Outcome:
    """The results, and the shapes that were left to pySHACL, each with the reason.

    ``failures`` are the checks that could not be done: what they would have found is not known.
    """

    results: tuple[Result, ...]
    left: Mapping[str, Text] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()


def results_of(graph: Graph, shapes: Index, engine: str = "auto") -> Outcome:
    """Return the results of ``shapes`` on ``graph``.

    With ``engine`` "auto" pySHACL has the shapes that cannot be compiled.

    Raises ShapesError when the shapes are broken, when a check could not be done, or with
    "compiled" when one cannot be compiled.
    """
    outcome = outcome_of(graph, shapes, engine)
    if outcome.failures:
        raise refused(outcome.failures, shapes)
    return outcome


def refused(failures: Sequence[Failure], shapes: Index) -> ShapesError:
    """Return the error for checks that could not be done: the first in full, and the others."""
    first, *others = (failure_in_words(failure) for failure in failures)
    position = shapes.position(*(failures[0].part, failures[0].shape))
    rest = {language: "\n  ".join(other[language] for other in others) for language in LANGUAGES}
    return ShapesError(
        first,
        path=position.path if position else None,
        line=position.line if position else None,
        column=position.column if position else None,
        iri=failures[0].shape.value,
        hint=rest if others else None,
    )


def failure_in_words(failure: Failure) -> Message:
    """Return what could not be checked, and why."""
    name, reason = shorten(failure.shape.value).strip("<>"), failure.reason
    if not failure.component:
        return Message("validation.shape-unusable", name=name, reason=reason)
    component = shorten(failure.component).strip("<>")
    return Message(
        "validation.shape-unusable-component", name=name, component=component, reason=reason
    )


def outcome_of(graph: Graph, shapes: Index, engine: str = "auto") -> Outcome:
    """Return what ``results_of`` gives, with the checks that could not be done as data.

    Raises ShapesError when the shapes are broken, or with "compiled" when one cannot be compiled.
    """
    # Shapes that lead to themselves and have no node to look at are left alone.
    done = _unentered(graph, shapes, engine)
    if engine == "pyshacl":
        found, failed = _by_pyshacl(graph, shapes, done)
        return Outcome(tuple(found), failures=tuple(failed))
    planned, data = plan_of(shapes), data_of(graph)
    found, left, failures, checked = _compiled(planned, data)
    left = [error for error in left if error.shape not in done]
    done += checked
    names = _named(left)
    if names and engine == "compiled":
        name, reason = next(iter(names.items()))
        raise ShapesError(
            Message("validation.shape-not-compiled", name=name, reason=reason),
            iri=left[0].shape.value,
            hint=Message("validation.shape-not-compiled-hint"),
        )
    rest, failed = _by_pyshacl(graph, shapes, done) if left else ([], [])
    return Outcome((*found, *rest), names, (*failures, *failed))


def _unentered(graph: Graph, shapes: Index, engine: str) -> list[Term]:
    """Return the shapes that lead to themselves and have no focus node.

    Whether the data of the others goes round pySHACL finds out; for "compiled" they are an error.
    """
    if not isinstance(shapes, Shapes) or not shapes.recursive:
        return []
    data = data_of(graph)
    entered = [node for node in shapes.recursive if _has_focus(data, shapes, node)]
    if entered and engine == "compiled":
        errors = dict.fromkeys(shapes.recursive[node] for node in entered)
        raise ShapesError.of(list(errors), hint=LENIENT)
    return [node for node in shapes.recursive if node not in entered]


def _has_focus(data: Data, shapes: Index, shape: Term) -> bool:
    targets = targets_of(shapes, shape)
    if data.columns is not None:
        return bool(data.columns.targets(targets))
    return data.store.ask(f"ASK {{ {targets_pattern(targets, '?this', Variables())} }}")


def results_in(store: TripleStore, shapes: Index) -> Outcome:
    """Return the results of ``shapes`` on what ``store`` holds, as the store keeps it.

    pySHACL has no part in it: what cannot be compiled is ``left``, and was not checked.
    """
    found, left, failures, _ = _compiled(plan_of(shapes), Data(store, Altered()))
    return Outcome(tuple(found), _named(left), tuple(failures))


def _compiled(
    planned: Plan, data: Data
) -> tuple[list[Result], list[UncompilableError], list[Failure], list[Term]]:
    """Return the results of what is compiled, what is left, what failed, and what is done."""
    found: list[Result] = []
    left = list(planned.left)
    failures: list[Failure] = []
    done: list[Term] = []
    for compiled in planned.compiled:
        try:
            found += find(data, compiled)
        except UncompilableError as error:
            left.append(error)
            continue
        except FailedError as error:
            failures.append(error.failure)
        done.append(compiled.root.node)
    return found, left, failures, done


def _named(left: Iterable[UncompilableError]) -> dict[str, Text]:
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


def _by_pyshacl(
    graph: Graph, shapes: Index, done: Collection[Term]
) -> tuple[list[Result], list[Failure]]:
    """Return what pySHACL finds with ``shapes``, and could not check, but for those ``done``."""
    from wijgraph.validation.reference import run

    found, failed = run(graph, shapes, done)
    recursive = shapes.recursive if isinstance(shapes, Shapes) else {}
    return found, [
        replace(failure, reason=Message("validation.goes-deep"))
        if failure.shape in recursive and "too deep" in in_language(failure.reason, "en")
        else failure
        for failure in failed
    ]
