"""The compiled engine: shapes in, results out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wijgraph.errors import QueryError
from wijgraph.model import Term
from wijgraph.store import TripleStore
from wijgraph.validation.compiled.lexical import Altered, check
from wijgraph.validation.compiled.messages import messages
from wijgraph.validation.compiled.model import Closed, UncompilableError
from wijgraph.validation.compiled.queries import Compiled, Question, compile_shape
from wijgraph.validation.compiled.reading import read_shape, roots
from wijgraph.validation.index import Index
from wijgraph.validation.results import Result

ENGINE = "compiled"
FEW = 200  # so many nodes may be named in one query


@dataclass(frozen=True)
class Plan:
    """What is compiled, and what is not, with the reason."""

    compiled: tuple[Compiled, ...]
    left: tuple[UncompilableError, ...]


def plan(shapes: Index, altered: Altered) -> Plan:
    """Compile the shapes in ``shapes`` that have targets."""
    compiled, left = [], []
    for node in roots(shapes):
        try:
            shape = read_shape(shapes, node)
            check(shape, altered)
            if not shape.deactivated:
                compiled.append(compile_shape(shape))
        except UncompilableError as error:
            left.append(UncompilableError(node, error.reason))  # it may be about a part of it
    return Plan(tuple(compiled), tuple(left))


@dataclass(frozen=True)
class Data:
    """What is checked: ``store`` answers, and the rest tells what it does not keep."""

    store: TripleStore
    altered: Altered
    describe: Callable[[], Index]  # all triples, for sentences about blank nodes


def find(data: Data, compiled: Compiled, shapes: Index) -> list[Result]:
    """Return the results of a compiled shape on ``data``.

    Raises UncompilableError when the store cannot answer: a query is malformed.
    """
    try:
        questions = [*compiled.always, *_wrong(data.store, compiled)]
        return [
            _result(question, row, shapes, data)
            for question in questions
            for row in _rows(data.store, question)
        ]
    except QueryError as error:
        raise UncompilableError(compiled.root.node, error.message) from None


def _wrong(store: TripleStore, compiled: Compiled) -> Sequence[Question]:
    """Return what to ask about the nodes that do not conform; nothing when all do."""
    if not compiled.screen:
        return ()
    nodes = [row["this"] for row in store.select(compiled.screen)]
    known = [node for node in nodes if node is not None and node.kind != "bnode"]
    if not nodes:
        return ()
    return compiled.details(known if len(nodes) <= FEW and len(known) == len(nodes) else None)


def _rows(store: TripleStore, question: Question) -> Iterator[dict[str, Term | None]]:
    """Yield the rows that differ in what the question asks for."""
    seen = set()
    for row in store.select(question.query):
        if tuple(row.values()) not in seen:
            seen.add(tuple(row.values()))
            yield dict(row)


def _result(
    question: Question,
    row: dict[str, Term | None],
    shapes: Index,
    data: Data,
) -> Result:
    shape, constraint = question.shape, question.constraint
    focus = row["this"]
    if focus is None:
        raise UncompilableError(shape.node, "a query gives a row without a node")
    own = getattr(constraint, "query", None) is not None
    value = row.get("value")
    if own and value is None and shape.path is None:
        value = focus
    value = data.altered.original(focus, value)
    path = row.get("path") if own or isinstance(constraint, Closed) else None
    return Result(
        focus=focus,
        path=path or shape.path_node,
        value=value,
        component=constraint.component,
        shape=shape.node,
        severity=shape.severity,
        messages=messages(shape, constraint, row | {"value": value}, shapes, data.describe),
        engine=ENGINE,
        constraint=getattr(constraint, "node", None) if own else None,
    )
