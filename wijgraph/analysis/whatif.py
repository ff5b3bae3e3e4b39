"""What-if: a scenario applied to a copy, the rules run again, and what that makes of the whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wijgraph.analysis.changes import Changes, Difference, edge_text, on_day, subjects
from wijgraph.analysis.scenario import AppliedScenario, Idle, Scenario, apply
from wijgraph.analysis.selection import as_of
from wijgraph.analysis.structure import (
    Chain,
    Edge,
    Holding,
    chains,
    edges,
    holding,
    narrowest,
    once,
)
from wijgraph.dossier import Dossier
from wijgraph.errors import Text
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.model import Finding, Term
from wijgraph.namespaces import GOV, RDFS, SH, SKOS, shorten
from wijgraph.network import drawing_of, project
from wijgraph.report import document as reports
from wijgraph.report.document import Composed, Item, Section, capital, joined
from wijgraph.store import Triple
from wijgraph.validation.index import Index
from wijgraph.validation.keys import key as key_of
from wijgraph.validation.run import ORDER, Checked, check_dossier

# How a fact is evidenced and described. A hypothesis has no source, and need not be well described.
DESCRIPTION = {GOV + "citation", RDFS + "label", SKOS + "note"}


@dataclass(frozen=True)
class Vanished:
    """A finding that went without being mended: ``why`` is "node", "class" or "value"."""

    finding: Finding
    why: str


@dataclass(frozen=True)
class GripChange:
    """What of the council's grip a scenario touches, in nodes."""

    statements: tuple[str, ...]  # that name an element of grip, and changed or speak of what did
    lost: tuple[str, ...]  # facts that were lines from council to execution
    gained: tuple[str, ...]
    outside: tuple[str, ...]  # that are still there, but no longer between such bodies
    gaps: tuple[str, ...]  # what the sources do not say, and the scenario fills in


@dataclass(frozen=True)
class WhatIf:
    """What a scenario does to a dossier."""

    scenario: Scenario
    applied: AppliedScenario
    before: Checked
    after: Checked
    new: tuple[Finding, ...]
    solved: tuple[Finding, ...]
    vanished: tuple[Vanished, ...]
    left_out: tuple[Finding, ...]  # about how the scenario's own facts are described
    silent: tuple[str, ...]  # rules that have nothing to look at any more
    gained: tuple[Edge, ...]
    lost: tuple[Edge, ...]
    chains: tuple[Chain, ...]
    holding: Holding
    grip: GripChange
    at: date | None = None

    @property
    def difference(self) -> Difference:
        """What the scenario changes in what is written; on a day, in what holds on that day."""
        sides = (self.before.graph, self.after.graph)
        old, now = ({t for d in side.documents for t in d.triples} for side in sides)
        return Difference(
            self.before.graph,
            self.after.graph,
            frozenset(t for t in self.applied.added if t in now or _blank(t)),
            frozenset(t for t in self.applied.removed if t in old or _blank(t)),
            (subjects(old), subjects(now)),
        )

    def report(self) -> reports.Document:
        """Return what the scenario does, in sentences that say no more than was computed."""
        return _Report(self).document()


def _blank(triple: Triple) -> bool:
    """Return whether a triple has a blank node, which has another name in the files."""
    return "bnode" in {triple[0].kind, triple[2].kind}


def state(dossier: Dossier, at: date | None = None) -> Checked:
    """Return a dossier, as it was on a day when one is given, checked against its rules.

    Many scenarios can be tried on one state.
    """
    graph = Graph(dossier, of_dossier(dossier, "ontology", "data"))
    return check_dossier(dossier, _as_of(graph, at))


