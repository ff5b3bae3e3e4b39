"""Answering a question: parameters become terms, rows come back with their sources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wijgraph.errors import ParameterError, QueryError, Text, UnknownNodeError
from wijgraph.graph import Graph
from wijgraph.graph.resolver import among, did_you_mean, nearest
from wijgraph.messages import Message
from wijgraph.model import Table, Term
from wijgraph.namespaces import GOV, RDFS, SKOS, XSD
from wijgraph.queries.catalogue import NamedQuery, Parameter

# The sections of the sources: those that are described, and those that are cited.
SECTIONS = f"""
SELECT DISTINCT ?document ?section ?name WHERE {{
  {{ ?it <{GOV}document> ?document ; <{SKOS}notation> ?section
     OPTIONAL {{ ?it <{RDFS}label>|<{GOV}heading> ?name }} }}
  UNION {{ ?it <{GOV}document> ?document ; <{GOV}section> ?section }}
}} ORDER BY ?document ?section ?name
"""
MARK = re.compile(r"(?:§+|(?:paragraaf|par\.?|section|hoofdstuk|chapter)\b)\s*", re.IGNORECASE)
PATTERNS = {
    "integer": re.compile(r"[+-]?[0-9]+\Z"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
}


@dataclass(frozen=True)
class Answer:
    """The rows that answer a question, and what its parameters were bound to."""

    query: NamedQuery
    table: Table
    terms: Mapping[str, Term]


def pick(catalogue: Mapping[str, NamedQuery], name: str) -> NamedQuery:
    """Return the query called ``name``; raise QueryError, with the nearest names, when unknown."""
    found = among(name, {query.id: query.summary.values() for query in catalogue.values()})
    if found is not None:
        return catalogue[found]
    near = nearest(name, catalogue)
    raise QueryError(
        Message("queries.unknown", name=name),
        hint=did_you_mean(near) or Message("queries.list"),
        near=near,
    )


def parameters(graph: Graph, query: NamedQuery, values: Mapping[str, str]) -> dict[str, Term]:
    """Return ``values`` as the terms that ``query`` takes.

    Raises ParameterError for a parameter that is missing, unknown or of the wrong kind, and for a
    name or section that the graph does not have.
    """
    known = {p.name: p for p in query.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known)
            raise ParameterError(
                Message("queries.parameter-unknown", query=query.id, name=name),
                hint=Message("queries.takes", names=takes)
                if takes
                else Message("queries.takes-none"),
                near=nearest(name, known),
            )
    for parameter in query.parameters:
        if not parameter.optional and parameter.name not in values:
            raise ParameterError(
                Message(
                    "queries.parameter-missing",
                    query=query.id,
                    name=parameter.name,
                    what=parameter.text,
                ),
                hint=Message("queries.parameter-missing-hint", name=parameter.name),
            )
    terms: dict[str, Term] = {}
    # What a section is of is known before the section is.
    for name in sorted(values, key=lambda name: known[name].type == "section"):
        terms[name] = _term(graph, known[name], values[name], terms)
    return {name: terms[name] for name in values}


def _term(graph: Graph, parameter: Parameter, value: str, others: Mapping[str, Term]) -> Term:
    if parameter.type == "iri":
        try:
            return Term("iri", graph.node(value, *([parameter.kind] if parameter.kind else [])))
        except UnknownNodeError as error:
            raise _wrong(parameter, error.said, error) from error
    if parameter.type == "section":
        return Term("literal", _section(graph, parameter, value, others))
    if parameter.type == "string" and value.isprintable():
        return Term("literal", value)
    pattern = PATTERNS.get(parameter.type)
    if not pattern or not pattern.match(value) or not _possible(parameter.type, value):
        raise _wrong(parameter, _not_of(parameter.type, value))
    return Term("literal", value, datatype=XSD + parameter.type)


def _not_of(kind: str, value: str) -> Message:
    if kind == "integer":
        return Message("queries.not-integer", value=value)
    if kind == "date":
        return Message("queries.not-date", value=value)
    return Message("queries.not-string", value=value)


def _wrong(parameter: Parameter, said: Text, of: UnknownNodeError | None = None) -> ParameterError:
    """Return the error that a value of ``parameter`` is wrong, ``of`` what it names."""
    told = Message("queries.of-parameter", name=parameter.name, reason=said)
    if of is None:
        return ParameterError(told)
    return ParameterError(told, iri=of.iri, hint=of.advice, near=of.near, name=of.name)


def _section(graph: Graph, parameter: Parameter, value: str, others: Mapping[str, Term]) -> str:
    """Return the section called ``value``, of the document among ``others`` if there is one."""
    documents = {term.value for term in others.values() if term.kind == "iri"}
    sections: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    for row in graph.store.select(SECTIONS):
        document, section, name = row["document"], row["section"], row["name"]
        if document and section:
            named = {name.value} if name else set()
            sections.setdefault(section.value, set()).update(named)
            if document.value in documents:
                own.setdefault(section.value, set()).update(named)
    known = own or sections
    found = among(MARK.sub("", value.strip()), known) or among(value, known)
    if found is not None:
        return found
    near = nearest(value, known)
    there = ", ".join(sorted(known))
    listed = Message("queries.there-are", names=there) if there else None
    error = UnknownNodeError(
        Message("queries.no-section", name=value),
        hint=did_you_mean(near) or listed,
        near=near,
        name=value,
    )
    raise _wrong(parameter, error.said, error) from error


def _possible(kind: str, value: str) -> bool:
    """Return whether a ``value`` that looks like a date is one."""
    if kind != "date":
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def ask(graph: Graph, query: NamedQuery, values: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to ``query``, its parameters bound to ``values``."""
    bindings = parameters(graph, query, values or {})
    try:
        table = graph.store.select(query.sparql, bindings)
        table = graph.store.forms.table(table, query.sparql)
    except QueryError as error:
        raise QueryError(
            error.said, path=query.path, line=error.line, column=error.column, hint=error.advice
        ) from None
    if table.columns != tuple(query.columns):
        raise QueryError(
            Message("queries.other-columns", columns=", ".join(table.columns)),
            path=query.path,
        )
    return Answer(query, table, bindings)
