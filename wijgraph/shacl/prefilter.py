"""Which nodes do not conform: by sets, where the data is at hand as columns of numbers."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cache, cached_property, reduce
from itertools import chain, count, filterfalse

from wijgraph.shacl.literals import is_well_formed
from wijgraph.shacl.model import KINDS, RANGES, Constraint, Path, Query, Shape, Targets
from wijgraph.shacl.regex import python
from wijgraph.shacl.terms import Term, Triple
from wijgraph.shacl.vocabulary import RDF, SUBCLASS, TYPE, XSD


class IdColumn(dict[int, Collection[int]]):
    """The values of each node that has any; it does not change any more."""

    def __missing__(self, _: int) -> Collection[int]:
        return ()

    @cached_property
    def several(self) -> frozenset[int]:
        """The nodes that have more than one value."""
        return frozenset(node for node, values in self.items() if len(values) > 1)

    @cached_property
    def reached(self) -> frozenset[int]:
        """All values."""
        return frozenset(chain.from_iterable(self.values()))


NOTHING = IdColumn()


# What gives the values that a node has.
Step = Callable[[int], Collection[int]]
# Kind, language and datatype of a term.
TermType = tuple[str, str | None, str | None]


class Columns:
    """Triples, each term by a number that is the same wherever it stands."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._numbers: dict[object, int] = {}
        self._fresh = count()
        self.terms: dict[int, Term] = {}
        self.types: dict[TermType, set[int]] = {}
        self.languages: dict[int, str] = {}
        # By property and then by subject, as nearly every look-up comes.
        lists: dict[str, dict[int, list[int]]] = {}
        number = self.number
        for subject, predicate, obj in triples:
            column = lists.setdefault(predicate.value, {})
            column.setdefault(number(subject), []).append(number(obj))
        self._columns = {
            name: IdColumn((s, v if len(v) == 1 else dict.fromkeys(v)) for s, v in column.items())
            for name, column in lists.items()
        }
        self._turned: dict[str, IdColumn] = {}
        self._instances: dict[str, frozenset[int]] = {}

    def __len__(self) -> int:
        """Return how many triples there are, each counted once."""
        return sum(len(values) for column in self._columns.values() for values in column.values())

    def number(self, term: Term) -> int:
        """Return the number of ``term``; one that the data does not have gets a new one."""
        # An IRI is its own key; a literal "a" must not be taken for <a>, nor a blank node for
        # either.
        key = term.value if term.kind == "iri" else (term.value, *type_of(term))
        known = self._numbers.get(key)
        if known is None:  # two threads may both come here: the first to write it has said it
            known = self._numbers.setdefault(key, next(self._fresh))
            self.terms[known] = term
            self.types.setdefault(type_of(term), set()).add(known)
            if term.language:
                self.languages[known] = term.language.lower()
        return known

    @property
    def predicates(self) -> Collection[str]:
        """The properties that there are triples with."""
        return self._columns

    def column(self, name: str) -> IdColumn:
        """Return the values of each node for a property."""
        return self._columns.get(name, NOTHING)

    def turned(self, name: str) -> IdColumn:
        """Return for each value the nodes that have it for a property."""
        known = self._turned.get(name)
        if known is None:
            lists: dict[int, list[int]] = {}
            for subject, values in self.column(name).items():
                for value in values:
                    lists.setdefault(value, []).append(subject)
            known = self._turned[name] = IdColumn(lists)
        return known

    def instances(self, name: str) -> frozenset[int]:
        """Return the instances of a class, and of those below it."""
        known = self._instances.get(name)
        if known is None:
            kinds, below = self.turned(TYPE), self.turned(SUBCLASS)
            classes = _reached(self.number(Term("iri", name)), below.__getitem__)
            known = frozenset(node for kind in classes for node in kinds[kind])
            self._instances[name] = known
        return known

    def targets(self, targets: Targets) -> set[int]:
        """Return the focus nodes of a shape."""
        found = {self.number(term) for term in targets.nodes}
        found.update(*(self.instances(name) for name in targets.classes))
        found.update(*(self.column(name) for name in targets.subjects_of))
        found.update(*(self.turned(name) for name in targets.objects_of))
        return found

    def along(self, path: Path, nodes: Collection[int]) -> IdColumn:
        """Return the values that ``nodes``, and maybe others, have by ``path``."""
        if path.kind in {"iri", "inverse"}:
            return (self.column if path.kind == "iri" else self.turned)(path.iri)
        pairs = zip(nodes, map(self._follow(path), nodes), strict=True)
        return IdColumn(pair for pair in pairs if pair[1])

    def _follow(self, path: Path) -> Step:
        """Return what gives the values that a node has by ``path``."""
        if path.kind in {"iri", "inverse"}:
            return self.along(path, ()).__getitem__
        steps = [self._follow(part) for part in path.parts]
        if path.kind == "alternative":
            return lambda node: {value for step in steps for value in step(node)}
        if path.kind == "sequence":
            return reduce(_then, steps)
        if path.kind == "?":
            return lambda node: {node, *steps[0](node)}
        if path.kind == "*":
            return lambda node: _reached(node, steps[0])
        return lambda node: {v for first in steps[0](node) for v in _reached(first, steps[0])}