def whatif(
    dossier: Dossier,
    scenario: Scenario,
    *,
    at: date | None = None,
    strict: bool = False,
    before: Checked | None = None,
    graph: Graph | None = None,
) -> WhatIf:
    """Return what ``scenario`` does to ``dossier``.

    A finding is solved when it is gone and what it spoke of is still there. It only vanished when
    its node is gone or is of another kind that the rule does not look at, or the value it pointed
    at is gone with nothing in its place. What the scenario touches are hypotheses: findings about
    their missing citation, label or note, and about references to what it removes, are left out,
    unless ``strict``. ``before`` saves checking again: the ``state`` at ``at``. ``graph`` is the
    dossier where it lies elsewhere than in its files.

    Raises ShapesError when the dossier has no rules.
    """
    written = graph or Graph(dossier)
    applied = apply(scenario, written)
    before = before or check_dossier(dossier, _as_of(written, at))
    after = check_dossier(dossier, _as_of(Graph(dossier, applied.documents), at))
    shapes = Index(_shapes(dossier))
    known = {key_of(finding, before.graph) for finding in before.report.findings}
    kept = {key_of(finding, after.graph) for finding in after.report.findings}
    new = [f for f in after.report.findings if key_of(f, after.graph) not in known]
    gone = [f for f in before.report.findings if key_of(f, before.graph) not in kept]
    left_out = [] if strict else _about_form(new, after.graph.facts, applied)
    reasons = {id(f): _why(f, before.graph.facts, after.graph.facts, shapes) for f in gone}
    one, other = edges(before.graph), edges(after.graph)
    return WhatIf(
        scenario=scenario,
        applied=applied,
        before=before,
        after=after,
        new=tuple(f for f in new if f not in left_out),
        solved=tuple(f for f in gone if not reasons[id(f)]),
        vanished=tuple(Vanished(f, reasons[id(f)]) for f in gone if reasons[id(f)]),
        left_out=tuple(left_out),
        silent=_silent(before, after, shapes),
        gained=tuple(sorted(other - one)),
        lost=tuple(sorted(one - other)),
        chains=tuple(chains(before.graph.facts, after.graph.facts)),
        holding=holding(before.graph, after.graph),
        grip=_grip(before.graph.facts, after.graph.facts, applied, other - one),
        at=at,
    )


def _shapes(dossier: Dossier) -> Iterable[Triple]:
    return (t for document in of_dossier(dossier, "shapes") for t in document.triples)


def _as_of(graph: Graph, day: date | None) -> list[Document]:
    """Return the documents of ``graph`` without the relations that do not hold on ``day``."""
    return as_of(graph, day) if day else list(graph.documents)


def _why(finding: Finding, before: Facts, after: Facts, shapes: Index) -> str:
    """Return why a finding went without being mended; empty when it was mended."""
    node, value = finding.focus.value, finding.value
    if before.kinds(node) and not after.kinds(node):
        return "node"
    owners = _owners(finding.shape, shapes)
    kinds = [k.value for owner in owners for k in shapes.objects(owner, SH + "targetClass")]
    if before.is_a(node, *kinds) and not after.is_a(node, *kinds):
        return "class"
    if value is None or value == finding.focus:
        return ""
    if value.kind == "iri" and before.kinds(value.value) and not after.kinds(value.value):
        return "value"
    path = finding.path or ""
    if value in before.of(node).get(path, ()) and path not in after.of(node):
        return "value"
    return ""


def _owners(shape: str, shapes: Index) -> list[Term]:
    """Return a shape and those that it is a property of: their targets are its own."""
    node = Term("iri", shape)
    return [node, *shapes.subjects(SH + "property", node)]


def _about_form(new: Iterable[Finding], after: Facts, applied: AppliedScenario) -> list[Finding]:
    """Return the findings about how the scenario's own facts are described, not about governance.

    A fact that it touches is a hypothesis; what referred to a fact that it removed refers to
    nothing now.
    """
    touched = {s for s, _, _ in applied.added | applied.removed}
    gone = {term for term in touched if not after.kinds(term.value)}
    return [
        f
        for f in new
        if (f.focus in touched and f.path in DESCRIPTION) or f.focus in gone or f.value in gone
    ]


def _silent(before: Checked, after: Checked, shapes: Index) -> tuple[str, ...]:
    """Return the rules that had nodes to look at, and have none any more."""
    sides = [(c.graph.facts, _properties(c.graph.facts)) for c in (before, after)]
    found = []
    for name, rule in before.rules.items():
        owners = _owners(rule.shape, shapes)
        one, other = (
            any(_looks_at(owner, facts, used, shapes) for owner in owners) for facts, used in sides
        )
        if rule.reported and one and not other:
            found.append(name)
    return tuple(sorted(found))


def _properties(facts: Facts) -> set[str]:
    return {prop for node in facts for prop in facts.of(node)}


def _looks_at(shape: Term, facts: Facts, used: set[str], shapes: Index) -> bool:
    kinds = [kind.value for kind in shapes.objects(shape, SH + "targetClass")]
    if shapes.objects(shape, SH + "targetNode") or (kinds and facts.instances(*kinds)):
        return True
    words = ("targetSubjectsOf", "targetObjectsOf")
    return any(p.value in used for word in words for p in shapes.objects(shape, SH + word))


