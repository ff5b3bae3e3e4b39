"""The pages of the relations: who, to whom, on what basis, and every place it is written."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from wijgraph.analysis.explain import properties
from wijgraph.messages import word
from wijgraph.namespaces import GOV, SCHEMA
from wijgraph.pages.material import Material, besides, capital
from wijgraph.pages.page import Cell, Page, Part
from wijgraph.report.document import NAMED

# The headings of the list, in its order: a relation stands under the first that it is.
KINDS = (
    "Steering",
    "Control",
    "Supervision",
    "Accountability",
    "InformationFlow",
    "MeetingSeries",
    "Membership",
    "Collaboration",
    "Responsibility",
    "Relation",
    "MonitoringStep",
    "PerspectiveFinding",
)
# Told on a relation's page in places of their own.
TOLD = ("actor", "participant", "counterparty", "via", "basis")


def relation_pages(material: Material, language: str) -> Iterator[Page]:
    """Yield the list of relations, and a page for each."""
    yield Page(
        "relations.html",
        "relations.html",
        word("relations", language),
        {"groups": _groups(material, language), "legend": material.legend(language)},
        "relations",
    )
    for relation in material.paths.relations:
        yield Page(
            material.paths.href(relation),
            "relation.html",
            material.label(relation, language),
            partial(_relation, material, relation, language),
            "relations",
            relation,
        )


def _groups(material: Material, language: str) -> list[tuple[str, str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for relation in material.paths.relations:
        kind = (*KINDS, "")[rank(material, relation)]
        found.setdefault(kind, []).append(material.statement(relation, language))
    return [
        (
            kind or "other",
            material.label(GOV + kind, language) if kind else word("other", language),
            found[kind],
        )
        for kind in (*KINDS, "")
        if kind in found
    ]


def rank(material: Material, relation: str) -> int:
    """Return the place of ``relation`` in the order of KINDS, the last when it is none of them."""
    kinds = (i for i, k in enumerate(KINDS) if material.facts.is_a(relation, GOV + k))
    return next(kinds, len(KINDS))


def _relation(material: Material, relation: str, language: str) -> dict[str, Any]:
    groups = material.incidence.groups(relation)
    told = {material.graph.label(GOV + name, language) for name in TOLD}
    mentioned = [s for name, own in groups.items() if name != "gaps" for s in own]
    return {
        "statement": material.statement(relation, language),
        "often": meeting(material, relation, language)["often"],
        "in_force": in_force(material, relation),
        "more": [
            (capital(name), text)
            for name, text in properties(material.facts, relation, language)
            if name not in told
        ],
        "edges": derived_edges(material, relation, language),
        "gaps": material.statements(groups.get("gaps", ()), language),
        "legend": material.legend(language),
        "mentioned": material.statements(mentioned, language),
    }


def meeting(material: Material, iri: str, language: str, actor: str = "") -> dict[str, Any]:
    """Return a consultation as a row: how often it takes place, and who meet ``actor`` there."""
    facts = material.facts
    others = [p for p in facts.values(iri, GOV + "participant") if p != actor]
    often = [
        f"{word('every', language)} {material.graph.text(term, language)}"
        for term in facts.of(iri).get(SCHEMA + "repeatFrequency", ())
    ]
    often += [
        f"{word('at_least', language)} {term.value} × {word('a_year', language)}"
        for term in facts.of(iri).get(GOV + "minimumPerYear", ())
    ]
    return {
        "statement": material.statement(iri, language),
        "others": material.links(others, language),
        "often": "; ".join(often),
    }


def in_force(material: Material, relation: str) -> bool:
    """Return whether ``relation`` holds now, and is not only judged, recommended or asked."""
    modality = material.facts.value(relation, GOV + "modality") or ""
    return material.facts.value(modality, GOV + "inForce") == "true"


def derived_edges(material: Material, relation: str, language: str) -> list[Cell]:
    """Return the short edges that follow from ``relation``, each as a sentence.

    It has the first hundred, and how many there are besides.
    """
    facts = material.facts
    ends: list[tuple[str, str, str]] = []
    if in_force(material, relation):
        edges = dict.fromkeys(
            edge
            for own in facts.kinds(relation)
            for kind in facts.above(own)
            for edge in facts.values(kind, GOV + "shortcut")
        )
        ends = [
            (one, edge, other)
            for one in facts.values(relation, GOV + "actor")
            for edge in edges
            for other in facts.values(relation, GOV + "counterparty")
        ]
    together = facts.values(relation, GOV + "participant")
    ends += [(one, GOV + "meetsWith", other) for one in together for other in together]
    reached = {
        (one, edge): {term.value for term in facts.of(one).get(edge, ()) if term.kind == "iri"}
        for one, edge in dict.fromkeys(each[:2] for each in ends)
    }
    found = [each for each in ends if each[2] in reached[each[:2]]]
    return [
        (
            material.link(one, language),
            Part(f" {material.graph.label(edge, language)} "),
            material.link(other, language),
        )
        for one, edge, other in found[:NAMED]
    ] + besides(len(found), language)
