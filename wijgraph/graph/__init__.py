"""The graph of a dossier: its files loaded, the short edges derived, and its labels."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError
from wijgraph.graph.derive import derive, origins
from wijgraph.graph.documents import Document, of_dossier, whole
from wijgraph.graph.resolver import Resolver
from wijgraph.messages import Message, Texts
from wijgraph.model import Position, Term
from wijgraph.namespaces import DCT, RDFS, XSD, shorten
from wijgraph.store import Store, Triple, TripleStore

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

    from wijgraph.graph.facts import Facts

DAYS = re.compile(r"P(\d+)D\Z")
LABELS = f"""
SELECT ?node ?label WHERE {{ ?node <{RDFS}label>|<{DCT}title> ?label FILTER (isIRI(?node)) }}
ORDER BY ?node ?label
"""


class Graph:
    """Ontology and data of a dossier, with derived edges, ready for questions.

    ``store`` answers SPARQL; ``rdflib`` is the same graph for the libraries that want it, and
    ``position`` tells where a triple of it is written.
    """

    def __init__(self, dossier: Dossier, documents: Sequence[Document] | None = None) -> None:
        """Load ``documents``, or else the ontology and data of ``dossier``."""
        self.dossier = dossier
        self.documents: Sequence[Document] = (
            of_dossier(dossier, "ontology", "data") if documents is None else list(documents)
        )
        store = Store()
        for document in self.documents:
            store.add(document.triples)
        try:
            self.derived: tuple[Triple, ...] = derive(store)
        except DossierError as error:
            if place := self.position(error.iri or ""):
                error.path, error.line, error.column = place.path, place.line, place.column
            raise
        store.add(self.derived)
        self.store: TripleStore = store

    @cached_property
    def rdflib(self) -> "RdflibGraph":
        """The same graph in rdflib, derived edges included."""
        from rdflib import Graph as RdflibGraph

        from wijgraph.shacl.rdflib_terms import RdflibTerms

        graph = RdflibGraph(bind_namespaces="none")
        terms = RdflibTerms()
        for document in self.documents:
            graph.addN((*map(terms, triple), graph) for triple in document.triples)
        graph.addN((*map(terms, triple), graph) for triple in self.derived)
        return graph

    @cached_property
    def facts(self) -> "Facts":
        """Every triple by node and property, for who looks up many."""
        from wijgraph.graph.facts import Facts

        return Facts(self)

    def as_written(self) -> Iterable[Triple]:
        """Yield the triples in the words of their texts, which a store may change ("01" to "1")."""
        for document in self.texts:
            yield from document.triples

    def triples(self) -> Iterable[Triple]:
        """Yield all that is written."""
        for document in self.documents:
            yield from document.triples

    @property
    def texts(self) -> Sequence[Document]:
        """The documents that are texts, in which things have places."""
        return self.documents

    def position(self, subject: str, *rest: str, value: Term | None = None) -> Position | None:
        """Return where a triple, or its subject with this predicate, is written.

        With a ``value`` that is its object, as a whole: "x" is not "x"@en.
        Falls back from the object to the predicate, to where the subject is opened, to where it is
        first referred to; None for what is derived.
        """
        keys = [(subject, *rest[:count]) for count in range(len(rest), -1, -1)] + [("", subject)]
        if value is not None:
            keys = [(subject, *rest, whole(value)), (subject, *rest, value.value), *keys]
        ranked = [
            (rank, document)
            for document in self.texts
            if document.may_hold(subject) and (rank := document.rank(keys)) is not None
        ]
        best: tuple[int, Position] | None = None
        for rank, document in sorted(ranked, key=lambda pair: pair[0]):
            if best is not None and best[0] <= rank:
                break  # reading for places takes time: nothing better is left
            place = document.place(keys)
            best = min((p for p in (best, place) if p), key=lambda p: p[0], default=None)
        return best[1] if best else None

    def origins(self, subject: Term, edge: Term, obj: Term) -> tuple[str, ...]:
        """Return the nodes that a derived triple follows from; empty for what is written."""
        if (subject, edge, obj) not in self._derived:
            return ()
        return origins(self.store, subject, edge, obj)

    def between(self, one: Term, other: Term) -> tuple[str, ...]:
        """Return the nodes that the short edges between two nodes follow from, either way."""
        found = (self.origins(*edge) for edge in self._edges.get(frozenset((one, other)), ()))
        return tuple(dict.fromkeys(origin for origins in found for origin in origins))

    def knows(self, node: Term) -> bool:
        """Return whether anything is said of ``node``."""
        return any(
            t[0] == node for document in self.documents for t in document.about.get(node.value, ())
        )

    def says_of(self, one: Term, other: Term) -> bool:
        """Return whether a statement about ``one`` names ``other``."""
        return any((one, other) in document.pairs for document in self.documents)

    @cached_property
    def _derived(self) -> frozenset[Triple]:
        return frozenset(self.derived)

    @cached_property
    def _edges(self) -> dict[frozenset[Term], list[Triple]]:
        found: dict[frozenset[Term], list[Triple]] = {}
        for edge in self.derived:
            found.setdefault(frozenset((edge[0], edge[2])), []).append(edge)
        return found

    @cached_property
    def _labels(self) -> dict[str, Texts]:
        labels: dict[str, Texts] = {}
        for row in self.store.select(LABELS):
            node, label = row["node"], row["label"]
            if node and label:
                own = labels.setdefault(node.value, Texts())
                own.setdefault(label.language or "", label.value)
        return labels

    def label(self, iri: str, language: str = "nl") -> str:
        """Return the label of a node in ``language``, else in another, else its short name.

        For a term in which ontologies are written that is what it is in words.
        """
        if labels := self._labels.get(iri):
            return labels[language]
        short = shorten(iri).strip("<>")
        return Message(f"terms.{short}").get(language, short)

    def text(self, term: Term | None, language: str = "nl") -> str:
        """Return what a person reads for ``term``: the label of a node, the value of a literal."""
        if term is None:
            return ""
        if term.kind == "iri":
            return self.label(term.value, language)
        if term.datatype == XSD + "duration" and (days := DAYS.match(term.value)):
            return Message("terms.days", n=int(days[1]))[language]
        return term.value

    @cached_property
    def resolver(self) -> Resolver:
        """What the names of this graph mean."""
        return Resolver(self.store, self.dossier.about.base)

    def node(self, name: str, *kinds: str) -> str:
        """Return the IRI of what is called ``name``, among nodes of ``kinds`` if these are given.

        Raises AmbiguousNameError, with the candidates, when several things are called that, and
        UnknownNodeError, with the nearest names, when nothing is.
        """
        return self.resolver.node(name, *kinds)
