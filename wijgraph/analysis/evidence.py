"""What an analysis hands on: statements with their labels, and with where they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.model import Citation
from wijgraph.namespaces import GOV, SCHEMA
from wijgraph.network.drawing import STATUSES, status_of
from wijgraph.network.filters import holds
from wijgraph.report.document import (
    Cell,
    Composed,
    Labels,
    Node,
    Piece,
    Place,
    between_each,
    cell,
    joined,
)

FORMAL, PRACTICE, WISHED = "formeel", "praktijk", "gewenst"
RANKS = (FORMAL, PRACTICE, WISHED)  # what holds most firmly first


@dataclass(frozen=True)
class Statement:
    """A fact or a gap, with in what sense it holds and where it is written."""

    iri: str
    label: Labels
    kind: Node
    actors: tuple[Node, ...]
    counterparties: tuple[Node, ...]
    about: tuple[Node, ...]
    basis: tuple[Node, ...]
    modality: Node | None  # None for a gap
    reason: Node | None  # of a gap: why it is not known
    certainty: Node | None
    status: str | None  # formal, practice, or judged and wished; None for a gap
    notes: Labels
    places: tuple[Place, ...]


class Reader:
    """Makes nodes and statements from the facts of a graph, each once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._statements: dict[str, Statement] = {}

    def node(self, iri: str) -> Node:
        """Return ``iri`` with its labels."""
        return Node(iri, self.facts.labels(iri))

    def nodes(self, iris: Iterable[str]) -> tuple[Node, ...]:
        """Return ``iris`` with their labels, each once."""
        return tuple(self.node(iri) for iri in dict.fromkeys(iris))

    def optional(self, iri: str | None) -> Node | None:
        """Return ``iri`` with its labels, or None for None."""
        return None if iri is None else self.node(iri)

    def statements(self, iris: Iterable[str]) -> tuple[Statement, ...]:
        """Return the statements ``iris``, each once."""
        return tuple(self.statement(iri) for iri in dict.fromkeys(iris))

    def statement(self, iri: str) -> Statement:
        """Return what is stated in the node ``iri``."""
        found = self._statements.get(iri)
        if found is None:
            found = self._statements[iri] = self._read(iri)
        return found

    def _read(self, iri: str) -> Statement:
        facts = self.facts
        # Of several classes, such as a duty and a flow of information, the one that says most.
        kinds = sorted(facts.kinds(iri), key=lambda k: (-len(facts.above(k)), k))
        modality = facts.value(iri, GOV + "modality")
        gap = facts.is_a(iri, GOV + "Gap")
        return Statement(
            iri=iri,
            label=facts.labels(iri),
            kind=self.node(kinds[0] if kinds else iri),
            actors=self.nodes(facts.values(iri, GOV + "actor")),
            counterparties=self.nodes(facts.values(iri, GOV + "counterparty")),
            about=self.nodes(facts.values(iri, GOV + "about")),
            basis=self.nodes(facts.values(iri, GOV + "basis")),
            modality=self.optional(modality),
            reason=self.optional(facts.value(iri, GOV + "reason")),
            certainty=self.optional(facts.value(iri, GOV + "certainty")),
            status=None if gap else status_of(modality),
            notes=facts.notes(iri),
            places=tuple(self.place(citation) for citation in facts.citations(iri)),
        )

    def place(self, citation: Citation) -> Place:
        """Return the place that a citation names."""
        return Place(
            self.node(citation.document), citation.section, citation.paragraph, citation.phrase
        )


def in_time(facts: Facts, fact: str, at: date | None) -> bool:
    """Return whether ``fact`` holds on the day ``at``, as far as its dates are known."""
    dates = {
        "start": facts.value(fact, SCHEMA + "startDate"),
        "end": facts.value(fact, SCHEMA + "endDate"),
    }
    return at is None or holds(dates, at)


def firmest(statements: Iterable[Statement]) -> str | None:
    """Return the status of the statement that holds most firmly; None when there are none."""
    return min((s.status for s in statements if s.status), key=RANKS.index, default=None)


def weakest(statuses: Iterable[str | None]) -> str | None:
    """Return the status that holds least firmly; None when there is none."""
    return max((s for s in statuses if s), key=RANKS.index, default=None)


def status_label(status: str | None) -> Labels | str:
    """Return how a status is called; a dash for None."""
    return STATUSES[status].label if status else "–"


def told(statements: Iterable[Statement]) -> Cell:
    """Return a cell with the texts of ``statements``, each with the sense in which it holds.

    It has the first hundred of them, and how many there are besides.
    """
    return between_each([_told(statement) for statement in statements], "; ")


def _told(statement: Statement) -> Cell:
    held = any((statement.modality, statement.certainty, statement.reason))
    sense = (Piece(" ["), Piece(sense_of(statement)), Piece("]")) if held else ()
    return (*cell(statement), *sense)


def sense_of(statement: Statement) -> Composed:
    """Return in what sense ``statement`` holds and how sure that is; of a gap, its reason."""
    held = (statement.modality, statement.certainty, statement.reason)
    return joined(node.label for node in held if node)


def places_of(*statements: Iterable[Statement]) -> tuple[Place, ...]:
    """Return the places of ``statements``, each once, in the order of the documents."""
    found = {
        (p.document.iri, p.section, p.paragraph or 0, p.phrase): p
        for group in statements
        for s in group
        for p in s.places
    }
    return tuple(found[key] for key in sorted(found))


def as_on(at: date | None) -> tuple[Message, ...]:
    """Return the sentence that tells of what day an analysis is; none for None."""
    return (Message("report.at", date=at.isoformat()),) if at else ()
