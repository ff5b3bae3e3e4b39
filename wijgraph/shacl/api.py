"""One function for who has data and shapes, as graphs of rdflib, files or text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from wijgraph.shacl import engine as engines
from wijgraph.shacl.checks import faults_of
from wijgraph.shacl.checks.syntax import ERRORS, ShapeFault
from wijgraph.shacl.checks.use import asks, emptied, parts, recursion
from wijgraph.shacl.engine import Data
from wijgraph.shacl.errors import InvalidShapesError, UncheckedError
from wijgraph.shacl.index import Index
from wijgraph.shacl.messages import Message, Text, every_language, in_language
from wijgraph.shacl.results import ValidationResult, as_report
from wijgraph.shacl.terms import MemoryStore, Term, Triple, to_term

if TYPE_CHECKING:
    from rdflib import Graph

# By the ending of a file's name; a text is Turtle.
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class ValidationReport:
    """What shapes found: ``conforms`` when that is nothing, each result, and how much was checked.

    ``checked`` is for how many pairs of a shape and a focus node; ``warnings`` tell what the shapes
    have that SHACL ignores.
    """

    conforms: bool
    results: tuple[ValidationResult, ...]
    checked: int
    warnings: tuple[Text, ...] = ()
    _shapes: Index = field(default_factory=Index, repr=False, compare=False)

    @property
    def graph(self) -> "Graph":
        """The validation report of SHACL, in rdflib."""
        return as_report(self.results, self._shapes)

    def turtle(self) -> str:
        """Return the validation report of SHACL in Turtle."""
        graph = self.graph
        for prefix, namespace in self._shapes.prefixes.items():
            graph.bind(prefix, namespace)
        return graph.serialize(format="turtle")


def validate(
    data: "Graph | Path | str",
    shapes: "Graph | Path | str",
    *,
    engine: str = "auto",
    allow_nothing_checked: bool = False,
) -> ValidationReport:
    """Return what ``shapes`` find in ``data``; each is a graph of rdflib, a file, or Turtle.

    With ``engine`` "auto" the shapes are compiled, and pySHACL has those that cannot be; with
    "compiled" such a shape is an error, and with "pyshacl" it has all.

    Raises InvalidShapesError, with all that is wrong, for shapes that cannot be used or a check
    that could not be done; UncheckedError when no shape looked at any node, unless
    ``allow_nothing_checked``; and SyntaxError for a text that is not of its format.
    """
    if engine not in engines.ENGINES:
        raise ValueError(f"no such engine: {engine}; there are {', '.join(engines.ENGINES)}")
    index, warnings = _usable(_triples(shapes))
    triples = dict.fromkeys(_triples(data))
    store = MemoryStore(triples)
    known = Data.of(store, len(store), list(triples))
    idle = []
    for root in recursion(index):
        if not engines.has_focus(known, index, root):
            idle.append(root)
        elif engine == "compiled":
            name = index.named(root)
            raise InvalidShapesError(Message("shacl.shape-ring", name=name), iri=root.value)
    focus = engines.focus_nodes(index, columns=known.columns, store=store)
    checked = sum(
        len(nodes)
        for root, nodes in focus.items()
        if any(asks(index, p) for p in parts(index, root))
    )
    if not checked and not allow_nothing_checked:
        raise UncheckedError(in_language(Message("shacl.nothing-checked"), "en"))
    outcome = engines.outcome_of(known, index, lambda: _in_rdflib(data, triples), engine, idle)
    if outcome.failures:
        raise _refused([failure.reason for failure in outcome.failures])
    found = tuple(sorted(outcome.results, key=repr))
    return ValidationReport(not found, found, checked, warnings, index)


def _usable(triples: Sequence[Triple]) -> tuple[Index, tuple[Text, ...]]:
    """Return shapes, and what SHACL ignores of them; raises InvalidShapesError."""
    index = Index(triples)
    faults = faults_of(index)
    errors = [f for f in faults if f.code in ERRORS] or list(emptied(index, faults))
    if errors:
        raise _refused([_told(index, fault) for fault in errors])
    return index, tuple(_told(index, fault) for fault in faults)


def _told(index: Index, fault: ShapeFault) -> Text:
    return Message("shacl.fault", name=index.named(fault.node), wrong=fault.text)


def _refused(faults: Collection[Text]) -> InvalidShapesError:
    whole = every_language(lambda ln: "\n".join(in_language(fault, ln) for fault in faults))
    return InvalidShapesError(whole, faults=tuple(faults))


def _triples(source: "Graph | Path | str") -> list[Triple]:
    if isinstance(source, Path):
        return _parsed(
            source.read_bytes(), FORMATS[source.suffix.lower()], source.resolve().as_uri()
        )
    if isinstance(source, str):
        return _parsed(source.encode(), ox.RdfFormat.TURTLE, None)
    from wijgraph.shacl.rdflib_terms import to_term as from_rdflib

    return [(from_rdflib(s), from_rdflib(p), from_rdflib(o)) for s, p, o in source]


def _parsed(text: bytes, form: Any, base: str | None) -> list[Triple]:
    quads = ox.parse(text, form, base_iri=base, rename_blank_nodes=True)
    return [(_term(q.subject), _term(q.predicate), _term(q.object)) for q in quads]


def _term(term: Any) -> Term:
    return to_term(term) or Term("iri", "")


def _in_rdflib(data: "Graph | Path | str", triples: Collection[Triple]) -> "Graph":
    if not isinstance(data, Path | str):
        return data
    from rdflib import Graph

    from wijgraph.shacl.rdflib_terms import RdflibTerms

    graph, terms = Graph(bind_namespaces="none"), RdflibTerms()
    graph.addN((*map(terms, triple), graph) for triple in triples)
    return graph
