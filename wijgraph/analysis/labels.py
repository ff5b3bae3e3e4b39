"""How nodes, values and places are called when two graphs are compared, in whatever language."""

import re
from collections.abc import Iterable, Mapping

from wijgraph.errors import Text
from wijgraph.graph import Graph
from wijgraph.graph.facts import Facts
from wijgraph.messages import LANGUAGES, Message, Texts, in_language
from wijgraph.model import Term
from wijgraph.namespaces import DCT, GOV, RDF, RDFS, SCHEMA, SH, SKOS, shorten
from wijgraph.report.document import Composed, citation, joined

LONGEST = 160  # characters of a text that is quoted in a sentence
SEVERITIES = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info"}


class Namer:
    """Labels: of the side that knows a node, or else of the other."""

    def __init__(self, *graphs: Graph | None) -> None:
        """Look labels up in ``graphs``, in this order."""
        self._graphs = [graph for graph in graphs if graph is not None]

    def label(self, iri: str, first: Graph | None = None) -> Text:
        """Return the label of a node, looked up in ``first`` before all others."""
        if iri == RDF + "type":
            return Message("change.kind")
        if iri in SEVERITIES:
            return Message(f"words.{SEVERITIES[iri]}")
        graphs = [first, *self._graphs] if first else self._graphs
        return Composed(lambda language: _called(graphs, iri, language))

    def labels(self, iris: Iterable[str]) -> Composed:
        """Return the labels of nodes, joined."""
        return joined(map(self.label, iris))

    def noun(self, iri: str) -> Composed:
        """Return the label of a node as it stands in a sentence, with its article."""
        label, many = self.label(iri), self.many(iri)
        return Composed(
            lambda language: _with_article(in_language(label, language), language, many)
        )

    def many(self, iri: str) -> bool:
        """Return whether a node is called by a plural: a group, unless it is "… or a team"."""
        group = any(graph.facts.is_a(iri, GOV + "Group") for graph in self._graphs)
        words = in_language(self.label(iri), LANGUAGES[0]).split()
        return group and Message("change.or")[LANGUAGES[0]] not in words

    def number(self, *iris: str) -> int:
        """Return the number that the verb of a sentence about these nodes stands in."""
        return 2 if any(map(self.many, iris)) else 1

    def kind(self, facts: Facts, node: str) -> Text:
        """Return the label of the class of ``node`` that says most."""
        kinds = facts.kinds(node)
        if not kinds:
            return node

        def rank(kind: str) -> tuple[bool, int]:
            return facts.value(kind, GOV + "shortcut") is not None, len(facts.above(kind))

        return self.label(max(kinds, key=rank))

    def value(self, term: Term) -> Text:
        """Return what a person reads for a value."""
        if term.kind == "iri":
            return self.label(term.value)
        if term.kind == "bnode":
            return Message("change.list")
        if _duration(term):
            return self.often(term, SCHEMA + "repeatFrequency")
        cut = term.value if len(term.value) <= LONGEST else term.value[:LONGEST] + "…"
        return f"“{cut}”" if term.language or " " in cut else cut

    def often(self, term: Term, prop: str) -> Text:
        """Return how often a consultation is held."""
        if prop == GOV + "minimumPerYear" and term.value.isdecimal():
            number = int(term.value)
            if number in {1, 2}:
                return Message(f"change.{'once' if number == 1 else 'twice'}-a-year")
            return Message("change.a-year", count=Composed(lambda la: _spelled(number, la)))
        if not _duration(term):
            return term.value
        graph = self._graphs[0]
        period = Composed(lambda language: graph.text(term, language))
        return Message("change.every", period=period)

    def citation(self, iri: str, facts: Facts) -> Text:
        """Return where a citation points to: ``Berenschot 2023, 2.1, alinea 3: “…”``."""
        place = facts.citation(iri)
        return citation(place, self.label(place.document)) if place else self.label(iri)

    def evidence(self, node: str, facts: Facts) -> tuple[Text, ...]:
        """Return the basis of a fact and where it is written, a line each."""
        basis = facts.values(node, GOV + "basis")
        lines = [Message("change.based", basis=self.labels(basis))] * bool(basis)
        places = (self.citation(iri, facts) for iri in facts.values(node, GOV + "citation"))
        return (*lines, *(Message("change.source", place=place) for place in places))

    def rule(self, facts: Facts, shape: str) -> Composed:
        """Return the id and name of a rule, or of a shape without id its short IRI."""
        if identifier_of(facts, shape) is None:
            # A query or a part has no name of its own; the rule that it belongs to has.
            owners = (n for n in facts if shape in facts.values(n, SH + "sparql", SH + "property"))
            shape = next(owners, shape)
        identifier, notation = identifier_of(facts, shape), facts.value(shape, SKOS + "notation")
        head = " ".join(p for p in (identifier, f"({notation})" if notation else "") if p)
        names, known = facts.texts(shape, SH + "name"), facts.texts(shape, RDFS + "label")
        known = Texts((language, text) for language, text in known.items() if language)
        return joined((head or shorten(shape).strip("<>"), names or _or_nothing(known)))


def identifier_of(facts: Facts, shape: str) -> str | None:
    """Return the stable id of a rule; None for what is no rule of its own."""
    return facts.value(shape, DCT + "identifier")


def _called(graphs: Iterable[Graph], iri: str, language: str) -> str:
    # A graph answers with the short name of what it has no label for.
    unknown = shorten(iri).strip("<>")
    labels = (graph.label(iri, language) for graph in graphs)
    return next((label for label in labels if label != unknown), unknown)


def _or_nothing(texts: Mapping[str, str]) -> Composed:
    return Composed(lambda language: texts.get(language, ""))


def _with_article(label: str, language: str, many: bool) -> str:
    """Return a label as it stands in a sentence; names and numbered things take no article."""
    named = label[:1].isupper() or any(c.isdigit() for c in label.partition("(")[0])
    # Of two things that are joined each would take an article of its own.
    both = re.search(rf"\w\w {Message('change.and')[language]} \w\w", label)
    if not label or named or both:
        return label
    neuter = tuple(Message("change.neuter")[language].split())  # by the last part of the noun
    if label.partition(" ")[0].endswith(neuter) and not many:
        return Message("change.noun-neuter", noun=label)[language]
    return Message("change.noun", noun=label)[language]


def _spelled(number: int, language: str) -> str:
    # Ten words are enough: no library here spells numbers out.
    names = Message("change.numbers")[language].split()
    return names[number] if number < len(names) else str(number)


def _duration(term: Term) -> bool:
    return bool(term.datatype and term.datatype.endswith("#duration"))
