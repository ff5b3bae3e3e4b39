"""What a box of a network tells of its node."""

from typing import Any

from wijgraph.graph.facts import Facts
from wijgraph.namespaces import GOV
from wijgraph.network.describe import brief, evidence_of, terms
from wijgraph.network.looks import LANES, lane_of, shape_of


def box(facts: Facts, node: str, where: str | None = None) -> dict[str, Any]:
    """Return the attributes of ``node``; it stands in the lane of ``where``, or in its own."""
    lane = lane_of(facts, where or node)
    return {
        "iri": node,
        "label": facts.labels(node),
        "kind": terms(facts, [k for k in facts.kinds(node) if k.startswith(GOV)]),
        "shape": shape_of(facts, node),
        "lane": lane,
        "rank": list(LANES).index(lane),
        "evidence": evidence_of(facts, facts.citations(node)),
        "notes": facts.notes(node),
        "acts": [brief(facts, fact) for fact in facts.acts.get(node, ())],
        "gaps": [brief(facts, fact) for fact in facts.gaps([node])],
    }