def _grip(before: Facts, after: Facts, applied: AppliedScenario, gained: set[Edge]) -> GripChange:
    changed = {s.value for s, _, _ in applied.added | applied.removed}
    touched = [
        node
        for facts in (before, after)
        for node in facts
        if facts.values(node, GOV + "gripElement")
        and (node in changed or changed.intersection(facts.values(node, GOV + "about")))
    ]
    lines = [_lines(facts) for facts in (before, after)]
    gone = lines[0] - lines[1]
    filled = [
        gap
        for start, edge, _ in sorted(gained)
        for gap in after.gaps([start])
        if edge in after.values(gap, GOV + "missing")
    ]
    return GripChange(
        statements=tuple(dict.fromkeys(touched)),
        lost=tuple(sorted(line for line in gone if not after.kinds(line))),
        gained=tuple(sorted(lines[1] - lines[0])),
        outside=tuple(sorted(line for line in gone if after.kinds(line))),
        gaps=tuple(dict.fromkeys(filled)),
    )


def _lines(facts: Facts) -> set[str]:
    watched = [view.name for view in drawing_of(facts.graph).views.values() if view.grip]
    return {
        line["iri"]
        for view in watched
        for *_, line in project(facts, view).edges(data=True)
        if not facts.is_a(line["iri"], GOV + "Gap")
    }


def most_changed(result: WhatIf, views: Mapping[str, object]) -> str:
    """Return the view of which the largest share of lines changes; the first when none does."""
    shares = {}
    for view in views:
        one, other = (
            {(line["iri"], a, b) for a, b, line in project(side.graph.facts, view).edges(data=True)}
            for side in (result.before, result.after)
        )
        shares[view] = len(one ^ other) / max(1, len(one | other))
    return max(shares, key=lambda view: shares[view])


MOST_APART = 3  # findings of one rule that are told one by one


