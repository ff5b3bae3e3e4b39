"""The facts of a graph by node: fetched with one question, looked up without any."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from wijgraph.graph import Graph
from wijgraph.messages import LANGUAGES, Texts
from wijgraph.model import Citation, Term
from wijgraph.namespaces import GOV, RDF, RDFS, SKOS

ALL = (
    "SELECT ?node ?property ?value WHERE { ?node ?property ?value } ORDER BY ?node ?property ?value"
)


class Facts:
    """Every triple of a graph as it was written, by node and property, in a fixed order.

    They are read when the first is asked for.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def _facts(self) -> dict[str, dict[str, list[Term]]]:
        found: dict[str, dict[str, list[Term]]] = {}
        forms = self.graph.store.forms
        for node, prop, value in self.graph.store.select(ALL).rows:
            if node and prop and value:
                written = sorted(triple[2] for triple in forms.of((node, prop, value)))
                found.setdefault(node.value, {}).setdefault(prop.value, []).extend(written)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield each node, in the order of the IRIs."""
        return iter(self._facts)

    def of(self, node: str) -> Mapping[str, list[Term]]:
        """Return what is said of ``node``, by property; empty when nothing is."""
        return self._facts.get(node, {})

    def values(self, node: str, *props: str) -> tuple[str, ...]:
        """Return the values that ``node`` has for any of ``props``."""
        return tuple(term.value for prop in props for term in self.of(node).get(prop, ()))

    @cached_property
    def _subjects(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for node in self:
            for prop, terms in self.of(node).items():
                for term in terms:
                    if term.kind != "literal":
                        found.setdefault((prop, term.value), []).append(node)
        return found

    def subjects(self, node: str, *props: str, kind: str | None = None) -> list[str]:
        """Return the nodes, those of a ``kind``, that have ``node`` as a value of ``props``."""
        found = sorted({one for prop in props for one in self._subjects.get((prop, node), ())})
        return found if kind is None else [one for one in found if self.is_a(one, kind)]

    def value(self, node: str, prop: str) -> str | None:
        """Return the first value that ``node`` has for ``prop``."""
        return next(iter(self.values(node, prop)), None)

    def texts(self, node: str, prop: str) -> Texts:
        """Return the texts of ``prop`` by language, those of one language joined."""
        found: dict[str, list[str]] = {}
        for term in self.of(node).get(prop, ()):
            found.setdefault(term.language or "", []).append(term.value)
        return Texts((language, " ".join(texts)) for language, texts in found.items())

    def labels(self, node: str) -> dict[str, str]:
        """Return the labels of ``node`` in each language."""
        return {language: self.graph.label(node, language) for language in LANGUAGES}

    @cached_property
    def _by_kind(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self:
            for kind in dict.fromkeys(k for own in self.kinds(node) for k in self.above(own)):
                found.setdefault(kind, []).append(node)
        return found

    def instances(self, *kinds: str) -> list[str]:
        """Return the nodes of any of these classes, or of one below them."""
        return sorted({node for kind in kinds for node in self._by_kind.get(kind, ())})

    def kinds(self, node: str) -> tuple[str, ...]:
        """Return the classes of ``node``."""
        return self.values(node, RDF + "type")

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        return {}

    def above(self, kind: str) -> tuple[str, ...]:
        """Return ``kind`` and the classes above it, nearest first."""
        known = self._above.get(kind)
        if known is None:
            line, found = [kind], {kind: None}
            for one in line:
                fresh = [k for k in self.values(one, RDFS + "subClassOf") if k not in found]
                found |= dict.fromkeys(fresh)
                line += fresh
            known = self._above[kind] = tuple(found)
        return known

    def is_a(self, node: str, *kinds: str) -> bool:
        """Return whether ``node`` is of any of these classes, or of one below them."""
        return any(kind in self.above(own) for own in self.kinds(node) for kind in kinds)

    def citation(self, iri: str) -> Citation | None:
        """Return the place that the citation ``iri`` names; None when it names none."""
        document, section, phrase, paragraph = (
            self.value(iri, GOV + name) for name in ("document", "section", "phrase", "paragraph")
        )
        if not (document and section and phrase):
            return None
        number = int(paragraph) if paragraph and paragraph.isdecimal() else None
        return Citation(iri, document, section, phrase, number)

    def citations(self, node: str) -> tuple[Citation, ...]:
        """Return where ``node`` is written."""
        return tuple(filter(None, map(self.citation, self.values(node, GOV + "citation"))))

    def notes(self, node: str) -> Texts:
        """Return the notes on ``node`` by language."""
        return self.texts(node, SKOS + "note")

    @cached_property
    def acts(self) -> Mapping[str, list[str]]:
        """By actor, the facts about what it does alone and towards nobody."""
        found: dict[str, list[str]] = {}
        for node in self:
            actors = self.values(node, GOV + "actor")
            if len(actors) == 1 and not self.values(
                node, GOV + "counterparty", GOV + "perspective"
            ):
                found.setdefault(actors[0], []).append(node)
        return found

    @cached_property
    def _gaps(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for gap in self.instances(GOV + "Gap"):
            for node in self.values(gap, GOV + "about"):
                found.setdefault(node, []).append(gap)
        return found

    def gaps(self, nodes: Iterable[str]) -> list[str]:
        """Return the gaps about any of ``nodes``: what the sources do not say of them."""
        return list(dict.fromkeys(gap for node in nodes for gap in self._gaps.get(node, ())))
