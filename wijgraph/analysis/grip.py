"""Grip: its definition taken apart, and what the graph holds of each element for an actor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from wijgraph.analysis.evidence import Reader, Statement, as_on, in_time, places_of, sense_of, told
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import DCT, GOV, ORG, SCHEMA, SKOS
from wijgraph.report.document import Document, Node, Row, Section, listed, row, table


def _gov(*names: str) -> tuple[str, ...]:
    return tuple(GOV + name for name in names)


@dataclass(frozen=True)
class Ask:
    """What of the graph belongs to an element: this order is ours, and not the source's.

    ``does`` are the classes of what the actor does, ``gets`` of what it is given by others,
    ``carried`` of what it does straight towards who carries out; ``missing`` is what a gap about
    the actor lacks when it belongs here, ``lacking`` what a gap about one of these facts lacks
    (anything when empty).
    """

    does: tuple[str, ...] = ()
    gets: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    practised: bool = False  # only what is seen in practice
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


POWERS = _gov("Steering", "Control", "Supervision")
REACH = _gov("steers", "controls", "supervises")
NEWS = _gov("Accountability", "InformationFlow")
TOLD = _gov("accountsTo", "mustInform", "reportsTo", "informs")
WHEN = (SCHEMA + "repeatFrequency", DCT + "date")
ASKS = {
    GOV + "gripAbility": Ask(missing=_gov("metBy")),
    GOV + "clearFrameworks": Ask(does=_gov("FrameworkSetting", "ContentDecision")),
    GOV + "timelyInformation": Ask(gets=NEWS, missing=TOLD, lacking=WHEN),
    GOV + "usableInformation": Ask(gets=NEWS, missing=TOLD),
    GOV + "fittingInstruments": Ask(does=POWERS, missing=(*REACH, GOV + "basis")),
    GOV + "actualInfluence": Ask(does=POWERS, practised=True, missing=_gov("metBy")),
    GOV + "gripObjects": Ask(carried=POWERS, missing=REACH),
    GOV + "roleDivision": Ask(does=_gov("Responsibility", "Duty")),
}


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

    def report(self) -> Document:
        """Return the profile of one actor's grip: definition, elements and insights asked for."""
        return _report(self)


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
    kind = GOV + "Definition"
    return sorted({d for c in concepts for d in facts.subjects(c, GOV + "defines", kind=kind)})


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
        """Return the elements in the order of the definition; parts of others are left out."""
        facts = self._facts
        order: dict[str, float] = {}
        for part in self._whole_definition:
            for element in facts.values(part, GOV + "gripElement"):
                order.setdefault(element, self._position(part))
        every = set(facts.instances(GOV + "GripElement"))
        elements = [e for e in every if every.isdisjoint(facts.values(e, SKOS + "broader"))]
        return sorted(elements, key=lambda e: (order.get(e, float("inf")), e))

    @cached_property
    def _whole_definition(self) -> list[str]:
        """Return the definitions with their parts, and the parts of those."""
        found = list(self._definitions)
        seen = set(found)
        for whole in found:
            fresh = [part for part in self._parts(whole) if part not in seen]
            found += fresh
            seen.update(fresh)
        return found

    def _parts(self, whole: str) -> list[str]:
        return self._facts.subjects(whole, DCT + "isPartOf", kind=GOV + "Statement")

    def _element(self, element: str) -> Element:
        facts, reader = self._facts, self._reader
        ask = ASKS.get(element, Ask())
        meaning = self._tagged(element, self._whole_definition)
        insights = [i for i in self._sought() if self._tagged(element, [i, *self._aspects(i)])]
        said = [
            s
            for s in facts.subjects(element, GOV + "gripElement", kind=GOV + "Statement")
            if s not in meaning
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
        return sorted(self._parts(insight), key=lambda s: (self._position(s), s))

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


def _report(found: Grip) -> Document:
    if not found.definitions:
        source = Message("grip.undefined")
    else:
        source = Message("grip.defined") if found.defined else Message("grip.borrowed")
    text = (Message("grip.text"), source, *as_on(found.at))
    elements = table(
        "element meaning held gap insight", map(_element_told, found.elements), kept=True
    )
    insights = table("insight aspects element-many held gap", map(_sought_told, found.insights))
    sought = Section(
        "insights", Message("grip.insights"), (Message("grip.insights-text"),), insights
    )
    return Document.made(
        Section("grip", Message("grip.title", actor=found.actor.label), text),
        _definition_told(found),
        Section("elements", Message("grip.elements"), (), elements),
        sought if found.insights else None,
    )


def _definition_told(found: Grip) -> Section:
    groups = (
        (Message("grip.is-definition"), found.definitions),
        (Message("grip.is-verdict"), found.verdicts),
        (Message("column.gap"), found.gaps),
    )
    rows = [row(name, s, sense_of(s), sources=s.places) for name, stated in groups for s in stated]
    return Section(
        "definition",
        Message("grip.definition"),
        () if found.verdicts else (Message("grip.no-verdict"),),
        table("kind finding holds-as", rows),
    )


def _element_told(element: Element) -> Row:
    return row(
        element.node,
        listed(element.meaning, " "),
        told(element.holds) or Message("state.nothing"),
        listed(element.gaps, " "),
        listed(element.insights, " "),
        sources=places_of(element.meaning, element.holds, element.gaps),
    )


def _sought_told(sought: Sought) -> Row:
    return row(
        sought.insight,
        listed(sought.aspects, " "),
        listed(sought.elements),
        told(sought.holds) or Message("state.nothing"),
        listed(sought.gaps, " "),
        sources=places_of([sought.insight], sought.aspects, sought.holds, sought.gaps),
    )