class _Report:
    """A what-if being told."""

    def __init__(self, result: WhatIf) -> None:
        self._result = result
        self._changes = Changes(result.difference)
        self._names = self._changes.names
        self._sides = (result.before.graph.facts, result.after.graph.facts)

    def document(self) -> reports.Document:
        result = self._result
        tally = {
            "new": len(result.new),
            "solved": len(result.solved),
            "vanished": len(result.vanished),
        }
        intro = [result.scenario.description, Message("whatif.hypothesis")]
        intro += [Message("whatif.tally", **tally), *on_day(result.at)]
        intro += [Message("whatif.no-new")] * (not result.new)
        if result.left_out:
            intro.append(Message("whatif.left-out", n=len(result.left_out)))
        lists = {
            "new": self._together([(f, "") for f in result.new], added=True),
            "solved": self._together([(f, "") for f in result.solved], added=False),
            "vanished": self._together([(v.finding, v.why) for v in result.vanished], added=False),
            "silent": self._silent(),
            "edges": self._edges(),
            "chains": map(self._chain, result.chains),
            "holding": self._holding(),
            "grip": self._grip(),
        }
        head = Section("report", Message("whatif.title", title=result.scenario.title), tuple(intro))
        sections = [
            *(_section(key, items) for key, items in lists.items()),
            *self._others(),
            _section("idle", map(self._idle, result.applied.idle)),
        ]
        return reports.Document((head, *(section for section in sections if section.items)))

    def _others(self) -> Iterator[Section]:
        """Yield the changes; what is told as an edge is told once, there."""
        # By identity: two items may read alike and be about different nodes.
        told = {id(item) for item in self._edges()}
        for section in self._changes.sections:
            items = tuple(item for item in section.items if id(item) not in told)
            yield Section(section.key, section.title, items=items)

    # Findings

    def _together(self, findings: Sequence[tuple[Finding, str]], *, added: bool) -> Iterator[Item]:
        """Tell findings; many of one rule, gone for one reason, are told in one breath."""
        # A scenario that ends seventeen assignments would else fill a page with one rule.
        alike: dict[tuple[str, str], list[Finding]] = {}
        for finding, why in findings:
            alike.setdefault((finding.rule, why), []).append(finding)
        for (_, why), found in alike.items():
            if len(found) > MOST_APART:
                times = Message("whatif.times", n=len(found))
                known = joined((self._about(f, added) for f in found), "; ")
                nodes = tuple(f.focus.value for f in found)
                details = (*self._details(found[0], why, added), known)
                yield Item(_headed(found[0], times), details, nodes, "+" if added else "-")
            else:
                yield from (self._finding(f, why, added) for f in found)

    def _finding(self, finding: Finding, why: str, added: bool) -> Item:
        text, nodes = _headed(finding, self._about(finding, added)), (finding.focus.value,)
        return Item(text, self._details(finding, why, added), nodes, "+" if added else "-")

    def _details(self, finding: Finding, why: str, added: bool) -> tuple[Text, ...]:
        """Return what is said of the rule of a finding."""
        rule = (self._result.after if added else self._result.before).rules.get(finding.rule)
        details: list[Text] = [Message(f"whatif.why-{why}")] if why else []
        details += [texts for texts in (rule.name, rule.rationale) if texts] if rule else []
        if finding.source:
            place = self._names.citation(finding.source.iri, self._sides[added])
            details.append(Message("whatif.rule-source", place=place))
        return tuple(details)

    def _about(self, finding: Finding, added: bool) -> Text:
        node, names = finding.focus, self._names
        if node.kind == "iri":
            text = names.label(node.value, self._sides[added].graph)
        else:
            text = f"_:{node.value}"
        if finding.value is None or finding.value == node:
            return text
        return joined((text, names.value(finding.value)), " – ")

    def _silent(self) -> Iterator[Item]:
        rules = self._result.before.rules
        for name in sorted(self._result.silent, key=lambda n: (ORDER[rules[n].severity], n)):
            yield Item(joined((name, rules[name].name or ""), ": "))

    # The whole

    def _edges(self) -> Iterator[Item]:
        """Yield who gains or loses what, with what that rests on where a fact tells it."""
        result = self._result
        for pool, facts, gained in (
            (result.lost, self._sides[0], False),
            (result.gained, self._sides[1], True),
        ):
            for edge in once(narrowest(pool, facts)):
                text = edge_text(self._names, edge, gained=gained)
                plain = Item(text, (), (edge[0], edge[2]), "+" if gained else "-")
                yield self._changes.by_edge.get((edge, gained), plain)

    def _chain(self, chain: Chain) -> Item:
        before, after = chain.before, chain.after
        if not after:
            key = "gone"
        elif not before:
            key = "new"
        else:
            key = "other" if len(before[0]) == len(after[0]) else "length"
        text = Message(
            f"whatif.chain-{key}",
            process=Message(f"whatif.process-{chain.process}"),
            a=self._names.noun(chain.start),
            b=self._names.noun(chain.end),
            old=_links(before),
            new=_links(after),
        )
        details = [
            joined((Message(f"whatif.{side}"), self._path(path)), ": ")
            for side, paths in (("before", before), ("after", after))
            for path in paths
        ]
        sign = "-" if not after else "+" if not before else "~"
        return Item(capital(text), tuple(details), (chain.start, chain.end), sign)

    def _path(self, path: Sequence[str]) -> Composed:
        return joined(map(self._names.label, path), " → ")

    def _holding(self) -> Iterator[Item]:
        holding, names = self._result.holding, self._names
        for key, nodes, sign in (
            ("point-new", holding.gained, "+"),
            ("point-gone", holding.lost, "-"),
            ("loose", holding.loose, "-"),
        ):
            for node in nodes:
                text = Message(f"whatif.{key}", node=names.noun(node), n=names.number(node))
                yield Item(capital(text), (), (node,), sign)
        old, new = holding.parts
        if old != new:
            yield Item(Message("whatif.parts", old=old, new=new))

    def _grip(self) -> Iterator[Item]:
        grip, names, sides = self._result.grip, self._names, self._sides
        for key, nodes, facts, sign in (
            ("lost", grip.lost, sides[0], "-"),
            ("gained", grip.gained, sides[1], "+"),
            ("outside", grip.outside, sides[1], "~"),
        ):
            for node in nodes:
                text = Message(f"whatif.grip-{key}", node=names.label(node, facts.graph))
                yield Item(text, (), (node,), sign)
        for node in grip.statements:
            facts = sides[0] if sides[0].of(node) else sides[1]
            element = names.labels(facts.values(node, GOV + "gripElement"))
            label = names.label(node, facts.graph)
            text = Message("whatif.grip-touched", element=element, node=label)
            yield Item(capital(text), names.evidence(node, facts), (node,))
        for node in grip.gaps:
            text = Message("whatif.grip-gap", node=names.label(node, sides[1].graph))
            yield Item(text, names.evidence(node, sides[1]), (node,))

    def _idle(self, idle: Idle) -> Item:
        terms = (shorten(t.value) if t.kind == "iri" else self._names.value(t) for t in idle.triple)
        line, triple = idle.position.line, joined(terms, " ")
        key = "add" if idle.adds else "delete"
        return Item(Message(f"whatif.idle-{key}", line=line, triple=triple))


def _section(key: str, items: Iterable[Item]) -> Section:
    note = Message(f"whatif.{key}-note")
    return Section(key, Message(f"whatif.{key}"), (note,), items=tuple(items))


def _headed(finding: Finding, text: Text) -> Composed:
    """Return ``text`` behind the severity and the rule of a finding."""
    severity = Message(f"words.{finding.severity}")
    return capital(joined((joined((severity, finding.rule), " "), text), ": "))


def _links(paths: Sequence[Sequence[str]]) -> Message:
    return Message("whatif.links", n=len(paths[0]) - 1 if paths else 0)
