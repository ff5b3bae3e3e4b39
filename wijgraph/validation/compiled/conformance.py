"""Whether a node conforms to a shape, as one SPARQL expression without errors.

Each part of it is true or false for each node there is: what SHACL calls a comparison that fails
is false here, not an error, since SPARQL would drop a row with an error without a word.
"""

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.validation.compiled.datatypes import well_formed
from wijgraph.validation.compiled.model import (
    Class,
    Closed,
    Constraint,
    Custom,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    In,
    LanguageIn,
    LessThan,
    Logical,
    MaxCount,
    MaxLength,
    MinCount,
    MinLength,
    Node,
    NodeKind,
    Not,
    Path,
    Pattern,
    Qualified,
    Range,
    Shape,
    Sparql,
    UncompilableError,
    UniqueLang,
)
from wijgraph.validation.compiled.patterns import (
    SUBCLASS,
    TYPE,
    Test,
    Variables,
    all_of,
    exists,
    iri,
    literal,
    no,
    path_pattern,
    reflexive,
    some,
    written,
)
from wijgraph.validation.compiled.prebinding import ask_pattern, select_pattern
from wijgraph.validation.regex import translate

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
        asked = [c for c in shape.constraints if queries or not has_select(c)]
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
        path = shape.path
        match constraint:
            case MinCount(count):
                return self._at_least(node, path, count, _anything)
            case MaxCount(count) if count > 1:
                return no(self._at_least(node, path, count + 1, _anything))
            case HasValue(term):
                return self._some(node, path, lambda value: _same(value, term))
            case Equals(other):
                return all_of(
                    [
                        self._every(node, path, lambda v: self.value_holds(constraint, node, v)),
                        no(self.lacking(path, node, other)),
                    ]
                )
            case Qualified(word, _, _, count):
                enough = self._at_least(
                    node,
                    path,
                    count if word == "Min" else count + 1,
                    lambda value: self.qualifies(constraint, value),
                )
                return enough if word == "Min" else no(enough)
            case Sparql() | Custom(ask=False):
                return no(exists(select_pattern(constraint, shape, node, self._variables)))
        return self._every(node, path, lambda v: self.value_holds(constraint, node, v, shape))

    def value_holds(  # noqa: PLR0911, PLR0912 - one for each kind
        self, constraint: Constraint, node: str, value: str, shape: Shape | None = None
    ) -> str:
        """Return whether one ``value`` at ``node`` keeps ``constraint``."""
        match constraint:
            case Class(name):
                kind = self._variables.fresh()
                return exists(f"{value} {TYPE} {kind}", exists(f"{kind} {SUBCLASS}* {iri(name)}"))
            case NodeKind(_, tests):
                return " || ".join(f"{test}({value})" for test in tests)
            case MaxCount(0):
                return "false"
            case MaxCount() if shape:
                return no(self._some(node, shape.path, lambda v: f"!sameTerm({v}, {value})"))
            case UniqueLang() if shape:
                return no(self.repeated(shape.path, node, value))
            case Range(_, operator, bound):
                return f"COALESCE({value} {operator} {written(bound)}, false)"
            case In(terms):
                return _among(value, terms)
            case Equals(other):
                return exists(f"{node} {iri(other)} {value}")
            case Disjoint(other):
                return no(exists(f"{node} {iri(other)} {value}"))
            case LessThan(other, operator):
                second = self._variables.fresh()
                late = not_before(value, operator, second)
                return no(exists(f"{node} {iri(other)} {second}", late))
            case Closed(allowed):
                return no(self.open(value, allowed))
            case Not(other_shape):
                return no(self.conforms(other_shape, value))
            case Node(other_shape):
                return self.conforms(other_shape, value)
            case Logical(word, shapes):
                return _combined(word, [self.conforms(each, value) for each in shapes])
            case Custom() if shape:
                return exists(ask_pattern(constraint, shape, node, value, self._variables))
        return _text_holds(constraint, value)

    def qualifies(self, constraint: Qualified, value: str) -> str:
        """Return whether ``value`` counts: it conforms, and to no sibling."""
        others = [no(self.conforms(sibling, value)) for sibling in constraint.siblings]
        return all_of([self.conforms(constraint.shape, value), *others])

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

    def open(self, value: str, allowed: tuple[str, ...]) -> str:
        """Return whether ``value`` has a property that is not ``allowed``."""
        predicate, obj = self._variables.fresh(), self._variables.fresh()
        return exists(f"{value} {predicate} {obj}", not_allowed(predicate, allowed))

    def _some(self, node: str, path: Path | None, test: Test) -> str:
        return some(self._variables, node, path, test)

    def _every(self, node: str, path: Path | None, test: Test) -> str:
        return no(self._some(node, path, lambda value: no(test(value))))

    def _at_least(self, node: str, path: Path | None, count: int, test: Test) -> str:
        if count <= 0:
            return "true"
        if count <= NESTED or path is None or reflexive(path):
            if count > 2 * NESTED:
                raise UncompilableError(Term("iri", ""), Message("validation.compile-counts"))
            return self._distinct(node, path, count, test, ())
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
    if isinstance(constraint, MaxCount):
        return constraint.count <= 1
    others = MinCount | HasValue | Equals | Qualified
    return not isinstance(constraint, others) and not has_select(constraint)


