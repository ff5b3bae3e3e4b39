"""Oxigraph in this process: in memory, or in a folder on disk."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from wijgraph.errors import QueryError
from wijgraph.messages import Message, quoted
from wijgraph.model import Term
from wijgraph.store.base import TripleStore
from wijgraph.store.lexical import Forms, forms_of, is_suspect
from wijgraph.store.reading import query_error
from wijgraph.store.terms import (
    GRAPH_FORMATS,
    Terms,
    Triple,
    bind,
    serialized,
    to_oxigraph,
    written,
)


def _graph(name: str | None) -> Any:
    return ox.DefaultGraph() if name is None else ox.NamedNode(name)


def _quads(triples: Iterable[Triple], graph: str | None) -> Iterator[ox.Quad]:
    where = _graph(graph)
    return (ox.Quad(to_oxigraph(s), to_oxigraph(p), to_oxigraph(o), where) for s, p, o in triples)


class Store(TripleStore):
    """A set of triples in memory that answers SPARQL."""

    _suspects: frozenset[Triple] = frozenset()
    _forms: Forms | None = Forms()

    def __init__(self) -> None:
        self._store = ox.Store()

    @property
    def forms(self) -> Forms:
        """How what was added was written, where it is kept in other words."""
        if self._forms is None:
            self._forms = forms_of(self._suspects)
        return self._forms

    def __len__(self) -> int:
        return len(self._store)

    def run(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        graphs: Sequence[str] | None = None,
    ) -> Any:
        """Return Oxigraph's own answer; without ``graphs`` the query says what it is about."""
        return self.ask_dataset(bind(query, bindings or {}), default=graphs)

    def add(self, triples: Iterable[Triple], graph: str | None = None) -> None:
        """Add ``triples``, to a ``graph`` that may be named."""
        known = list(triples)
        self._store.extend(_quads(known, graph))
        if suspects := {triple for triple in known if is_suspect(triple[2])}:
            self._suspects = self._suspects | suspects
            self._forms = None

    def remove(self, triples: Iterable[Triple], graph: str | None = None) -> None:
        """Take ``triples`` out of the default graph, or of a named one; none need be there."""
        known = list(triples)
        for quad in _quads(known, graph):
            self._store.remove(quad)
        self._suspects = self._suspects.difference(known)
        self._forms = None

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """Return all triples of the default graph, or of a named one, in ``form``."""
        where = _graph(graph)
        if form != "rdfxml" and not self.forms:
            return self._store.dump(format=GRAPH_FORMATS[form], from_graph=where) or b""
        quads = self._store.quads_for_pattern(None, None, None, where)
        if not self.forms:
            return serialized((quad.triple for quad in quads), form)
        return written((t for q in map(Terms().triple, quads) for t in self.forms.of(q)), form)

    def ntriples(self, graph: str) -> bytes:
        """Return a named graph as N-Triples."""
        return self.dump("ntriples", graph)

    def load(
        self,
        data: bytes,
        form: str,
        graph: str | None = None,
        base: str | None = None,
        *,
        renamed: bool = True,
    ) -> None:
        """Add the statements in ``data``, each to the graph that it is in, or all to a named one.

        Blank nodes are new ones, whatever they are called in ``data``, unless those of a named
        graph are not ``renamed``. Raises SyntaxError.
        """
        if graph is None:
            self._store.load(data, GRAPH_FORMATS[form], base_iri=base)
            return
        where = _graph(graph)
        quads = ox.parse(data, GRAPH_FORMATS[form], base_iri=base, rename_blank_nodes=renamed)
        self._store.extend(ox.Quad(q.subject, q.predicate, q.object, where) for q in quads)

    def about(self, node: str) -> list[Triple]:
        """Return the triples of the default graph that ``node`` is subject or object of."""
        iri, default = ox.NamedNode(node), ox.DefaultGraph()
        quads = [*self._store.quads_for_pattern(iri, None, None, default)]
        quads += self._store.quads_for_pattern(None, None, iri, default)
        return sorted({t for quad in map(Terms().triple, quads) for t in self.forms.of(quad)})

    def ask_dataset(
        self,
        query: str,
        base: str | None = None,
        default: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
    ) -> Any:
        """Return Oxigraph's own answer to ``query`` on the graphs called ``default`` and ``named``.

        Without either the query itself says what it is about; with one the other is empty.
        """
        options: dict[str, Any] = {"base_iri": base}
        if default is not None or named is not None:
            # Oxigraph takes None for all graphs, which nobody asked for here.
            options["default_graph"] = [ox.NamedNode(iri) for iri in default or ()]
            options["named_graphs"] = [ox.NamedNode(iri) for iri in named or ()]
        try:
            return self._store.query(query, **options)
        except SyntaxError as error:
            raise query_error(query, error) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(Message("store.query-failed", reason=quoted(error))) from None
