"""One resolver of names: what every command, form, address and parameter means by a name.

A node is called by its IRI, prefixed name or slug, its labels and alternative labels in any
language. Case, Unicode form, white space and hyphens make no difference. Actors go before other
nodes of the dossier, and those before the terms of its vocabulary.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from wijgraph.errors import AmbiguousNameError, Text, UnknownNodeError
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Term
from wijgraph.namespaces import (
    CONCEPT,
    DCT,
    GOV,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    WIJ,
    WORD_KINDS,
    expand,
    shorten,
    slug,
)

if TYPE_CHECKING:
    from wijgraph.store import TripleStore

NAMES = f"""
SELECT ?node ?name WHERE {{
  ?node <{RDFS}label>|<{DCT}title>|<{SKOS}prefLabel>|<{SKOS}altLabel> ?name
  FILTER (isIRI(?node) && isLiteral(?name))
}} ORDER BY ?node ?name
"""
KINDS = "SELECT ?node ?kind WHERE { ?node a ?kind FILTER (isIRI(?node) && isIRI(?kind)) }"
ABOVE = f"SELECT ?below ?above WHERE {{ ?below <{RDFS}subClassOf> ?above }}"
ACTOR = GOV + "Actor"
TERM = 2  # the rank of a term
TERMS = {kind for kinds in WORD_KINDS.values() for kind in kinds} | {
    OWL + "Ontology", RDFS + "Class", RDF + "Property", SKOS + "ConceptScheme",
}  # fmt: skip
LONGEST = 100  # letters of a name that is worth a guess
SENTENCE = 80  # letters of a label that is more than a name
ALMOST = 0.8  # how alike names are that differ in a letter or two
FEWEST = 4  # letters that may be a part of a name
MOST = 8  # candidates that an error names
# Hyphens and dashes of every kind, underscores and white space: all stand between words.
BETWEEN = re.compile(r"[\s_\u00ad\u058a\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u200b-\u200d\ufeff-]+")
AND = re.compile(r"&|\band\b")
SPACE = ("/", "#", ":")
TAIL = re.compile(r"[/#:]")


def folded(name: str) -> str:
    """Return ``name`` without what makes no difference: case, Unicode form, spaces and hyphens.

    >>> folded("  Sub-Bouwteam 1 ") == folded("sub bouwteam\u00a01")
    True
    """
    if name.isascii():  # most are, and there are many
        return BETWEEN.sub(" ", name.lower()).strip()
    return BETWEEN.sub(" ", normalize("NFKC", normalize("NFKC", name).casefold())).strip()


def bare(name: str) -> str:
    """Return the letters and digits of ``name`` alone, without accents; "&" is read as "en".

    >>> bare("B&W") == bare("B en W"), bare("geïnterviewden") == bare("Geinterviewden")
    (True, True)
    """
    apart = normalize("NFKD", AND.sub(" en ", folded(name)))
    return "".join(letter for letter in apart if letter.isalnum() and not combining(letter))


class Resolver:
    """The names of one graph; made once, with three questions to its store."""

    def __init__(self, store: "TripleStore", base: str = "") -> None:
        """Take the names of what is in ``store``; ``base`` begins the IRIs of its own nodes."""
        self._store, self._base = store, base
        self._kept: dict[tuple[str, ...], Mapping[str, str]] = {}

    @cached_property
    def _kinds(self) -> Mapping[str, set[str]]:
        """The classes of each node, with those above them."""
        above: dict[str, set[str]] = {}
        for row in self._store.select(ABOVE):
            if row["below"] and row["above"]:
                above.setdefault(row["below"].value, set()).add(row["above"].value)
        lines: dict[str, set[str]] = {}

        def line(kind: str) -> set[str]:
            if kind not in lines:
                found, ahead = {kind}, [kind]
                while ahead:
                    fresh = above.get(ahead.pop(), set()) - found
                    found |= fresh
                    ahead += fresh
                lines[kind] = found
            return lines[kind]

        kinds: dict[str, set[str]] = {}
        for row in self._store.select(KINDS):
            if row["node"] and row["kind"]:
                kinds.setdefault(row["node"].value, set()).update(line(row["kind"].value))
        return kinds

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """The labels of each node that has any."""
        found: dict[str, dict[str, None]] = {}
        for row in self._store.select(NAMES):
            if row["node"] and row["name"]:
                found.setdefault(row["node"].value, {})[row["name"].value] = None
        return {node: tuple(names) for node, names in found.items()}

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """What the IRIs of this dossier begin with: ours, and those of its own actors."""
        own = {iri[: max(map(iri.rfind, SPACE)) + 1] for iri in self.of(ACTOR)}
        known = {space for space in PREFIXES.values() if space != WIJ}
        named = [self._base] if self._base else []
        rest = {WIJ, *own} - known - {self._base}
        return (*named, *sorted(rest, key=len, reverse=True))

    def of(self, kind: str) -> list[str]:
        """Return the nodes of a class, or of one below it."""
        return [node for node, own in self._kinds.items() if kind in own]

    def slug(self, node: str) -> str:
        """Return the short name of ``node``: its slug, prefixed name, or else its IRI."""
        base = next((b for b in self.bases if node.startswith(b) and node != b), None)
        short = node.removeprefix(base) if base else ""
        return short if short and self._written(short) == node else slug(node)

    def _called(self, node: str) -> tuple[str, ...]:
        """Return the labels and short names of ``node``."""
        slug, short = self.slug(node), shorten(node).strip("<>")
        return (*self._names.get(node, ()), slug, *(() if short == slug else (short,)))

    @cached_property
    def _folded(self) -> Mapping[str, set[str]]:
        """The nodes by what they are called, but for case, spaces and the like."""
        return _table((folded(n), node) for node in self._all for n in (*self._called(node), node))

    @cached_property
    def _bare(self) -> Mapping[str, set[str]]:
        """The nodes by the letters of what they are called, and of the end of their slugs.

        So "college-appoints-rvt" is "relation/college-appoints-rvt".
        """
        return _table(
            (bare(name), node)
            for node in self._all
            for name in (*self._called(node), TAIL.split(self.slug(node))[-1])
        )

    @property
    def _all(self) -> Iterable[str]:
        return {**self._names, **self._kinds}

    def rank(self, node: str) -> int:
        """Return 0 for an actor, 1 for another node of the dossier, 2 for a term."""
        kinds = self._kinds.get(node, set())
        if ACTOR in kinds:
            return 0
        # A concept of the dossier itself is a node of it.
        own = node.startswith(self.bases)
        return TERM if not own and (kinds & TERMS or node.startswith((GOV, CONCEPT))) else 1

    def is_a(self, node: str, *kinds: str) -> bool:
        """Return whether ``node`` is of any of these classes, or of one below them."""
        return bool(self._kinds.get(node, set()).intersection(kinds))

    def _written(self, name: str) -> str | None:
        """Return the node that ``name`` is the IRI, prefixed name or slug of, as it is written."""
        for iri in dict.fromkeys((expand(name), *(base + name for base in self.bases))):
            if iri in self._names or iri in self._kinds or (":" in name and self._known(iri)):
                return iri
        return None

    def _known(self, iri: str) -> bool:
        """Return whether anything is said of ``iri``, which has no label or class."""
        if any(letter <= " " or letter in '<>"{}|\\^`' for letter in iri):
            return False
        try:
            return bool(self._store.about(iri))
        except ValueError:  # not an IRI at all
            return False

    def candidates(self, name: str, kinds: Sequence[str] = ()) -> list[str]:
        """Return what ``name`` may mean, among nodes of ``kinds`` where these are given."""
        written = self._written(name) if name else None  # as it is: two IRIs may look the same
        name = normalize("NFC", name.strip())
        written = written or (self._written(name) if name else None)
        if written and (not kinds or self.is_a(written, *kinds)):
            return [written]
        for form in (folded, bare):
            table = self._folded if form is folded else self._bare
            found = [n for n in table.get(form(name), ()) if not kinds or self.is_a(n, *kinds)]
            if found:
                best = min(map(self.rank, found))
                return sorted(node for node in found if self.rank(node) == best)
        return []

    def node(self, name: str, *kinds: str) -> str:
        """Return the IRI of what is called ``name``, among nodes of ``kinds`` if these are given.

        Raises AmbiguousNameError, with the candidates, when several things are called that, and
        UnknownNodeError, with the nearest names, when nothing is.
        """
        found = self.candidates(name, kinds)
        if len(found) == 1:
            return found[0]
        if found:
            raise self._ambiguous(name, found)
        raise self._unknown(name, kinds)

    def _ambiguous(self, name: str, found: Sequence[str]) -> AmbiguousNameError:
        slugs = [self.slug(node) for node in found]
        listed = ", ".join(slugs[:MOST]) + (", …" if len(slugs) > MOST else "")
        return AmbiguousNameError(
            Message("graph.name-ambiguous", name=name),
            hint=Message("graph.choose", names=listed),
            near=slugs,
            name=name,
        )

    def _unknown(self, name: str, kinds: Sequence[str]) -> UnknownNodeError:
        others = self.candidates(name) if kinds else []
        near = self.near(name, kinds)
        told: Text = Message("graph.name-unknown", name=name)
        if kinds:
            told = {
                language: self._none_of(name, kinds, others, language) for language in LANGUAGES
            }
        hint = did_you_mean(near)
        return UnknownNodeError(told, iri=expand(name), hint=hint, near=near, name=name)

    def _none_of(
        self, name: str, kinds: Sequence[str], others: Sequence[str], language: str
    ) -> str:
        """Return that nothing of ``kinds`` is called ``name``, and what ``others`` are."""
        kind = Message("graph.or")[language].join(self._label(one, language) for one in kinds)
        own = self._direct(others[0]) if others else []
        if not own:
            return Message("graph.kind-unknown", kind=kind, name=name)[language]
        if self.rank(others[0]) == TERM:
            return Message("graph.kind-term", kind=kind, name=name)[language]
        other = self._label(own[0], language)
        return Message("graph.kind-other", kind=kind, name=name, other=other)[language]

    def _direct(self, node: str) -> list[str]:
        try:
            said = self._store.about(node)
        except ValueError:
            return []
        return [o.value for s, p, o in said if s.value == node and p.value == RDF + "type"]

    def _label(self, node: str, language: str) -> str:
        query = f"SELECT ?label WHERE {{ ?node <{RDFS}label> ?label }} ORDER BY ?label"
        table = self._store.select(query, {"node": Term("iri", node)})
        labels = [row["label"] for row in table if row["label"]]
        own = (label.value for label in labels if label.language == language)
        return next(own, "actor" if node == ACTOR else shorten(node).strip("<>"))

    def near(self, name: str, kinds: Sequence[str] = (), count: int = 3) -> list[str]:
        """Return the slugs of the nodes whose names look most like ``name``, or have it in them.

        Terms of the vocabulary are named when nothing else is alike, or ``name`` has a prefix.
        """
        from difflib import SequenceMatcher, get_close_matches

        wanted = folded(name[:LONGEST])
        local = wanted.rpartition("/")[2] if "//" in wanted else wanted
        called = self._near_names(tuple(kinds))
        own = [] if ":" in local else [n for n, node in called.items() if self.rank(node) < TERM]
        for names in (own, list(called)):
            alike = get_close_matches(local, names, count * 2, 0.6)
            having = [name for name in names if len(local) >= FEWEST and local in name]
            having.sort(key=lambda name: (self.rank(called[name]), len(name)))
            close = [name for name in alike if SequenceMatcher(None, local, name).ratio() > ALMOST]
            if found := dict.fromkeys(self.slug(called[n]) for n in (*close, *having, *alike)):
                return list(found)[:count]
        return []

    def _near_names(self, kinds: tuple[str, ...]) -> Mapping[str, str]:
        """Return the nodes of ``kinds`` by what they are called, but for names that are sentences.

        Where several are called the same, it is the one that goes first.
        """
        if kinds not in self._kept:
            nodes = [n for n in self._names if not kinds or self.is_a(n, *kinds)]
            self._kept[kinds] = {
                folded(name): node
                for node in sorted(nodes, key=lambda n: -self.rank(n))
                for name in self._called(node)
                if len(name) <= SENTENCE
            }
        return self._kept[kinds]


def _table(named: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, node in named:
        if name:
            found.setdefault(name, set()).add(node)
    return found


def did_you_mean(near: Iterable[str]) -> Text | None:
    """Return the question whether one of ``near`` was meant; None for none."""
    names = ", ".join(near)
    return Message("graph.did-you-mean", names=names) if names else None


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return those of the ``known`` names that look most like ``name``, as they are written."""
    from difflib import get_close_matches

    wanted, by_form = folded(name[:LONGEST]), {folded(one): one for one in known}
    close = get_close_matches(wanted, list(by_form), count, 0.5)
    longer = [text for text in by_form if len(wanted) > 1 and text.startswith(wanted)]
    return [by_form[text] for text in dict.fromkeys([*longer, *close])][:count]


def among(name: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """Return the key of ``known`` that ``name`` is, or that has it as one of its names.

    None when there is none, or more than one.
    """
    if name in known:
        return name
    for form in (folded, bare):
        wanted = form(name)
        found = [key for key, names in known.items() if wanted in map(form, (key, *names))]
        if found and wanted:
            return found[0] if len(found) == 1 else None
    return None
