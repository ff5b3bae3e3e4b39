"""Data at hand as numbers: for each property a column from nodes to values.

What is looked up often is looked up here, in place of a question to the store for each node.
"""

from collections.abc import Callable, Collection, Iterable
from functools import cache, cached_property, reduce
from itertools import chain, count

from wijgraph.model import Term
from wijgraph.namespaces import RDF, RDFS, XSD
from wijgraph.store import Triple
from wijgraph.validation.compiled.model import Path, Targets

TYPE, SUBCLASS = RDF + "type", RDFS + "subClassOf"


class Column(dict[int, Collection[int]]):
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


NOTHING = Column()


# What gives the values that a node has.
Step = Callable[[int], Collection[int]]
# All that is known of a term but its words: a term without words.
Sort = tuple[str, str | None, str | None]


class Columns:
    """Triples, each term by a number that is the same wherever it stands."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._numbers: dict[object, int] = {}
        self._fresh = count()
        self.terms: dict[int, Term] = {}
        self.sorts: dict[Sort, set[int]] = {}
        self.languages: dict[int, str] = {}
        lists: dict[str, dict[int, list[int]]] = {}
        number = self.number
        for subject, predicate, obj in triples:
            column = lists.setdefault(predicate.value, {})
            column.setdefault(number(subject), []).append(number(obj))
        self._columns = {
            name: Column((s, v if len(v) == 1 else dict.fromkeys(v)) for s, v in column.items())
            for name, column in lists.items()
        }
        self._turned: dict[str, Column] = {}
        self._instances: dict[str, frozenset[int]] = {}

    def __len__(self) -> int:
        """Return how many triples there are, each counted once."""
        return sum(len(values) for column in self._columns.values() for values in column.values())

    def number(self, term: Term) -> int:
        """Return the number of ``term``; one that the data does not have gets a new one."""
        key = term.value if term.kind == "iri" else (term.value, *sort_of(term))
        known = self._numbers.get(key)
        if known is None:  # two threads may both come here: the first to write it has said it
            known = self._numbers.setdefault(key, next(self._fresh))
            self.terms[known] = term
            self.sorts.setdefault(sort_of(term), set()).add(known)
            if term.language:
                self.languages[known] = term.language.lower()
        return known

    @property
    def predicates(self) -> Collection[str]:
        """The properties that there are triples with."""
        return self._columns

    def column(self, name: str) -> Column:
        """Return the values of each node for a property."""
        return self._columns.get(name, NOTHING)

    def turned(self, name: str) -> Column:
        """Return for each value the nodes that have it for a property."""
        known = self._turned.get(name)
        if known is None:
            lists: dict[int, list[int]] = {}
            for subject, values in self.column(name).items():
                for value in values:
                    lists.setdefault(value, []).append(subject)
            known = self._turned[name] = Column(lists)
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

    def along(self, path: Path, nodes: Collection[int]) -> Column:
        """Return the values that ``nodes``, and maybe others, have by ``path``."""
        if path.kind in {"iri", "inverse"}:
            return (self.column if path.kind == "iri" else self.turned)(path.iri)
        pairs = zip(nodes, map(self._follow(path), nodes), strict=True)
        return Column(pair for pair in pairs if pair[1])

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


def sort_of(term: Term) -> Sort:
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
