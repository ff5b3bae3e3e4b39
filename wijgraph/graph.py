"""The graph of a dossier: its files loaded, the short edges derived, and its labels."""

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wijgraph import dossier as dossiers
from wijgraph.errors import UnknownNodeError
from wijgraph.model import Position, Term
from wijgraph.namespaces import DCT, GOV, RDFS, SKOS, XSD, expand, shorten
from wijgraph.store import Store, Triple, check_turtle, read_text

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

# Every short edge of the graph: from relations in force (their class, or one above it, names the
# edge) and between those who sit at the same table. A concept's preferred label is its label.
DERIVE = f"""
PREFIX gov: <{GOV}>
PREFIX rdfs: <{RDFS}>
PREFIX skos: <{SKOS}>
CONSTRUCT {{ ?from ?edge ?to }}
WHERE {{
  {{ ?relation a ?kind ; gov:actor ?from ; gov:counterparty ?to ; gov:modality ?modality .
     ?modality gov:inForce true .
     ?kind rdfs:subClassOf* ?class .
     ?class gov:shortcut ?edge }}
  UNION
  {{ ?meeting gov:participant ?from , ?to FILTER (?from != ?to) BIND (gov:meetsWith AS ?edge) }}
  UNION
  {{ ?from skos:prefLabel ?to BIND (rdfs:label AS ?edge) }}
}}
"""
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

    def __init__(self, dossier: dossiers.Dossier) -> None:
        self.dossier = dossier
        self.store = Store()
        for path in self.files:
            self.store.load(read_text(path), dossier.relative(path))
        self.derived: tuple[Triple, ...] = tuple(self.store.construct(DERIVE))
        self.store.add(self.derived)

    @property
    def files(self) -> list[Path]:
        """The files the graph is made of."""
        return [*self.dossier.files("ontology"), *self.dossier.files("data")]

    @cached_property
    def _documents(self) -> tuple["RdflibGraph", dict[tuple[str, ...], Position]]:
        from rdflib import Graph as RdflibGraph

        from wijgraph.turtle.reader import read, to_rdflib

        graph = RdflibGraph(bind_namespaces="none")
        places: dict[tuple[str, ...], Position] = {}
        for path in self.files:
            name = self.dossier.relative(path)
            text = read_text(path)
            check_turtle(text, name)
            document = read(text, name, graph)
            for (subject, predicate, obj), positions in document.triples.items():
                for key in ((subject, predicate, obj), (subject, predicate), ("", obj)):
                    places.setdefault(tuple(map(str, key)), positions[0])
            for subject, position in document.subjects.items():
                places.setdefault((str(subject),), position)
        for triple in self.derived:
            graph.add(tuple(map(to_rdflib, triple)))
        return graph, places

    @property
    def rdflib(self) -> "RdflibGraph":
        """The same graph in rdflib, derived edges included."""
        return self._documents[0]

    def position(self, subject: str, *rest: str) -> Position | None:
        """Return where a triple, or its subject with this predicate, is written.

        Falls back from the object to the predicate, to where the subject is opened, to where it is
        first referred to; None for what is derived.
        """
        places = self._documents[1]
        keys = [(subject, *rest[:count]) for count in range(len(rest), -1, -1)]
        return next((places[k] for k in [*keys, ("", subject)] if k in places), None)

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        labels: dict[str, dict[str, str]] = {}
        for row in self.store.select(LABELS):
            node, label = row["node"], row["label"]
            if node and label:
                labels.setdefault(node.value, {}).setdefault(label.language or "", label.value)
        return labels

    def label(self, iri: str, language: str = "nl") -> str:
        """Return the label of a node in ``language``, else in the other, else its short name."""
        labels = self._labels.get(iri, {})
        for wanted in (language, "nl", "en", ""):
            if wanted in labels:
                return labels[wanted]
        return shorten(iri).strip("<>")

    def text(self, term: Term | None, language: str = "nl") -> str:
        """Return what a person reads for ``term``: the label of a node, the value of a literal."""
        if term is None:
            return ""
        if term.kind == "iri":
            return self.label(term.value, language)
        if term.datatype == XSD + "duration" and (days := DAYS.match(term.value)):
            return f"{days[1]} {'dagen' if language == 'nl' else 'days'}"
        return term.value

    def node(self, name: str) -> str:
        """Return the IRI of the node called ``name`` (slug, prefixed name, IRI or label).

        Raises UnknownNodeError, with the nearest names, when nothing is called that.
        """
        iri = expand(name)
        if iri in self._labels:
            return iri
        by_label = {
            label.casefold(): iri
            for iri, labels in self._labels.items()
            for label in labels.values()
        }
        if name.casefold() in by_label:
            return by_label[name.casefold()]
        from difflib import get_close_matches

        near = get_close_matches(name, [shorten(i).removeprefix("wij:") for i in self._labels], 3)
        hint = (
            f"Did you mean: {', '.join(near)}?"
            if near
            else "`wijgraph query list` shows what there is."
        )
        raise UnknownNodeError(f"nothing in the graph is called {name!r}", iri=iri, hint=hint)
