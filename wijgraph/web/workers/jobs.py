"""What a worker does: answer one query, or check one upload, within what it may return."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from wijgraph.characters import xml
from wijgraph.errors import QueryError
from wijgraph.messages import LANGUAGES, Message, quoted, read_all
from wijgraph.store import TABLE_FORMATS, Store, kind_of, parse, written
from wijgraph.store.base import as_table
from wijgraph.store.lexical import Forms, forms_of
from wijgraph.store.terms import Terms, tabled
from wijgraph.web.workers.noticing import noticing
from wijgraph.web.workers.wire import Head, refused

Done = tuple[Head, bytes]
Jobs = Mapping[str, Callable[[Head, bytes], Done]]
# What stands for at least one row, by format; where this finds few, there are few.
SIGNS = {"json": b"{", "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}
NONE = Forms()
NETWORK = re.compile(r"HTTP|socket|[Cc]onnect|not permitted|service", re.IGNORECASE)


class TooLargeError(Exception):
    """The result is larger than it may be."""


class Capped:
    """A file that takes no more than so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()

    def write(self, part: bytes) -> int:
        """Keep ``part``; raise TooLargeError when it is too much."""
        if len(self.data) + len(part) > self.size:
            raise TooLargeError("bytes")
        self.data += part
        return len(part)

    def flush(self) -> None:
        """Do nothing: what is written is kept already."""


def query(store: Store, head: Head, forms: Forms = NONE) -> Done:
    """Return the whole answer to a query in the format that fits its kind, or what is wrong."""
    try:
        with noticing() as notices:
            result = store.ask_dataset(
                head["query"], head.get("base"), head.get("default"), head.get("named")
            )
            kind = kind_of(result)
            form = head["forms"].get(kind)
            if form is None:
                return {"error": "not-acceptable", "kind": kind}, b""
            write = _graph if kind == "graph" else _table
            if forms:
                result = _as_written(result, kind, head, forms)
            data = write(result, form, head["rows"], head["bytes"])
        return {"kind": kind, "form": form, "notices": notices}, data
    except TooLargeError as error:
        return {"error": "result-limit", "limit": str(error)}, b""
    except MemoryError:
        return {"error": "query-memory"}, b""
    except QueryError as error:
        return _refusal(error), b""
    except (OSError, RuntimeError, ValueError) as error:
        # Oxigraph tells only while it writes that what was asked cannot be had.
        return _refusal(QueryError(Message("web.query-failed", reason=quoted(error)))), b""


def _refusal(error: QueryError) -> Head:
    if error.line is None and NETWORK.search(error.message):
        # No word of it goes out: it could tell what the network looks like from here.
        return {"error": "service-disabled"}
    return refused(error, "syntax")


def _table(result: Any, form: str, rows: int, size: int) -> bytes:
    sink = Capped(size)
    try:
        result.serialize(sink, TABLE_FORMATS[form])
    except (OSError, RuntimeError) as error:
        # What the sink raises comes back wrapped by some versions of Oxigraph.
        if isinstance(error.__cause__, TooLargeError):
            raise error.__cause__ from None
        raise
    data = xml(bytes(sink.data)) if form == "xml" else bytes(sink.data)
    if data.count(SIGNS[form]) > rows and _rows(data, form) > rows:
        raise TooLargeError("rows")
    return data


def _rows(data: bytes, form: str) -> int:
    """Return the number of rows in a table that is written already."""
    if form == "csv":
        import csv
        import io

        return sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1
    if form == "json":
        import json

        return len(json.loads(data).get("results", {}).get("bindings", ()))
    return data.count(SIGNS[form]) - (form == "tsv")


def _as_written(result: Any, kind: str, head: Head, forms: Forms) -> Any:
    """Return a ``result`` with its literals as they were written."""
    if kind == "graph":
        return forms.graph(map(Terms().triple, result), head["query"])
    if kind == "boolean":
        return result
    table = forms.table(as_table(Part(result, head["rows"])), head["query"])
    return ox.parse_query_results(tabled(table, "json"), format=TABLE_FORMATS["json"])


class Part:
    """The solutions of a query, of which there may be no more than so many."""

    def __init__(self, result: Any, most: int) -> None:
        self.variables = result.variables
        self._result, self._most = result, most

    def __iter__(self) -> Iterator[Any]:
        """Yield each solution; raise TooLargeError for one too many."""
        for number, solution in enumerate(self._result):
            if number >= self._most:
                raise TooLargeError("rows")
            yield solution


def _graph(result: Any, form: str, rows: int, size: int) -> bytes:
    triples: dict[Any, None] = {}
    for triple in result:
        triples[triple] = None
        if len(triples) > rows:
            raise TooLargeError("rows")
    data = written(triples, form)
    if len(data) > size:
        raise TooLargeError("bytes")
    return data


def kinds(setup: Head, body: bytes) -> Jobs:
    """Return the jobs that a worker with this ``setup`` does, ready to be done."""
    for language in LANGUAGES:  # what is wrong is told when no file can be opened any more
        read_all(language)
    if setup["kind"] == "query":
        store = Store()
        store.load(body, "nquads")
        forms = forms_of(parse(setup.get("written", ""), "forms", "ntriples"))
        # Once, so that nothing has to be read from disk when no file can be opened any more.
        for form in TABLE_FORMATS:
            query(store, {"query": "SELECT * { VALUES ?x { 1 } }", "forms": {"table": form},
                          "rows": 0, "bytes": 1000})  # fmt: skip
        query(store, {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1",
                      "forms": {"graph": "turtle"}, "rows": 1, "bytes": 10_000})  # fmt: skip
        return {"query": lambda head, _: query(store, head, forms)}
    if setup["kind"] == "make":
        from wijgraph.web.workers.making import maker

        return {"make": maker(body)}
    from wijgraph.web.workers.checking import Checking

    return {"validate": Checking(setup)}
