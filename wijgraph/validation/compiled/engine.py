"""The compiled engine: shapes in, results out."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from wijgraph.errors import QueryError, WijgraphError, in_language, reason_of
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store import TripleStore
from wijgraph.validation.compiled.calls import patterns_in
from wijgraph.validation.compiled.columns import Columns
from wijgraph.validation.compiled.lexical import Altered, check, check_terms, every_shape
from wijgraph.validation.compiled.messages import messages
from wijgraph.validation.compiled.model import (
    Class,
    Closed,
    Constraint,
    Custom,
    Disjoint,
    Equals,
    HasValue,
    LessThan,
    Logical,
    Node,
    Not,
    Pattern,
    Shape,
    Sparql,
    UncompilableError,
)
from wijgraph.validation.compiled.patterns import literal
from wijgraph.validation.compiled.queries import Compiled, Question, compile_shape
from wijgraph.validation.compiled.reading import read_shape, roots
from wijgraph.validation.compiled.screening import failing
from wijgraph.validation.index import Index
from wijgraph.validation.regex import translate
from wijgraph.validation.results import Failure, Result

ENGINE = "compiled"
FEW = 200  # so many nodes may be named in one query
TIMES = 10  # with more than so many queries for a question it is asked about all nodes


class FailedError(Exception):
    """A shape could not be checked."""

    def __init__(self, root: Term, error: Exception, question: Question | None = None) -> None:
        """Tell what failed: a ``question`` about one constraint, or the shape ``root``."""
        self.failure = Failure(
            root,
            reason_of(error),
            question.shape.node if question else None,
            question.constraint.component if question else "",
        )
        self.reason = self.failure.reason
        super().__init__(in_language(self.reason, "en"))


@dataclass(frozen=True)
class Plan:
    """What is compiled, and what is not, with the reason."""

    compiled: tuple[Compiled, ...]
    left: tuple[UncompilableError, ...]


def plan(shapes: Index) -> Plan:
    """Compile the shapes in ``shapes`` that have targets."""
    compiled, left = [], []
    for node in roots(shapes):
        try:
            shape = read_shape(shapes, node)
            check_terms(shape)
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
    columns: Columns | None = None  # the same triples, when they are at hand
    predicates: Collection[str] | None = None  # the properties in use, when they are known


def find(data: Data, compiled: Compiled) -> list[Result]:
    """Return the results of a compiled shape on ``data``.

    Raises UncompilableError when the store keeps what it asks for in other words, or cannot answer:
    a query is malformed. Raises FailedError for any other error: a check that was not done.
    """
    check(compiled.root, data.altered)
    with _told(compiled.root.node):
        focus = None if data.columns is None else data.columns.targets(compiled.root.targets)
        if focus is not None and not focus:
            return []
        if data.columns is None:
            _check_patterns(data.store, compiled.root)
        questions = [*compiled.always, *_wrong(data, compiled, focus)]
        return _answers(compiled.root.node, questions, data)


@contextmanager
def _told(root: Term, question: Question | None = None) -> Iterator[None]:
    """Turn an error within into one that tells the shape; what a store says itself is left."""
    try:
        yield
    except QueryError as error:
        raise UncompilableError(root, error.said) from None
    except (UncompilableError, FailedError, WijgraphError):
        raise
    except Exception as error:  # whatever it is, the check was not done
        raise FailedError(root, error, question) from error


def _check_patterns(store: TripleStore, root: Shape) -> None:
    """Raise UncompilableError when ``store`` cannot run a regular expression of ``root``.

    It may be of another make than what they were compiled with, and an error is no match.
    """
    patterns = dict.fromkeys(
        pattern
        for shape in every_shape(root)
        for constraint in shape.constraints
        for pattern in _patterns(constraint)
    )
    if not patterns:
        return
    tests = [
        f'(REGEX("", {literal(regex)}, {literal(flags)}) AS ?wg{number})'
        for number, (regex, flags) in enumerate(patterns)
    ]
    row = next(iter(store.select(f"SELECT {' '.join(tests)} WHERE {{ }}")), {})
    for number, (regex, _) in enumerate(patterns):
        if row.get(f"wg{number}") is None:
            raise UncompilableError(root.node, Message("validation.compile-pattern", pattern=regex))


def _patterns(constraint: Constraint) -> list[tuple[str, str]]:
    match constraint:
        case Pattern(regex, flags):
            return [translate(regex, flags)]
        case Sparql() | Custom():
            values = constraint.parameters if isinstance(constraint, Custom) else ()
            given = {name: value for name, value in values if value}
            return [translate(*pattern) for pattern in patterns_in(constraint.query, given)]
    return []


def _answers(root: Term, questions: Sequence[Question], data: Data) -> list[Result]:
    found = []
    for question in questions:
        with _told(root, question):
            found += [_result(question, row, data) for row in _rows(data, question)]
    return found


def _wrong(data: Data, compiled: Compiled, focus: set[int] | None) -> Sequence[Question]:
    """Return what to ask about the nodes that do not conform; nothing when all do.

    ``focus`` are the nodes to look at as numbers, when the data is at hand.
    """
    nodes: set[Term | None] = set()
    screen = compiled.screen
    if data.columns is not None and focus is not None:
        wrong = failing(data.columns, compiled.decided, focus)
        nodes = {data.columns.terms[number] for number in wrong}
        screen = compiled.rest
    if screen:
        nodes |= {row["this"] for row in data.store.select(screen)}
    if not nodes:
        return ()
    known = sorted(node for node in nodes if node is not None and node.kind != "bnode")
    if len(known) < len(nodes) or len(known) > FEW * TIMES:
        return compiled.details()
    parts = [known[i : i + FEW] for i in range(0, len(known), FEW)]
    return [question for part in parts for question in compiled.details(part)]


def _rows(data: Data, question: Question) -> Iterator[dict[str, Term | None]]:
    """Yield the rows that differ in what the question asks for."""
    listed = question.listing if data.predicates is not None else None
    query = question.query if listed is None else listed.of(data.predicates or ())
    seen = set()
    for row in data.store.select(query):
        if tuple(row.values()) not in seen:
            seen.add(tuple(row.values()))
            yield dict(row)


def _result(
    question: Question,
    row: dict[str, Term | None],
    data: Data,
) -> Result:
    shape, constraint = question.shape, question.constraint
    focus = row["this"]
    if focus is None:
        raise UncompilableError(shape.node, Message("validation.compile-row"))
    own = getattr(constraint, "query", None) is not None
    value = row.get("value")
    if own and value is None and shape.path is None:
        value = focus
    path = row.get("path") if own or isinstance(constraint, Closed) else None
    value = data.altered.original(focus, path or shape.path_node, value)
    focus = data.altered.original(focus, None, focus) or focus
    return Result(
        focus=focus,
        path=path or shape.path_node,
        value=value,
        component=constraint.component,
        shape=shape.node,
        severity=shape.severity,
        messages=messages(shape, constraint, row | {"value": value}),
        engine=ENGINE,
        constraint=getattr(constraint, "node", None) if own else None,
        parameter=_parameter(constraint),
    )


def _parameter(constraint: Constraint) -> Term | None:
    """Return what a constraint was made of, where a shape may have several of a kind."""
    match constraint:
        case Class(iri) | Equals(iri) | Disjoint(iri) | LessThan(iri):
            return Term("iri", iri)
        case HasValue(term):
            return term
        case Not(shape) | Node(shape):
            return shape.node
        case Logical():
            return constraint.head
    return None
