"""What an analysis hands on: nodes and statements in two languages, with where they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from wijgraph.graph.facts import Facts
from wijgraph.model import Citation
from wijgraph.namespaces import GOV, SCHEMA
from wijgraph.network.drawing import status_of
from wijgraph.network.filters import holds

Text = Mapping[str, str]  # by language
FORMAL, PRACTICE, WISHED = "formeel", "praktijk", "gewenst"
RANKS = (FORMAL, PRACTICE, WISHED)  # what holds most firmly first


@dataclass(frozen=True)
class Node:
    """A node and what it is called."""

    iri: str
    label: Text


@dataclass(frozen=True)
class Place:
    """A place in a source document."""

    document: Node
    section: str
    paragraph: int | None
    phrase: str


@dataclass(frozen=True)
class Statement:
    """A fact or a gap, with in what sense it holds and where it is written."""

    iri: str
    label: Text
    kind: Node
    actors: tuple[Node, ...]
    counterparties: tuple[Node, ...]
    about: tuple[Node, ...]
    basis: tuple[Node, ...]
    modality: Node | None  # None for a gap
    reason: Node | None  # of a gap: why it is not known
    certainty: Node | None
    status: str | None  # formal, practice, or judged and wished; None for a gap
    notes: Text
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
