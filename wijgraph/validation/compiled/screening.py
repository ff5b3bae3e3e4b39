"""Which nodes do not conform to a shape: by sets, where the data is at hand as columns.

A store is asked a question for each shape, and looks up each node and each value; here a set of
nodes is looked at as a whole. What needs the operators of SPARQL is left to the store: queries,
comparisons, regular expressions, and closed shapes.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import chain, filterfalse

from wijgraph.namespaces import XSD
from wijgraph.validation.compiled.columns import NOTHING, Column, Columns, Sort
from wijgraph.validation.compiled.conformance import has_select
from wijgraph.validation.compiled.datatypes import is_well_formed
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
    Pattern,
    Qualified,
    Range,
    Shape,
    Sparql,
    UniqueLang,
)
from wijgraph.validation.regex import python

LEFT = Range | LessThan | Closed | Custom | Sparql
OF_NODES = MinCount | MaxCount | HasValue | Equals | Disjoint | UniqueLang | Qualified
# Letters, classes of letters and one choice between two ends: what Python cannot take long over.
SIGN = r"(?:[A-Za-z0-9:/#=@_ -]|\\[.*+?()/-]|\[[A-Za-z0-9_-]+\]|\{[0-9]+\})"
PLAIN = re.compile(rf"\^?{SIGN}*(?:\({SIGN}*(?:\|{SIGN}*)*\){SIGN}*)?\$?")
KINDS = {"isIRI": "iri", "isBlank": "bnode", "isLiteral": "literal"}
AS_MANY = 2  # times as many nodes may have values as are looked at, for all values to be taken


def parted(shape: Shape) -> tuple[Shape, Shape]:
    """Return ``shape`` as two: with what sets decide, and with what is left; SELECTs are in none.

    A node conforms to it when it conforms to both.
    """
    asked = [c for c in shape.constraints if not has_select(c)]
    both = [parted(part) for part in shape.properties]
    one, other = (
        replace(
            shape,
            constraints=tuple(c for c in asked if _decided(c) == decided),
            properties=tuple(p for p in parts if p.constraints or p.properties),
        )
        for decided, parts in ((True, [b[0] for b in both]), (False, [b[1] for b in both]))
    )
    return one, other


def _decided(constraint: Constraint) -> bool:
    if isinstance(constraint, Pattern):
        return plain(constraint)
    return not isinstance(constraint, LEFT) and all(
        all(map(_decided, shape.constraints)) and _all_decided(shape.properties)
        for shape in used_by(constraint)
    )


def _all_decided(shapes: Iterable[Shape]) -> bool:
    return all(all(map(_decided, s.constraints)) and _all_decided(s.properties) for s in shapes)


def used_by(constraint: Constraint) -> Iterator[Shape]:
    """Yield the shapes that the values are held against by ``constraint``."""
    match constraint:
        case Not(shape) | Node(shape):
            yield shape
        case Logical(_, shapes):
            yield from shapes
        case Qualified(_, shape, siblings):
            yield from (shape, *siblings)


def failing(columns: Columns, shape: Shape, focus: set[int]) -> set[int]:
    """Return those of the nodes ``focus`` that do not conform to ``shape``."""
    if shape.deactivated or not focus:
        return set()
    of_nodes = [c for c in shape.constraints if isinstance(c, OF_NODES)]
    of_values = [c for c in shape.constraints if not isinstance(c, OF_NODES)]
    if shape.path is None:
        values = Column((node, (node,)) for node in focus) if of_nodes else NOTHING
        wanted = focus
    else:
        values = columns.along(shape.path, focus)
        wanted = _values(values, focus) if of_values or shape.properties else set()
    wrong: set[int] = set()  # the nodes
    bad: set[int] = set()  # the values
    for one in of_nodes:
        wrong |= _breaking(columns, one, values, focus)
    for each in of_values:
        bad |= _unfit(columns, each, wanted)
    for part in shape.properties:
        bad |= failing(columns, part, wanted)
    if shape.path is None or not bad:
        return wrong | bad
    return wrong | {node for node in focus if not bad.isdisjoint(values[node])}


def _values(values: Column, focus: set[int]) -> set[int]:
    """Return the values of the nodes ``focus``, and maybe of some more: what is known is quick."""
    if len(values) <= AS_MANY * len(focus):
        return set(values.reached)
    return set(chain.from_iterable(map(values.__getitem__, focus)))


def _breaking(  # noqa: PLR0911 - one for each kind
    columns: Columns, constraint: Constraint, values: Column, focus: set[int]
) -> set[int]:
    """Return the nodes of ``focus`` whose ``values`` together break ``constraint``."""
    match constraint:
        case MinCount(least):
            few = set() if least < 1 else set(filterfalse(values.__contains__, focus))
            enough = focus - few if least > 1 else ()
            return few | {node for node in enough if len(values[node]) < least}
        case MaxCount(0):
            return set(filter(values.__contains__, focus))
        case MaxCount(most):
            several = focus & values.several
            return {node for node in several if len(values[node]) > most}
        case HasValue(term):
            wanted = columns.number(term)
            return {node for node in focus if wanted not in values[node]}
        case Equals(other):
            column = columns.column(other)
            return {node for node in focus if set(values[node]) != set(column[node])}
        case Disjoint(other):
            column = columns.column(other)
            return {node for node in focus if not set(values[node]).isdisjoint(column[node])}
        case UniqueLang():
            return {node for node in focus & values.several if _repeated(columns, values[node])}
        case Qualified(word, shape, siblings, count):
            every = set(chain.from_iterable(map(values.__getitem__, focus)))
            out = failing(columns, shape, every)
            for sibling in siblings:
                out = out | (every - failing(columns, sibling, every))
            counts = {node: len(set(values[node]) - out) for node in focus}
            if word == "Min":
                return {node for node, number in counts.items() if number < count}
            return {node for node, number in counts.items() if number > count}
    raise TypeError(f"no such constraint: {constraint}")


def _repeated(columns: Columns, values: Iterable[int]) -> bool:
    languages = columns.languages
    tags = [languages[value] for value in values if value in languages]
    return len(set(tags)) < len(tags)


def _unfit(columns: Columns, constraint: Constraint, values: set[int]) -> set[int]:  # noqa: PLR0911
    """Return those of ``values`` that break ``constraint`` whatever others there are."""
    match constraint:
        case Class(name):
            return values - columns.instances(name)
        case In(terms):
            return values - set(map(columns.number, terms))
        case Node(shape):
            return failing(columns, shape, values)
        case Not(shape):
            return values - failing(columns, shape, values)
        case Logical(word, shapes):
            return _combined(word, [failing(columns, shape, values) for shape in shapes], values)
        case Datatype() | NodeKind() | LanguageIn():
            fit = (terms for sort, terms in columns.sorts.items() if _is_of(constraint, sort))
            bad = values.difference(*fit)
            if isinstance(constraint, Datatype) and constraint.name.startswith(XSD):
                texts = ((v, columns.terms[v].value) for v in values - bad)
                bad |= {v for v, text in texts if not is_well_formed(constraint.name, text)}
            return bad
    fits = _of_text(constraint)
    return {v for v in values if (term := columns.terms[v]).kind == "bnode" or not fits(term.value)}


def _combined(word: str, sets: list[set[int]], values: set[int]) -> set[int]:
    if word == "and":
        return set().union(*sets)
    if word == "or":
        return reduce(set.__and__, sets)
    times = Counter(value for each in sets for value in each)
    return {value for value in values if times[value] != len(sets) - 1}


def _is_of(constraint: Constraint, sort: Sort) -> bool:
    kind, language, datatype = sort
    match constraint:
        case NodeKind(_, tests):
            return any(KINDS[test] == kind for test in tests)
        case Datatype(name):
            return datatype == name
        case LanguageIn(tags):
            return any(language and _in_range(language.lower(), tag.lower()) for tag in tags)
    raise TypeError(f"no such constraint: {constraint}")


def _in_range(tag: str, wanted: str) -> bool:
    return wanted in {"*", tag} or tag.startswith(f"{wanted}-")


def _of_text(constraint: Constraint) -> Callable[[str], object]:
    """Return what tells whether a text keeps ``constraint``."""
    match constraint:
        case MinLength(length):
            return lambda text: len(text) >= length
        case MaxLength(length):
            return lambda text: len(text) <= length
        case Pattern(regex):
            return re.compile(python(regex)).search
    raise TypeError(f"no such constraint: {constraint}")


def plain(pattern: Pattern) -> bool:
    """Return whether Python can match ``pattern`` without taking long, whatever the text."""
    return not pattern.flags and PLAIN.fullmatch(pattern.regex) is not None
