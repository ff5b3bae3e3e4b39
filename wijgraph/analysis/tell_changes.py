"""A difference told as governance: who gains or loses what, and what is written otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from wijgraph.analysis.change_words import (
    EDGES,
    GROUPS,
    OTHER_EDGE,
    SENTENCES,
    capital,
    filled,
    say,
)
from wijgraph.analysis.difference import Difference
from wijgraph.analysis.naming import Names, identifier_of
from wijgraph.analysis.structure import MEETS, Edge, edges, edges_of, narrowest, once
from wijgraph.analysis.telling import Chapter, Line
from wijgraph.graph.facts import Facts
from wijgraph.model import Term
from wijgraph.namespaces import DCT, GOV, OWL, RDFS, SCHEMA, SH, SKOS, shorten
from wijgraph.store import Triple

# The group of a node: by its class, the first that fits.
_GROUPS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("gaps", ("Gap",)),
    ("meetings", ("MeetingSeries", "EscalationModel", "Monitoring")),
    ("relations", ("Relation",)),
    ("actors", ("Actor",)),
    ("figures", ("Measurement",)),
    ("work", ("Assignment", "Instrument", "Activity", "ActivityBlock", "Result", "Purpose")),
    ("sources", ("Source", "Section", "Figure", "StudiedDocument", "Citation")),
    ("statements", ("Statement",)),
)
_TERMS = {OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "Ontology"}
_TERMS |= {OWL + "AnnotationProperty", SKOS + "Concept", SKOS + "ConceptScheme"}
_SHAPES = {SH + "NodeShape", SH + "PropertyShape", SH + "SPARQLConstraint"}
PART = "GOV-PART-"  # how the ids of parts of rules begin
_OFTEN = {GOV + "minimumPerYear", SCHEMA + "repeatFrequency"}
# Texts of which the wording is not told in the sentence, for it can be long.
_LONG = {DCT + "description", SKOS + "note", SKOS + "definition", SKOS + "scopeNote", SH + "select"}
_LONG |= {RDFS + "comment", SH + "message", SKOS + "example"}


def tell(difference: Difference, language: str) -> list[Chapter]:
    """Return the chapters of a difference, in sentences; those without sentences are left out.

    Where a relation loses or gives rise to a short edge, that is told: who gains or loses what.
    """
    return _Telling(difference, language).sections()


class _Telling:
    """A difference being told in one language."""

    def __init__(self, difference: Difference, language: str) -> None:
        self._language = language
        self._names = Names(difference, language)
        self._sides = (difference.before.facts, difference.after.facts)
        one, other = edges(difference.before), edges(difference.after)
        self._lost = set(narrowest(one - other, self._sides[0]))
        self._gained = set(narrowest(other - one, self._sides[1]))
        self._lines: dict[str, list[Line]] = {group: [] for group in GROUPS}
        self._say = partial(say, SENTENCES, language=language)
        self._changes = _by_subject(difference)
        self._nodes = difference.nodes
        self._rule_parts = {"+": 0, "-": 0}

    def sections(self) -> list[Chapter]:
        for node, (gone, come) in sorted(self._changes.items()):
            self._node(node, gone, come)
        self._left_edges()
        for sign, number in self._rule_parts.items():
            if number:
                key = "parts_added" if sign == "+" else "parts_removed"
                self._add("rules", self._say(key, n=number), sign, ())
        return [
            Chapter(group, title[self._language], tuple(self._lines[group]))
            for group, title in GROUPS.items()
            if self._lines[group]
        ]

    def _add(
        self, group: str, text: str, sign: str, nodes: Iterable[str], details: Iterable[str] = ()
    ) -> None:
        shown = text if group in {"rules", "vocabulary"} else capital(text)
        line = Line(shown, tuple(details), tuple(nodes), sign)
        self._lines[group].append(line)

    # Nodes

    def _node(self, node: str, gone: list[Triple], come: list[Triple]) -> None:
        before, after = (node in nodes for nodes in self._nodes)
        facts = self._sides[1] if after else self._sides[0]
        group = self._group(node, {*self._sides[0].kinds(node), *self._sides[1].kinds(node)})
        if before and after:
            self._parts(node, group, gone, come)
        else:
            self._whole(node, group, facts, added=after)

    def _group(self, node: str, kinds: set[str]) -> str:
        if kinds & _SHAPES:
            return "rules"
        if kinds & _TERMS:
            return "vocabulary"
        for group, classes in _GROUPS:
            if any(facts.is_a(node, *(GOV + c for c in classes)) for facts in self._sides):
                return group
        return "other"

    def _whole(self, node: str, group: str, facts: Facts, *, added: bool) -> None:
        """Tell of a node that is there on one side only."""
        sign = "+" if added else "-"
        if group in {"rules", "vocabulary"}:
            if group == "rules" and (identifier_of(facts, node) or PART).startswith(PART):
                self._rule_parts[sign] += 1
                return
            key = ("rule" if group == "rules" else "term") + ("_added" if added else "_removed")
            name = self._names.rule(facts, node) if group == "rules" else self._term(node, facts)
            self._add(group, self._say(key, node=name), sign, [node])
            return
        if group == "relations" and self._by_edges(node, facts, added=added):
            return
        label = self._label(node, facts)
        if group == "sources" and facts.value(node, GOV + "phrase"):
            label = self._names.citation(node, facts)
        kind = self._names.kind(facts, node) or node
        text = self._say("added" if added else "removed", node=label, kind=kind)
        own = _edges_of(node, facts)
        same = own & edges(self._sides[0].graph) & edges(self._sides[1].graph)
        if group == "relations" and same:
            text = self._say("already" if added else "still", node=text)
        details = list(self._names.evidence(node, facts)) if group != "sources" else []
        for prop in sorted(_OFTEN):
            for term in facts.of(node).get(prop, ()):
                details.insert(0, self._names.often(term, prop))
        self._add(group, text, sign, [node], details)

    def _by_edges(self, node: str, facts: Facts, *, added: bool) -> bool:
        """Tell what edges a relation gives or takes away; return whether there are any."""
        pool = self._gained if added else self._lost
        own = sorted(_edges_of(node, facts) & pool)
        for edge in own:
            modality = facts.value(node, GOV + "modality")
            label = self._label(node, facts)
            details = [f"{label} [{self._names.label(modality)}]" if modality else label]
            details += self._names.evidence(node, facts)
            text = edge_text(self._names, edge, gained=added)
            self._add("relations", text, "+" if added else "-", [node, edge[0], edge[2]], details)
        pool.difference_update(own)
        return bool(own)

    def _left_edges(self) -> None:
        """Tell the edges that no relation of the difference has been told with."""
        for pool, gained in ((self._lost, False), (self._gained, True)):
            for edge in once(pool):
                group = "meetings" if edge[1] == MEETS else "relations"
                text = edge_text(self._names, edge, gained=gained)
                self._add(group, text, "+" if gained else "-", [edge[0], edge[2]])

    # Parts of nodes

    def _parts(self, node: str, group: str, gone: list[Triple], come: list[Triple]) -> None:
        by_property: dict[str, tuple[list[Term], list[Term]]] = {}
        for place, triples in enumerate((gone, come)):
            for _, predicate, value in triples:
                by_property.setdefault(predicate.value, ([], []))[place].append(value)
        for prop, (old, new) in sorted(by_property.items()):
            self._property(node, group, prop, old, new)

    def _property(self, node: str, group: str, prop: str, old: list[Term], new: list[Term]) -> None:
        facts, names = self._sides[1], self._names
        label = names.rule(facts, node) if group == "rules" else self._label(node, facts)
        words = {"node": label, "what": names.label(prop)}
        for one, other, key in self._pairs(prop, old, new):
            words |= {"old": one, "new": other, "who": other or one}
            many = prop == GOV + "participant" and any(names.many(t.value) for t in (*old, *new))
            sign = "~" if (one and other) or key == "deprecated" else "+" if other else "-"
            self._add(group, self._say(key, many=many, **words), sign, [node])

    def _pairs(self, prop: str, old: list[Term], new: list[Term]) -> Iterable[tuple[str, str, str]]:
        """Yield what was, what is now, and the sentence that tells it; what was not is empty."""
        names, (before, after) = self._names, self._sides
        if prop == GOV + "citation":
            yield from (("", names.citation(t.value, after), "cited") for t in new)
            yield from ((names.citation(t.value, before), "", "uncited") for t in old)
        elif prop == GOV + "participant":
            yield from (("", names.noun(t.value), "joins") for t in new)
            yield from ((names.noun(t.value), "", "leaves") for t in old)
        elif prop in {RDFS + "label", SKOS + "prefLabel", DCT + "title"}:
            yield from self._named(old, new)
        elif prop in _LONG or any(t.kind == "bnode" for t in (*old, *new)):
            key = "rewritten" if old and new else "text_more" if new else "text_less"
            yield "-" if old else "", "+" if new else "", key
        elif prop == OWL + "deprecated":
            yield ("", "", "deprecated") if new else ("-", "", "rewritten")
        else:
            yield from self._values(prop, old, new)

    def _named(self, old: list[Term], new: list[Term]) -> Iterable[tuple[str, str, str]]:
        tongues = sorted({t.language or "" for t in (*old, *new)})
        for tongue in tongues:
            one = next((t.value for t in old if (t.language or "") == tongue), "")
            other = next((t.value for t in new if (t.language or "") == tongue), "")
            key = "renamed" if one and other else "more" if other else "less"
            yield one and f"“{one}”", other and f"“{other}”", key

    def _values(
        self, prop: str, old: list[Term], new: list[Term]
    ) -> Iterable[tuple[str, str, str]]:
        names = self._names
        read = partial(names.often, prop=prop) if prop in _OFTEN else names.value
        ones, others = sorted(map(read, old)), sorted(map(read, new))
        if prop in _OFTEN:
            key = "meets" if ones and others else "meets_new" if others else "meets_gone"
            yield ", ".join(ones), ", ".join(others), key
        elif len(ones) == len(others) == 1:
            special = {GOV + "modality": "holds", SH + "severity": "severity"}
            yield ones[0], others[0], special.get(prop, "changed")
        else:
            yield from (("", other, "more") for other in others)
            yield from ((one, "", "less") for one in ones)

    def _label(self, node: str, facts: Facts) -> str:
        return self._names.label(node, facts.graph)

    def _term(self, node: str, facts: Facts) -> str:
        short, label = shorten(node).strip("<>"), self._label(node, facts)
        return short if label == short else f"{short} ({label})"


def edge_text(names: Names, edge: Edge, *, gained: bool) -> str:
    """Return the sentence for a short edge that appears or disappears."""
    table = EDGES.get(edge[1].removeprefix(GOV), OTHER_EDGE)
    text = table[0 if gained else 1][names.language]
    return filled(text, names.edge(edge), many=names.many(edge[0]))


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
