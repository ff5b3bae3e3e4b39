"""The graph of a dossier before the engines of SHACL: what it gets, and what it is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from weakref import WeakKeyDictionary

from wijgraph.errors import ShapesError, Text
from wijgraph.graph import Graph
from wijgraph.graph.stored import StoredGraph
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Term
from wijgraph.namespaces import shorten
from wijgraph.shacl import engine as shacl
from wijgraph.shacl import errors
from wijgraph.shacl.engine import Data, Outcome
from wijgraph.shacl.index import Index
from wijgraph.shacl.literals import altered_in
from wijgraph.shacl.prefilter import Columns
from wijgraph.shacl.results import Failure
from wijgraph.store import TripleStore
from wijgraph.validation.shapes import LENIENT, Shapes, position_of

# What follows from a graph, for as long as it is there: it does not change.
AT_HAND: WeakKeyDictionary[Graph, Data] = WeakKeyDictionary()
COLUMNS: WeakKeyDictionary[Graph, Columns] = WeakKeyDictionary()


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
    position = position_of(shapes, failures[0].part, failures[0].shape)
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
    name, reason = name_of(failure.shape.value), failure.reason
    if not failure.component:
        return Message("validation.shape-unusable", name=name, reason=reason)
    component = name_of(failure.component)
    return Message(
        "validation.shape-unusable-component", name=name, component=component, reason=reason
    )


def name_of(iri: str) -> str:
    """Return what a shape or component is called: a prefixed name, or else its IRI."""
    return shorten(iri).strip("<>")


def outcome_of(graph: Graph, shapes: Index, engine: str = "auto") -> Outcome:
    """Return what ``results_of`` gives, with the checks that could not be done as data.

    Raises ShapesError when the shapes are broken, or with "compiled" when one cannot be compiled.
    """
    with _as_ours():
        idle = _unentered(graph, shapes, engine)
        data = Data(graph.store) if engine == "pyshacl" else data_of(graph)
        return _named(shacl.outcome_of(data, shapes, lambda: graph.rdflib, engine, idle))


def _unentered(graph: Graph, shapes: Index, engine: str) -> list[Term]:
    """Return the shapes that lead to themselves and have no focus node.

    Whether the data of the others goes round pySHACL finds out; for "compiled" they are an error.
    """
    if not isinstance(shapes, Shapes) or not shapes.recursive:
        return []
    data = data_of(graph)
    entered = [node for node in shapes.recursive if shacl.has_focus(data, shapes, node)]
    if entered and engine == "compiled":
        found = dict.fromkeys(shapes.recursive[node] for node in entered)
        raise ShapesError.of(list(found), hint=LENIENT)
    return [node for node in shapes.recursive if node not in entered]


def results_in(store: TripleStore, shapes: Index) -> Outcome:
    """Return the results of ``shapes`` on what ``store`` holds, as the store keeps it.

    pySHACL has no part in it: what cannot be compiled is ``left``, and was not checked.
    """
    with _as_ours():
        return _named(shacl.compiled_outcome(Data(store), shapes))


def _named(outcome: Outcome) -> Outcome:
    left: Mapping[str, Text] = {name_of(iri): reason for iri, reason in outcome.left.items()}
    return replace(outcome, left=left)


@contextmanager
def _as_ours() -> Iterator[None]:
    """Turn an error of the engines into one of ours."""
    try:
        yield
    except errors.InvalidShapesError as error:
        raise ShapesError(error.said, iri=error.iri, hint=error.advice) from error


def data_of(graph: Graph) -> Data:
    """Return ``graph`` as the engines take it; once for the same graph in memory."""
    if isinstance(graph, StoredGraph):  # what it holds stays where it is
        return Data(graph.store, altered_in(graph.as_written()))
    if graph not in AT_HAND:
        triples = list(graph.triples())
        AT_HAND[graph] = Data.of(graph.store, len(graph.store), triples, graph.derived)
    return AT_HAND[graph]


def focus_nodes(graph: Graph, shapes: Index) -> Mapping[Term, Collection[Term]]:
    """Return the focus nodes in ``graph`` of each shape with targets, whichever engine checks it.

    A shape that is deactivated has no entry. Blank nodes have the names that they have in the
    triples of the documents. A store gets one query for each shape.

    Raises QueryError or StoreError when a store does not answer.
    """
    if isinstance(graph, StoredGraph):
        return shacl.focus_nodes(shapes, store=graph.store)
    columns = data_of(graph).columns
    if columns is None:  # of what the store keeps otherwise each literal as it is written
        if graph not in COLUMNS:
            COLUMNS[graph] = Columns([*graph.triples(), *graph.derived])
        columns = COLUMNS[graph]
    return shacl.focus_nodes(shapes, columns=columns)
