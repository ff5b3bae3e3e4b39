"""The difference between two graphs, by what they say and not by how it is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.namespaces import GOV
from wijgraph.store import Triple
from wijgraph.store.canonical import named
from wijgraph.turtle import patch


@dataclass(frozen=True)
class Side:
    """One of two that are compared: what people call it, and its documents."""

    name: str
    documents: tuple[Document, ...]

    @cached_property
    def triples(self) -> frozenset[Triple]:
        """What it says; blank nodes are named after what is said of them."""
        return named(t for document in self.documents for t in document.triples)


@dataclass(frozen=True)
class Difference:
    """What the one side says and the other does not, with both as graphs to find words in."""

    before: Graph
    after: Graph
    added: frozenset[Triple]
    removed: frozenset[Triple]
    nodes: tuple[frozenset[str], frozenset[str]]  # of which the sides say anything
    context: Graph | None = None  # where labels are found that neither side has

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def patch(self, title: dict[str, str]) -> str:
        """Return the difference as RDF Patch: applied to the one side it gives the other."""
        return patch.write(self.added, self.removed, title)


def compare(before: Side, after: Side, context: Graph) -> Difference:
    """Return the difference between two sides.

    A side without the vocabulary borrows that of ``context``, so that short edges follow.
    """
    return Difference(
        before=graph_of(before, context),
        after=graph_of(after, context),
        added=after.triples - before.triples,
        removed=before.triples - after.triples,
        nodes=(subjects(before.triples), subjects(after.triples)),
        context=context,
    )


def subjects(triples: Iterable[Triple]) -> frozenset[str]:
    """Return the nodes of which ``triples`` say something."""
    return frozenset(s.value for s, _, _ in triples)


def graph_of(side: Side, context: Graph) -> Graph:
    """Return a side as a graph, with the vocabulary of ``context`` when it has none of its own."""
    documents: Sequence[Document] = side.documents
    if not any(p.value == GOV + "shortcut" for d in documents for _, p, _ in d.triples):
        documents = [*documents, *_vocabulary(context)]
    return Graph(context.dossier, documents)


def _vocabulary(context: Graph) -> list[Document]:
    from wijgraph.graph.documents import of_dossier

    return of_dossier(context.dossier, "ontology")
