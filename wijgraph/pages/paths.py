"""Which node has a page, and where a node without one is shown."""

import hashlib
import re
from collections.abc import Iterable
from functools import cached_property

from wijgraph.graph.facts import Facts
from wijgraph.namespaces import CONCEPT, GOV, SKOS, WIJ, term_name
from wijgraph.replaced import current

UNSAFE = re.compile(r"(?:[^a-z0-9.]|\.\.+)+")
PLAIN = re.compile(r"(?!.*\.\.)[a-z0-9./-]+\Z")
VOCABULARY = "vocabulary.html"
# Short enough for every file system, with room for a mark and an ending.
LONGEST = 120
MARKED = re.compile(r"-[0-9a-f]{16}\Z")
# What Windows does not take as the name of a file.
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{i}" for p in ("com", "lpt") for i in range(10))}


def slugs(iris: Iterable[str]) -> dict[str, str]:
    """Return a name for each of ``iris`` that is good in a path and belongs to it alone.

    Names that would be the same, that are cut off, that lack more than a slash, or that could be
    taken for one with a mark, end in a mark made of the whole IRI.
    """
    locals_ = {iri: iri.removeprefix(WIJ) for iri in iris}
    names = {iri: UNSAFE.sub("-", local.lower()).strip("-.") for iri, local in locals_.items()}
    owners: dict[str, int] = {}
    for name in names.values():
        owners[name] = owners.get(name, 0) + 1
    return {
        iri: name
        if owners[name] == 1
        and len(name) <= LONGEST
        and PLAIN.match(locals_[iri])
        and name.split(".")[0] not in RESERVED
        and not MARKED.search(name)
        else f"{name[:LONGEST].replace('.', '-')}-{hashlib.sha256(iri.encode()).hexdigest()[:16]}"
        for iri, name in names.items()
    }


def is_relation(facts: Facts, node: str) -> bool:
    """Return whether ``node`` says who does something: a relation, a consultation and the like."""
    return bool(facts.values(node, GOV + "citation")) and (
        bool(facts.values(node, GOV + "actor", GOV + "participant"))
        or facts.is_a(node, GOV + "Relation", GOV + "MeetingSeries")
    )


class Paths:
    """The pages of a site by node: actors, relations and sources."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.gaps = facts.instances(GOV + "Gap")
        self.sources = facts.instances(GOV + "Source")
        self.actors = facts.instances(GOV + "Actor")
        apart = {*self.gaps, *self.sources, *self.actors}
        self.relations = [n for n in facts if n not in apart and is_relation(facts, n)]
        self.slugs: dict[str, str] = {}
        self._hrefs: dict[str, str] = {}
        for folder, nodes in (
            ("actors", self.actors),
            ("relations", self.relations),
            ("sources", self.sources),
        ):
            names = slugs(nodes)
            self.slugs |= names
            self._hrefs |= {node: f"{folder}/{name}.html" for node, name in names.items()}
        self._anchor("gaps.html", self.gaps)
        # A word stands under its own name, so that its IRI leads to it.
        self.terms = [
            n
            for n in facts
            if n.startswith((GOV, CONCEPT))
            and current(n) == n
            and not facts.is_a(n, SKOS + "ConceptScheme")
        ]
        self._hrefs |= {term: f"{VOCABULARY}#{term_name(term)}" for term in self.terms}
        for source, inside in self._inside().items():
            self._anchor(self._hrefs[source], inside)

    def _inside(self) -> dict[str, list[str]]:
        """Return the sections, citations and studied documents of each source."""
        facts, found = self._facts, {source: list[str]() for source in self.sources}
        for node in facts.instances(GOV + "Section", GOV + "Citation"):
            source = facts.value(node, GOV + "document")
            if source in found:
                found[source].append(node)
        for node in facts.instances(GOV + "StudiedDocument"):
            sources = {c.document for c in facts.citations(node)} & found.keys()
            if sources:
                found[min(sources)].append(node)
        return found

    def _anchor(self, page: str, nodes: Iterable[str]) -> None:
        names = slugs(nodes)
        self.slugs |= names
        self._hrefs |= {n: f"{page}#{name}" for n, name in names.items() if n not in self._hrefs}

    def href(self, node: str) -> str:
        """Return where ``node`` is shown, from the root of a language; empty when nowhere."""
        return self._hrefs.get(node, "")

    def section(self, document: str, notation: str) -> str:
        """Return where a section of a source is shown."""
        return self._sections.get((document, notation)) or self.href(document)

    @cached_property
    def _sections(self) -> dict[tuple[str, str], str]:
        facts = self._facts
        return {
            (document, notation): self.href(node)
            for node in facts.instances(GOV + "Section")
            for document in facts.values(node, GOV + "document")
            for notation in facts.values(node, SKOS + "notation")
        }
