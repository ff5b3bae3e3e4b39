"""What every store can do, made of one thing that each does in its own way: answer a query."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from wijgraph.errors import QueryError
from wijgraph.messages import Message, quoted
from wijgraph.model import Table, Term
from wijgraph.store.lexical import Forms
from wijgraph.store.terms import (
    GRAPH_FORMATS,
    TABLE_FORMATS,
    NewerTermError,
    Terms,
    Triple,
    kind_of,
    serialized,
    table_in,
    tabled,
    to_oxigraph,
    written,
)

# What Oxigraph raises midway: of a limit, or of rows that somebody else wrote.
BROKEN = (OSError, RuntimeError, SyntaxError, ValueError)
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
ABOUT = "CONSTRUCT {{ {0} ?p ?o . ?s ?q {0} }} WHERE {{ {{ {0} ?p ?o }} UNION {{ ?s ?q {0} }} }}"


class TripleStore(ABC):
    """A set of triples that answers SPARQL, wherever it is.

    What is asked is asked of its default graph; ``over`` gives the same store with other graphs
    for it, without a change to the text of any query.
    """

    name: str = "memory"  # what people are told it is

    @abstractmethod
    def run(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        graphs: Sequence[str] | None = None,
    ) -> Any:
        """Return the answer to ``query`` as Oxigraph gives it, on ``graphs`` taken together.

        Raises QueryError when it is malformed or cannot be answered.
        """

    def over(self, graphs: Sequence[str] | None) -> "TripleStore":
        """Return this store with the named ``graphs`` together for default graph; None as it is."""
        return Over(self, graphs)

    @property
    def forms(self) -> Forms:
        """How literals were written that it keeps in other words, as far as that is known."""
        return Forms()

    def forms_in(self, graphs: Sequence[str] | None) -> Forms:  # noqa: ARG002 - as others need it
        """Return how literals were written that named ``graphs`` have in other words."""
        return Forms()

    def __len__(self) -> int:
        row = self.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0]
        return int(row.value) if row else 0

    def construct(self, query: str) -> list[Triple]:
        """Return the triples that a CONSTRUCT ``query`` gives, each once."""
        return list(dict.fromkeys(map(Terms().triple, self.run(query))))

    def triples(self, graphs: Sequence[str] | None = None) -> Iterator[Triple]:
        """Yield every triple of the default graph, or of ``graphs`` taken together."""
        yield from map(Terms().triple, self.run(EVERYTHING, None, graphs))

    def ntriples(self, graph: str) -> bytes:
        """Return a named graph as N-Triples."""
        return written(self.triples([graph]), "ntriples")

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK ``query``."""
        return bool(self.run(query))

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Table:
        """Return the rows of a SELECT ``query``, with variables bound to terms.

        Raises QueryError with line and column when it is not SPARQL or not a SELECT.
        """
        result = self.run(query, bindings)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError(Message("store.not-select"))
        return as_table(result)

    def results(self, query: str, form: str, bindings: Mapping[str, Term] | None = None) -> bytes:
        """Return what a ``query`` of any kind gives in a standard format.

        ``form`` is one of csv, tsv, json and xml for SELECT and ASK, or turtle, ntriples, rdfxml
        and jsonld for CONSTRUCT and DESCRIBE.
        """
        result = self.run(query, bindings)
        kind = kind_of(result)
        forms = list(GRAPH_FORMATS if kind == "graph" else TABLE_FORMATS)
        if form not in forms:
            known = ", ".join(sorted(forms))
            if kind == "graph":
                raise QueryError(
                    Message("store.graph-not-in-form", form=form),
                    hint=Message("store.graph-forms", forms=known),
                )
            raise QueryError(
                Message("store.table-not-in-form", form=form),
                hint=Message("store.table-forms", forms=known),
            )
        if kind == "boolean" and form in {"csv", "tsv"}:
            return f"{str(bool(result)).lower()}\n".encode()
        try:
            if kind == "graph" and self.forms:
                return written(self.forms.graph(map(Terms().triple, result), query), form)
            if kind == "graph":
                return serialized(result, form)
            if kind == "table" and self.forms:
                return tabled(self.forms.table(as_table(result), query), form)
            return table_in(result, form)
        except BROKEN as error:
            raise QueryError(Message("store.query-failed", reason=quoted(error))) from None

    def kind(self, query: str) -> str:
        """Return what ``query`` gives: "table", "boolean" or "graph"."""
        return kind_of(self.run(query))

    def dump(self, form: str) -> bytes:
        """Return all triples in ``form``."""
        return written(self.triples(), form)

    def about(self, node: str) -> list[Triple]:
        """Return the triples that ``node`` is subject or object of."""
        found = self.construct(ABOUT.format(to_oxigraph(Term("iri", node))))
        return sorted({written for triple in found for written in self.forms.of(triple)})


def as_table(solutions: Any) -> Table:
    """Return the solutions of Oxigraph as a table; raise QueryError when that fails midway."""
    columns = tuple(v.value for v in solutions.variables)
    try:
        term = Terms().__getitem__
        rows = tuple(tuple(map(term, solution)) for solution in solutions)
    except NewerTermError as error:
        raise QueryError(error.said, hint=error.advice) from None
    except BROKEN as error:
        raise QueryError(Message("store.query-failed", reason=quoted(error))) from None
    return Table(columns, rows)


def read_table(result: bytes | str) -> Table:
    """Return a ``result`` in the JSON of SPARQL as a table."""
    return as_table(ox.parse_query_results(result, format=ox.QueryResultsFormat.JSON))


class Over(TripleStore):
    """Some graphs of a store, taken together."""

    def __init__(self, store: TripleStore, graphs: Sequence[str] | None) -> None:
        self._store = store
        self.graphs = graphs
        self.name = store.name

    @cached_property
    def forms(self) -> Forms:
        """How literals in these graphs were written."""
        return self._store.forms_in(self.graphs)

    def run(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        graphs: Sequence[str] | None = None,
    ) -> Any:
        """Answer on these graphs; ``graphs`` chooses others."""
        return self._store.run(query, bindings, self.graphs if graphs is None else graphs)

    def triples(self, graphs: Sequence[str] | None = None) -> Iterator[Triple]:
        """Yield every triple of these graphs, or of other ``graphs``."""
        return self._store.triples(self.graphs if graphs is None else graphs)

    def over(self, graphs: Sequence[str] | None) -> TripleStore:
        """Return the store under this one over other graphs."""
        return self._store.over(graphs)
