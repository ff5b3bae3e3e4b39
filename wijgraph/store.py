"""The triple store and SPARQL engine: Oxigraph, in memory."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from wijgraph.errors import QueryError, TurtleError, WijgraphError
from wijgraph.model import Table, Term
from wijgraph.namespaces import PREFIXES
from wijgraph.safety import reading
from wijgraph.safety.inspect import RefusedError, inspect
from wijgraph.safety.limits import limits

SPARQL_PLACE = re.compile(r"error at (\d+):(\d+):")
# By the ending of a file's name.
FORMATS = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "rdfxml",
    ".jsonld": "jsonld",
    ".json": "jsonld",
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
TABLE_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}

Triple = tuple[Term, Term, Term]


class Store:
    """A set of triples that answers SPARQL."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def __len__(self) -> int:
        return len(self._store)

    def construct(self, query: str) -> list[Triple]:
        """Return the triples that a CONSTRUCT ``query`` gives, each once."""
        seen = {(t.subject, t.predicate, t.object): None for t in self._run(query)}
        return [(_known(s), _known(p), _known(o)) for s, p, o in seen]

    def add(self, triples: Iterable[Triple]) -> None:
        """Add ``triples``."""
        self._store.extend(ox.Quad(*map(to_oxigraph, triple)) for triple in triples)

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK ``query``."""
        return bool(self._run(query))

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Table:
        """Return the rows of a SELECT ``query``, with variables bound to terms.

        Raises QueryError with line and column when it is not SPARQL or not a SELECT.
        """
        result = self._run(bind(query, bindings or {}))
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("not a SELECT query")
        columns = tuple(v.value for v in result.variables)
        try:
            rows = tuple(tuple(_term(s[c]) for c in columns) for s in result)
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from None
        return Table(columns, rows)

    def results(self, query: str, form: str, bindings: Mapping[str, Term] | None = None) -> bytes:
        """Return what a ``query`` of any kind gives in a standard format.

        ``form`` is one of csv, tsv, json and xml for SELECT and ASK, or turtle, ntriples, rdfxml
        and jsonld for CONSTRUCT and DESCRIBE.
        """
        result = self._run(bind(query, bindings or {}))
        graph = isinstance(result, ox.QueryTriples)
        forms = GRAPH_FORMATS if graph else TABLE_FORMATS
        if form not in forms:
            kind = "a graph" if graph else "a table"
            raise QueryError(
                f"the result is {kind} and cannot be written as {form}",
                hint=f"Formats for {kind}: {', '.join(sorted(forms))}.",
            )
        if isinstance(result, ox.QueryBoolean) and form in {"csv", "tsv"}:
            return f"{str(bool(result)).lower()}\n".encode()
        data: bytes = result.serialize(format=forms[form])
        return data

    def kind(self, query: str) -> str:
        """Return what ``query`` gives: "table", "boolean" or "graph"."""
        return kind_of(self._run(query))

    def dump(self, form: str) -> bytes:
        """Return all triples in ``form``."""
        data = self._store.dump(
            format=GRAPH_FORMATS[form], from_graph=ox.DefaultGraph(), prefixes=None
        )
        return data or b""

    def load(self, data: bytes, form: str) -> None:
        """Add the statements in ``data``, each to the graph that it is in."""
        self._store.load(data, GRAPH_FORMATS[form])

    def about(self, node: str) -> list[Triple]:
        """Return the triples of the default graph that ``node`` is subject or object of."""
        iri, default = ox.NamedNode(node), ox.DefaultGraph()
        quads = [*self._store.quads_for_pattern(iri, None, None, default)]
        quads += self._store.quads_for_pattern(None, None, iri, default)
        return sorted({(_known(q.subject), _known(q.predicate), _known(q.object)) for q in quads})

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
        if default is None and named is None:
            return self._run(query, base_iri=base)
        return self._run(
            query,
            base_iri=base,
            # Oxigraph takes None for all graphs, which nobody asked for here.
            default_graph=[ox.NamedNode(iri) for iri in default or ()],
            named_graphs=[ox.NamedNode(iri) for iri in named or ()],
        )

    def _run(self, query: str, **options: Any) -> Any:
        try:
            return self._store.query(query, **options)
        except SyntaxError as error:
            raise _query_error(query, error) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from None


def kind_of(result: Any) -> str:
    """Return what Oxigraph's ``result`` is: "table", "boolean" or "graph"."""
    if isinstance(result, ox.QuerySolutions):
        return "table"
    return "boolean" if isinstance(result, ox.QueryBoolean) else "graph"


def written(triples: Iterable[Any], form: str) -> bytes:
    """Return ``triples``, ours or Oxigraph's, in ``form``, with our prefixes where it has any."""
    own = (t if isinstance(t, ox.Triple) else ox.Triple(*map(to_oxigraph, t)) for t in triples)
    prefixes = dict(PREFIXES) if form in {"turtle", "trig", "rdfxml"} else None
    return ox.serialize(own, format=GRAPH_FORMATS[form], prefixes=prefixes) or b""


