"""Answering a question: parameters become terms, rows come back with their sources."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wijgraph.errors import (
    ParameterError,
    QueryError,
    Text,
    UnknownNodeError,
    in_language,
)
from wijgraph.graph import Graph
from wijgraph.graph.resolver import among, did_you_mean, nearest
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
DUTCH = {"integer": "geheel getal", "date": "datum", "string": "leesbare tekst"}
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
    listed = {"nl": "`query list` noemt de vragen.", "en": "`query list` names the questions."}
    raise QueryError(
        {"nl": f"er is geen vraag {name!r}", "en": f"there is no query called {name!r}"},
        hint=did_you_mean(near) or listed,
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
                {
                    "nl": f"{query.id} kent geen parameter {name!r}",
                    "en": f"{query.id} has no parameter {name!r}",
                },
                hint={"nl": f"Wel: {takes or 'geen'}.", "en": f"It takes: {takes or 'none'}."},
                near=nearest(name, known),
            )
    for parameter in query.parameters:
        if not parameter.optional and parameter.name not in values:
            nl, en = parameter.text["nl"], parameter.text["en"]
            raise ParameterError(
                {
                    "nl": f"{query.id} heeft de parameter {parameter.name!r} nodig ({nl})",
                    "en": f"{query.id} needs the parameter {parameter.name!r} ({en})",
                },
                hint={
                    "nl": f"Geef {parameter.name}=…",
                    "en": f"Add {parameter.name}=… to the command.",
                },
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
            raise _wrong(parameter, error.said, error.advice, error.iri, error.near) from error
    if parameter.type == "section":
        return Term("literal", _section(graph, parameter, value, others))
    if parameter.type == "string" and value.isprintable():
        return Term("literal", value)
    pattern = PATTERNS.get(parameter.type)
    if not pattern or not pattern.match(value) or not _possible(parameter.type, value):
        told = {
            "nl": f"{value!r} is geen {DUTCH[parameter.type]}",
            "en": f"{value!r} is not of type {parameter.type}",
        }
        raise _wrong(parameter, told)
    return Term("literal", value, datatype=XSD + parameter.type)


def _wrong(
    parameter: Parameter,
    said: Text,
    hint: Text | None = None,
    iri: str | None = None,
    near: Sequence[str] = (),
) -> ParameterError:
    """Return the error that a value of ``parameter`` is wrong."""
    told = {
        language: f"{parameter.name}: {in_language(said, language)}" for language in ("nl", "en")
    }
    return ParameterError(told, iri=iri, hint=hint, near=near)


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
    listed = {"nl": f"Er zijn: {there}.", "en": f"There are: {there}."} if there else None
    error = UnknownNodeError(
        {"nl": f"er is geen paragraaf {value!r}", "en": f"there is no section {value!r}"},
        hint=did_you_mean(near) or listed,
        near=near,
    )
    raise _wrong(parameter, error.said, error.advice, None, error.near) from error


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
    except QueryError as error:
        raise QueryError(
            error.message, path=query.path, line=error.line, column=error.column, hint=error.hint
        ) from None
    if table.columns != tuple(query.columns):
        raise QueryError(
            f"it gives the columns {', '.join(table.columns)}, not those of its header",
            path=query.path,
        )
    return Answer(query, table, bindings)
