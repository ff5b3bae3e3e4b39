"""The files that a graph is made of, with the place of every statement where there are places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from weakref import WeakValueDictionary

from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError
from wijgraph.messages import Message
from wijgraph.model import Position, Term
from wijgraph.namespaces import XSD
from wijgraph.store import FORMATS, Triple, parse, prefixes_in, read_text

BY_LINE = {"ntriples", "nquads"}
WITH_PLACES = {"turtle", "trig", *BY_LINE}


@dataclass(frozen=True)
class Document:
    """One text of triples: ``name`` is what people are told, ``form`` its format."""

    name: str
    text: str
    form: str
    base: str | None = None  # what relative IRIs are taken from
    # The text as it was written, when something was put into it.
    source: str | None = field(default=None, kw_only=True)

    @cached_property
    def written(self) -> tuple[Triple, ...]:
        """The triples of the text, of whatever graph, in the order of the parser.

        Raises TurtleError when the text is not of its format.
        """
        return tuple(parse(self.text, self.name, self.form, self.base))

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples that count: all that are written."""
        return self.written

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The namespaces by the prefixes that the text declares for them."""
        return prefixes_in(self.text, self.form, self.base)

    @cached_property
    def anonymous(self) -> bool:
        """Whether there are blank nodes in it."""
        return any(term.kind == "bnode" for triple in self.triples for term in triple)

    @cached_property
    def about(self) -> dict[str, list[Triple]]:
        """The triples by their subject."""
        found: dict[str, list[Triple]] = {}
        for triple in self.triples:
            found.setdefault(triple[0].value, []).append(triple)
        return found

    @cached_property
    def used(self) -> frozenset[str]:
        """What is used as predicate or object."""
        return frozenset(term.value for triple in self.triples for term in triple[1:])

    @cached_property
    def placed(self) -> dict[tuple[str, ...], Position]:
        """Where each triple stands; empty for a text in which nothing has a place.

        The places are by subject, predicate and object, by subject and predicate, by subject, and
        under ("", node) where a node is first used as object or predicate. A literal is there by
        its text, and as a whole. In JSON-LD only nodes have a place, that of their @id.
        """
        if self.form == "jsonld":
            return self._nodes_placed()
        from wijgraph.turtle.reader import spans
        from wijgraph.turtle.syntax import Lines

        if self.form not in WITH_PLACES:
            return {}
        text = self.text.removeprefix("\ufeff")
        by_line = self.form in BY_LINE
        found = spans(text, self.written, by_line=by_line)
        lines = Lines(text)
        places: dict[tuple[str, ...], Position] = {}
        for (subject, predicate, obj), span in zip(self.written, found or (), strict=False):
            own, said, used = subject.value, predicate.value, obj.value
            keys = [(own, said, used), (own, said), ("", used), ("", said)]
            # A name is there as a whole only beside a literal with the same text.
            if obj.kind == "literal" or (own, said, used) in places:
                keys += [(own, said, whole(obj)), ("", whole(obj))]
            if fresh := [key for key in keys if key not in places]:
                position = Position(self.name, *lines(span.start), *lines(span.end))
                places |= dict.fromkeys(fresh, position)
            if (own,) not in places:
                places[own,] = Position(self.name, *lines(span.subject))
        return places

    def _nodes_placed(self) -> dict[tuple[str, ...], Position]:
        """Return where the nodes of a JSON-LD text stand, as far as their names tell."""
        from wijgraph.turtle.jsonld import places_of
        from wijgraph.turtle.syntax import Lines

        text = (self.source or self.text).removeprefix("\ufeff")
        lines = Lines(text)
        described, named = places_of(text, self.text, self.prefixes, self.base)
        spans: dict[tuple[str, ...], tuple[int, int]] = {("", i): span for i, span in named.items()}
        spans |= {(iri,): span for iri, span in described.items()}
        places = {
            key: Position(self.name, *lines(start), *lines(end))
            for key, (start, end) in spans.items()
        }
        # What has no name stands where that is told which it is said of.
        owners = {obj.value: own.value for own, _, obj in self.written if obj.kind == "bnode"}
        for start in list(owners):
            node, way = start, []
            while node in owners and (node,) not in places:
                way.append(node)
                node = owners.pop(node)
            if (node,) in places:
                places |= dict.fromkeys([(each,) for each in way], places[node,])
        return places

    @cached_property
    def _wholes(self) -> frozenset[str]:
        """What is used as object, each as a whole."""
        return frozenset(whole(triple[2]) for triple in self.triples)

    def rank(self, keys: Sequence[tuple[str, ...]]) -> int | None:
        """Return the first of ``keys`` that ``place`` finds, without looking for places."""
        for number, (subject, *rest) in enumerate(keys):
            used = self._wholes if rest and "\0" in rest[-1] else self.used
            if subject == "" and rest and rest[0] in used:
                return number
            for _, predicate, obj in self.about.get(subject, ()):
                text = whole(obj) if used is not self.used else obj.value
                if tuple(rest) == (predicate.value, text)[: len(rest)]:
                    return number
        return None

    def place(self, keys: Sequence[tuple[str, ...]]) -> tuple[int, Position] | None:
        """Return the first of ``keys`` that is in this document: its rank and its place.

        Without places it is the file alone, for whoever is a subject in it.
        """
        places = self.placed
        found = next(((i, places[key]) for i, key in enumerate(keys) if key in places), None)
        if found or (places and self.form in WITH_PLACES):
            return found
        rank = next(
            (i for i, key in enumerate(keys) if len(key) == 1 and key[0] in self.about), None
        )
        return None if rank is None else (rank, Position(self.name, None, None))

    def may_hold(self, node: str) -> bool:
        """Return whether the text can hold ``node``, however it is abbreviated."""
        if "triples" in self.__dict__:  # read already: the text need not be gone through again
            return node in self.about or node in self.used
        local = node.replace("#", "/").rpartition("/")[2]
        escape = "&" if self.form == "rdfxml" else "\\"
        texts = (self.text, self.base or "")
        return ":" not in node or escape in self.text or any(local in text for text in texts)


def whole(term: Term) -> str:
    """Return a key of a term that no other has: a literal by text, language and datatype."""
    if term.kind != "literal":
        return f"{term.value}\0"
    datatype = "" if term.language else term.datatype or XSD + "string"
    return "\0".join((term.value, (term.language or "").lower(), datatype))


# Documents in use, by what they are made of.
IN_USE: WeakValueDictionary[tuple[str, str, str, str | None], Document] = WeakValueDictionary()


def same(documents: Iterable[Document]) -> list[Document]:
    """Return ``documents``, each as the equal one that is in use already, if there is.

    Its blank nodes have the names that others know them by: each time that a text is read they get
    new ones.
    """
    return [IN_USE.setdefault((d.name, d.text, d.form, d.base), d) for d in documents]


def form_of(path: Path) -> str:
    """Return the format that the name of ``path`` tells.

    Raises DossierError for a name that tells none.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise DossierError(
            Message("graph.format-unknown"),
            path=path,
            hint=Message("graph.endings", endings=", ".join(sorted(FORMATS))),
        )
    return form


def of_dossier(dossier: Dossier, *folders: str) -> list[Document]:
    """Return the documents in ``folders`` of ``dossier``."""
    return [
        Document(dossier.relative(path), read_text(path), "turtle")
        for folder in folders
        for path in dossier.files(folder)
    ]
