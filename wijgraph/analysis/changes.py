"""The difference between two graphs by what they say, told as who gains or loses what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from wijgraph.analysis.labels import Namer, identifier_of
from wijgraph.analysis.selection import as_of
from wijgraph.analysis.structure import MEETS, Edge, edges, edges_of, narrowest, once
from wijgraph.errors import Text
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.facts import Facts
from wijgraph.messages import LANGUAGES, Message, in_language
from wijgraph.model import Term
from wijgraph.namespaces import DCT, GOV, OWL, RDFS, SCHEMA, SH, SKOS, shorten
from wijgraph.report import document as reports
from wijgraph.report.document import Composed, Item, Section, capital, joined
from wijgraph.store import Triple
from wijgraph.store.canonical import named
from wijgraph.turtle import patch

# The group of a node: by its class, the first that fits.
CLASSES: Mapping[str, tuple[str, ...]] = {
    "gaps": ("Gap",),
    "meetings": ("MeetingSeries", "EscalationModel", "Monitoring"),
    "relations": ("Relation",),
    "actors": ("Actor",),
    "figures": ("Measurement",),
    "work": ("Assignment", "Instrument", "Activity", "ActivityBlock", "Result", "Purpose"),
    "sources": ("Source", "Section", "Figure", "StudiedDocument", "Citation"),
    "statements": ("Statement",),
}
# In the order in which a person reads them.
GROUPS = (
    "relations", "meetings", "actors", "work", "figures", "statements", "gaps", "sources",
    "vocabulary", "rules", "other",
)  # fmt: skip
TERMS = {OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "Ontology"}
TERMS |= {OWL + "AnnotationProperty", SKOS + "Concept", SKOS + "ConceptScheme"}
SHAPES = {SH + "NodeShape", SH + "PropertyShape", SH + "SPARQLConstraint"}
PART = "GOV-PART-"  # how the ids of parts of rules begin
OFTEN = {GOV + "minimumPerYear", SCHEMA + "repeatFrequency"}
# Texts of which the wording is not told in the sentence, for it can be long.
LONG = {DCT + "description", SKOS + "note", SKOS + "definition", SKOS + "scopeNote", SH + "select"}
LONG |= {RDFS + "comment", SH + "message", SKOS + "example"}


@dataclass(frozen=True)
class Side:
    """One of two that are compared: what people call it, and its documents."""

    name: str
    documents: tuple[Document, ...]

    @cached_property
    def triples(self) -> frozenset[Triple]:
        """What it says; blank nodes are named after what is said of them."""
        return named(t for document in self.documents for t in document.triples)


@dataclass(frozen=True)
class Difference:
    """What the one side says and the other does not, with both as graphs to find words in."""

    before: Graph
    after: Graph
    added: frozenset[Triple]
    removed: frozenset[Triple]
    nodes: tuple[frozenset[str], frozenset[str]]  # of which the sides say anything
    context: Graph | None = None  # where labels are found that neither side has

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def patch(self, before: Text, after: Text) -> str:
        """Return the difference as RDF Patch: applied to the one side it gives the other.

        It says of itself what is compared, so that it can serve as a scenario.
        """
        texts = {
            "title": Message("diff.patch", a=before, b=after),
            "description": Message("diff.patch-text", a=before, b=after),
        }
        header = {f"{key}_{la}": text[la] for key, text in texts.items() for la in LANGUAGES}
        return patch.write(self.added, self.removed, header)

    def report(self, before: Text, after: Text, at: date | None = None) -> reports.Document:
        """Return what changes between what is called ``before`` and ``after``."""
        same = Message("diff.same")
        counts = {"added": len(self.added), "removed": len(self.removed)}
        intro = (Message("diff.text", **counts) if self else same, *on_day(at))
        head = Section("report", Message("diff.title", a=before, b=after), intro)
        return reports.Document((head, *Changes(self).sections))


def on_day(at: date | None) -> tuple[Message, ...]:
    """Return the sentence that tells of what day both sides are; none for None."""
    return (Message("change.at", date=at.isoformat()),) if at else ()


def as_on(side: Side, context: Graph, day: date) -> Side:
    """Return a side without the relations, consultations and assignments not in force on a day."""
    own = {document.name for document in side.documents}
    kept = (document for document in as_of(graph_of(side, context), day) if document.name in own)
    return Side(side.name, tuple(kept))


def compare(before: Side, after: Side, context: Graph) -> Difference:
    """Return the difference between two sides.

    A side without the vocabulary borrows that of ``context``, so that short edges follow.
    """
    return Difference(
        before=graph_of(before, context),
        after=graph_of(after, context),
        added=after.triples - before.triples,
        removed=before.triples - after.triples,
        nodes=(subjects(before.triples), subjects(after.triples)),
        context=context,
    )


def subjects(triples: Iterable[Triple]) -> frozenset[str]:
    """Return the nodes of which ``triples`` say something."""
    return frozenset(s.value for s, _, _ in triples)


def graph_of(side: Side, context: Graph) -> Graph:
    """Return a side as a graph, with the vocabulary of ``context`` when it has none of its own."""
    documents: Sequence[Document] = side.documents
    if not any(p.value == GOV + "shortcut" for d in documents for _, p, _ in d.triples):
        documents = [*documents, *of_dossier(context.dossier, "ontology")]
    return Graph(context.dossier, documents)


class Changes:
    """A difference in sentences, by group; groups without sentences are left out.

    Where a relation loses or gives rise to a short edge, that is told: who gains or loses what.
    """

    def __init__(self, difference: Difference) -> None:
        # What a node is called now comes before what it was called.
        self.names = Namer(difference.after, difference.before, difference.context)
        self.by_edge: dict[tuple[Edge, bool], Item] = {}  # and whether it is gained
        self._sides = (difference.before.facts, difference.after.facts)
        # Of an edge and what follows from it only the narrowest is told: who appoints also steers.
        one, other = edges(difference.before), edges(difference.after)
        self._left = {
            False: set(narrowest(one - other, self._sides[0])),
            True: set(narrowest(other - one, self._sides[1])),
        }
        self._nodes = difference.nodes
        self._items: dict[str, list[Item]] = {group: [] for group in GROUPS}
        self._rule_parts = {True: 0, False: 0}
        for node, (gone, come) in sorted(_by_subject(difference).items()):
            self._node(node, gone, come)
        self._left_edges()
        for added, number in self._rule_parts.items():
            if number:
                end = "added" if added else "removed"
                self._add("rules", Message(f"change.parts-{end}", n=number), _sign(added))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The groups that have sentences."""
        return tuple(
            Section(group, Message(f"change.group-{group}"), items=tuple(items))
            for group, items in self._items.items()
            if items
        )

    def _add(
        self,
        group: str,
        text: Text,
        sign: str,
        nodes: Iterable[str] = (),
        details: Iterable[Text] = (),
    ) -> Item:
        shown = text if group in {"rules", "vocabulary"} else capital(text)
        item = Item(shown, tuple(details), tuple(nodes), sign)
        self._items[group].append(item)
        return item

    # Nodes

    def _node(self, node: str, gone: list[Triple], come: list[Triple]) -> None:
        before, after = (node in nodes for nodes in self._nodes)
        group = self._group(node, {k for facts in self._sides for k in facts.kinds(node)})
        # Where all that is said of it comes or goes, one sentence tells that.
        if not (before and after):
            self._whole(node, group, added=after)
            return
        by_property: dict[str, tuple[list[Term], list[Term]]] = {}
        for place, triples in enumerate((gone, come)):
            for _, predicate, value in triples:
                by_property.setdefault(predicate.value, ([], []))[place].append(value)
        for prop, (old, new) in sorted(by_property.items()):
            self._property(node, group, prop, old, new)

    def _group(self, node: str, kinds: set[str]) -> str:
        if kinds & SHAPES:
            return "rules"
        if kinds & TERMS:
            return "vocabulary"
        for group, classes in CLASSES.items():
            if any(facts.is_a(node, *(GOV + c for c in classes)) for facts in self._sides):
                return group
        return "other"

    def _whole(self, node: str, group: str, *, added: bool) -> None:
        """Tell of a node that is there on one side only."""
        facts, sign = self._sides[added], _sign(added)
        end = "added" if added else "removed"
        if group == "rules":
            # A part of a rule has no name that a person knows: parts are counted.
            if (identifier_of(facts, node) or PART).startswith(PART):
                self._rule_parts[added] += 1
            else:
                rule = self.names.rule(facts, node)
                self._add(group, Message(f"change.rule-{end}", node=rule), sign, [node])
        elif group == "vocabulary":
            term = self._term(node, facts)
            self._add(group, Message(f"change.term-{end}", node=term), sign, [node])
        elif group != "relations" or not self._by_edges(node, facts, added=added):
            self._fact(node, group, facts, added=added)

    def _fact(self, node: str, group: str, facts: Facts, *, added: bool) -> None:
        source = group == "sources" and facts.value(node, GOV + "phrase")
        label = self.names.citation(node, facts) if source else self._label(node, facts)
        kind = self.names.kind(facts, node)
        text = Message(f"change.{'added' if added else 'removed'}", node=label, kind=kind)
        # The edge may rest on another statement before and after: then nobody gains or loses.
        same = _edges_of(node, facts)
        for side in self._sides:
            same &= edges(side.graph)
        if group == "relations" and same:
            text = Message(f"change.{'already' if added else 'still'}", node=text)
        often = [self.names.often(t, p) for p in sorted(OFTEN) for t in facts.of(node).get(p, ())]
        evidence = self.names.evidence(node, facts) if group != "sources" else ()
        self._add(group, text, _sign(added), [node], [*often[::-1], *evidence])

    def _by_edges(self, node: str, facts: Facts, *, added: bool) -> bool:
        """Tell what edges a relation gives or takes away; return whether there are any."""
        own = sorted(_edges_of(node, facts) & self._left[added])
        for edge in own:
            modality = facts.value(node, GOV + "modality")
            first = self._label(node, facts)
            if modality:
                first = joined((first, " [", self.names.label(modality), "]"), "")
            details = [first, *self.names.evidence(node, facts)]
            self._edge("relations", edge, [node, edge[0], edge[2]], details, gained=added)
        # Two relations may give one edge: it is told with the first.
        self._left[added].difference_update(own)
        return bool(own)

    def _left_edges(self) -> None:
        """Tell the edges that no relation of the difference has been told with."""
        for gained, pool in self._left.items():
            for edge in once(pool):
                group = "meetings" if edge[1] == MEETS else "relations"
                self._edge(group, edge, [edge[0], edge[2]], (), gained=gained)

    def _edge(
        self, group: str, edge: Edge, nodes: list[str], details: Iterable[Text], *, gained: bool
    ) -> None:
        text = edge_text(self.names, edge, gained=gained)
        item = self._add(group, text, _sign(gained), nodes, details)
        self.by_edge.setdefault((edge, gained), item)

    # Parts of nodes

    def _property(self, node: str, group: str, prop: str, old: list[Term], new: list[Term]) -> None:
        facts, names = self._sides[True], self.names
        label = names.rule(facts, node) if group == "rules" else self._label(node, facts)
        words: dict[str, object] = {"node": label, "what": names.label(prop)}
        for one, other, key in self._pairs(prop, old, new):
            number = names.number(*(t.value for t in (*old, *new) if prop == GOV + "participant"))
            words |= {"old": one, "new": other, "who": other or one, "n": number}
            sign = "~" if (one and other) or key == "deprecated" else "+" if other else "-"
            self._add(group, Message(f"change.{key}", **words), sign, [node])

    def _pairs(
        self, prop: str, old: list[Term], new: list[Term]
    ) -> Iterator[tuple[Text, Text, str]]:
        """Yield what was, what is now, and the sentence that tells it; what was not is empty."""
        names, (before, after) = self.names, self._sides
        if prop == GOV + "citation":
            yield from (("", names.citation(t.value, after), "cited") for t in new)
            yield from ((names.citation(t.value, before), "", "uncited") for t in old)
        elif prop == GOV + "participant":
            yield from (("", names.noun(t.value), "joins") for t in new)
            yield from ((names.noun(t.value), "", "leaves") for t in old)
        elif prop in {RDFS + "label", SKOS + "prefLabel", DCT + "title"}:
            yield from _renamed(old, new)
        elif prop in LONG or any(t.kind == "bnode" for t in (*old, *new)):
            key = "rewritten" if old and new else "text-more" if new else "text-less"
            yield "-" if old else "", "+" if new else "", key
        elif prop == OWL + "deprecated":
            yield ("", "", "deprecated") if new else ("-", "", "rewritten")
        else:
            yield from self._values(prop, old, new)

    def _values(
        self, prop: str, old: list[Term], new: list[Term]
    ) -> Iterator[tuple[Text, Text, str]]:
        names = self.names
        read = partial(names.often, prop=prop) if prop in OFTEN else names.value
        # In one order, whatever the language that they are read in.
        ones, others = (sorted(map(read, terms), key=_first) for terms in (old, new))
        if prop in OFTEN:
            key = "meets" if ones and others else "meets-new" if others else "meets-gone"
            yield joined(ones) if ones else "", joined(others) if others else "", key
        elif len(ones) == len(others) == 1:
            special = {GOV + "modality": "holds", SH + "severity": "severity"}
            yield ones[0], others[0], special.get(prop, "changed")
        else:
            yield from (("", other, "more") for other in others)
            yield from ((one, "", "less") for one in ones)

    def _label(self, node: str, facts: Facts) -> Text:
        return self.names.label(node, facts.graph)

    def _term(self, node: str, facts: Facts) -> Composed:
        short, label = shorten(node).strip("<>"), self._label(node, facts)

        def called(language: str) -> str:
            name = in_language(label, language)
            return short if name == short else f"{short} ({name})"

        return Composed(called)


