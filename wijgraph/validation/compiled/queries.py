"""The questions that find the violations of a shape."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wijgraph.model import Term
from wijgraph.validation.compiled.conformance import (
    Conformance,
    has_select,
    not_allowed,
    not_before,
)
from wijgraph.validation.compiled.listing import Listing, listing
from wijgraph.validation.compiled.model import (
    Closed,
    Constraint,
    Custom,
    Equals,
    HasValue,
    LessThan,
    MaxCount,
    MinCount,
    Qualified,
    Shape,
    Sparql,
    UniqueLang,
)
from wijgraph.validation.compiled.patterns import (
    Variables,
    iri,
    no,
    reflexive,
    targets_pattern,
    values_pattern,
    written,
)
from wijgraph.validation.compiled.prebinding import select_query
from wijgraph.validation.compiled.screening import parted

FOCUS = MinCount | MaxCount | HasValue | Qualified  # these find a node, and no value


@dataclass(frozen=True)
class Question:
    """A SELECT for ``?this`` and, if there is one, ``?value`` of each violation of a constraint."""

    shape: Shape
    constraint: Constraint
    query: str

    @cached_property
    def listing(self) -> Listing | None:
        """The query, when it is one of the shape's own that lists the properties in use."""
        return listing(self.query) if isinstance(self.constraint, Sparql) else None


@dataclass
class Compiled:
    """What to ask for one shape with targets.

    ``screen`` finds the nodes that do not conform, and is "" when only queries of its own check the
    shape; for these nodes alone ``details`` asks what is wrong. ``always`` are its own queries.
    With data at hand sets find those that do not conform to ``decided``, and ``rest`` the others.
    """

    root: Shape
    screen: str
    decided: Shape
    rest: str
    always: list[Question]
    _details: list[Question] | None = field(default=None)

    def details(self, nodes: Sequence[Term] | None = None) -> list[Question]:
        """Return the questions about ``nodes``, or about all focus nodes."""
        variables = Variables()
        focus = "?wgRoot"
        pattern = _focus(self.root, focus, variables, nodes)
        return [
            question
            for shape, way, names, this in _shapes(self.root, pattern, focus, (), variables)
            for constraint in shape.constraints
            if not has_select(constraint)
            for question in _questions(shape, constraint, _Way(way, names, this), variables)
        ]


def compile_shape(root: Shape) -> Compiled:
    """Return what to ask for ``root``; raise UncompilableError when that cannot be asked."""
    decided, rest = parted(root)
    compiled = Compiled(root, _screen(root), decided, _screen(rest), list(_own_queries(root)))
    compiled.details()  # whatever cannot be asked is known now
    return compiled


def _focus(root: Shape, name: str, variables: Variables, nodes: Sequence[Term] | None) -> str:
    """Return a pattern that binds ``name`` to ``nodes``, or else to all focus nodes."""
    if nodes is None:
        return targets_pattern(root.targets, name, variables)
    return f"VALUES {name} {{ {' '.join(map(written, nodes))} }}"


def _screen(root: Shape) -> str:
    variables = Variables()
    focus = targets_pattern(root.targets, "?this", variables)
    conforms = Conformance(variables).conforms(root, "?this", queries=False)
    if conforms == "true":
        return ""
    return f"SELECT DISTINCT ?this WHERE {{ {focus} FILTER({no(conforms)}) }}"


def _own_queries(root: Shape) -> Iterator[Question]:
    variables = Variables()
    focus = "?wgRoot"
    pattern = targets_pattern(root.targets, focus, variables)
    for shape, way, names, this in _shapes(root, pattern, focus, (), variables):
        for constraint in shape.constraints:
            if isinstance(constraint, Sparql | Custom) and has_select(constraint):
                bound = re.sub(rf"{re.escape(this)}\b", "?this", way)
                extra = [name for name in names if name != this]
                yield Question(shape, constraint, select_query(constraint, shape, bound, extra))


def _shapes(
    shape: Shape, way: str, this: str, names: tuple[str, ...], variables: Variables
) -> Iterator[tuple[Shape, str, tuple[str, ...], str]]:
    """Yield ``shape`` and the property shapes below it, each with the way to its focus nodes.

    That is a pattern, the variables in it that tell one way from another, and that of the focus.
    """
    if shape.deactivated:
        return
    names = (*names, this) if this not in names else names
    yield shape, way, names, this
    for part in shape.properties:
        if shape.path is None:
            yield from _shapes(part, way, this, names, variables)
            continue
        value = variables.fresh()
        step = f"{way} {values_pattern(this, shape.path, value)}"
        if reflexive(shape.path):
            step = f"{{ {way} BIND({this} AS {value}) }} UNION {{ {step} }}"
        yield from _shapes(part, step, value, names, variables)


@dataclass(frozen=True)
class _Way:
    """The way to the focus nodes of a shape: a pattern, and the variables that matter in it."""

    pattern: str
    names: Sequence[str]  # they tell one way from another
    this: str


def _valued(shape: Shape, way: _Way, variables: Variables) -> Iterator[tuple[str, str]]:
    """Yield patterns that bind a variable to the values of ``shape``: two where it is reflexive."""
    if reflexive(shape.path):
        yield way.pattern, way.this
    if shape.path is not None:
        value = variables.fresh()
        pattern = f"{way.pattern} {values_pattern(way.this, shape.path, value)}"
        if reflexive(shape.path):  # it may come back to itself, and is one value all the same
            pattern += f" FILTER(!sameTerm({value}, {way.this}))"
        yield pattern, value


def _questions(
    shape: Shape, constraint: Constraint, way: _Way, variables: Variables
) -> Iterator[Question]:
    conformance = Conformance(variables)
    this, path = way.this, shape.path

    def ask(pattern: str, condition: str, value: str = "", *more: str) -> Question:
        shown = [*way.names, *more, f"({this} AS ?this)"]
        shown += [f"({value} AS ?value)"] if value else []
        query = f"{' '.join(dict.fromkeys(shown))} WHERE {{ {pattern} FILTER({condition}) }}"
        return Question(shape, constraint, f"SELECT DISTINCT {query}")

    if isinstance(constraint, FOCUS):
        yield ask(way.pattern, no(conformance.holds(constraint, shape, this)))
        return
    for pattern, value in _valued(shape, way, variables):
        if isinstance(constraint, UniqueLang):
            language = f"(LANG({value}) AS ?language)"
            yield ask(pattern, conformance.repeated(path, this, value), "", language)
        elif isinstance(constraint, LessThan):
            other = variables.fresh()
            both = f"{pattern} {this} {iri(constraint.other)} {other} ."
            yield ask(both, not_before(value, constraint.operator, other), value, other)
        elif isinstance(constraint, Closed):
            obj = variables.fresh()
            triple = f"{pattern} {value} ?path {obj} ."
            yield ask(triple, not_allowed("?path", constraint.allowed), obj, "?path", value)
        else:
            yield ask(pattern, no(conformance.value_holds(constraint, this, value, shape)), value)
    if isinstance(constraint, Equals):
        other = variables.fresh()
        pattern = f"{way.pattern} {this} {iri(constraint.other)} {other} ."
        yield ask(pattern, no(conformance.among_values(path, this, other)), other)