def has_select(constraint: Constraint) -> bool:
    """Return whether a SELECT of the shapes themselves finds the violations."""
    return isinstance(constraint, Sparql) or (isinstance(constraint, Custom) and not constraint.ask)


def not_before(value: str, operator: str, other: str) -> str:
    """Return whether ``value`` is not before ``other``, or cannot be compared with it."""
    return f"!COALESCE({value} {operator} {other}, false)"


def not_allowed(predicate: str, allowed: tuple[str, ...]) -> str:
    """Return whether ``predicate`` is none of ``allowed``."""
    return f"{predicate} NOT IN ({', '.join(map(iri, allowed))})" if allowed else "true"


def _anything(_: str) -> str:
    return "true"


def _same(value: str, term: Term) -> str:
    return f"sameTerm({value}, {written(term)})"


def _among(value: str, terms: tuple[Term, ...]) -> str:
    names = [written(term) for term in terms if term.kind == "iri"]
    parts = [f"{value} IN ({', '.join(names)})"] if names else []
    parts += [_same(value, term) for term in terms if term.kind != "iri"]
    return " || ".join(parts) or "false"


def _combined(word: str, parts: list[str]) -> str:
    if word == "and":
        return all_of(parts)
    if word == "or":
        return "true" if "true" in parts else " || ".join(f"({part})" for part in parts)
    return " + ".join(f"IF({part}, 1, 0)" for part in parts) + " = 1"


def _text_holds(constraint: Constraint, value: str) -> str:
    match constraint:
        case Datatype(name):
            kind = f"isLiteral({value}) && DATATYPE({value}) = {iri(name)}"
            return all_of([kind, well_formed(name, value)])
        case MinLength(length):
            return f"!isBlank({value}) && STRLEN(STR({value})) >= {length}"
        case MaxLength(length):
            return f"!isBlank({value}) && STRLEN(STR({value})) <= {length}"
        case Pattern(regex, flags):
            words = [literal(text) for text in translate(regex, flags)]
            # An engine that cannot compile it gives an error for each text, which is no match.
            return f"!isBlank({value}) && COALESCE(REGEX(STR({value}), {', '.join(words)}), false)"
        case LanguageIn(tags):
            tests = (
                " || ".join(f"LANGMATCHES(LANG({value}), {literal(tag)})" for tag in tags)
                or "false"
            )
            return f"isLiteral({value}) && ({tests})"
    raise TypeError(f"no such constraint: {constraint}")
