"""RDF terms, ours and Oxigraph's, and a small store of triples that answers SPARQL."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

import pyoxigraph as ox

from wijgraph.shacl.errors import UnansweredError, reason_of


class Term(NamedTuple):
    """An RDF term: ``kind`` is "iri", "literal" or "bnode"."""

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


Triple = tuple[Term, Term, Term]
Row = Mapping[str, Term | None]


class Queryable(Protocol):
    """What answers SPARQL: raises UnansweredError or UnavailableError when it cannot."""

    def select(self, query: str, /) -> Iterable[Row]:
        """Return the rows of a SELECT."""

    def ask(self, query: str, /) -> bool:
        """Return the answer to an ASK."""


class MemoryStore:
    """A set of triples in memory that answers SPARQL."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._store = ox.Store()
        self._store.extend(ox.Quad(*map(to_oxigraph, triple)) for triple in triples)

    def __len__(self) -> int:
        return len(self._store)

    def _answer(self, query: str) -> Any:
        try:
            return self._store.query(query)
        except (SyntaxError, OSError, RuntimeError, ValueError) as error:
            raise UnansweredError(reason_of(error)) from error

    def select(self, query: str, /) -> Iterable[Row]:
        """Return the rows of a SELECT; raises UnansweredError."""
        found = self._answer(query)
        names = [variable.value for variable in found.variables]
        return [dict(zip(names, map(to_term, row), strict=True)) for row in found]

    def ask(self, query: str, /) -> bool:
        """Return the answer to an ASK; raises UnansweredError."""
        return bool(self._answer(query))


def to_oxigraph(term: Term) -> Any:
    """Return ``term`` as Oxigraph's own; raises ValueError when it is none."""
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "bnode":
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    datatype = ox.NamedNode(term.datatype) if term.datatype else None
    return ox.Literal(term.value, datatype=datatype)


def to_term(term: Any) -> Term | None:
    """Return a term of Oxigraph as ours; None for none."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        datatype = None if term.language else term.datatype.value
        return Term("literal", term.value, term.language, datatype)
    return Term("iri" if isinstance(term, ox.NamedNode) else "bnode", term.value)


def written(term: Term) -> str:
    """Return ``term`` in SPARQL."""
    return str(to_oxigraph(term))


def literal(text: str) -> str:
    """Return ``text`` as a string in SPARQL."""
    return written(Term("literal", text))


def iri(value: str) -> str:
    """Return an IRI in SPARQL; Oxigraph refuses what is none, so that nothing else gets in."""
    return written(Term("iri", value))