def type_of(term: Term) -> TermType:
    """Return the kind, language and datatype of ``term``, the last as SPARQL tells it."""
    if term.kind != "literal":
        return term.kind, None, None
    if term.language:
        return term.kind, term.language, RDF + "langString"
    return term.kind, None, term.datatype or XSD + "string"


def _then(first: Step, second: Step) -> Step:
    """Return ``first`` and ``second`` behind it; many nodes lead to few, as a rule."""
    known = cache(second)

    def both(node: int) -> Collection[int]:
        between = first(node)
        if len(between) == 1:
            return known(*between)
        return {value for each in between for value in known(each)}

    return both


def _reached(start: int, step: Step) -> set[int]:
    """Return ``start`` and all that ``step`` leads to from there."""
    found, line = {start}, [start]
    while line:
        new = set(step(line.pop())) - found
        found |= new
        line += new
    return found


# What is left to the store, and what is about a node with all its values.
LEFT = RANGES | {"LessThan", "LessThanOrEquals", "Closed"}
OF_NODES = {
    "MinCount", "MaxCount", "HasValue", "Equals", "Disjoint", "UniqueLang", "QualifiedMinCount",
    "QualifiedMaxCount",
}  # fmt: skip
# Letters, classes of letters and one choice between two ends: what Python cannot take long over.
SIGN = r"(?:[A-Za-z0-9:/#=@_ -]|\\[.*+?()/-]|\[[A-Za-z0-9_-]+\]|\{[0-9]+\})"
PLAIN = re.compile(rf"\^?{SIGN}*(?:\({SIGN}*(?:\|{SIGN}*)*\){SIGN}*)?\$?")
AS_MANY = 2  # times as many nodes may have values as are looked at, for all values to be taken


def parted(shape: Shape) -> tuple[Shape, Shape]:
    """Return ``shape`` as two: with what sets decide, and with what is left; SELECTs are in none.

    A node conforms to it when it conforms to both.
    """
    asked = [c for c in shape.constraints if not c.selects]
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
    if constraint.name == "Pattern":
        return plain(constraint)
    left = constraint.name in LEFT or isinstance(constraint, Query)
    return not left and all(map(_all_decided, constraint.shapes))


def _all_decided(shape: Shape) -> bool:
    return all(map(_decided, shape.constraints)) and all(map(_all_decided, shape.properties))


def failing(columns: Columns, shape: Shape, focus: set[int]) -> set[int]:
    """Return those of the nodes ``focus`` that do not conform to ``shape``."""
    if shape.deactivated or not focus:
        return set()
    # Two kinds: what a node breaks with all its values together, and what a value breaks alone,
    # which is looked at once however many nodes have it.
    of_nodes = [c for c in shape.constraints if c.name in OF_NODES]
    of_values = [c for c in shape.constraints if c.name not in OF_NODES]
    if shape.path is None:
        values = IdColumn((node, (node,)) for node in focus) if of_nodes else NOTHING
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
    # Bad values of a node shape are the nodes themselves.
    if shape.path is None or not bad:
        return wrong | bad
    return wrong | {node for node in focus if not bad.isdisjoint(values[node])}


def _values(values: IdColumn, focus: set[int]) -> set[int]:
    """Return the values of the nodes ``focus``, and maybe of some more: what is known is quick."""
    if len(values) <= AS_MANY * len(focus):
        return set(values.reached)
    return set(chain.from_iterable(map(values.__getitem__, focus)))


