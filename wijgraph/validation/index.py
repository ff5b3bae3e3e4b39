"""The triples of shapes, looked up by subject or object: read once, and no library for it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wijgraph.model import Position, Term
from wijgraph.namespaces import RDF
from wijgraph.store import Triple

if TYPE_CHECKING:
    from wijgraph.graph.documents import Document

FIRST, REST, NIL, TYPE = RDF + "first", RDF + "rest", RDF + "nil", RDF + "type"


class Index:
    """A set of triples; what is looked up comes in the order in which it was written."""

    def __init__(
        self, triples: Iterable[Triple] = (), documents: Sequence["Document"] = ()
    ) -> None:
        """Take ``triples``, and the ``documents`` that they are written in, for their places."""
        self._documents = tuple(documents)
        self._objects: dict[Term, dict[str, dict[Term, None]]] = {}
        self._subjects: dict[str, dict[Term, dict[Term, None]]] = {}
        for subject, predicate, obj in triples:
            name = predicate.value
            self._objects.setdefault(subject, {}).setdefault(name, {})[obj] = None
            self._subjects.setdefault(name, {}).setdefault(obj, {})[subject] = None

    def __iter__(self) -> Iterator[Triple]:
        """Yield each triple."""
        for subject, said in self._objects.items():
            for name, objects in said.items():
                predicate = Term("iri", name)
                for obj in objects:
                    yield subject, predicate, obj

    def position(self, *nodes: Term | None) -> Position | None:
        """Return where the first of ``nodes`` that has a place is written."""
        for node in nodes:
            for document in self._documents if node else ():
                found = node and document.place([(node.value,)])
                if found:
                    return found[1]
        return None

    @property
    def nodes(self) -> Iterable[Term]:
        """The nodes of which something is said."""
        return self._objects.keys()

    @property
    def predicates(self) -> Iterable[str]:
        """The properties in use."""
        return self._subjects.keys()

    def describes(self, node: Term) -> bool:
        """Return whether anything is said of ``node``."""
        return node in self._objects

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Return what ``subject`` has for ``predicate``."""
        return list(self._objects.get(subject, {}).get(predicate, ()))

    def value(self, subject: Term, predicate: str) -> Term | None:
        """Return the first of what ``subject`` has for ``predicate``."""
        return next(iter(self._objects.get(subject, {}).get(predicate, ())), None)

    def subjects(self, predicate: str, obj: Term | None = None) -> list[Term]:
        """Return what has ``obj``, or anything, for ``predicate``."""
        found = self._subjects.get(predicate, {})
        if obj is not None:
            return list(found.get(obj, ()))
        return list(dict.fromkeys(subject for subjects in found.values() for subject in subjects))

    def all_objects(self, predicate: str) -> list[Term]:
        """Return what anything has for ``predicate``."""
        return list(self._subjects.get(predicate, ()))

    def holders(self, obj: Term) -> list[Term]:
        """Return the subjects of all triples with ``obj``, of whatever property."""
        found = (by_object.get(obj, ()) for by_object in self._subjects.values())
        return list(dict.fromkeys(subject for subjects in found for subject in subjects))

    def said(self, subject: Term) -> dict[str, list[Term]]:
        """Return all that is said of ``subject``, by predicate."""
        return {name: list(objects) for name, objects in self._objects.get(subject, {}).items()}

    def used(self, obj: Term) -> bool:
        """Return whether anything has ``obj`` for any predicate."""
        return any(obj in found for found in self._subjects.values())

    def items(self, head: Term) -> list[Term]:
        """Return the members of the list that starts at ``head``; a list in a ring ends there."""
        found: list[Term] = []
        seen = set()
        node: Term | None = head
        while node is not None and node.value != NIL and node not in seen:
            seen.add(node)
            found += self.objects(node, FIRST)[:1]
            node = self.value(node, REST)
        return found
