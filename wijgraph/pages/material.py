"""What all pages are made of, gathered once for every page in both languages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wijgraph.analysis.explain import Incidence
from wijgraph.api import Dossier, Result
from wijgraph.errors import ParameterError
from wijgraph.messages import FALLBACK, Borrowed, Message, word
from wijgraph.model import Citation, Report, Term
from wijgraph.namespaces import GOV, SKOS, term_name
from wijgraph.pages.commands import Commands
from wijgraph.pages.page import Cell, Part, joined, text_of
from wijgraph.pages.paths import Paths
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.report.document import NAMED
from wijgraph.store.canonical import names_in
from wijgraph.validation.rules import Example, Rule, examples_of, rules_at

DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?\Z")
SCHEMES = ("modalities", "certainties")
# The words of a parameter end in an example of it.
EXAMPLE = re.compile(r"e\.g\. (\S+)\Z")


class Place(NamedTuple):
    """Where something is written, in words."""

    text: str
    href: str
    phrase: str


@dataclass(frozen=True)
class Statement:
    """One statement as a row: who does what towards whom, how it holds and where it is written."""

    iri: str
    anchor: str
    what: Part
    kind: str
    actors: Cell
    others: Cell
    via: Cell
    basis: Cell
    modality: str
    force: str  # the short name of the modality, which the stylesheet knows
    certainty: str
    notes: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Answered:
    """A question with its answer, and what was filled in for it."""

    query: NamedQuery
    values: dict[str, str]
    result: Result | None  # None when it needs what this dossier does not have


class Material:
    """A dossier and what its rules find, with everything about it that pages look up.

    What is made for the ``public`` tells nothing of the machine that it is made on.
    """

    def __init__(self, dossier: Dossier, report: Report, *, public: bool = False) -> None:
        self.dossier = dossier
        self.commands = Commands(dossier, public=public)
        self.report = report
        self.graph = dossier.graph
        self.facts = dossier.graph.facts
        self.incidence = Incidence(self.facts)
        self.paths = Paths(self.facts)
        self._legends: dict[str, list[list[tuple[str, str]]]] = {}
        self._statements: dict[tuple[str, str], Statement] = {}

    @cached_property
    def answers(self) -> dict[str, Answered]:
        """Every question, answered; one that needs something filled in with its example."""
        return {name: self._answer(query) for name, query in self.dossier.queries.items()}

    @cached_property
    def names(self) -> dict[Term, Term]:
        """Blank nodes by names that are the same each time."""
        return names_in({*self.graph.triples(), *self.graph.derived})

    @cached_property
    def citations(self) -> list[Citation]:
        """Every citation of the graph."""
        from wijgraph.sources.check import citations

        return citations(self.graph)

    @cached_property
    def resting(self) -> dict[str, list[str]]:
        """What rests on each citation."""
        found: dict[str, list[str]] = {}
        for node in self.facts:
            for citation in self.facts.values(node, GOV + "citation"):
                found.setdefault(citation, []).append(node)
        return found

    @cached_property
    def rules(self) -> list[tuple[Rule, list[Example]]]:
        """The rules that report, each with its examples."""
        rules = rules_at(self.graph, self.dossier.files).values()
        return [
            (rule, examples_of(self.dossier.files, rule))
            for rule in sorted(
                (r for r in rules if r.reported),
                key=lambda r: (r.notation is None, r.notation or "", r.id),
            )
        ]

    def _answer(self, query: NamedQuery) -> Answered:
        examples = {
            p.name: match[1]
            for p in query.parameters
            if not p.optional and (match := EXAMPLE.search(p.text[FALLBACK]))
        }
        for values in (examples, self._own_examples(query)):
            try:
                return Answered(query, values, self.dossier.query(query.id, **values))
            except ParameterError:
                continue
        return Answered(query, {}, None)

    def _own_examples(self, query: NamedQuery) -> dict[str, str]:
        """Return values that this dossier knows, for a question whose own examples it does not.

        Actors are those at both ends of a relation; a section is one that is cited.
        """
        facts, slug = self.facts, self.graph.resolver.slug
        pairs = (
            [facts.value(relation, GOV + end) for end in ("actor", "counterparty")]
            for relation in facts.instances(GOV + "Relation")
        )
        actors = iter(next((pair for pair in pairs if all(pair)), []))
        values: dict[str, str] = {}
        for parameter in query.parameters:
            if parameter.optional:
                continue
            if parameter.type == "section":
                cited = (c.section for c in self.citations if slug(c.document) in values.values())
                found = next(cited, None)
            elif parameter.type == "iri":
                kind = parameter.kind
                others = actors if kind in {None, GOV + "Actor"} else iter(facts.instances(kind))
                node = next(others, None)
                found = slug(node) if node else None
            else:
                found = None
            if found is not None:
                values[parameter.name] = found
        return values

    def label(self, iri: str, language: str) -> str:
        """Return the label of ``iri`` as a heading has it."""
        return capital(self.graph.label(iri, language))

    def link(self, iri: str, language: str) -> Part:
        """Return the label of ``iri``, with a link to where it is shown."""
        return Part(self.graph.label(iri, language), self.paths.href(iri))

    def links(self, iris: Iterable[str], language: str) -> Cell:
        """Return the labels of ``iris``, with links: the first hundred, and how many besides."""
        known = list(iris)
        cells = [(self.link(iri, language),) for iri in known[:NAMED]]
        return joined([*cells, *besides(len(known), language)], ", ")

    def kind(self, iri: str, language: str) -> str:
        """Return the classes of ``iri`` in words."""
        return ", ".join(self.graph.label(kind, language) for kind in self.facts.kinds(iri))

    def place(self, citation: Citation, language: str) -> Place:
        """Return ``citation`` in words: document, section and paragraph, and the phrase."""
        section = citation.section
        if section[:1].isdigit():
            section = f"{word('section', language)}\N{NO-BREAK SPACE}{section}"
        text = f"{self.graph.label(citation.document, language)}, {section}"
        if citation.paragraph:
            number = f"\N{NO-BREAK SPACE}{citation.paragraph}"
            text += f", {word('paragraph', language)}{number}"
        return Place(text, self.paths.href(citation.iri), citation.phrase)

    def places(self, iri: str, language: str) -> tuple[Place, ...]:
        """Return where ``iri`` is written, each place once."""
        places = (self.place(c, language) for c in self.facts.citations(iri))
        return tuple(dict.fromkeys(places))

    def notes(self, iri: str, language: str) -> tuple[str, ...]:
        """Return the notes on ``iri`` in ``language``."""
        return tuple(filter(None, [self.facts.notes(iri).get(language)]))

    def legend(self, language: str) -> list[list[tuple[str, str]]]:
        """Return what the modalities and certainties mean, by scheme."""
        if language not in self._legends:
            self._legends[language] = [
                [
                    (self.graph.label(node, language), texts[language])
                    for node in self.facts.instances(SKOS + "Concept")
                    if GOV + scheme in self.facts.values(node, SKOS + "inScheme")
                    and (texts := self.facts.texts(node, SKOS + "definition"))
                ]
                for scheme in SCHEMES
            ]
        return self._legends[language]

    def statement(self, iri: str, language: str) -> Statement:
        """Return what the statement ``iri`` says."""
        known = self._statements.get((iri, language))
        if known is None:
            known = self._statements[iri, language] = self._statement(iri, language)
        return known

    def _statement(self, iri: str, language: str) -> Statement:
        def links(*props: str) -> Cell:
            values = self.facts.values(iri, *(GOV + prop for prop in props))
            return self.links(dict.fromkeys(values), language)

        def labels(prop: str) -> str:
            return text_of(links(prop))

        modality = self.facts.value(iri, GOV + "modality") or ""
        return Statement(
            iri=iri,
            anchor=self.paths.slugs.get(iri, ""),
            what=self.link(iri, language),
            kind=self.kind(iri, language),
            actors=links("actor", "participant"),
            others=links("counterparty"),
            via=links("via"),
            basis=links("basis"),
            modality=labels("modality") or labels("reason"),
            force=term_name(modality),
            certainty=labels("certainty"),
            notes=self.notes(iri, language),
            places=self.places(iri, language),
        )

    def statements(self, iris: Iterable[str], language: str) -> list[Statement]:
        """Return what each of ``iris`` says."""
        return [self.statement(iri, language) for iri in iris]


def besides(count: int, language: str) -> list[Cell]:
    """Return how many of ``count`` there are besides those that are named; empty for none."""
    more = count - NAMED
    return [(Part(Message("report.others", n=more)[language]),)] if more > 0 else []


def day(value: str, language: str) -> str:
    """Return an XSD date, or a month or year, as one writes it."""
    match = DATE.match(value)
    if not match:
        return value
    month = word("months", language).split()[int(match[2]) - 1]
    return " ".join([*([str(int(match[3]))] if match[3] else []), month, match[1]])


def capital(text: str) -> str:
    """Return ``text`` with a capital, as a heading begins."""
    first = f"{text[:1].upper()}{text[1:]}"
    return Borrowed(first, text.language) if isinstance(text, Borrowed) else first
