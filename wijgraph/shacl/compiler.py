"""Shapes as questions in SPARQL."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from wijgraph.shacl import vocabulary
from wijgraph.shacl.literals import well_formed
from wijgraph.shacl.messages import Message
from wijgraph.shacl.model import (
    KINDS,
    OPERATORS,
    RANGES,
    Constraint,
    Path,
    Query,
    Shape,
    Targets,
    UncompilableError,
)
from wijgraph.shacl.prefilter import parted
from wijgraph.shacl.queries import ask_pattern, path_pattern, select_pattern, select_query
from wijgraph.shacl.regex import translate
from wijgraph.shacl.rewriting import PropertyListing, listing
from wijgraph.shacl.sparql import Variables
from wijgraph.shacl.terms import Term, iri, literal, written

TYPE, SUBCLASS = f"<{vocabulary.TYPE}>", f"<{vocabulary.SUBCLASS}>"
TESTS = {"iri": "isIRI", "bnode": "isBlank", "literal": "isLiteral"}

Test = Callable[[str], str]


def some(  # noqa: PLR0911 - one for each kind
    variables: Variables, node: str, path: Path | None, test: Test
) -> str:
    """Return an expression: whether a value that ``path`` has at ``node`` passes ``test``."""
    if path is None:
        return test(node)
    if path.kind == "sequence":
        first, rest = path.parts[0], path.parts[1:]
        if rest:
            tail = Path("sequence", parts=rest)
            return some(variables, node, first, lambda step: some(variables, step, tail, test))
        return some(variables, node, first, test)
    # A choice of single properties is one pattern; any other is tried part by part, since an engine
    # may join all that each part has.
    if path.kind == "alternative" and not all(p.kind in {"iri", "inverse"} for p in path.parts):
        return _any(some(variables, node, part, test) for part in path.parts)
    if path.kind == "*":
        return _any([test(node), some(variables, node, Path("+", parts=path.parts), test)])
    if path.kind == "?":
        return _any([test(node), some(variables, node, path.parts[0], test)])
    # What is left finds the node itself only by triples.
    own = [test(node)] if path.reflexive else []
    value = variables.fresh()
    return _any([*own, exists(f"{node} {path_pattern(path)} {value}", test(value))])


def _any(expressions: Iterable[str]) -> str:
    parts = [e for e in expressions if e != "false"] or ["false"]
    if len(parts) == 1:
        return parts[0]
    return "true" if "true" in parts else f"({' || '.join(parts)})"


def exists(pattern: str, condition: str = "true") -> str:
    """Return an expression: whether ``pattern`` has a solution that meets ``condition``."""
    if condition == "false":
        return condition
    where = "" if condition == "true" else f" FILTER({condition})"
    return f"EXISTS {{ {pattern}{where} }}"


def no(expression: str) -> str:
    """Return the opposite of an expression."""
    opposite = {"true": "false", "false": "true"}
    return opposite.get(expression) or f"!({expression})"


def all_of(expressions: list[str]) -> str:
    """Return an expression: whether all of ``expressions`` hold."""
    parts = [e for e in expressions if e != "true"]
    if "false" in parts:
        return "false"
    return " && ".join(f"({e})" if len(parts) > 1 else e for e in parts) or "true"


def targets_pattern(targets: Targets, this: str, variables: Variables) -> str:
    """Return a pattern that binds ``this`` to each node of ``targets``, perhaps several times."""
    parts = []
    if targets.nodes:
        parts.append(f"VALUES {this} {{ {' '.join(map(written, targets.nodes))} }}")
    for name in targets.classes:
        kind = variables.fresh()
        parts.append(f"{kind} {SUBCLASS}* {iri(name)} . {this} {TYPE} {kind} .")
    parts += [f"{this} {iri(name)} {variables.fresh()} ." for name in targets.subjects_of]
    parts += [f"{variables.fresh()} {iri(name)} {this} ." for name in targets.objects_of]
    pattern = parts[0] if len(parts) == 1 else " UNION ".join(f"{{ {part} }}" for part in parts)
    if not targets.subjects_of and not targets.objects_of:
        return pattern
    # Such a node is found once for each triple, and must not be looked at as often.
    return f"{{ SELECT DISTINCT {this} WHERE {{ {pattern} }} }}"


def values_pattern(this: str, path: Path, value: str) -> str:
    """Return a pattern that binds ``value`` to the values of ``path``; ``this`` itself left out."""
    return f"{this} {path_pattern(path)} {value} ."


# These find a node, and no value.
FOCUS = {"MinCount", "MaxCount", "HasValue", "QualifiedMinCount", "QualifiedMaxCount"}
NESTED = 4  # so many distinct values are sought one within the other; more are counted


class Conformance:
    """Writes the expressions of one query."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables

    def conforms(self, shape: Shape, node: str, *, queries: bool = True) -> str:
        """Return whether ``node`` conforms to ``shape``.

        Without ``queries`` what a SELECT checks is left out, here and in its property shapes.
        """
        if shape.deactivated:
            return "true"
        # What is asked of each value by itself goes into one EXISTS; what is about all values of a
        # node, such as a count, needs a look of its own.
        asked = [c for c in shape.constraints if queries or not c.selects]
        together = [c for c in asked if of_each_value(c)]
        parts = [self.holds(c, shape, node) for c in asked if not of_each_value(c)]

        def keeps(value: str) -> str:
            tests = [self.value_holds(c, node, value, shape) for c in together]
            tests += [self.conforms(part, value, queries=queries) for part in shape.properties]
            return all_of(tests)

        # One look at each value, for all that is asked of it.
        return all_of([*parts, self._every(node, shape.path, keeps)])

    def holds(  # noqa: PLR0911 - one for each kind
        self, constraint: Constraint, shape: Shape, node: str
    ) -> str:
        """Return whether the values of ``shape`` at ``node`` keep ``constraint``."""
        path, count = shape.path, constraint.count
        if isinstance(constraint, Query) and constraint.selects:
            return no(exists(select_pattern(constraint, shape, node, self._variables)))
        match constraint.name:
            case "MinCount":
                return self._at_least(node, path, count, _anything)
            case "MaxCount" if count > 1:
                return no(self._at_least(node, path, count + 1, _anything))
            case "HasValue":
                return self._some(node, path, lambda value: _same(value, constraint.term))
            case "QualifiedMinCount":
                return self._at_least(node, path, count, partial(self.qualifies, constraint))
            case "QualifiedMaxCount":
                most = partial(self.qualifies, constraint)
                return no(self._at_least(node, path, count + 1, most))
        kept = self._every(node, path, lambda v: self.value_holds(constraint, node, v, shape))
        if constraint.name != "Equals":
            return kept
        return all_of([kept, no(self.lacking(path, node, constraint.term.value))])

    def value_holds(  # noqa: PLR0911 - one for each kind
        self, constraint: Constraint, node: str, value: str, shape: Shape
    ) -> str:
        """Return whether one ``value`` at ``node`` keeps ``constraint``."""
        name, term = constraint.name, constraint.term
        if isinstance(constraint, Query):
            return exists(ask_pattern(constraint, shape, node, value, self._variables))
        if name in RANGES:
            return f"COALESCE({value} {OPERATORS[name]} {written(term)}, false)"
        if constraint.shapes:
            parts = [self.conforms(each, value) for each in constraint.shapes]
            return no(parts[0]) if name == "Not" else _combined(name, parts)
        match name:
            case "Class":
                kind, of = self._variables.fresh(), iri(term.value)
                return exists(f"{value} {TYPE} {kind}", exists(f"{kind} {SUBCLASS}* {of}"))
            case "MaxCount" if constraint.count == 0:
                return "false"
            case "MaxCount":
                return no(self._some(node, shape.path, lambda v: f"!sameTerm({v}, {value})"))
            case "UniqueLang":
                return no(self.repeated(shape.path, node, value))
            case "In":
                return _among(value, constraint.terms)
            case "Equals":
                return exists(f"{node} {iri(term.value)} {value}")
            case "Disjoint":
                return no(exists(f"{node} {iri(term.value)} {value}"))
            case "LessThan" | "LessThanOrEquals":
                second = self._variables.fresh()
                late = not_before(value, OPERATORS[name], second)
                return no(exists(f"{node} {iri(term.value)} {second}", late))
            case "Closed":
                predicate, obj = self._variables.fresh(), self._variables.fresh()
                open_ = not_allowed(predicate, constraint.terms)
                return no(exists(f"{value} {predicate} {obj}", open_))
        return _term_holds(constraint, value)

    def qualifies(self, constraint: Constraint, value: str) -> str:
        """Return whether ``value`` counts: it conforms, and to no sibling."""
        own, *others = (self.conforms(shape, value) for shape in constraint.shapes)
        return all_of([own, *map(no, others)])

    def repeated(self, path: Path | None, node: str, value: str) -> str:
        """Return whether another value of ``path`` is in the language of ``value``."""
        tagged = f'isLiteral({value}) && LANG({value}) != ""'
        other = self._some(
            node,
            path,
            lambda v: f"!sameTerm({v}, {value}) && isLiteral({v}) && LANG({v}) = LANG({value})",
        )
        return f"{tagged} && {other}"

    def lacking(self, path: Path | None, node: str, other: str) -> str:
        """Return whether a value of the property ``other`` is none of ``path``."""
        value = self._variables.fresh()
        return exists(f"{node} {iri(other)} {value}", no(self.among_values(path, node, value)))

    def among_values(self, path: Path | None, node: str, value: str) -> str:
        """Return whether ``value`` is one of those of ``path``."""
        return self._some(node, path, lambda v: f"sameTerm({v}, {value})")

    def _some(self, node: str, path: Path | None, test: Test) -> str:
        return some(self._variables, node, path, test)

    def _every(self, node: str, path: Path | None, test: Test) -> str:
        return no(self._some(node, path, lambda value: no(test(value))))

    def _at_least(self, node: str, path: Path | None, count: int, test: Test) -> str:
        if count <= 0:
            return "true"
        # Distinct values one within the other: an engine stops at the first that will do. Where a
        # node may be a value of its own, no GROUP BY finds it without a triple.
        if count <= NESTED or path is None or path.reflexive:
            if count > 2 * NESTED:
                raise UncompilableError(Term("iri", ""), Message("shacl.compile-counts"))
            return self._distinct(node, path, count, test, ())
        # Of many the number of combinations would explode, so these are counted.
        value = self._variables.fresh()
        return (
            f"EXISTS {{ SELECT {node} WHERE {{ {node} {path_pattern(path)} {value} "
            f"FILTER({test(value)}) }} GROUP BY {node} "
            f"HAVING (COUNT(DISTINCT {value}) >= {count}) }}"
        )

    def _distinct(
        self, node: str, path: Path | None, count: int, test: Test, others: tuple[str, ...]
    ) -> str:
        def one_more(value: str) -> str:
            parts = [f"!sameTerm({value}, {other})" for other in others] + [test(value)]
            if count > 1:
                parts.append(self._distinct(node, path, count - 1, test, (*others, value)))
            return all_of(parts)

        return self._some(node, path, one_more)


