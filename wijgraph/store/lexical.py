"""Literals as they were written; the engine keeps values: "1" for "01", an integer for a byte.

What goes out gets its own words back where these are known: of a triple always, of a value in a
table where the query shows which property it is of, and that was written in one way. Where they are
not known, that is counted for whoever is ``noting``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import pyoxigraph as ox

from wijgraph.messages import Message
from wijgraph.model import Table, Term
from wijgraph.namespaces import XSD
from wijgraph.store.places import Part, places_in, prefixes_of
from wijgraph.store.terms import Terms, Triple, to_oxigraph
from wijgraph.store.text import bare

KEPT = {None, XSD + "string", XSD + "anyURI"}
MADE = re.compile(r"\bAS\s*[?$](\w+)", re.IGNORECASE)
CONSTANT = re.compile(r'""|\b(?:true|false)\b|(?<![\w:?$-])[+-]?\.?\d')
TEMPLATE = re.compile(r"\bCONSTRUCT\s*\{([^{}]*)\}", re.IGNORECASE)
Way = tuple[Term, Term | None, Term | None]
HAS = ox.NamedNode("urn:x-wijgraph:has")
_noted: ContextVar[set[Term] | None] = ContextVar("retold", default=None)


@contextmanager
def noting() -> Iterator[set[Term]]:
    """Collect the values that go out otherwise than they were written, as they go out."""
    retold = set[Term]()
    token = _noted.set(retold)
    try:
        yield retold
    finally:
        _noted.reset(token)


def retold_message(retold: Iterable[Term]) -> Message:
    """Return, for a person, which values went out in other words."""
    values = sorted({term.value for term in retold})
    return Message("store.retold", count=len(values), values=", ".join(values[:8]))


def is_suspect(term: Term) -> bool:
    """Return whether the engine may keep ``term`` in other words."""
    return term.kind == "literal" and not term.language and term.datatype not in KEPT


def kept(literals: Iterable[Term]) -> dict[Term, Term]:
    """Return for each literal what the engine keeps of it."""
    names = {f"urn:x-wijgraph:{number}": term for number, term in enumerate(literals)}
    store, terms = ox.Store(), Terms()
    store.extend(ox.Quad(ox.NamedNode(n), HAS, to_oxigraph(term)) for n, term in names.items())
    return {names[quad.subject.value]: terms.triple(quad)[2] for quad in store}


def _one(term: Term, ways: set[Term]) -> Term:
    """Return the only way in which ``term`` was written, or else itself, which is noted."""
    if len(ways) == 1:
        return next(iter(ways))
    retold = _noted.get()
    if retold is not None:
        retold.add(term)
    return term


@dataclass(frozen=True)
class Forms:
    """How things were written that the engine keeps in other words; empty where it has none.

    ``triples`` are what was written by what is kept; ``ways`` the forms of a value: of all, of one
    property, and of one property of one node. ``whole`` tells whether all with such a value is in.
    """

    triples: dict[Triple, list[Triple]] = field(default_factory=dict)
    ways: dict[Way, set[Term]] = field(default_factory=dict)
    whole: bool = True

    def __bool__(self) -> bool:
        return bool(self.triples)

    def of(self, triple: Triple) -> list[Triple]:
        """Return what was written where the engine has ``triple``."""
        return self.triples.get(triple) or [triple]

    def learn(self, value: Triple, written: Triple) -> None:
        """Know that ``written`` was written where the engine has ``value``."""
        known = self.triples.setdefault(value, [])
        if written not in known:
            known.append(written)
        subject, predicate, obj = value
        for way in ((None, None), (None, predicate), (subject, predicate)):
            self.ways.setdefault((obj, *way), set()).add(written[2])

    def written(self) -> list[Triple]:
        """Return the triples that say all this."""
        return [triple for triples in self.triples.values() for triple in triples]

    def table(self, table: Table, query: str) -> Table:
        """Return an answer to ``query`` with its values as they were written."""
        if not self:
            return table
        made, places = set(MADE.findall(bare(query))), places_in(query, prefixes_of(query))
        rows = []
        for row in table.rows:
            named = dict(zip(table.columns, row, strict=True))
            rows.append(
                tuple(
                    term
                    if term is None or (term, None, None) not in self.ways
                    else _one(term, self._ways(term, () if name in made else places[name], named))
                    for name, term in named.items()
                )
            )
        return Table(table.columns, tuple(rows))

    def graph(self, triples: Iterable[Triple], query: str) -> Iterator[Triple]:
        """Yield the triples that ``query`` gave as they were written."""
        found, prefixes = TEMPLATE.search(query), prefixes_of(query)
        template, where = (found[1], query[found.end() :]) if found else ("", query)
        made, places = set(MADE.findall(bare(where))), places_in(where, prefixes)
        built: dict[Term, list[tuple[str, str]]] = {}
        if CONSTANT.search(bare(template)):  # which is as it should be
            template = ""
        for name, here in places_in(template, prefixes).items():
            for subject, predicate in here:
                if isinstance(predicate, Term) and name not in made:
                    built.setdefault(predicate, []).append((name, str(subject)))
        for triple in triples:
            node, predicate, obj = triple
            if triple in self.triples or (obj, None, None) not in self.ways:
                yield from self.of(triple)
            else:
                ways = (self._ways(obj, places[n], {s: node}) for n, s in built.get(predicate, ()))
                yield node, predicate, _one(obj, set[Term]().union(*ways))

    def _ways(
        self, term: Term, places: Iterable[tuple[Part, Part]], named: Mapping[str, Term | None]
    ) -> set[Term]:
        """Return how ``term`` was written at ``places``, where ``named`` are the variables."""
        found = set[Term]()
        for place in places:
            node, predicate = (named.get(p) if isinstance(p, str) else p for p in place)
            keys: list[Way] = [(term, node, predicate), (term, None, predicate), (term, None, None)]
            found |= next(self.ways[key] for key in keys if key in self.ways)
        return found


def forms_of(triples: Iterable[Triple]) -> Forms:
    """Return how those of ``triples`` were written that the engine keeps in other words."""
    suspects = dict.fromkeys(triple for triple in triples if is_suspect(triple[2]))
    held = kept({triple[2] for triple in suspects})
    altered = {value for term, value in held.items() if value != term}
    forms = Forms()
    for subject, predicate, obj in suspects if altered else ():
        value = held[obj]
        if value in altered:
            forms.learn((subject, predicate, value), (subject, predicate, obj))
    return forms