def retold(result: bytes, form: str) -> bytes:
    """Return a ``result`` in the JSON of SPARQL in another form."""
    solutions: Any = ox.parse_query_results(result, format=ox.QueryResultsFormat.JSON)
    data: bytes = solutions.serialize(format=TABLE_FORMATS[form])
    return data


def bind(query: str, bindings: Mapping[str, Term]) -> str:
    """Return ``query`` with its variables bound, by a VALUES clause at its end.

    That is standard SPARQL, so that every engine does the same; the terms are written by Oxigraph,
    which refuses what is not a term, so that no value can become query text.
    """
    if not bindings:
        return query
    names = " ".join(f"?{ox.Variable(name).value}" for name in bindings)
    values = " ".join(str(to_oxigraph(term)) for term in bindings.values())
    return f"{query.rstrip()}\nVALUES ({names}) {{ ({values}) }}\n"


def to_oxigraph(term: Term) -> Any:
    """Return ``term`` as Oxigraph's own; raise WijgraphError when it is not one."""
    try:
        if term.kind == "iri":
            return ox.NamedNode(term.value)
        if term.kind == "bnode":
            return ox.BlankNode(term.value)
        if term.language:
            return ox.Literal(term.value, language=term.language)
        if term.datatype:
            return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
        return ox.Literal(term.value)
    except ValueError as error:
        raise WijgraphError(f"{term.value!r} is not a valid {term.kind}: {error}") from None


def read_text(path: Path) -> str:
    """Return the text of a file; raise TurtleError when it cannot be read."""
    try:
        return reading.read_text(path)
    except WijgraphError as error:
        raise _told(error, path) from None


def _told(error: WijgraphError, path: Path | str) -> TurtleError:
    return TurtleError(
        error.message, path=path, line=error.line, column=error.column, hint=error.hint
    )


def _turtle_error(error: SyntaxError, path: str, form: str, text: str) -> TurtleError:
    names = {"turtle": "Turtle", "trig": "TriG", "jsonld": "JSON-LD", "rdfxml": "RDF/XML"}
    message, line, column = _place(error)
    return TurtleError(
        f"not {names.get(form, form)}: {reading.mistake_in(text) or message}",
        path=path,
        line=line,
        column=column,
    )


def parse(text: str, path: str, form: str = "turtle", base: str | None = None) -> Iterator[Triple]:
    """Yield the triples of ``text``, of whatever graph they are in.

    Relative IRIs are an error, unless there is a ``base`` to take them from.

    Raises TurtleError with line and column, where the format has those, when it is malformed, when
    it would harm the parser or ask another host, and when there is too much in it.
    """
    most = limits().triples
    try:
        inspect(text, form)
        for number, quad in enumerate(
            ox.parse(
                text.encode(),
                GRAPH_FORMATS[form],
                base_iri=base,
                rename_blank_nodes=True,  # _:a of one file is not _:a of another
            )
        ):
            if number >= most:
                raise TurtleError(f"more than {most} triples", path=path, hint="Give it in parts.")
            yield _known(quad.subject), _known(quad.predicate), _known(quad.object)
    except SyntaxError as error:
        raise _turtle_error(error, path, form, text) from None
    except RefusedError as error:
        raise _told(error, path) from None
    except MemoryError as error:
        # So Oxigraph tells of one term that is larger than it will hold.
        if "buffer" not in str(error):
            raise
        raise TurtleError("a literal is too large, or a quote is not closed", path=path) from None


def _place(error: SyntaxError) -> tuple[str, int | None, int | None]:
    message = str(error.msg)
    if error.lineno is not None:
        return message.rpartition(": ")[2], error.lineno, error.offset
    return message, None, None


def _query_error(query: str, error: SyntaxError) -> QueryError:
    """Return what is wrong in few words: the parser lists all that it would accept."""
    message = str(error.msg)
    match = SPARQL_PLACE.match(message)
    if not match:
        return QueryError(f"not SPARQL: {message}")
    line, column = int(match.group(1)), int(match.group(2))
    found = (query.splitlines()[line - 1 : line] or [""])[0][column - 1 :].strip()[:30]
    what = f"unexpected {found!r}" if found else "it ends too early"
    hint = "A prefix may be missing." if "Prefix not found" in message else None
    return QueryError(f"not SPARQL: {what}", line=line, column=column, hint=hint)


def _term(term: Any) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    datatype = None if term.language else term.datatype.value
    return Term("literal", term.value, term.language, datatype)


def _known(term: Any) -> Term:
    known = _term(term)
    if known is None:
        raise QueryError("a triple has an unbound term")
    return known