def of_each_value(constraint: Constraint) -> bool:
    """Return whether each value keeps ``constraint`` or not, whatever other values there are.

    With more than one value none keeps a count of one.
    """
    if constraint.name == "MaxCount":
        return constraint.count <= 1
    return constraint.name not in {*FOCUS, "Equals"} and not constraint.selects


def not_before(value: str, operator: str, other: str) -> str:
    """Return whether ``value`` is not before ``other``, or cannot be compared with it."""
    return f"!COALESCE({value} {operator} {other}, false)"


def not_allowed(predicate: str, allowed: tuple[Term, ...]) -> str:
    """Return whether ``predicate`` is none of ``allowed``."""
    return f"{predicate} NOT IN ({', '.join(map(written, allowed))})" if allowed else "true"


def _anything(_: str) -> str:
    return "true"


def _same(value: str, term: Term) -> str:
    return f"sameTerm({value}, {written(term)})"


def _among(value: str, terms: tuple[Term, ...]) -> str:
    names = [written(term) for term in terms if term.kind == "iri"]
    parts = [f"{value} IN ({', '.join(names)})"] if names else []
    parts += [_same(value, term) for term in terms if term.kind != "iri"]
    return " || ".join(parts) or "false"


def _combined(name: str, parts: list[str]) -> str:
    if name in {"And", "Node"}:
        return all_of(parts)
    if name == "Or":
        return "true" if "true" in parts else " || ".join(f"({part})" for part in parts)
    return " + ".join(f"IF({part}, 1, 0)" for part in parts) + " = 1"