def _breaking(  # noqa: PLR0911 - one for each kind
    columns: Columns, constraint: Constraint, values: IdColumn, focus: set[int]
) -> set[int]:
    """Return the nodes of ``focus`` whose ``values`` together break ``constraint``."""
    count, term = constraint.count, constraint.term
    match constraint.name:
        case "MinCount":
            few = set() if count < 1 else set(filterfalse(values.__contains__, focus))
            enough = focus - few if count > 1 else ()
            return few | {node for node in enough if len(values[node]) < count}
        case "MaxCount" if count == 0:
            return set(filter(values.__contains__, focus))
        case "MaxCount":
            several = focus & values.several
            return {node for node in several if len(values[node]) > count}
        case "HasValue":
            wanted = columns.number(term)
            return {node for node in focus if wanted not in values[node]}
        case "Equals":
            column = columns.column(term.value)
            return {node for node in focus if set(values[node]) != set(column[node])}
        case "Disjoint":
            column = columns.column(term.value)
            return {node for node in focus if not set(values[node]).isdisjoint(column[node])}
        case "UniqueLang":
            return {node for node in focus & values.several if _repeated(columns, values[node])}
    every = set(chain.from_iterable(map(values.__getitem__, focus)))
    shape, *siblings = constraint.shapes
    # Values count that conform to the shape, and to none of its siblings.
    out = failing(columns, shape, every)
    for sibling in siblings:
        out = out | (every - failing(columns, sibling, every))
    counts = {node: len(set(values[node]) - out) for node in focus}
    if constraint.name == "QualifiedMinCount":
        return {node for node, number in counts.items() if number < count}
    return {node for node, number in counts.items() if number > count}


def _repeated(columns: Columns, values: Iterable[int]) -> bool:
    languages = columns.languages
    tags = [languages[value] for value in values if value in languages]
    return len(set(tags)) < len(tags)


def _unfit(columns: Columns, constraint: Constraint, values: set[int]) -> set[int]:
    """Return those of ``values`` that break ``constraint`` whatever others there are."""
    name, term = constraint.name, constraint.term
    if constraint.shapes:
        sets = [failing(columns, shape, values) for shape in constraint.shapes]
        return values - sets[0] if name == "Not" else _combined(name, sets, values)
    if name == "Class":
        return values - columns.instances(term.value)
    if name == "In":
        return values - set(map(columns.number, constraint.terms))
    if name in {"Datatype", "NodeKind", "LanguageIn"}:
        fit = (terms for type_, terms in columns.types.items() if _is_of(constraint, type_))
        bad = values.difference(*fit)
        if name == "Datatype" and term.value.startswith(XSD):
            texts = ((v, columns.terms[v].value) for v in values - bad)
            bad |= {v for v, text in texts if not is_well_formed(term.value, text)}
        return bad
    fits = _of_text(constraint)
    return {v for v in values if (t := columns.terms[v]).kind == "bnode" or not fits(t.value)}


def _combined(name: str, sets: list[set[int]], values: set[int]) -> set[int]:
    if name in {"And", "Node"}:
        return set().union(*sets)
    if name == "Or":
        return reduce(set.__and__, sets)
    # Just one of the shapes must be kept: a value has to fail all the others.
    times = Counter(value for each in sets for value in each)
    return {value for value in values if times[value] != len(sets) - 1}


def _is_of(constraint: Constraint, type_: TermType) -> bool:
    kind, language, datatype = type_
    if constraint.name == "NodeKind":
        return kind in KINDS[constraint.term.value]
    if constraint.name == "Datatype":
        return datatype == constraint.term.value
    tag = (language or "").lower()
    wanted = [term.value.lower() for term in constraint.terms]
    return bool(tag) and any(one in {"*", tag} or tag.startswith(f"{one}-") for one in wanted)


def _of_text(constraint: Constraint) -> Callable[[str], object]:
    """Return what tells whether a text keeps ``constraint``."""
    count = constraint.count
    match constraint.name:
        case "MinLength":
            return lambda text: len(text) >= count
        case "MaxLength":
            return lambda text: len(text) <= count
        case "Pattern":
            return re.compile(python(constraint.term.value)).search
    raise TypeError(f"no such constraint: {constraint}")


def plain(pattern: Constraint) -> bool:
    """Return whether Python can match ``pattern`` without taking long, whatever the text."""
    return not pattern.flags and PLAIN.fullmatch(pattern.term.value) is not None
