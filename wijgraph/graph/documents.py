"""The files that a graph is made of, with the place of every statement where there are places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError
from wijgraph.model import Position
from wijgraph.store import FORMATS, Triple, parse, prefixes_in, read_text

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

WITH_PLACES = {"turtle", "trig"}


@dataclass(frozen=True)
class Document:
    """One text of triples: ``name`` is what people are told, ``form`` its format."""

    name: str
    text: str
    form: str
    base: str | None = None  # what relative IRIs are taken from

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples, of whatever graph; raises TurtleError when the text is not of its format."""
        return tuple(parse(self.text, self.name, self.form, self.base))

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

    def rank(self, keys: Sequence[tuple[str, ...]]) -> int | None:
        """Return the first of ``keys`` that ``place`` may find, without reading for places.

        Blank nodes have other names there: one of those may be there for all that is known here.
        """
        for number, (subject, *rest) in enumerate(keys):
            if not subject and not rest:
                continue  # an empty string is no subject
            if self.anonymous and ":" not in (subject or rest[0]):
                return number
            if subject == "" and rest[0] in self.used:
                return number
            for _, predicate, obj in self.about.get(subject, ()):
                own = (predicate.value, obj.value)
                unsure = obj.kind == "bnode" and ":" not in rest[-1] if len(rest) > 1 else False
                if tuple(rest) == own[: len(rest)] or (unsure and rest[0] == own[0]):
                    return number
        return None

    @cached_property
    def placed(self) -> tuple["RdflibGraph", dict[tuple[str, ...], Position]]:
        """The triples as rdflib has them, and where each stands.

        The places are by subject, predicate and object, by subject and predicate, by subject, and
        under ("", node) where a node is first used as object or predicate.
        """
        from wijgraph.turtle.reader import read

        document = read(self.text, self.name, self.base, trig=self.form == "trig")
        places: dict[tuple[str, ...], Position] = {}
        for (subject, predicate, obj), positions in document.triples.items():
            for key in (
                (subject, predicate, obj),
                (subject, predicate),
                ("", obj),
                ("", predicate),
            ):
                places.setdefault(tuple(map(str, key)), positions[0])
        for subject, position in document.subjects.items():
            places.setdefault((str(subject),), position)
        return document.graph, places

    def place(self, keys: Sequence[tuple[str, ...]]) -> tuple[int, Position] | None:
        """Return the first of ``keys`` that is in this document: its rank and its place."""
        if self.form not in WITH_PLACES:
            whole = Position(self.name, None, None)
            own = {triple[0].value for triple in self.triples}
            rank = next((i for i, key in enumerate(keys) if len(key) == 1 and key[0] in own), None)
            return None if rank is None else (rank, whole)
        places = self.placed[1]
        return next(((i, places[key]) for i, key in enumerate(keys) if key in places), None)

    def may_hold(self, node: str) -> bool:
        """Return whether the text can hold ``node``, however it is abbreviated."""
        local = node.replace("#", "/").rpartition("/")[2]
        return self.anonymous or not local or local in self.text or "\\" in self.text


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
            "cannot tell the format from the name",
            path=path,
            hint=f"Known endings: {', '.join(sorted(FORMATS))}.",
        )
    return form


def of_dossier(dossier: Dossier, *folders: str) -> list[Document]:
    """Return the documents in ``folders`` of ``dossier``."""
    return [
        Document(dossier.relative(path), read_text(path), "turtle")
        for folder in folders
        for path in dossier.files(folder)
    ]