def _term_holds(constraint: Constraint, value: str) -> str:
    term, text = constraint.term, f"STR({value})"
    match constraint.name:
        case "NodeKind":
            return " || ".join(f"{TESTS[kind]}({value})" for kind in KINDS[term.value])
        case "Datatype":
            kind = f"isLiteral({value}) && DATATYPE({value}) = {iri(term.value)}"
            return all_of([kind, well_formed(term.value, value)])
        case "MinLength":
            return f"!isBlank({value}) && STRLEN({text}) >= {constraint.count}"
        case "MaxLength":
            return f"!isBlank({value}) && STRLEN({text}) <= {constraint.count}"
        case "Pattern":
            words = ", ".join(map(literal, translate(term.value, constraint.flags)))
            # An engine that cannot compile it gives an error for each text, which is no match.
            return f"!isBlank({value}) && COALESCE(REGEX({text}, {words}), false)"
        case "LanguageIn":
            tags = (f"LANGMATCHES(LANG({value}), {literal(t.value)})" for t in constraint.terms)
            return f"isLiteral({value}) && ({' || '.join(tags) or 'false'})"
    raise TypeError(f"no such constraint: {constraint}")


@dataclass(frozen=True)
class ViolationQuery:
    """A SELECT for ``?this`` and, if there is one, ``?value`` of each violation of a constraint."""

    shape: Shape
    constraint: Constraint
    query: str

    @cached_property
    def listing(self) -> PropertyListing | None:
        """The query, when it is one of the shape's own that lists the properties in use."""
        return listing(self.query) if isinstance(self.constraint, Query) else None


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
    always: list[ViolationQuery]

    def details(self, nodes: Sequence[Term] | None = None) -> list[ViolationQuery]:
        """Return the questions about ``nodes``, or about all focus nodes."""
        variables = Variables()
        focus = "?wgRoot"
        pattern = _focus(self.root, focus, variables, nodes)
        return [
            question
            for shape, way, names, this in _shapes(self.root, pattern, focus, (), variables)
            for constraint in shape.constraints
            if not constraint.selects
            for question in _questions(shape, constraint, _Way(way, names, this), variables)
        ]


