"""Projections: parts of the graph as networks, one line for each fact."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from wijgraph.graph.facts import Facts
from wijgraph.messages import LANGUAGES, Message, Texts
from wijgraph.namespaces import DCT, GOV, ORG, slug
from wijgraph.network.boxes import box, line
from wijgraph.network.counting import BOXES, MOST_LINES, MOST_NODES, refuse_many, too_large
from wijgraph.network.describe import question
from wijgraph.network.drawing import MEETINGS, PART, WHO, View, drawing_of

if TYPE_CHECKING:
    import networkx as nx

ACTOR = "actor:"
ASSIGNMENT_ENDS = (
    (GOV + "commissioner", Message("network.assignment-commissioner"), False),
    (GOV + "contractor", Message("network.assignment-contractor"), True),
    (DCT + "isPartOf", Message("network.assignment-part"), True),
)
TAKES_PART = Message("network.takes-part")
PART_OF = Message("network.part-of")
PARTS_DRAWN = 6


def project(facts: Facts, name: str) -> "nx.MultiDiGraph[str]":
    """Return the view called ``name``, or ``actor:SLUG`` for all that touches one node.

    A node has ``iri``, ``label``, ``kind``, ``shape``, ``lane``, ``evidence``, ``notes``, ``acts``
    (facts about it that are no line) and ``gaps``; an edge, whose key is the slug of its fact, has
    ``iri``, ``label`` (what stands on the line), ``text``, ``kind``, ``family``, ``process``,
    ``status``, ``modality``, ``certainty``, ``basis``, ``start``, ``end``, ``directed``,
    ``evidence`` and ``notes``. Texts are by language. Facts are never merged; one with several
    actors is a line for each.

    Raises UnknownNodeError for a view or a node that there is not, ParameterError for one of too
    many nodes or lines, before anything is told of them.
    """
    return (
        _Projection(facts).of_actor(name)
        if name.startswith(ACTOR)
        else _Projection(facts).of_view(drawing_of(facts.graph).pick(name))
    )


class _Projection:
    """One network in the making."""

    def __init__(self, facts: Facts) -> None:
        import networkx as nx

        self._facts = facts
        self._network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        # By the fact that they show: the nodes at their ends.
        self._lines: dict[str, list[str]] = {}
        # What is drawn, told of only when all of it is known: that takes a hundred times as long.
        self._boxes: dict[str, Sequence[str]] = {}
        self._drawn: dict[tuple[str, str, str], Callable[[], dict[str, Any]]] = {}

    def of_view(self, view: View) -> "nx.MultiDiGraph[str]":
        facts = self._facts
        refuse_many(facts.graph, view)
        if view.relations:
            self._relations(view)
        if view.meetings:
            self._meetings(view)
        if view.assignments:
            for assignment in facts.instances(GOV + "Assignment"):
                self._assignment(assignment)
        if view.perspectives:
            self._perspectives()
        if view.gaps:
            for gap in facts.instances(GOV + "Gap"):
                if set(facts.values(gap, GOV + "missing")).intersection(view.missing):
                    self._gap(gap, anywhere=True)
        elif view.missing:
            self._gaps(view)
        return self._finish(view.name, view.title, view.text)

    def of_actor(self, name: str) -> "nx.MultiDiGraph[str]":
        facts, node = self._facts, self._facts.graph.node(name.removeprefix(ACTOR))
        self._node(node)
        for relation in facts.subjects(node, GOV + "actor", GOV + "counterparty"):
            if _is_relation(facts, relation):
                self._relation(relation, of=node)
        for meeting in sorted({node, *facts.subjects(node, GOV + "participant")}):
            if facts.is_a(meeting, GOV + "MeetingSeries"):
                self._meeting(meeting, of=node)
        parties = facts.subjects(node, GOV + "commissioner", GOV + "contractor")
        for assignment in sorted({node, *parties}):
            # The dozens of sub-assignments have a view of their own.
            sub = assignment != node and facts.is_a(assignment, GOV + "SubAssignment")
            if facts.is_a(assignment, GOV + "Assignment") and not sub:
                self._assignment(assignment)
        self._parts(node)
        for gap in facts.gaps([node]):
            self._gap(gap, only=node)
        return self._finish(ACTOR + slug(node), facts.labels(node), dict.fromkeys(LANGUAGES, ""))

    def _finish(
        self, name: str, title: Mapping[str, str], text: Mapping[str, str]
    ) -> "nx.MultiDiGraph[str]":
        facts, network = self._facts, self._network
        for node, about in self._boxes.items():
            where = self._subject(node, about) if facts.is_a(node, GOV + "Gap") else node
            network.nodes[slug(node)].update(box(facts, node, where))
        for place, told in self._drawn.items():
            network.edges[place].update(told())
        network.graph.update(
            name=name, title=Texts(title), text=Texts(text), drawing=drawing_of(facts.graph)
        )
        return network

    # Lines

    def _relations(self, view: View) -> None:
        facts = self._facts
        for relation in facts.instances(*view.relations):
            if facts.is_a(relation, GOV + "PerspectiveFinding"):
                continue
            parties = self._parties(relation)
            if view.among and not all(facts.is_a(party, *view.among) for party in parties):
                continue
            if view.structures and not self._within(parties, view.structures):
                continue
            self._relation(relation)

    def _within(self, parties: Iterable[str], structures: Iterable[str]) -> bool:
        facts = self._facts
        return any(
            set(facts.values(p, GOV + "structure")).intersection(structures) for p in parties
        )

    def _parties(self, relation: str) -> tuple[str, ...]:
        return self._facts.values(relation, GOV + "actor", GOV + "counterparty")

    def _relation(self, relation: str, of: str | None = None) -> None:
        facts = self._facts
        actors = facts.values(relation, GOV + "actor")
        counterparties = facts.values(relation, GOV + "counterparty")
        if counterparties:
            pairs: Iterable[tuple[str, str]] = product(actors, counterparties)
        else:  # what several do together has no direction
            pairs = combinations(actors, 2)
        for one, other in pairs:
            if of is None or of in {one, other}:
                self._line(relation, one, other, None, directed=bool(counterparties))

    def _meetings(self, view: View) -> None:
        facts = self._facts
        for meeting in facts.instances(*MEETINGS):
            if view.structures and not self._within([meeting], view.structures):
                continue
            self._meeting(meeting)

    def _meeting(self, meeting: str, of: str | None = None) -> None:
        self._node(meeting)
        for participant in self._facts.values(meeting, GOV + "participant"):
            if of is None or of in {meeting, participant}:
                self._line(meeting, participant, meeting, TAKES_PART, directed=False)

    def _assignment(self, assignment: str) -> None:
        self._node(assignment)
        part = self._facts.values(assignment, DCT + "isPartOf")
        for prop, label, out in ASSIGNMENT_ENDS:
            # A sub-assignment has its parties through the whole that it is part of.
            if part and prop != DCT + "isPartOf":
                continue
            for other in self._facts.values(assignment, prop):
                ends = (assignment, other) if out else (other, assignment)
                self._line(assignment, *ends, label, key=f"{slug(assignment)}#{slug(prop)}")

    def _perspectives(self) -> None:
        facts = self._facts
        for number, finding in enumerate(facts.instances(GOV + "PerspectiveFinding"), 1):
            label = Message("network.finding", number=number)
            for actor in facts.values(finding, GOV + "actor"):
                for perspective in facts.values(finding, GOV + "perspective"):
                    self._line(finding, actor, perspective, label, directed=False)

    def _parts(self, node: str) -> None:
        facts = self._facts
        props = (ORG + "unitOf", ORG + "postIn", ORG + "memberOf")
        ends = [(node, whole) for whole in facts.values(node, *props)]
        parts = facts.subjects(node, *props)
        ends += [(part, node) for part in parts if facts.is_a(part, GOV + "Actor")]
        if len(ends) > PARTS_DRAWN:  # an organisation with many posts: the text names them
            ends = [(node, whole) for whole in facts.values(node, *props)]
        for part, whole in ends:
            self._line(
                part, part, whole, PART_OF, key=f"{slug(part)}#part", role=PART, directed=False
            )

    # Gaps

    def _gaps(self, view: View) -> None:
        facts = self._facts
        boxes = [self._network.nodes[n]["iri"] for n in self._network]
        found = [(gap, WHO) for gap in facts.gaps(list(self._lines))]
        found += [(gap, view.missing) for gap in facts.gaps(boxes)]
        for gap, wanted in dict.fromkeys(found):
            if set(facts.values(gap, GOV + "missing")).intersection(wanted):
                self._gap(gap)

    def _gap(self, gap: str, *, only: str | None = None, anywhere: bool = False) -> None:
        """Draw a gap, with a line to each node it is about: those drawn, or else any actor."""
        facts = self._facts
        about = (only,) if only else facts.values(gap, GOV + "about")
        ends = [n for n in about if slug(n) in self._network or (anywhere and _is_box(facts, n))]
        for relation in about:
            parties = self._lines.get(relation) or (anywhere and self._parties(relation)) or []
            if not set(parties).intersection(ends):
                ends += list(parties)[:1]
        label = question(facts, gap)
        if ends:
            self._node(gap, about if only else ())
        for end in dict.fromkeys(ends):
            self._line(gap, end, gap, label, directed=False)

    # What is drawn

    def _line(
        self,
        fact: str,
        one: str,
        other: str,
        label: Mapping[str, str] | None,  # None: the verb of the fact
        *,
        key: str | None = None,
        role: str | None = None,
        directed: bool = True,
    ) -> None:
        self._node(one)
        self._node(other)
        ends = self._lines.setdefault(fact, [])
        ends += [end for end in (one, other) if end not in ends]
        place = slug(one), slug(other), key or slug(fact)
        self._network.add_edge(*place)
        self._drawn[place] = partial(line, self._facts, fact, label, role, directed=directed)
        if len(self._drawn) > MOST_LINES:
            raise too_large()

    def _subject(self, gap: str, about: Sequence[str]) -> str:
        """Return the box in whose lane a gap belongs."""
        about = about or self._facts.values(gap, GOV + "about")
        boxes = [node for node in about if _is_box(self._facts, node)]
        parties = [party for node in about for party in self._parties(node)]
        return next(iter((*boxes, *parties)), gap)

    def _node(self, node: str, about: Sequence[str] = ()) -> None:
        if node in self._boxes:
            return
        self._boxes[node] = about
        self._network.add_node(slug(node), iri=node)
        if len(self._boxes) > MOST_NODES:
            raise too_large()


def _is_box(facts: Facts, node: str) -> bool:
    return facts.is_a(node, *BOXES)


def _is_relation(facts: Facts, fact: str) -> bool:
    finding = facts.is_a(fact, GOV + "PerspectiveFinding")
    return facts.is_a(fact, GOV + "Relation") and not finding
