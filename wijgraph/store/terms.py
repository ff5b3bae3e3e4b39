"""RDF terms, ours and Oxigraph's, and the formats that triples and tables are written in."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from wijgraph.characters import xml
from wijgraph.errors import QueryError, WijgraphError
from wijgraph.messages import Message, quoted
from wijgraph.model import Table, Term
from wijgraph.namespaces import PREFIXES

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

# The end of an IRI that can be the name of an element.
XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")
REMEMBERED = 200_000  # terms, by who makes them
Triple = tuple[Term, Term, Term]


def kind_of(result: Any) -> str:
    """Return what Oxigraph's ``result`` is: "table", "boolean" or "graph"."""
    if isinstance(result, ox.QuerySolutions):
        return "table"
    return "boolean" if isinstance(result, ox.QueryBoolean) else "graph"


def written(triples: Iterable[Any], form: str) -> bytes:
    """Return ``triples``, ours or Oxigraph's, in ``form``, with our prefixes where it has any."""
    own = (t if isinstance(t, ox.Triple) else ox.Triple(*map(to_oxigraph, t)) for t in triples)
    prefixes = dict(PREFIXES) if form in {"turtle", "trig", "rdfxml"} else None
    return serialized(own, form, prefixes)


def serialized(triples: Any, form: str, prefixes: dict[str, str] | None = None) -> bytes:
    """Return triples of Oxigraph in ``form``, in RDF/XML as far as XML can hold them.

    Raises QueryError for a property that RDF/XML has no name for.
    """
    if form == "rdfxml":
        triples = list(triples)
        odd = {t.predicate.value for t in triples if not XML_NAME.search(t.predicate.value)}
        if odd:
            raise QueryError(
                Message("store.not-in-xml", name=min(odd)), hint=Message("store.not-in-xml-hint")
            )
    data = ox.serialize(triples, format=GRAPH_FORMATS[form], prefixes=prefixes) or b""
    return xml(data) if form == "rdfxml" else data


def retold(result: bytes, form: str) -> bytes:
    """Return a ``result`` in the JSON of SPARQL in another form."""
    solutions: Any = ox.parse_query_results(result, format=ox.QueryResultsFormat.JSON)
    return table_in(solutions, form)


def table_in(solutions: Any, form: str) -> bytes:
    """Return solutions of Oxigraph, or its yes or no, in a format for tables."""
    data: bytes = solutions.serialize(format=TABLE_FORMATS[form])
    return xml(data) if form == "xml" else data


def tabled(table: Table, form: str) -> bytes:
    """Return ``table`` in one of the SPARQL 1.1 result formats."""
    rows = [
        {column: _in_json(term) for column, term in row.items() if term is not None}
        for row in table
    ]
    document = {"head": {"vars": list(table.columns)}, "results": {"bindings": rows}}
    return retold(json.dumps(document).encode(), form)


def _in_json(term: Term) -> dict[str, str]:
    kind = {"iri": "uri"}.get(term.kind, term.kind)
    said = {"type": kind, "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype:
        said["datatype"] = term.datatype
    return said


def bind(query: str, bindings: Mapping[str, Term]) -> str:
    """Return ``query`` with its variables bound, by a VALUES clause at its end.

    That is standard SPARQL, so that every engine does the same; the terms are written by Oxigraph,
    which refuses what is not a term, so that no value can become query text.
    """
    return f"{query.rstrip()}\n{values_of(bindings)}\n" if bindings else query


def values_of(bindings: Mapping[str, Term]) -> str:
    """Return the VALUES clause that binds variables to terms; nothing for none."""
    if not bindings:
        return ""
    names = " ".join(f"?{ox.Variable(name).value}" for name in bindings)
    values = " ".join(str(to_oxigraph(term)) for term in bindings.values())
    return f"VALUES ({names}) {{ ({values}) }}"


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
        raise WijgraphError(
            Message("store.not-a-term", value=term.value, kind=term.kind, reason=quoted(error))
        ) from None


class NewerTermError(WijgraphError):
    """A term that RDF 1.1 does not have."""


class TripleTermError(NewerTermError):
    """A triple stands where a term should."""

    def __init__(self) -> None:
        super().__init__(Message("store.triple-term"), hint=Message("store.triple-term-hint"))


class DirectionError(NewerTermError):
    """A text has a direction beside its language."""

    def __init__(self) -> None:
        super().__init__(Message("store.direction"), hint=Message("store.direction-hint"))


def to_term(term: Any) -> Term | None:
    """Return a term of Oxigraph as ours; None for none. Raises NewerTermError."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    if isinstance(term, ox.Triple):
        raise TripleTermError
    if term.direction is not None:
        raise DirectionError
    datatype = None if term.language else term.datatype.value
    return Term("literal", term.value, term.language, datatype)


class Terms(dict[Any, Any]):
    """Terms of Oxigraph as ours, each made once: most stand in many places.

    It forgets them when there are very many, so that a stream of triples stays one.
    """

    def __missing__(self, term: Any) -> Term | None:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[term] = to_term(term)
        return made

    def triple(self, of: Any) -> Triple:
        """Return a triple or quad of Oxigraph as ours."""
        return self[of.subject], self[of.predicate], self[of.object]
