"""Perspectives: what is said of each actor from each perspective, and of which relations."""

from collections import Counter
from dataclasses import dataclass

from wijgraph.analysis.evidence import Reader, Statement, places_of, sense_of
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import GOV
from wijgraph.report.document import (
    Document,
    Grid,
    Node,
    Section,
    capital,
    cell,
    listed,
    row,
    table,
)


@dataclass(frozen=True)
class Perspective:
    """One perspective, with what is found from it."""

    node: Node
    meaning: tuple[Statement, ...]  # what the perspective is, as the source tells
    findings: tuple[Statement, ...]
    # The relations that a finding from this perspective is about, with those findings.
    relations: tuple[tuple[Statement, tuple[Statement, ...]], ...]
    gaps: tuple[Statement, ...]

    def of(self, actor: str) -> tuple[Statement, ...]:
        """Return the findings about ``actor`` (an IRI)."""
        return tuple(f for f in self.findings if any(a.iri == actor for a in f.actors))


@dataclass(frozen=True)
class Perspectives:
    """Perspectives by actor."""

    actors: tuple[Node, ...]
    perspectives: tuple[Perspective, ...]

    def report(self) -> Document:
        """Return the matrix with actors, each perspective, the relations, and what is not known."""
        return _report(self)


def perspectives(facts: Facts) -> Perspectives:
    """Return the perspectives in the order in which the source takes them, with their findings.

    A relation belongs to a perspective only where a finding from it says so, or the relation does.
    """
    reader = Reader(facts)
    findings = facts.instances(GOV + "PerspectiveFinding")
    found = [_perspective(facts, reader, p, findings) for p in facts.instances(GOV + "Perspective")]
    actors = Counter(actor for f in findings for actor in facts.values(f, GOV + "actor"))
    return Perspectives(
        reader.nodes(sorted(actors, key=lambda a: (-actors[a], a))),
        tuple(sorted((p for p in found if p.findings or p.meaning), key=_rank)),
    )


def _perspective(
    facts: Facts, reader: Reader, perspective: str, findings: list[str]
) -> Perspective:
    own = [f for f in findings if perspective in facts.values(f, GOV + "perspective")]
    seen = facts.subjects(perspective, GOV + "perspective", kind=GOV + "Relation")
    relations = {relation: [relation] for relation in seen if relation not in findings}
    for finding in own:
        for subject in facts.values(finding, GOV + "about"):
            related = facts.is_a(subject, GOV + "Relation", GOV + "Responsibility")
            if related and subject not in findings:
                relations.setdefault(subject, []).append(finding)
    about = facts.subjects(perspective, GOV + "about", kind=GOV + "Finding")
    meaning = [finding for finding in about if finding not in findings]
    return Perspective(
        node=reader.node(perspective),
        meaning=_in_order(reader.statements(meaning)),
        findings=_in_order(reader.statements(own)),
        relations=tuple(
            (reader.statement(relation), _in_order(reader.statements(grounds)))
            for relation, grounds in sorted(relations.items())
        ),
        gaps=reader.statements(facts.gaps([perspective])),
    )


def _in_order(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda s: (_first(s), s.iri)))


def _first(statement: Statement) -> tuple[str, str, int]:
    """Return the first place of ``statement``, to put what a source says in its order."""
    places = [(p.document.iri, p.section, p.paragraph or 0) for p in statement.places]
    return min(places, default=("", "", 0))


def _rank(perspective: Perspective) -> tuple[tuple[str, str, int], str]:
    firsts = [_first(s) for s in perspective.findings]
    return min(firsts, default=("~", "", 0)), perspective.node.iri


def _report(found: Perspectives) -> Document:
    matrix = [
        row(p.node, *(str(len(p.of(a.iri))) for a in found.actors), sources=places_of(p.findings))
        for p in found.perspectives
    ]
    headings = (Message("column.perspective"), *(actor.label for actor in found.actors))
    relations = [
        row(
            perspective.node,
            relation,
            sense_of(relation),
            listed(grounds, " "),
            sources=places_of([relation], grounds),
        )
        for perspective in found.perspectives
        for relation, grounds in perspective.relations
    ]
    gaps = {gap.iri: gap for perspective in found.perspectives for gap in perspective.gaps}
    unknown = table("gap reason", (row(g, sense_of(g), sources=g.places) for g in gaps.values()))
    return Document.made(
        Section(
            "nsob",
            Message("perspectives.title"),
            (Message("perspectives.text"),),
            Grid(headings, tuple(matrix)) if matrix else None,
        ),
        *(_told(p, f"nsob-{number}") for number, p in enumerate(found.perspectives, 1)),
        Section(
            "relations",
            Message("perspectives.relations"),
            (Message("perspectives.relations-text"),),
            table("perspective relation holds-as finding", relations),
        ),
        Section("gaps", Message("perspectives.gaps"), (), unknown) if gaps else None,
    )


def _told(perspective: Perspective, key: str) -> Section:
    itself = cell(Message("perspectives.itself"))
    rows = [
        row(actors, s, sense_of(s), sources=s.places)
        for actors, s in (
            *((itself, s) for s in perspective.meaning),
            *((listed(s.actors), s) for s in perspective.findings),
        )
    ]
    return Section(key, capital(perspective.node.label), (), table("actor finding holds-as", rows))
