"""The engines behind one door: what is compiled, and what is left to pySHACL."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from wijgraph.shacl.compiler import Compiled, ViolationQuery, compile_shape, targets_pattern
from wijgraph.shacl.errors import InvalidShapesError, UnansweredError, UnavailableError, reason_of
from wijgraph.shacl.index import Index
from wijgraph.shacl.literals import Altered, altered_in, check, check_terms
from wijgraph.shacl.messages import Message, Text, in_language
from wijgraph.shacl.model import Constraint, Query, Shape, UncompilableError
from wijgraph.shacl.prefilter import Columns, failing
from wijgraph.shacl.queries import patterns_in
from wijgraph.shacl.reading import read_shape, roots, targets_of
from wijgraph.shacl.regex import translate
from wijgraph.shacl.results import Failure, ValidationResult, messages
from wijgraph.shacl.sparql import Variables
from wijgraph.shacl.terms import Queryable, Row, Term, Triple, literal

if TYPE_CHECKING:
    from rdflib import Graph

ENGINE = "compiled"
ENGINES = ("auto", "compiled", "pyshacl")
BATCH_SIZE = 200  # so many nodes may be named in one query
MOST_BATCHES = 10  # with more queries for a question it is asked about all nodes
# What follows from shapes, for as long as they are there: they do not change.
PLANS: WeakKeyDictionary[Index, "Plan"] = WeakKeyDictionary()


class FailedError(Exception):
    """A shape could not be checked."""

    def __init__(
        self, root: Term, error: Exception, question: ViolationQuery | None = None
    ) -> None:
        """Tell what failed: a ``question`` about one constraint, or the shape ``root``."""
        self.failure = Failure(
            root,
            reason_of(error),
            question.shape.node if question else None,
            question.constraint.component if question else "",
        )
        super().__init__(in_language(self.failure.reason, "en"))


@dataclass(frozen=True)
class Plan:
    """What is compiled, and what is not, with the reason."""

    compiled: tuple[Compiled, ...]
    left: tuple[UncompilableError, ...]


@dataclass(frozen=True)
class Data:
    """What is checked: ``store`` answers, and the rest tells what it does not keep."""

    store: Queryable
    altered: Altered = field(default_factory=Altered)
    columns: Columns | None = None  # the same triples, when they are at hand
    predicates: Collection[str] | None = None  # the properties in use, when they are known

    @staticmethod
    def of(
        store: Queryable,
        size: int,
        written: Sequence[Triple],
        more: Sequence[Triple] = (),
    ) -> "Data":
        """Return what ``store`` holds: ``size`` triples, those ``written`` and some ``more``."""
        columns, altered = Columns([*written, *more]), altered_in(written)
        if len(columns) == size:
            return Data(store, altered, columns, columns.predicates)
        return Data(store, altered)  # the store has more, or other words


@dataclass(frozen=True)
class Outcome:
    """The results, and the shapes that were left to pySHACL, each with the reason.

    ``failures`` are the checks that could not be done: what they would have found is not known.
    """

    results: tuple[ValidationResult, ...]
    left: Mapping[str, Text] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()


def plan_of(shapes: Index) -> Plan:
    """Compile the shapes in ``shapes`` that have targets; once for the same index."""
    if shapes not in PLANS:
        compiled, left = [], []
        for node in roots(shapes):
            try:
                shape = read_shape(shapes, node)
                check_terms(shape)
                if not shape.deactivated:
                    compiled.append(compile_shape(shape))
            except UncompilableError as error:
                left.append(UncompilableError(node, error.reason))  # it may be about a part of it
        PLANS[shapes] = Plan(tuple(compiled), tuple(left))
    return PLANS[shapes]


def outcome_of(
    data: Data,
    shapes: Index,
    graph: Callable[[], "Graph"],
    engine: str = "auto",
    idle: Collection[Term] = (),
) -> Outcome:
    """Return what ``shapes`` find in ``data``, and the checks that could not be done.

    With ``engine`` "auto" pySHACL has the shapes that cannot be compiled; it gets the data as
    ``graph`` makes them. Shapes that are ``idle`` have nothing to look at.

    Raises InvalidShapesError when the shapes are broken, or with "compiled" when one cannot be
    compiled.
    """
    done = list(idle)
    outcome = Outcome(())
    # pySHACL is imported only when it has something to do: that takes longer than most checks.
    if engine != "pyshacl":
        outcome = compiled_outcome(data, shapes, done)
        if outcome.left and engine == "compiled":
            iri, reason = next(iter(outcome.left.items()))
            raise InvalidShapesError(
                Message(
                    "shacl.shape-not-compiled", name=shapes.short(iri).strip("<>"), reason=reason
                ),
                iri=iri,
                hint=Message("shacl.shape-not-compiled-hint"),
            )
        if not outcome.left:
            return outcome
    from wijgraph.shacl import reference

    found, failed = reference.run(graph(), shapes, done)
    return Outcome((*outcome.results, *found), outcome.left, (*outcome.failures, *failed))


def compiled_outcome(data: Data, shapes: Index, done: list[Term] | None = None) -> Outcome:
    """Return what the compiled engine finds in ``data``, without pySHACL.

    What it checked is added to ``done``; of what is there already nothing is ``left``.
    """
    done = [] if done is None else done
    found: list[ValidationResult] = []
    # What the store keeps in other words may uncompile a shape now that the data are known.
    plan, failures = plan_of(shapes), list[Failure]()
    left = {e.shape.value: e.reason for e in plan.left if e.shape not in done}
    for compiled in plan.compiled:
        root = compiled.root.node
        try:
            found += find(data, compiled)
        except UncompilableError as error:
            left |= {} if root in done else {root.value: error.reason}
            continue
        except FailedError as error:
            failures.append(error.failure)
        done.append(root)
    return Outcome(tuple(found), left, tuple(failures))


def has_focus(data: Data, shapes: Index, shape: Term) -> bool:
    """Return whether ``shape`` has a focus node in ``data``."""
    targets = targets_of(shapes, shape)
    if data.columns is not None:
        return bool(data.columns.targets(targets))
    return data.store.ask(f"ASK {{ {targets_pattern(targets, '?this', Variables())} }}")


def focus_nodes(
    shapes: Index, *, columns: Columns | None = None, store: Queryable | None = None
) -> Mapping[Term, Collection[Term]]:
    """Return the focus nodes of each shape with targets, whichever engine checks it.

    They are looked up in ``columns``, or else ``store`` gets one query for each shape. A shape that
    is deactivated has no entry. A node that ``sh:targetNode`` names is one, whether it is in the
    data or not.

    Raises UnansweredError or UnavailableError when a store does not answer.
    """
    found: dict[Term, Collection[Term]] = {}
    for node in roots(shapes):
        if shapes.is_off(node):
            continue
        targets = targets_of(shapes, node)
        if targets and columns is not None:
            found[node] = frozenset(columns.terms[n] for n in columns.targets(targets))
        elif targets and store is not None:
            pattern = targets_pattern(targets, "?this", Variables())
            rows = store.select(f"SELECT DISTINCT ?this WHERE {{ {pattern} }}")
            found[node] = frozenset(term for row in rows if (term := row["this"]))
        else:
            found[node] = ()
    return found


def find(data: Data, compiled: Compiled) -> list[ValidationResult]:
    """Return the results of a compiled shape on ``data``.

    Raises UncompilableError when the store keeps what it asks for in other words, or cannot answer:
    a query is malformed. Raises FailedError for any other error: a check that was not done.
    """
    root, found = compiled.root, list[ValidationResult]()
    check(root, data.altered)
    with _told(root.node):
        focus = None if data.columns is None else data.columns.targets(root.targets)
        if focus is not None and not focus:
            return []
        if data.columns is None:
            _check_patterns(data.store, root)
        questions = [*compiled.always, *_wrong(data, compiled, focus)]
        for question in questions:
            with _told(root.node, question):
                found += [_result(question, row, data) for row in _rows(data, question)]
    return found


@contextmanager
def _told(root: Term, question: ViolationQuery | None = None) -> Iterator[None]:
    """Turn an error within into one that tells the shape; what a store says itself is left."""
    try:
        yield
    except UnansweredError as error:
        raise UncompilableError(root, reason_of(error)) from None
    except (UncompilableError, FailedError, UnavailableError):
        raise
    except Exception as error:  # whatever it is, the check was not done
        raise FailedError(root, error, question) from error


def _check_patterns(store: Queryable, root: Shape) -> None:
    """Raise UncompilableError when ``store`` cannot run a regular expression of ``root``.

    It may be of another make than what they were compiled with, and an error is no match.
    """
    constraints = (c for shape, _ in root.every() for c in shape.constraints)
    patterns = dict.fromkeys(pattern for c in constraints for pattern in _patterns(c))
    if not patterns:
        return
    # REGEX has no value where a pattern cannot be compiled; one query tells it for all.
    tests = (
        f'(REGEX("", {literal(regex)}, {literal(flags)}) AS ?wg{number})'
        for number, (regex, flags) in enumerate(patterns)
    )
    row: Row = next(iter(store.select(f"SELECT {' '.join(tests)} WHERE {{ }}")), {})
    for number, (regex, _) in enumerate(patterns):
        if row.get(f"wg{number}") is None:
            raise UncompilableError(root.node, Message("shacl.compile-pattern", pattern=regex))


def _patterns(constraint: Constraint) -> list[tuple[str, str]]:
    if constraint.name == "Pattern":
        return [translate(constraint.term.value, constraint.flags)]
    if isinstance(constraint, Query):
        return [translate(*pattern) for pattern in patterns_in(constraint)]
    return []


def _wrong(data: Data, compiled: Compiled, focus: set[int] | None) -> Sequence[ViolationQuery]:
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
    # A blank node has no name in another query, and very many names make a slow one: then the
    # details of all focus nodes are asked.
    if len(known) < len(nodes) or len(known) > BATCH_SIZE * MOST_BATCHES:
        return compiled.details()
    batches = [known[i : i + BATCH_SIZE] for i in range(0, len(known), BATCH_SIZE)]
    return [question for batch in batches for question in compiled.details(batch)]


def _rows(data: Data, question: ViolationQuery) -> Iterator[dict[str, Term | None]]:
    """Yield the rows that differ in what the question asks for."""
    listed = question.listing if data.predicates is not None else None
    query = question.query if listed is None else listed.of(data.predicates or ())
    seen = set()
    for row in data.store.select(query):
        if tuple(row.values()) not in seen:
            seen.add(tuple(row.values()))
            yield dict(row)


def _result(question: ViolationQuery, row: dict[str, Term | None], data: Data) -> ValidationResult:
    shape, constraint = question.shape, question.constraint
    focus = row["this"]
    if focus is None:
        raise UncompilableError(shape.node, Message("shacl.compile-row"))
    own = isinstance(constraint, Query)
    value = row.get("value")
    # Of a query without ?value the focus node is the value (SHACL 5.3.2).
    if own and value is None and shape.path is None:
        value = focus
    path = row.get("path") if own or constraint.name == "Closed" else None
    path = path or shape.path_node
    value = data.altered.original(focus, path, value)
    focus = data.altered.original(focus, None, focus) or focus
    return ValidationResult(
        focus=focus,
        path=path,
        value=value,
        component=constraint.component,
        shape=shape.node,
        severity=shape.severity,
        messages=messages(shape, constraint, row | {"value": value}),
        engine=ENGINE,
        constraint=constraint.term if own else None,
        parameter=None if own else constraint.term,
    )
