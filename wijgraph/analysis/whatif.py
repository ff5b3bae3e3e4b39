"""What-if: a scenario applied to a copy, the rules run again, and what that makes of the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from wijgraph.analysis.difference import Difference, subjects
from wijgraph.analysis.scenario import Applied, Changed, Scenario, apply
from wijgraph.analysis.structure import Chain, Edge, Holding, chains, edges, holding
from wijgraph.dossier import Dossier
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.facts import Facts
from wijgraph.model import Finding, Term
from wijgraph.namespaces import GOV, RDFS, SCHEMA, SH, SKOS
from wijgraph.network import drawing_of, project
from wijgraph.network.filters import holds
from wijgraph.store import Triple
from wijgraph.validation.index import Index
from wijgraph.validation.keys import key
from wijgraph.validation.run import Checked, check_dossier

# How a fact is evidenced and described. A hypothesis has no source, and need not be well described.
DESCRIPTION = {GOV + "citation", RDFS + "label", SKOS + "note"}
DATED = tuple(GOV + kind for kind in ("Relation", "MeetingSeries", "Assignment"))


@dataclass(frozen=True)
class Vanished:
    """A finding that went without being mended: ``why`` is "node", "class" or "value"."""

    finding: Finding
    why: str


@dataclass(frozen=True)
class Grip:
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
    applied: Applied
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
    grip: Grip
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
    known = {key(finding, before.graph) for finding in before.report.findings}
    kept = {key(finding, after.graph) for finding in after.report.findings}
    new = [f for f in after.report.findings if key(f, after.graph) not in known]
    gone = [f for f in before.report.findings if key(f, before.graph) not in kept]
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


def as_of(graph: Graph, day: date) -> list[Document]:
    """Return the documents of ``graph`` without what did not hold on ``day``.

    That goes by the dates of relations, consultations and assignments, as far as they are known.
    """
    facts = graph.facts
    ended = {
        Term("iri", node)
        for node in facts.instances(*DATED)
        if not holds(
            {
                "start": facts.value(node, SCHEMA + "startDate"),
                "end": facts.value(node, SCHEMA + "endDate"),
            },
            day,
        )
    }
    found: list[Document] = []
    for document in graph.documents:
        left = tuple(t for t in document.triples if t[0] not in ended and t[2] not in ended)
        if len(left) < len(document.triples):
            form, base = document.form, document.base
            found.append(Changed(document.name, document.text, form, base, left))
        else:
            found.append(document)
    return found


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


def _about_form(new: Iterable[Finding], after: Facts, applied: Applied) -> list[Finding]:
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


def _grip(before: Facts, after: Facts, applied: Applied, gained: set[Edge]) -> Grip:
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
    return Grip(
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
