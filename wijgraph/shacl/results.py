"""What an engine finds, and the validation report of SHACL."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wijgraph.shacl.index import Index
from wijgraph.shacl.messages import Text
from wijgraph.shacl.model import Constraint, Query, Shape
from wijgraph.shacl.terms import Term
from wijgraph.shacl.vocabulary import RDF, SH

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph


@dataclass(frozen=True)
class ValidationResult:
    """One validation result, in the words of SHACL."""

    focus: Term
    path: Term | None
    value: Term | None
    component: str
    shape: Term
    severity: str
    messages: tuple[Term, ...]
    engine: str
    constraint: Term | None = None  # of SPARQL-based constraints
    parameter: Term | None = field(
        default=None, compare=False
    )  # the value of the shape's that it is about, where known


@dataclass(frozen=True)
class Failure:
    """A check that could not be done, which is not to say that it found nothing."""

    shape: Term  # the one with the target
    reason: Text = field(hash=False)
    part: Term | None = None  # the shape below it that could not be checked
    component: str = ""


def as_report(results: Iterable[ValidationResult], shapes: Index) -> "RdflibGraph":
    """Return the validation report of SHACL in rdflib; paths are copied out of ``shapes``."""
    from rdflib import BNode, Graph, Literal, URIRef

    from wijgraph.shacl.rdflib_terms import RdflibTerms

    terms = RdflibTerms()
    graph = Graph(bind_namespaces="none")
    report, found = BNode(), list(results)

    def say(node: Any, word: str, value: Any) -> None:
        if value is not None:
            graph.add((node, URIRef(SH + word), value))

    def copied(term: Term) -> Any:
        """Copy what ``shapes`` say of a blank node, so that the report can be read on its own."""
        if term.kind != "bnode":
            return terms(term)
        node = BNode()
        for predicate, values in shapes.said(term).items():
            for value in values:
                graph.add((node, URIRef(predicate), copied(value)))
        return node

    graph.add((report, URIRef(RDF + "type"), URIRef(SH.ValidationReport)))
    say(report, "conforms", Literal(not found))
    for result in found:
        node = BNode()
        graph.add((node, URIRef(RDF + "type"), URIRef(SH.ValidationResult)))
        say(report, "result", node)
        say(node, "focusNode", terms(result.focus))
        say(node, "resultPath", copied(result.path) if result.path else None)
        say(node, "value", terms(result.value) if result.value else None)
        say(node, "sourceConstraintComponent", URIRef(result.component))
        say(node, "sourceShape", terms(result.shape))
        say(node, "resultSeverity", URIRef(result.severity))
        say(node, "sourceConstraint", terms(result.constraint) if result.constraint else None)
        for message in result.messages:
            say(node, "resultMessage", terms(message))
    return graph


PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


def messages(
    shape: Shape, constraint: Constraint, row: Mapping[str, Term | None]
) -> tuple[Term, ...]:
    """Return what the shapes say of the violation in ``row``; empty when they say nothing."""
    said = list(shape.messages)
    if isinstance(constraint, Query):
        own = row.get("message")
        said += [own] if own and own.kind == "literal" else constraint.messages
        known = dict(row) | dict(constraint.parameters)
        said = [_filled(message, known) for message in said]
    return tuple(dict.fromkeys(said))


def _filled(message: Term, known: Mapping[str, Term | None]) -> Term:
    def value(match: re.Match[str]) -> str:
        term = known.get(match[1])
        return term.value if term else match[0]

    text = PLACEHOLDER.sub(value, message.value)
    return Term("literal", text, message.language, message.datatype)
