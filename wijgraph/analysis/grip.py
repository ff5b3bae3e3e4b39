"""Grip: its definition taken apart, and what the graph holds of each element for an actor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from wijgraph.analysis.elements import ASKS, REACH, Ask
from wijgraph.analysis.evidence import Node, Reader, Statement, in_time
from wijgraph.graph.facts import Facts
from wijgraph.namespaces import DCT, GOV, ORG, SCHEMA, SKOS


@dataclass(frozen=True)
class Element:
    """An element of grip: what it asks, and what the graph holds and lacks of it."""

    node: Node
    meaning: tuple[Statement, ...]  # how the definition puts it
    holds: tuple[Statement, ...]
    gaps: tuple[Statement, ...]
    insights: tuple[Node, ...]  # that ask for this element, where the graph says so


@dataclass(frozen=True)
class Sought:
    """An insight that a study must give, and what the graph holds of it already."""

    insight: Statement
    aspects: tuple[Statement, ...]
    elements: tuple[Node, ...]
    holds: tuple[Statement, ...]  # of those elements; without any, relations of whom it is about
    gaps: tuple[Statement, ...]


@dataclass(frozen=True)
class Grip:
    """A profile of the grip of one actor: no number, and no verdict of ours."""

    actor: Node
    at: date | None
    definitions: tuple[Statement, ...]
    defined: bool  # whether the definition is about this actor; else the frame is borrowed
    elements: tuple[Element, ...]
    insights: tuple[Sought, ...]
    verdicts: tuple[Statement, ...]  # judgements of the sources on the grip of this actor
    gaps: tuple[Statement, ...]  # about the definition or those judgements


def grip(facts: Facts, actor: str, at: date | None = None) -> Grip:
    """Return what the graph holds of each element of grip for ``actor`` (an IRI)."""
    return _Grip(facts, actor, at).profile()


def holders(facts: Facts) -> list[str]:
    """Return the actors whose grip the sources define or judge: councils first."""
    whose = [
        actor
        for definition in _definitions(facts)
        for actor in facts.values(definition, GOV + "about")
        if facts.is_a(actor, GOV + "Council")
    ]
    whose += facts.instances(GOV + "Council")
    whose += [
        actor
        for verdict in _judged(facts)
        for actor in facts.values(verdict, GOV + "about")
        if facts.is_a(actor, GOV + "Municipality")
    ]
    return list(dict.fromkeys(whose))


def _definitions(facts: Facts) -> list[str]:
    concepts = {
        above
        for element in facts.instances(GOV + "GripElement")
        for above in facts.values(element, SKOS + "broader")
    }
    return [
        definition
        for definition in facts.instances(GOV + "Definition")
        if concepts.intersection(facts.values(definition, GOV + "defines"))
    ]


def _judged(facts: Facts) -> list[str]:
    """Return the judgements on grip: findings that a gap or discrepancy names with the definition.

    A finding says that it is about grip in words alone; these are what ties it to the definition.
    """
    found = facts.instances(GOV + "GripVerdict")
    definitions = set(_definitions(facts))
    for tie in facts.instances(GOV + "Gap", GOV + "Discrepancy"):
        named = facts.values(tie, GOV + "about", GOV + "pole")
        if definitions.intersection(named) and GOV + "metBy" in facts.values(tie, GOV + "missing"):
            found += [n for n in named if facts.is_a(n, GOV + "Finding")]
    return list(dict.fromkeys(found))


class _Grip:
    def __init__(self, facts: Facts, actor: str, at: date | None) -> None:
        self._facts, self._actor, self._at = facts, actor, at
        self._reader = Reader(facts)
        self._definitions = _definitions(facts)
        # A municipality acts through its bodies; what they do to each other is no grip on others.
        self._own = {actor, *facts.subjects(actor, ORG + "unitOf")}
        contractors = facts.instances(GOV + "InHouseContractor")
        self._carriers = {
            *contractors,
            *(unit for one in contractors for unit in facts.subjects(one, ORG + "unitOf")),
        }

    def _relations(self, nodes: Iterable[str]) -> list[str]:
        """Return the relations of which any of ``nodes`` is a party."""
        facts = self._facts
        found = {r for n in nodes for r in facts.subjects(n, GOV + "actor", GOV + "counterparty")}
        return [
            r
            for r in sorted(found)
            if facts.is_a(r, GOV + "Relation", GOV + "Responsibility")
            and not facts.is_a(r, GOV + "PerspectiveFinding", GOV + "ResearchCommission")
            and in_time(facts, r, self._at)
        ]

    def profile(self) -> Grip:
        facts, reader = self._facts, self._reader
        verdicts = [v for v in _judged(facts) if self._actor in facts.values(v, GOV + "about")]
        defined = self._defined()
        elements = tuple(self._element(e) for e in self._elements())
        gaps = facts.gaps(verdicts) + [
            gap
            for gap in facts.gaps(self._definitions)
            if self._actor in facts.values(gap, GOV + "about")
            or not any(facts.is_a(a, GOV + "Actor") for a in facts.values(gap, GOV + "about"))
        ]
        return Grip(
            actor=reader.node(self._actor),
            at=self._at,
            definitions=reader.statements(self._definitions),
            defined=defined,
            elements=elements,
            insights=tuple(self._insights(elements)) if defined else (),
            verdicts=reader.statements(verdicts),
            gaps=reader.statements(gaps),
        )

    def _defined(self) -> bool:
        """Return whether the definition is about the grip of this actor, and not of another."""
        facts = self._facts
        return facts.is_a(self._actor, GOV + "Council") and any(
            self._actor in facts.values(d, GOV + "about") for d in self._definitions
        )

    def _elements(self) -> list[str]:
        """Return the elements in the order of the definition."""
        facts = self._facts
        order: dict[str, float] = {}
        for part in self._whole_definition:
            position = facts.value(part, SCHEMA + "position")
            for element in facts.values(part, GOV + "gripElement"):
                order.setdefault(element, float(position or "inf"))
        elements = [e for e in facts.instances(GOV + "GripElement") if not self._within(e)]
        return sorted(elements, key=lambda e: (order.get(e, float("inf")), e))

    def _within(self, element: str) -> list[str]:
        """Return the elements that ``element`` is a part of, such as the objects of influence."""
        facts = self._facts
        above = facts.values(element, SKOS + "broader")
        return [e for e in above if facts.is_a(e, GOV + "GripElement")]

    @cached_property
    def _whole_definition(self) -> list[str]:
        """Return the definitions with their parts, and the parts of those."""
        facts, found = self._facts, list(self._definitions)
        seen = set(found)
        for whole in found:
            parts = facts.subjects(whole, DCT + "isPartOf")
            fresh = [p for p in parts if p not in seen and facts.is_a(p, GOV + "Statement")]
            found += fresh
            seen.update(fresh)
        return found

    def _element(self, element: str) -> Element:
        facts, reader = self._facts, self._reader
        ask = ASKS.get(element, Ask())
        meaning = self._tagged(element, self._whole_definition)
        insights = [i for i in self._sought() if self._tagged(element, [i, *self._aspects(i)])]
        said = [
            s
            for s in facts.subjects(element, GOV + "gripElement")
            if facts.is_a(s, GOV + "Statement")
            and s not in meaning
            and self._own.intersection(facts.values(s, GOV + "about", GOV + "actor"))
            and facts.value(s, GOV + "modality") != GOV + "asked"
        ]
        holds = list(dict.fromkeys([*self._belonging(ask), *said]))
        gaps = list(dict.fromkeys((*facts.gaps(meaning), *self._gaps(ask, holds))))
        gaps += [g for g in facts.gaps(insights) if self._actor in facts.values(g, GOV + "about")]
        return Element(
            node=reader.node(element),
            meaning=reader.statements(meaning),
            holds=reader.statements(holds),
            gaps=reader.statements(gaps),
            insights=reader.nodes(insights) if self._defined() else (),
        )

    def _tagged(self, element: str, statements: Iterable[str]) -> list[str]:
        return [s for s in statements if element in self._facts.values(s, GOV + "gripElement")]

    def _belonging(self, ask: Ask) -> Iterator[str]:
        """Yield the relations of the actor that belong to an element."""
        facts = self._facts
        for relation in self._relations(self._own):
            actors = set(facts.values(relation, GOV + "actor"))
            others = set(facts.values(relation, GOV + "counterparty"))
            modality = facts.value(relation, GOV + "modality")
            does = bool(actors & self._own) and not self._inward(relation, others)
            gets = bool(others & self._own) and not actors & self._own
            if (
                (does and facts.is_a(relation, *ask.does))
                or (gets and facts.is_a(relation, *ask.gets))
                or (does and others & self._carriers and facts.is_a(relation, *ask.carried))
            ) and (not ask.practised or modality == GOV + "practice"):
                yield relation

    def _inward(self, relation: str, others: set[str]) -> bool:
        """Return whether a relation is among the own bodies, or about one that is."""
        facts = self._facts
        ends = [others] + [
            set(facts.values(about, GOV + "actor", GOV + "counterparty"))
            for about in facts.values(relation, GOV + "about")
            if not others and facts.is_a(about, GOV + "Relation")
        ]
        return any(found and found <= self._own for found in ends)

    def _gaps(self, ask: Ask, holds: list[str]) -> Iterator[str]:
        facts = self._facts
        for gap in facts.gaps(holds):
            missing = facts.values(gap, GOV + "missing")
            if not ask.lacking or set(ask.lacking).intersection(missing):
                yield gap
        for gap in facts.gaps([self._actor]):
            if set(ask.missing).intersection(facts.values(gap, GOV + "missing")):
                yield gap

    def _sought(self) -> list[str]:
        insights = self._facts.instances(GOV + "Insight")
        return sorted(insights, key=lambda i: (self._position(i), i))

    def _position(self, node: str) -> float:
        return float(self._facts.value(node, SCHEMA + "position") or "inf")

    def _aspects(self, insight: str) -> list[str]:
        facts = self._facts
        found = [
            s for s in facts.subjects(insight, DCT + "isPartOf") if facts.is_a(s, GOV + "Statement")
        ]
        return sorted(found, key=lambda s: (self._position(s), s))

    def _insights(self, elements: Iterable[Element]) -> Iterator[Sought]:
        """Yield the insights with what belongs to their elements; else to whom they are about."""
        facts, reader = self._facts, self._reader
        for insight in self._sought():
            asked = [insight, *(aspects := self._aspects(insight))]
            joined = [e for e in elements if any(node.iri == insight for node in e.insights)]
            about = {
                a for a in facts.values(insight, GOV + "about") if facts.is_a(a, GOV + "Actor")
            }
            holds = [s.iri for e in joined for s in e.holds]
            gaps = facts.gaps(asked) + [g.iri for e in joined for g in e.gaps]
            if self._actor not in about:  # such as the members of a council
                gaps += facts.gaps(sorted(about))
            if not joined:
                holds += self._among(about)
                gaps += facts.gaps(holds) + [
                    gap
                    for gap in facts.gaps(sorted(about))
                    if (len(about) > 1 and about <= set(facts.values(gap, GOV + "about")))
                    or set(REACH).intersection(facts.values(gap, GOV + "missing"))
                ]
            yield Sought(
                insight=reader.statement(insight),
                aspects=reader.statements(aspects),
                elements=tuple(e.node for e in joined),
                holds=reader.statements(holds),
                gaps=reader.statements(gaps),
            )

    def _among(self, about: set[str]) -> Iterator[str]:
        """Yield the relations among several actors, or those that a single one has."""
        facts = self._facts
        for relation in self._relations(about):
            ends = set(facts.values(relation, GOV + "actor", GOV + "counterparty"))
            actors = about.intersection(facts.values(relation, GOV + "actor"))
            if len(ends & about) > 1 if len(about) > 1 else actors:
                yield relation
