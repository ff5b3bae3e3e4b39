"""The triples of shapes, looked up by subject or object; and what their nodes are called."""

from collections.abc import Iterable, Iterator, Mapping

from wijgraph.shacl.messages import Message, Text
from wijgraph.shacl.terms import Term, Triple
from wijgraph.shacl.vocabulary import FIRST, NIL, PREFIXES, REST, SH, SUBCLASS, XSD, shorten

TRUE = Term("literal", "true", None, XSD + "boolean")
PLAIN = {None, XSD + "string"}  # the datatypes of a text without more
BARE = {XSD + word for word in ("integer", "decimal", "boolean")}  # written without quotes
LONGEST = 60  # so many characters of a value are shown
SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


class Index:
    """A set of triples; what is looked up comes in the order in which it was written."""

    prefixes: Mapping[str, str] = PREFIXES  # that names are shown with

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

    def has(self, subject: Term, predicate: str) -> bool:
        """Return whether ``subject`` has anything for ``predicate``."""
        return predicate in self._objects.get(subject, {})

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

    def is_off(self, node: Term) -> bool:
        """Return whether a shape or a query is deactivated: its value is the term true."""
        return TRUE in self.objects(node, SH.deactivated)

    def below(self, kind: str) -> list[Term]:
        """Return a class and those that the shapes say are below it."""
        found = [Term("iri", kind)]
        for each in found:  # it grows while it is gone through
            fresh = self.subjects(SUBCLASS, each)
            found += [other for other in fresh if other not in found]
        return found

    def short(self, iri: str) -> str:
        """Return ``iri`` with a prefix if there is one for it, or in angle brackets."""
        return shorten(iri, self.prefixes)

    def told(self, term: Term) -> Text:
        """Return a term as a person writes it."""
        if term.kind == "iri":
            return self.short(term.value)
        if term.kind == "bnode":
            return Message("shacl.blank-node")
        value = term.value if len(term.value) <= LONGEST else f"{term.value[:LONGEST]}…"
        if term.datatype in BARE:
            return value
        text = '"' + value.replace("\n", "\\n") + '"'
        if term.language:
            text += f"@{term.language}"
        elif term.datatype not in PLAIN:
            text += f"^^{self.short(str(term.datatype))}"
        return text

    def named(self, node: Term) -> Text:
        """Return what a shape is called: its IRI, or for a blank node what it is a part of."""
        if node.kind == "iri":
            return self.told(node)
        owner, path = self.owner(node), self.value(node, SH.path)
        part = Message("shacl.no-name")
        if path is not None and path.kind == "iri":
            part = Message("shacl.property-shape", path=self.short(path.value))
        if owner is None:
            return part
        return Message("shacl.part-of", part=part, owner=self.short(owner.value))

    def owner(self, node: Term) -> Term | None:
        """Return the nearest node with an IRI that ``node`` is a part of, itself included."""
        seen = set()
        while node.kind == "bnode" and node not in seen:
            seen.add(node)
            owners = self.holders(node)
            if not owners:
                return None
            node = owners[0]
        return node if node.kind == "iri" else None


def path_text(shapes: Index, path: Term) -> str:
    """Return an IRI as it is, and any other path as a SPARQL property path of full IRIs."""
    return path.value if path.kind == "iri" else _steps_text(shapes, path)


def first_step(shapes: Index, path: Term) -> str | None:
    """Return the property where to look: of a path with steps, the first."""
    step: Term | None = path
    while step is not None and step.kind == "bnode":
        step = shapes.value(step, FIRST) or next(
            (value for values in shapes.said(step).values() for value in values), None
        )
    return None if step is None else step.value


def _steps_text(shapes: Index, path: Term) -> str:
    if path.kind == "iri":
        return f"<{path.value}>"
    said = shapes.said(path)
    if FIRST in said:
        return "/".join(_steps_text(shapes, step) for step in shapes.items(path))
    for predicate, values in said.items():
        word, inner = predicate.removeprefix(SH), values[0]
        if word == "inversePath":
            single = not {FIRST, SH.inversePath} & set(shapes.said(inner))
            text = _steps_text(shapes, inner)
            return f"^{text}" if single else f"^({text})"
        if word == "alternativePath":
            return f"({'|'.join(_steps_text(shapes, step) for step in shapes.items(inner))})"
        if word in SUFFIX:
            return f"({_steps_text(shapes, inner)}){SUFFIX[word]}"
    return path.value
