"""What a box of a network tells of its node, and a line of its fact."""

from collections.abc import Mapping
from typing import Any

from wijgraph.graph.facts import Facts
from wijgraph.messages import Texts
from wijgraph.namespaces import GOV, SCHEMA, slug
from wijgraph.network.describe import brief, evidence_of, processes, term, terms
from wijgraph.network.drawing import FORMAL, PART, drawing_of, shape_of, status_of


def box(facts: Facts, node: str, where: str | None = None) -> dict[str, Any]:
    """Return the attributes of ``node``; it stands in the lane of ``where``, or in its own."""
    drawing = drawing_of(facts.graph)
    lane = drawing.lane_of(facts, where or node)
    return {
        "iri": node,
        "label": facts.labels(node),
        "kind": terms(facts, [k for k in facts.kinds(node) if k.startswith(GOV)]),
        "shape": shape_of(facts, node),
        "lane": lane,
        "rank": list(drawing.lanes).index(lane),
        "evidence": evidence_of(facts, facts.citations(node)),
        "notes": facts.notes(node),
        "acts": [brief(facts, fact) for fact in facts.acts.get(node, ())],
        "gaps": [brief(facts, fact) for fact in facts.gaps([node])],
    }


def line(
    facts: Facts, fact: str, label: Mapping[str, str] | None, role: str | None, *, directed: bool
) -> dict[str, Any]:
    """Return the attributes of a line that shows ``fact``; without ``label`` it has its verb.

    With a ``role`` it is a line of the family for that, not a relation of a kind.
    """
    drawing, kinds = drawing_of(facts.graph), facts.kinds(fact)
    modality = facts.value(fact, GOV + "modality")
    formal = role == PART or facts.is_a(fact, GOV + "Gap")
    status = FORMAL if formal else status_of(modality)
    return {
        "iri": fact,
        "label": Texts(_verb(facts, fact) if label is None else label),
        "text": facts.labels(fact),
        "kind": terms(facts, kinds),
        "family": drawing.family_for(role) if role else drawing.family_of(facts, kinds),
        "process": [slug(p).removeprefix("concept:") for p in processes(facts, kinds)],
        "status": status,
        "modality": term(facts, modality or facts.value(fact, GOV + "reason")),
        "certainty": term(facts, facts.value(fact, GOV + "certainty")),
        "basis": terms(facts, facts.values(fact, GOV + "basis")),
        "start": facts.value(fact, SCHEMA + "startDate"),
        "end": facts.value(fact, SCHEMA + "endDate"),
        "directed": directed,
        "evidence": evidence_of(facts, facts.citations(fact)),
        "notes": facts.notes(fact),
    }


def _verb(facts: Facts, fact: str) -> dict[str, str]:
    """Return what stands on the line: the verb of a class that has one, else its name."""

    def verb(kind: str) -> str | None:
        return facts.value(kind, GOV + "shortcut")

    # Of several classes, such as a power and a steering, the one that says most.
    kind = max(facts.kinds(fact), key=lambda k: (verb(k) is not None, len(facts.above(k))))
    return facts.labels(verb(kind) or kind)
