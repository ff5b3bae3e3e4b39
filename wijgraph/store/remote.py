"""Any store that speaks the SPARQL 1.1 Protocol: questions run there."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from wijgraph.errors import QueryError, StoreError
from wijgraph.messages import Message, quoted
from wijgraph.model import Table, Term
from wijgraph.store.base import TripleStore, as_table
from wijgraph.store.embedded import Store
from wijgraph.store.fetching import everything
from wijgraph.store.http import Access, Answer, Link, checked_url, escaped, shown_url
from wijgraph.store.mending import mended, mending
from wijgraph.store.terms import Triple, kind_of, values_of
from wijgraph.store.text import asks_others, page

if TYPE_CHECKING:
    from wijgraph.store.selftest import Outcome

TABLE, GRAPH = "application/sparql-results+json", "application/n-triples"
TYPES = {
    "table": {TABLE, "application/json"},
    "boolean": {TABLE, "application/json"},
    # Some call N-Triples by its old name.
    "graph": {GRAPH, "text/plain", "text/turtle", "application/x-turtle"},
}
ROUND = 1000  # servers cut off at round numbers
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
            truth = _parsed(answer.body, self.name)
            if kind_of(truth) != kind:
                raise StoreError(Message("store.no-boolean", name=self.name, said=answer.start))
            return truth
        if partial(answer):
            raise self._cut_off()
        return _triples(answer, self.name)

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

    def _rows(self, graphs: Sequence[str] | None) -> Iterator[Triple]:
        """Yield triples as the store has them."""

        def asked(query: str) -> tuple[Table, bool]:
            answer = self._ask(query, "table", graphs)
            document = _document(answer, self.name, looked_over(query)[1])
            count = len(document["results"]["bindings"])
            table = as_table(_parsed(_mended(document) or answer.body, self.name))
            return table, not partial(answer) and not _suspect(count)

        return everything(asked, self.name)

    def _table(
        self, query: str, columns: list[str], values: str, graphs: Sequence[str] | None
    ) -> Any:
        answer = self._ask(f"{query.rstrip()}\n{values}", "table", graphs)
        document = _document(answer, self.name, columns)
        rows = document["results"]["bindings"]
        cut = partial(answer)
        if cut or _suspect(len(rows)):
            if _has_pages(query, columns, values):
                document["results"]["bindings"] = self._pages(query, columns, values, graphs, rows)
                return _parsed(json.dumps(document).encode(), self.name)
            if cut:
                raise self._cut_off()
        return _parsed(_mended(document) or answer.body, self.name)

    def _pages(
        self,
        query: str,
        columns: list[str],
        values: str,
        graphs: Sequence[str] | None,
        first: list[Any],
    ) -> list[Any]:
        """Return all rows of ``query``, of which ``first`` may be a part."""
        size, found, taken = len(first) or SIZE, list[Any](), 0
        while True:
            text = page(query, columns, size, len(found))
            answer = self._ask(f"{text}\n{values}", "table", graphs)
            document = _document(answer, self.name, columns)
            _mended(document)
            rows = document["results"]["bindings"]
            found += rows
            if not rows and len(found) < len(first):
                raise self._cut_off()
            if len(rows) < size and partial(answer):
                size = len(rows)  # it gives less than it did before
            if not rows or (len(rows) < size and not partial(answer)):
                return found
            taken += len(answer.body)
            if taken > self.link.access.most:
                raise StoreError(
                    Message("store.too-much", name=self.name), hint=Message("store.ask-less")
                )

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


def partial(answer: Answer) -> bool:
    """Return whether a server says that this is not all: 206, or in the headers of Virtuoso."""
    headers = answer.headers
    return answer.status == 206 or any(  # noqa: PLR2004
        name in headers for name in ("x-sparql-maxrows", "x-sql-state", "x-sql-message")
    )


def _has_pages(query: str, columns: list[str], values: str) -> bool:
    text = page(query, columns, SIZE, 0)
    if text is None:
        return False
    try:
        return looked_over(f"{text}\n{values}")[0] == "table"
    except QueryError:  # something of it stands behind where the rest would go
        return False


def _suspect(count: int) -> bool:
    return count > 0 and count % ROUND == 0


def _document(answer: Answer, name: str, columns: Sequence[str]) -> Any:
    """Return a table with these columns; raise StoreError when it is anything else."""
    try:
        document = json.loads(answer.body)
        rows, heads = document["results"]["bindings"], document["head"]["vars"]
        if isinstance(rows, list) and {*heads} == {*columns} and all(map(_row, rows)):
            return document
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise StoreError(Message("store.no-result", name=name, said=answer.start))


def _row(row: Any) -> bool:
    return isinstance(row, dict) and all(
        isinstance(term, dict) and isinstance(term.get("value"), str) for term in row.values()
    )


def _mended(document: Any) -> bytes | None:
    """Give blank nodes names that are allowed, where they have others; None when all have."""
    changed = False
    for row in document["results"]["bindings"]:
        for term in row.values():
            if term.get("type") == "bnode" and "://" in term["value"]:
                term["value"] = term["value"].rpartition("/")[2]
                changed = True
    return json.dumps(document).encode() if changed else None


def _parsed(body: bytes, name: str) -> Any:
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            Message("store.result-malformed", name=name, reason=quoted(escaped(str(error))))
        ) from None


def _triples(answer: Answer, name: str) -> list[Any]:
    try:
        quads = list(ox.parse(answer.body, ox.RdfFormat.TURTLE))  # which N-Triples is as well
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            Message("store.no-triples", name=name, reason=quoted(escaped(str(error))))
        ) from None
    return list(dict.fromkeys(quad.triple for quad in quads))
