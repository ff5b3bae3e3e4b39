"""Any store that speaks the SPARQL 1.1 Protocol: questions run there."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import isqrt
from typing import TYPE_CHECKING, Any

from wijgraph.errors import QueryError, StoreError
from wijgraph.messages import Message
from wijgraph.model import Table, Term
from wijgraph.store.answers import mended_names, parsed, partial, table_of, triples_of
from wijgraph.store.base import TripleStore, as_table
from wijgraph.store.embedded import Store
from wijgraph.store.fetching import everything
from wijgraph.store.http import Access, Answer, Link, checked_url, escaped, shown_url
from wijgraph.store.lexical import Forms
from wijgraph.store.mending import forms_in, mended, mending
from wijgraph.store.terms import Triple, kind_of, values_of
from wijgraph.store.text import asks_others, page, taken_of

if TYPE_CHECKING:
    from wijgraph.store.selftest import Outcome

TABLE, GRAPH = "application/sparql-results+json", "application/n-triples"
TYPES = {
    "table": {TABLE, "application/json"},
    "boolean": {TABLE, "application/json"},
    # Some call N-Triples by its old name.
    "graph": {GRAPH, "text/plain", "text/turtle", "application/x-turtle"},
}
SIZE = 10_000  # rows of a page, where a server does not tell what it gives at most
KEPT = 4  # graphs that are kept when they were fetched: those of one dossier
NAMED = 5  # things an engine gets wrong that are named
LOG = logging.getLogger("wijgraph")


class Remote(TripleStore):
    """A SPARQL 1.1 endpoint. Answers are whole, or an error."""

    def __init__(self, url: str, access: Access | None = None) -> None:
        self.url = checked_url(url)
        self.name = shown_url(url)
        self.link = Link(access or Access.of(url))
        self._told = False
        self._given = 0  # rows of the largest answer: what has fewer cannot be a part
        self._fetched: dict[str, tuple[Triple, ...]] = {}

    def run(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        graphs: Sequence[str] | None = None,
    ) -> Any:
        """Return what the store answers, as Oxigraph would give it.

        Raises QueryError when the query is malformed, StoreError when there is no whole answer.
        """
        values = values_of(bindings or {})
        kind, columns = looked_over(f"{query.rstrip()}\n{values}")
        if kind == "table":
            return self._table(query, columns, values, graphs)
        answer = self._ask(f"{query.rstrip()}\n{values}", kind, graphs)
        if kind == "boolean":
            truth = parsed(answer.body, self.name)
            if kind_of(truth) != kind:
                raise StoreError(Message("store.no-boolean", name=self.name, said=answer.start))
            return truth
        if partial(answer):
            raise self._cut_off()
        found = triples_of(answer, self.name)
        if found and not self._gives(len(found) + 1):  # then it is answered here, from all there is
            copy = Store()
            copy.add(self.triples(graphs))
            return copy.run(query, bindings)
        return found

    def over(self, graphs: Sequence[str] | None) -> TripleStore:
        """Return this store over ``graphs``; what it cannot be trusted with is answered here."""
        from wijgraph.store.careful import Careful

        return Careful(self, graphs)

    @cached_property
    def outcomes(self) -> "list[Outcome]":
        """How the engine does on questions with known answers."""
        from wijgraph.store.selftest import checks, examine, lie_there

        there = lie_there(self)
        if not there:
            LOG.warning(
                Message("store.not-examined", name=self.name, url=self.url.partition("?")[0])
            )
        return examine(self, checks(), stored=there)

    def tell(self, wrong: Sequence[str]) -> None:
        """Say, once, what the engine gets wrong."""
        if not self._told:
            self._told = True
            listed, more = ", ".join(wrong[:NAMED]), len(wrong) - NAMED
            LOG.warning(
                Message("store.answers-wrongly-more", name=self.name, wrong=listed, more=more)
                if more > 0
                else Message("store.answers-wrongly", name=self.name, wrong=listed)
            )

    def triples(self, graphs: Sequence[str] | None = None) -> Iterator[Triple]:
        """Yield every triple of the default graph, or of ``graphs``, as it was written there."""
        if graphs is None:
            yield from self._rows(None)
        for graph in dict.fromkeys(graphs or ()):
            if graph not in self._fetched:
                if len(self._fetched) == KEPT:
                    del self._fetched[next(iter(self._fetched))]
                rows = mended(self._rows([graph]), self._rows([mending(graph)]))
                self._fetched[graph] = tuple(rows)
            yield from self._fetched[graph]

    def forms_in(self, graphs: Sequence[str] | None) -> Forms:
        """Return how literals were written that ``graphs`` have in other words."""
        return forms_in(self._rows([*map(mending, graphs)])) if graphs else Forms()

    def _rows(self, graphs: Sequence[str] | None) -> Iterator[Triple]:
        """Yield triples as the store has them."""

        def asked(query: str) -> tuple[Table, bool]:
            document, cut, body = self._answered(query, looked_over(query)[1], graphs)
            return as_table(parsed(mended_names(document) or body, self.name)), not cut

        return everything(asked, self.name)

    def _table(
        self, query: str, columns: list[str], values: str, graphs: Sequence[str] | None
    ) -> Any:
        document, cut, body = self._answered(f"{query.rstrip()}\n{values}", columns, graphs)
        count = len(document["results"]["bindings"])
        pages = _has_pages(query, columns, values)
        if not cut and count and count >= self._given and taken_of(query) != count:
            if pages:  # a row behind the last tells that there are more
                behind = f"{query.rstrip()}\nLIMIT 1 OFFSET {count}\n{values}"
                more, cut, _ = self._answered(behind, columns, graphs)
                cut = cut or bool(more["results"]["bindings"])
            else:
                cut = not self._gives(count + 1)
        if cut:
            if not pages:
                raise self._cut_off()
            found = self._pages(query, columns, values, graphs, count)
            whole = {"head": {"vars": columns}, "results": {"bindings": found}}
            return parsed(json.dumps(whole).encode(), self.name)
        self._given = max(self._given, count)
        return parsed(mended_names(document) or body, self.name)

    def _pages(
        self,
        query: str,
        columns: list[str],
        values: str,
        graphs: Sequence[str] | None,
        least: int,
    ) -> list[Any]:
        """Return all rows of ``query``, which are ``least`` or more: page by page to an empty one.

        However many rows a page has, the next begins behind them.
        """
        size, found, taken = least or SIZE, list[Any](), 0
        while True:
            text = page(query, columns, size, len(found))
            document, cut, body = self._answered(f"{text}\n{values}", columns, graphs)
            mended_names(document)
            rows = document["results"]["bindings"]
            again = found and rows == found[-len(rows) :]  # it takes no notice of OFFSET
            if len(rows) > size or again or (not rows and (cut or len(found) < least)):
                raise self._cut_off()
            if not rows:
                return found
            found += rows
            taken += len(body)
            if taken > self.link.access.most:
                raise StoreError(
                    Message("store.too-much", name=self.name), hint=Message("store.ask-less")
                )

    def _answered(
        self, query: str, columns: Sequence[str], graphs: Sequence[str] | None
    ) -> tuple[Any, bool, bytes]:
        """Return a table as it came, and whether the server says that it is a part."""
        answer = self._ask(query, "table", graphs)
        document = table_of(answer, self.name, columns)
        return document, partial(answer, document), answer.body

    def _gives(self, count: int) -> bool:
        """Return whether the server gives so many rows: it is sent numbers, and asked for pairs."""
        if count <= self._given:
            return True
        numbers = " ".join(map(str, range(isqrt(count - 1) + 1)))
        pairs = f"SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
        try:
            document, cut, _ = self._answered(pairs, ["a", "b"], None)
        except (QueryError, StoreError):
            return False
        given = len(document["results"]["bindings"])
        self._given = max(self._given, 0 if cut else given)
        return not cut and given >= count

    def _ask(self, query: str, kind: str, graphs: Sequence[str] | None) -> Answer:
        fields = [("query", query), *(("default-graph-uri", iri) for iri in graphs or ())]
        accept = GRAPH if kind == "graph" else TABLE
        answer = self.link.send(
            "POST", self.url, reads=True, data=_grouped(fields), headers={"Accept": accept}
        )
        if answer.status == 400:  # noqa: PLR2004 - the protocol's word for a wrong query
            raise QueryError(Message("store.query-refused", name=self.name, said=answer.start))
        if answer.status not in {200, 206}:
            raise StoreError(
                Message(
                    "store.answers-status",
                    name=self.name,
                    status=answer.status,
                    said=answer.start,
                )
            )
        if answer.type not in TYPES[kind]:
            given, said = escaped(answer.type), answer.start
            raise StoreError(
                Message("store.answers-type", name=self.name, given=given, wanted=accept, said=said)
                if given
                else Message("store.answers-no-type", name=self.name, wanted=accept, said=said),
                hint=Message("store.answers-type-hint"),
            )
        return answer

    def _cut_off(self) -> StoreError:
        return StoreError(
            Message("store.cut-off", name=self.name), hint=Message("store.cut-off-hint")
        )


def _grouped(fields: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def looked_over(query: str) -> tuple[str, list[str]]:
    """Return what kind of answer ``query`` gives, and its columns; nothing is sent for that.

    Raises QueryError, with line and column, when it is no query, or asks other servers.
    """
    if asks_others(query):
        raise QueryError(Message("store.service"))
    result = Store().run(query)
    kind = kind_of(result)
    return kind, [v.value for v in result.variables] if kind == "table" else []


def _has_pages(query: str, columns: list[str], values: str) -> bool:
    text = page(query, columns, SIZE, 0)
    if text is None:
        return False
    try:
        return looked_over(f"{text}\n{values}")[0] == "table"
    except QueryError:  # something of it stands behind where the rest would go
        return False
