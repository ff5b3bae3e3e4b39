"""The triples of shapes, looked up by subject or object: read once, and no library for it."""

from collections.abc import Iterable, Iterator

from wijgraph.model import Term
from wijgraph.namespaces import RDF
from wijgraph.store import Triple

FIRST, REST, NIL, TYPE = RDF + "first", RDF + "rest", RDF + "nil", RDF + "type"


class Index:
    """A set of triples; what is looked up comes in the order in which it was written."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
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

    @property
    def nodes(self) -> Iterable[Term]:
        """The nodes of which something is said."""
        return self._objects.keys()

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