def edge_text(names: Namer, edge: Edge, *, gained: bool) -> Composed:
    """Return the sentence for a short edge that appears or disappears."""
    start, verb, end = edge
    words: dict[str, object] = {"a": names.noun(start), "b": names.noun(end)}
    words |= {"verb": names.label(verb), "n": names.number(start)}
    way = "gains" if gained else "loses"
    # Our edges have a sentence each; one of an ontology of others has its label for a verb.
    own = Message(f"change.{way}-{verb.removeprefix(GOV)}", **words)
    return capital(own or Message(f"change.{way}", **words))


def _sign(added: bool) -> str:
    return "+" if added else "-"


def _first(text: Text) -> str:
    return in_language(text, LANGUAGES[0])


def _renamed(old: list[Term], new: list[Term]) -> Iterator[tuple[str, str, str]]:
    for tongue in sorted({t.language or "" for t in (*old, *new)}):
        one, other = (
            next((f"“{t.value}”" for t in terms if (t.language or "") == tongue), "")
            for terms in (old, new)
        )
        yield one, other, "renamed" if one and other else "more" if other else "less"


def _by_subject(difference: Difference) -> Mapping[str, tuple[list[Triple], list[Triple]]]:
    """Return what goes and comes, by node; what is said of blank nodes is told where they hang."""
    found: dict[str, tuple[list[Triple], list[Triple]]] = {}
    for place, triples in enumerate((difference.removed, difference.added)):
        for triple in triples:
            if triple[0].kind == "iri":
                found.setdefault(triple[0].value, ([], []))[place].append(triple)
    return found


def _edges_of(node: str, facts: Facts) -> set[Edge]:
    verbs, ends = edges_of(node, facts)
    return {(start, verb, end) for start, end in ends for verb in verbs}
