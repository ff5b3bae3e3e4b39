"""Answering a question: parameters become terms, rows come back with their sources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wijgraph.errors import ParameterError, QueryError, UnknownNodeError
from wijgraph.graph import Graph
from wijgraph.model import Table, Term
from wijgraph.namespaces import XSD
from wijgraph.queries.catalogue import NamedQuery, Parameter

PATTERNS = {"integer": re.compile(r"[+-]?\d+\Z"), "date": re.compile(r"\d{4}-\d\d-\d\d\Z")}


@dataclass(frozen=True)
class Answer:
    """The rows that answer a question."""

    query: NamedQuery
    table: Table


def pick(catalogue: Mapping[str, NamedQuery], name: str) -> NamedQuery:
    """Return the query called ``name``; raise QueryError, with the nearest names, when unknown."""
    if name in catalogue:
        return catalogue[name]
    from difflib import get_close_matches

    near = get_close_matches(name, list(catalogue), 3, 0.4)
    hint = f"Did you mean: {', '.join(near)}?" if near else "`wijgraph query list` names them."
    raise QueryError(f"there is no query called {name!r}", hint=hint)


def parameters(graph: Graph, query: NamedQuery, values: Mapping[str, str]) -> dict[str, Term]:
    """Return ``values`` as the terms that ``query`` takes.

    Raises ParameterError for a parameter that is missing, unknown or of the wrong kind.
    """
    known = {p.name: p for p in query.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "none"
            raise ParameterError(
                f"{query.id} has no parameter {name!r}", hint=f"It takes: {takes}."
            )
    for parameter in query.parameters:
        if not parameter.optional and parameter.name not in values:
            raise ParameterError(
                f"{query.id} needs the parameter {parameter.name!r} ({parameter.text['en']})",
                hint=f"Add {parameter.name}=… to the command.",
            )
    return {name: _term(graph, known[name], value) for name, value in values.items()}


def _term(graph: Graph, parameter: Parameter, value: str) -> Term:
    if parameter.type == "iri":
        try:
            return Term("iri", graph.node(value))
        except UnknownNodeError as error:
            raise ParameterError(
                f"{parameter.name}: {error.message}", iri=error.iri, hint=error.hint
            ) from None
    if parameter.type == "string":
        return Term("literal", value)
    if not PATTERNS[parameter.type].match(value) or not _possible(parameter.type, value):
        raise ParameterError(f"{parameter.name}: {value!r} is not of type {parameter.type}")
    return Term("literal", value, datatype=XSD + parameter.type)


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
    return Answer(query, table)
