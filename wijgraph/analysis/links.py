"""The links of governance between actors: who does what to whom, by process, and who is of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wijgraph.analysis.evidence import in_time
from wijgraph.graph.facts import Facts
from wijgraph.namespaces import GOV, ORG
from wijgraph.network.drawing import drawing_of

STEERING, CONTROL, SUPERVISION = "steering", "control", "supervision"
ACCOUNTABILITY, INFORMATION = "accountability", "information"
# Authority runs down, from who decides to who carries out; account runs back up.
AUTHORITY = (STEERING, CONTROL, SUPERVISION)
ACCOUNT = (ACCOUNTABILITY, INFORMATION)
PROCESSES = (*AUTHORITY, ACCOUNTABILITY)
CLASSES = {
    STEERING: GOV + "Steering",
    CONTROL: GOV + "Control",
    SUPERVISION: GOV + "Supervision",
    ACCOUNTABILITY: GOV + "Accountability",
    INFORMATION: GOV + "InformationFlow",
}
WHOLES = (ORG + "unitOf", ORG + "postIn", ORG + "memberOf")


@dataclass(frozen=True)
class ProcessLink:
    """One fact between two actors, in one process."""

    fact: str
    one: str
    other: str
    process: str


def links_of(facts: Facts, at: date | None = None) -> list[ProcessLink]:
    """Return the links between actors that hold on the day ``at``; on any day for None.

    A joint relation is a link for each of its actors.
    """
    found = []
    for process, kind in CLASSES.items():
        for fact in facts.instances(kind):
            if facts.is_a(fact, GOV + "PerspectiveFinding") or not in_time(facts, fact, at):
                continue
            for one in facts.values(fact, GOV + "actor"):
                for other in facts.values(fact, GOV + "counterparty"):
                    found.append(ProcessLink(fact, one, other, process))
    return found


def parts_of(facts: Facts) -> list[tuple[str, str]]:
    """Return each part with the whole it belongs to: a unit, a post or a member."""
    return [
        (part, whole)
        for part in facts.instances(GOV + "Actor")
        for whole in facts.values(part, *WHOLES)
        if facts.is_a(whole, GOV + "Actor")
    ]


class Silences:
    """What gaps say about the relations between two actors."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._edges = {process: self._shortcuts(kind) for process, kind in CLASSES.items()}

    def _shortcuts(self, kind: str) -> set[str]:
        """Return the short edges of a class and of those below it."""
        facts = self._facts
        kinds = [k for k in facts if kind in facts.above(k)]
        return {edge for k in kinds for edge in facts.values(k, GOV + "shortcut")}

    def between(self, one: str, other: str, process: str) -> list[str]:
        """Return the gaps that say that this process is not stated between two actors.

        A gap about more than two actors is about those of different organisations: that a council
        and the boards of a foundation have no stated line says nothing of the boards together.
        """
        facts = self._facts
        return [
            gap
            for gap in facts.gaps([one])
            if other in (about := facts.values(gap, GOV + "about"))
            and self._edges[process].intersection(facts.values(gap, GOV + "missing"))
            and (len(about) == len({one, other}) or root(facts, one) != root(facts, other))
        ]


def root(facts: Facts, node: str) -> str:
    """Return the organisation that ``node`` is in the end a part of."""
    seen: set[str] = set()
    while node not in seen:
        seen.add(node)
        node = next(iter(facts.values(node, *WHOLES)), node)
    return node


def actor_called(facts: Facts, name: str) -> str:
    """Return the IRI of the actor called ``name``.

    Raises UnknownNodeError, with the nearest actors, when none is called that.
    """
    return facts.graph.node(name, GOV + "Actor")


def rank(facts: Facts, node: str) -> int:
    """Return how far down an actor stands: the council first, the execution last."""
    return drawing_of(facts.graph).rank_of(facts, node)


def outgoing(
    links: Iterable[ProcessLink], processes: Iterable[str]
) -> dict[str, dict[str, list[ProcessLink]]]:
    """Return the links of ``processes`` by the actors at their ends."""
    wanted = set(processes)
    found: dict[str, dict[str, list[ProcessLink]]] = {}
    for link in links:
        if link.process in wanted:
            found.setdefault(link.one, {}).setdefault(link.other, []).append(link)
    return found


def related(facts: Facts, node: str) -> list[str]:
    """Return the parts of ``node`` and the wholes that it is a part of."""
    near = [*facts.subjects(node, *WHOLES), *facts.values(node, *WHOLES)]
    return [one for one in dict.fromkeys(near) if facts.is_a(one, GOV + "Actor")]
