"""Formal against practice: what holds on paper, what is seen to be done, and what is wished."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wijgraph.analysis.evidence import (
    FORMAL,
    PRACTICE,
    RANKS,
    WISHED,
    Reader,
    Statement,
    as_on,
    firmest,
    in_time,
    places_of,
    told,
)
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import GOV, PROV
from wijgraph.report.document import (
    Cell,
    Content,
    Document,
    Node,
    Piece,
    Section,
    between_each,
    joined,
    listed,
    row,
    table,
)

# What joins people in a body, or commissions a study, is no practice of governance.
ASIDE = (GOV + "Membership", GOV + "ResearchCommission", GOV + "PerspectiveFinding")
ALONE = (GOV + "Responsibility", GOV + "EscalationModel", GOV + "MeetingSeries")


@dataclass(frozen=True)
class Comparison:
    """What one kind of relation between the same actors is formally, and what in practice."""

    kind: Node
    actors: tuple[Node, ...]
    counterparties: tuple[Node, ...]  # empty for what is done alone or together
    formal: tuple[Statement, ...]
    practice: tuple[Statement, ...]
    wished: tuple[Statement, ...]
    gaps: tuple[Statement, ...]  # what the sources leave open about these statements

    @property
    def state(self) -> str:
        """Which there is: "both", or only the formal, the practised or the wished."""
        if self.formal and self.practice:
            return "both"
        return FORMAL if self.formal else PRACTICE if self.practice else WISHED


@dataclass(frozen=True)
class Advice:
    """A recommendation, and what shows that it was adopted, if anything."""

    recommendation: Statement
    addressed: tuple[Node, ...]
    adopted: tuple[Statement, ...]  # in force, and resting on it or on what it asks for
    gaps: tuple[Statement, ...]


@dataclass(frozen=True)
class Modalities:
    """Formal against practice in the whole graph."""

    at: date | None
    comparisons: tuple[Comparison, ...]
    # Where a formal relation and what is practised are set against each other.
    tensions: tuple[tuple[Statement, tuple[Statement, ...]], ...]
    advice: tuple[Advice, ...]

    def report(self) -> Document:
        """Return what is both, what is only one, the differences named, and the recommendations."""
        return _report(self)


def practice(facts: Facts, at: date | None = None) -> Modalities:
    """Return what is formal and what is practice, side by side.

    That no practice is seen means that the sources describe none, not that there is none.
    """
    reader = Reader(facts)
    # By kind, who and towards whom: what is formal and what is practice then stand together.
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for kind, actors, counterparties, fact in _compared(facts, at):
        groups.setdefault((kind, actors, counterparties), []).append(fact)
    # A joint relation is compared for each of its actors, and told once.
    merged: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (kind, actors, counterparties), found in groups.items():
        merged.setdefault((kind, counterparties, tuple(found)), []).extend(actors)
    return Modalities(
        at=at,
        comparisons=tuple(
            _comparison(facts, reader, (kind, actors, counterparties), found)
            for (kind, counterparties, found), actors in sorted(
                merged.items(), key=lambda item: (item[0][0], item[1], item[0][1])
            )
        ),
        tensions=tuple(_tensions(facts, reader)),
        advice=tuple(_advice(facts, reader, r) for r in facts.instances(GOV + "Recommendation")),
    )


def _compared(
    facts: Facts, at: date | None
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    for fact in facts.instances(GOV + "Relation", *ALONE):
        if facts.is_a(fact, *ASIDE) or not in_time(facts, fact, at):
            continue
        kind = _kind(facts, fact)
        actors = facts.values(fact, GOV + "actor", GOV + "participant")
        counterparties = facts.values(fact, GOV + "counterparty")
        if facts.is_a(fact, GOV + "MeetingSeries", GOV + "EscalationModel"):
            yield fact, actors, (), fact
        elif counterparties:
            for actor in actors:
                for other in counterparties:
                    yield kind, (actor,), (other,), fact
        elif len(actors) > 1:
            yield kind, tuple(sorted(actors)), (), fact
        else:
            yield fact, actors, (), fact


def _kind(facts: Facts, fact: str) -> str:
    """Return the class of ``fact`` right below relation: a process where it has one."""
    kinds = [k for own in facts.kinds(fact) for k in facts.above(own)]
    below = [k for k in kinds if GOV + "Relation" in facts.above(k)[1:2]]
    below += [k for k in kinds if k in {GOV + "Relation", GOV + "Responsibility"}]
    return min(
        below or kinds,
        key=lambda k: (not facts.value(k, GOV + "process"), not facts.value(k, GOV + "shortcut")),
    )


def _comparison(
    facts: Facts,
    reader: Reader,
    group: tuple[str, Iterable[str], Iterable[str]],
    found: Iterable[str],
) -> Comparison:
    kind, actors, counterparties = group
    statements = reader.statements(found)
    by_status: Mapping[str, tuple[Statement, ...]] = {
        status: tuple(s for s in statements if s.status == status)
        for status in (FORMAL, PRACTICE, WISHED)
    }
    gaps = facts.gaps(s.iri for s in statements)
    # A gap about a post may be about its responsibility, which is then not named.
    gaps += [
        gap
        for s in statements
        if facts.is_a(s.iri, GOV + "Responsibility", GOV + "Overview")
        for gap in facts.gaps(a.iri for a in s.actors)
        if GOV + "basis" in facts.values(gap, GOV + "missing") and _same_subject(facts, gap, s)
    ]
    return Comparison(
        kind=reader.node(kind) if kind not in {s.iri for s in statements} else statements[0].kind,
        actors=reader.nodes(actors),
        counterparties=reader.nodes(counterparties),
        formal=by_status[FORMAL],
        practice=by_status[PRACTICE],
        wished=by_status[WISHED],
        gaps=reader.statements(gaps),
    )


def _same_subject(facts: Facts, gap: str, statement: Statement) -> bool:
    """Return whether a gap about the actor is about what the statement is about as well."""
    subjects = {node.iri for node in statement.about}
    return any(
        subjects.intersection(facts.values(about, GOV + "about"))
        for about in facts.values(gap, GOV + "about")
    )


def _tensions(facts: Facts, reader: Reader) -> Iterator[tuple[Statement, tuple[Statement, ...]]]:
    for tension in facts.instances(GOV + "Tension", GOV + "Discrepancy"):
        poles = reader.statements(facts.values(tension, GOV + "pole"))
        statuses = {pole.status for pole in poles if pole.modality}
        relation = any(facts.is_a(pole.iri, GOV + "Relation") for pole in poles)
        if relation and {FORMAL, PRACTICE} <= statuses:
            yield reader.statement(tension), poles


def _advice(facts: Facts, reader: Reader, recommendation: str) -> Advice:
    # Adoption shows in what rests on a recommendation, or on the instrument that it asks for.
    asked = [
        node
        for node in facts.values(recommendation, GOV + "about")
        if facts.is_a(node, GOV + "Instrument")
    ]
    resting = [
        node
        for node in facts
        if facts.value(node, GOV + "modality")
        and (
            recommendation in facts.values(node, PROV + "wasDerivedFrom", GOV + "basis")
            or set(asked).intersection(
                facts.values(
                    node, GOV + "basis", GOV + "route", GOV + "via", PROV + "wasDerivedFrom"
                )
            )
        )
    ]
    statements = reader.statements(resting)
    return Advice(
        recommendation=reader.statement(recommendation),
        addressed=reader.nodes(facts.values(recommendation, GOV + "addressedTo")),
        adopted=tuple(s for s in statements if firmest([s]) in {FORMAL, PRACTICE}),
        gaps=reader.statements(facts.gaps([recommendation])),
    )


def _report(found: Modalities) -> Document:
    by_state: dict[str, list[Comparison]] = {}
    for comparison in found.comparisons:
        by_state.setdefault(comparison.state, []).append(comparison)
    text = (Message("practice.text"), *as_on(found.at))
    tensions = [
        row(tension, told(poles), sources=places_of([tension], poles))
        for tension, poles in found.tensions
    ]
    named = Section(
        "tensions", Message("practice.tensions"), (), table("tension finding", tensions)
    )
    return Document.made(
        Section("modality", Message("practice.title"), text),
        _both_told(by_state.get("both", [])),
        *(_one_sided(by_state.get(state, []), state) for state in RANKS),
        named if tensions else None,
        _advice_told(found),
    )


def _both_told(found: Iterable[Comparison]) -> Section:
    rows = [
        row(
            listed(c.actors),
            listed(c.counterparties),
            c.kind,
            _with_subject(c.formal),
            _with_subject(c.practice),
            listed(c.gaps, " "),
            sources=places_of(c.formal, c.practice, c.gaps),
        )
        for c in found
    ]
    return Section(
        "both",
        Message("practice.both"),
        (Message("practice.both-text"),),
        table("who towards kind formal practice gap", rows),
    )


def _with_subject(statements: Iterable[Statement]) -> Cell:
    """Return statements with what each is about, to see whether they are about the same."""
    cells = []
    for statement in statements:
        about = joined(node.label for node in statement.about)
        subject = (
            Piece(" ("),
            Piece(Message("column.about")),
            Piece(": "),
            Piece(about),
            Piece(")"),
        )
        cells.append((*told([statement]), *(subject if statement.about else ())))
    return between_each(cells, "; ")


def _one_sided(found: Iterable[Comparison], state: str) -> Section:
    """Return what has one side; what is open matters for what has no formal ground."""
    open_too, based = state != FORMAL, state == PRACTICE
    rows = []
    for c in found:
        statements = (*c.formal, *c.practice, *c.wished)
        bases = {node.iri: node for s in statements for node in s.basis}
        cells: list[Content] = [listed(c.actors), listed(c.counterparties), c.kind]
        cells += [told(statements), *[listed(bases.values())] * based]
        cells += [listed(c.gaps, " ")] * open_too
        rows.append(row(*cells, sources=places_of(statements, c.gaps if open_too else ())))
    columns = "who towards kind relation" + " basis" * based + " gap" * open_too
    text = (Message("practice.praktijk-text"),) if based else ()
    return Section(state, Message(f"practice.{state}"), text, table(columns, rows))


def _advice_told(found: Modalities) -> Section:
    rows = [
        row(
            one.recommendation,
            listed(one.addressed) or Message("state.unstated"),
            told(one.adopted) or Message("state.nothing"),
            listed(one.gaps, " "),
            sources=places_of([one.recommendation], one.adopted, one.gaps),
        )
        for one in found.advice
    ]
    return Section(
        "advice",
        Message("practice.advice"),
        (Message("practice.advice-text"),),
        table("recommendation addressed adopted gap", rows),
    )
