"""The graph of a dossier that lies in a store: nothing is loaded before somebody needs it."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from wijgraph.dossier import Dossier
from wijgraph.errors import StoreError
from wijgraph.graph import Graph
from wijgraph.graph.derive import derive
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.manifest import Entry, entries, fingerprint
from wijgraph.graph.resolver import did_you_mean, nearest
from wijgraph.messages import Message
from wijgraph.model import Position, Term
from wijgraph.store import Triple, TripleStore, to_oxigraph, written
from wijgraph.store.opening import Spec, open_store


class Fetched(Document):
    """Triples from a store: no person wrote this text, so nothing has a place in it."""

    def __init__(self, name: str, triples: Iterable[Triple]) -> None:
        own = tuple(triples)
        super().__init__(name, written(own, "ntriples").decode(), "ntriples")
        self.__dict__["triples"] = own  # what a cached property looks for

    def place(
        self,
        keys: Sequence[tuple[str, ...]],  # noqa: ARG002 - as the others take them
    ) -> tuple[int, Position] | None:
        """Return None."""
        return None


class StoredGraph(Graph):
    """A dossier in a store: questions and rules run there.

    Where something is written is known when the files are at hand: those of ``dossier``, when they
    are what was put into the store. Without an ``entry`` the whole default graph is the dossier.
    """

    def __init__(
        self,
        dossier: Dossier,
        whole: TripleStore,
        entry: Entry | None,
        rules: Sequence[Document] = (),
    ) -> None:
        """Ask the dossier ``entry`` in ``whole``, together with its ``rules`` if there are any."""
        self.dossier = dossier
        self.entry = entry
        self.whole = whole
        self.rules = tuple(rules)
        graphs = entry and (entry.checked if rules else entry.asked)
        self.store = whole.over(graphs or None)

    @cached_property
    def at_hand(self) -> bool:
        """Whether the files of the dossier are what lies in the store."""
        if self.entry is None:
            return False
        parts = (of_dossier(self.dossier, part) for part in ("data", "ontology", "shapes"))
        return fingerprint(*parts) == self.entry.fingerprint

    @cached_property
    def documents(self) -> Sequence[Document]:  # type: ignore[override] # there it is given
        """The files when they are at hand; else what is in the store, which is fetched."""
        if self.at_hand:
            return self.texts
        if self.entry is None:
            derived = set(self.derived)
            found = [Fetched("data", (t for t in self.whole.triples() if t not in derived))]
        else:
            graphs = self.entry.graphs
            found = [
                Fetched(name, self.whole.triples([graphs[name]])) for name in ("ontology", "data")
            ]
        return [*found, *self.rules]

    @cached_property
    def texts(self) -> Sequence[Document]:
        """The files when they are at hand; else those of the rules, if they matter here."""
        own = of_dossier(self.dossier, "ontology", "data") if self.at_hand else []
        return [*own, *self.rules]

    def as_written(self) -> Iterable[Triple]:
        """Yield the triples of texts, and what the store is known to have in other words."""
        yield from super().as_written()
        if not self.at_hand and self.store.forms.whole:
            yield from self.store.forms.written()

    @cached_property
    def derived(self) -> tuple[Triple, ...]:  # type: ignore[override]
        """The short edges."""
        if self.entry is None:
            return derive(self.store)
        return tuple(self.whole.triples([self.entry.graphs["derived"]]))

    @property
    def ontology(self) -> Sequence[Document]:
        """Those of the documents that are the ontology, as far as that lies apart."""
        if self.at_hand:
            return of_dossier(self.dossier, "ontology")
        return [document for document in self.documents if document.name == "ontology"]

    def with_rules(self, rules: Sequence[Document]) -> "StoredGraph | None":
        """Return this with its rules, to check; None when other rules than these lie with it."""
        if self.entry is None or self.entry.rules != fingerprint(rules):
            return None
        return StoredGraph(self.dossier, self.whole, self.entry, rules)

    def knows(self, node: Term) -> bool:
        """Return whether anything is said of ``node``."""
        if self.at_hand or node.kind == "bnode":
            return super().knows(node)
        return node.kind == "iri" and self.store.ask(f"ASK {{ {to_oxigraph(node)} ?p ?o }}")

    def says_of(self, one: Term, other: Term) -> bool:
        """Return whether a statement about ``one`` names ``other``."""
        if self.at_hand or "bnode" in {one.kind, other.kind}:
            return super().says_of(one, other)
        return one.kind == "iri" and self.store.ask(
            f"ASK {{ {to_oxigraph(one)} ?p {to_oxigraph(other)} }}"
        )


def state(spec: Spec) -> str:
    """Return what is another text when the dossier that ``spec`` names has become another."""
    found = entries(open_store(spec))
    return " ".join(
        f"{slug} {entry.fingerprint}"
        for slug, entry in sorted(found.items())
        if spec.dossier in {None, slug}
    )


def stored(dossier: Dossier, spec: Spec) -> StoredGraph:
    """Return the graph of the dossier that ``spec`` names in a store.

    Without a name it is the one with the contents of ``dossier``, or the only one there.

    Raises StoreError when the store cannot be had, or it is not clear which dossier is meant.
    """
    store = open_store(spec)
    return StoredGraph(dossier, store, pick(dossier, entries(store), spec, store))


def pick(dossier: Dossier, found: dict[str, Entry], spec: Spec, store: TripleStore) -> Entry | None:
    """Return the dossier that is meant; None when the store has no register."""
    there = {slug: entry for slug, entry in found.items() if entry.there}
    if spec.dossier:
        if spec.dossier in there:
            return there[spec.dossier]
        raise no_dossier(store, spec.dossier, there)
    if len(there) == 1:
        return next(iter(there.values()))
    if not there:
        if store.ask("ASK { ?s ?p ?o }"):
            return None
        raise StoreError(
            Message("graph.no-dossier", store=store.name),
            hint=Message("graph.no-dossier-hint", store=store.name),
        )
    parts = (of_dossier(dossier, part) for part in ("data", "ontology", "shapes"))
    own = fingerprint(*parts)
    same = [entry for entry in there.values() if entry.fingerprint == own]
    if len(same) == 1:
        return same[0]
    raise StoreError(
        Message("graph.many-dossiers", store=store.name, count=len(there)),
        hint=Message("graph.which-dossier", store=store.name, name=next(iter(there))),
    )


def no_dossier(store: TripleStore, name: str, there: Iterable[str]) -> StoreError:
    """Return the error that ``store`` holds no dossier called ``name``, with those ``there``."""
    known = sorted(there)
    near, listed = nearest(name, known), ", ".join(known[:10])
    return StoreError(
        Message("graph.dossier-unknown", store=store.name, name=name),
        hint=did_you_mean(near)
        or (Message("graph.holds", names=listed) if listed else Message("graph.holds-none")),
        near=near,
    )