def compile_shape(root: Shape) -> Compiled:
    """Return what to ask for ``root``; raise UncompilableError when that cannot be asked."""
    # With columns the first of two screens runs in memory; only what is left over is asked in
    # SPARQL.
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
    # One query for all focus nodes: most conform, and of those nothing more is asked.
    return f"SELECT DISTINCT ?this WHERE {{ {focus} FILTER({no(conforms)}) }}"


def _own_queries(root: Shape) -> Iterator[ViolationQuery]:
    variables = Variables()
    focus = "?wgRoot"
    pattern = targets_pattern(root.targets, focus, variables)
    for shape, way, names, this in _shapes(root, pattern, focus, (), variables):
        for constraint in shape.constraints:
            if isinstance(constraint, Query) and constraint.selects:
                bound = re.sub(rf"{re.escape(this)}\b", "?this", way)
                extra = [name for name in names if name != this]
                yield ViolationQuery(
                    shape, constraint, select_query(constraint, shape, bound, extra)
                )


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
        # The values of this shape are the focus nodes of the shapes below it.
        step = f"{way} {values_pattern(this, shape.path, value)}"
        if shape.reflexive:
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
    if shape.reflexive:
        yield way.pattern, way.this
    if shape.path is not None:
        value = variables.fresh()
        pattern = f"{way.pattern} {values_pattern(way.this, shape.path, value)}"
        if shape.reflexive:  # it may come back to itself, and is one value all the same
            pattern += f" FILTER(!sameTerm({value}, {way.this}))"
        yield pattern, value


def _questions(
    shape: Shape, constraint: Constraint, way: _Way, variables: Variables
) -> Iterator[ViolationQuery]:
    conformance = Conformance(variables)
    this, path = way.this, shape.path

    def ask(pattern: str, condition: str, value: str = "", *more: str) -> ViolationQuery:
        shown = [*way.names, *more, f"({this} AS ?this)"]
        shown += [f"({value} AS ?value)"] if value else []
        query = f"{' '.join(dict.fromkeys(shown))} WHERE {{ {pattern} FILTER({condition}) }}"
        return ViolationQuery(shape, constraint, f"SELECT DISTINCT {query}")

    name = constraint.name
    # A result about a count or a missing value has no sh:value.
    if name in FOCUS:
        yield ask(way.pattern, no(conformance.holds(constraint, shape, this)))
        return
    for pattern, value in _valued(shape, way, variables):
        # SHACL wants one result for each language, not for each value in it.
        if name == "UniqueLang":
            language = f"(LANG({value}) AS ?language)"
            yield ask(pattern, conformance.repeated(path, this, value), "", language)
        # A result for each pair of values that are in the wrong order.
        elif name in {"LessThan", "LessThanOrEquals"}:
            other = variables.fresh()
            late = not_before(value, OPERATORS[name], other)
            both = f"{pattern} {this} {iri(constraint.term.value)} {other} ."
            yield ask(both, late, value, other)
        elif name == "Closed":
            obj = variables.fresh()
            open_ = not_allowed("?path", constraint.terms)
            yield ask(f"{pattern} {value} ?path {obj} .", open_, obj, "?path", value)
        else:
            yield ask(pattern, no(conformance.value_holds(constraint, this, value, shape)), value)
    # The loop above has found the values that the other property lacks; these are those of its own.
    if name == "Equals":
        other = variables.fresh()
        pattern = f"{way.pattern} {this} {iri(constraint.term.value)} {other} ."
        yield ask(pattern, no(conformance.among_values(path, this, other)), other)
