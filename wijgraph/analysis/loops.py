"""Loops: which of the four processes run between two actors, and which have no counterpart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wijgraph.analysis.evidence import (
    WISHED,
    Reader,
    Statement,
    as_on,
    firmest,
    places_of,
    sense_of,
    status_label,
    told,
)
from wijgraph.analysis.links import (
    ACCOUNTABILITY,
    AUTHORITY,
    PROCESSES,
    STEERING,
    SUPERVISION,
    ProcessLink,
    Silences,
    links_of,
    rank,
    related,
)
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.namespaces import GOV
from wijgraph.report.document import (
    Document,
    Labels,
    Node,
    Row,
    Section,
    joined,
    listed,
    row,
    table,
)

# What lacks: who is steered or supervised does not account; who accounts is not steered.
STEERED, SUPERVISED, ACCOUNTABLE = "steered", "supervised", "accountable"
# What the graph holds in place of the counterpart.
JUDGED, THROUGH, UNSTATED, ABSENT = "judged", "through", "unstated", "absent"


@dataclass(frozen=True)
class Pair:
    """What runs between two actors: authority of one over the other, account of the other."""

    one: Node
    other: Node
    statements: Mapping[str, tuple[Statement, ...]]  # by process; account runs from other to one
    gaps: Mapping[str, tuple[Statement, ...]]  # by process that has no statements

    def status(self, process: str) -> str | None:
        """Return how the firmest statement of ``process`` holds; None when there is none."""
        return firmest(self.statements[process])


@dataclass(frozen=True)
class Lack:
    """A relation that has no counterpart in force between the same two actors."""

    kinds: tuple[str, ...]
    one: Node  # who steers, supervises or is accounted to
    other: Node
    ground: tuple[Statement, ...]  # the relations that there are
    state: str
    instead: tuple[Statement, ...]  # judged, or between parts of the same organisations
    gaps: tuple[Statement, ...]


@dataclass(frozen=True)
class Loops:
    """The four processes between each two actors."""

    at: date | None
    pairs: tuple[Pair, ...]
    lacks: tuple[Lack, ...]

    def report(self) -> Document:
        """Return the matrix of processes, the relations without a counterpart, and each fact."""
        return _report(self)


def loops(facts: Facts, at: date | None = None) -> Loops:
    """Return which of the four processes run between each two actors, and what lacks.

    Accountability of any kind, a duty to inform and reports among them, is the counterpart of
    steering, control and supervision; any of these three is that of accountability.
    """
    return _Loops(facts, at).all()


class _Loops:
    def __init__(self, facts: Facts, at: date | None) -> None:
        self._facts, self._at = facts, at
        self._reader, self._silences = Reader(facts), Silences(facts)
        self._links: dict[tuple[str, str, str], list[str]] = {}
        for link in links_of(facts, at):
            self._links.setdefault((link.process, *_ends(link)), []).append(link.fact)

    def all(self) -> Loops:
        ends = {(one, other) for process, one, other in self._links if process in PROCESSES}
        order = sorted(ends, key=lambda e: (rank(self._facts, e[0]), rank(self._facts, e[1]), e))
        pairs = tuple(self._pair(one, other) for one, other in order)
        return Loops(self._at, pairs, tuple(lack for pair in pairs for lack in self._lacks(pair)))

    def _found(self, process: str, one: str, other: str) -> list[str]:
        return self._links.get((process, one, other), [])

    def _pair(self, one: str, other: str) -> Pair:
        found = {process: self._found(process, one, other) for process in PROCESSES}
        return Pair(
            self._reader.node(one),
            self._reader.node(other),
            {process: self._reader.statements(facts) for process, facts in found.items()},
            {
                process: self._reader.statements(self._silences.between(one, other, process))
                for process, facts in found.items()
                if not facts
            },
        )

    def _lacks(self, pair: Pair) -> Iterator[Lack]:
        authority = [s for process in AUTHORITY for s in pair.statements[process]]
        account = list(pair.statements[ACCOUNTABILITY])
        if authority and firmest(account) in {None, WISHED} and firmest(authority) != WISHED:
            kinds = [STEERED] * (bool(pair.statements[STEERING] or pair.statements["control"]))
            kinds += [SUPERVISED] * bool(pair.statements[SUPERVISION])
            yield self._lack(pair, kinds, authority, account, [ACCOUNTABILITY])
        if account and firmest(authority) in {None, WISHED}:
            yield self._lack(pair, [ACCOUNTABLE], account, authority, AUTHORITY)

    def _lack(
        self,
        pair: Pair,
        kinds: Sequence[str],
        ground: Sequence[Statement],
        judged: Sequence[Statement],
        processes: Sequence[str],
    ) -> Lack:
        through = [] if judged else self._through(pair, processes)
        gaps = [g.iri for process in processes for g in pair.gaps.get(process, ())]
        state = JUDGED if judged else THROUGH if through else UNSTATED if gaps else ABSENT
        gaps += self._facts.gaps(s.iri for s in judged)
        if kinds == [ACCOUNTABLE]:
            gaps += self._on_powers(pair.one.iri)
        return Lack(
            kinds=tuple(kinds),
            one=pair.one,
            other=pair.other,
            ground=tuple(ground),
            state=state,
            instead=tuple(judged) or self._reader.statements(through),
            gaps=self._reader.statements(gaps),
        )

    def _through(self, pair: Pair, processes: Sequence[str]) -> list[str]:
        """Return the counterparts between parts or wholes of the two actors."""
        ones = [pair.one.iri, *related(self._facts, pair.one.iri)]
        others = [pair.other.iri, *related(self._facts, pair.other.iri)]
        return [
            fact
            for process in processes
            for one in ones
            for other in others
            for fact in self._found(process, one, other)
            if self._reader.statement(fact).status != WISHED
        ]

    def _on_powers(self, node: str) -> list[str]:
        """Return the gaps that say that what ``node`` may do is not stated: about actors alone."""
        facts = self._facts
        return [
            gap
            for gap in facts.gaps([node])
            if GOV + "about" in facts.values(gap, GOV + "missing")
            and all(facts.is_a(a, GOV + "Actor") for a in facts.values(gap, GOV + "about"))
        ]


def _ends(link: ProcessLink) -> tuple[str, str]:
    """Return who has authority or is accounted to, and the other."""
    ends = (link.one, link.other)
    return ends[::-1] if link.process == ACCOUNTABILITY else ends


def _report(found: Loops) -> Document:
    matrix = [
        row(p.one, p.other, *(_state(p, process) for process in PROCESSES)) for p in found.pairs
    ]
    lacks = [_lack_told(lack) for lack in found.lacks]
    facts = [fact for pair in found.pairs for fact in _facts_told(pair)]
    text = (Message("loops.text"), *as_on(found.at))
    columns = "who towards steers controls supervises accounted"
    lacking = "who towards missing counterpart instead gap"
    relations = "who towards process relation basis holds-as"
    return Document.made(
        Section("processes", Message("loops.title"), text, table(columns, matrix)),
        Section(
            "lacks",
            Message("loops.lacks"),
            (Message("loops.lacks-text"),),
            table(lacking, lacks),
        ),
        Section("pairs", Message("loops.pairs"), (), table(relations, facts)),
    )


def _state(pair: Pair, process: str) -> Labels | str:
    if status := pair.status(process):
        return status_label(status)
    return Message("state.unstated") if pair.gaps.get(process) else status_label(None)


def _lack_told(lack: Lack) -> Row:
    # Who would be given the counterpart comes first.
    ends = (lack.one, lack.other)
    return row(
        *(ends[::-1] if lack.kinds == (ACCOUNTABLE,) else ends),
        joined((Message(f"loops.lack-{kind}") for kind in lack.kinds), "; "),
        Message(f"state.{lack.state}"),
        told(lack.instead),
        listed(lack.gaps, " "),
        sources=places_of(lack.ground, lack.instead, lack.gaps),
    )


def _facts_told(pair: Pair) -> Iterator[Row]:
    for process in PROCESSES:
        for s in pair.statements[process]:
            yield row(
                listed(s.actors),
                listed(s.counterparties),
                Message(f"process.{process}"),
                s,
                listed(s.basis),
                sense_of(s),
                sources=s.places,
            )
