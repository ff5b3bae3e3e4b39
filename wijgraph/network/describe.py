"""What a box or a line of a network tells of its fact, as plain values."""

from collections.abc import Iterable
from typing import Any

from wijgraph.graph.facts import Facts
from wijgraph.messages import LANGUAGES
from wijgraph.model import Citation
from wijgraph.namespaces import GOV, slug
from wijgraph.network.drawing import drawing_of


def evidence_of(facts: Facts, citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """Return citations as plain values: document (by language), section, paragraph and phrase."""
    return [
        {
            "source": slug(c.document),
            "document": facts.labels(c.document),
            "section": c.section,
            "paragraph": c.paragraph,
            "phrase": c.phrase,
        }
        for c in citations
    ]


def question(facts: Facts, gap: str) -> dict[str, str]:
    """Return what a gap lacks, as one asks for it."""
    missing, ask = facts.values(gap, GOV + "missing"), drawing_of(facts.graph).ask
    return {
        language: ", ".join(
            ask.get(m, {}).get(language) or f"{facts.graph.label(m, language)}?" for m in missing
        )
        for language in LANGUAGES
    }


def processes(facts: Facts, kinds: Iterable[str]) -> list[str]:
    """Return the processes that relations of these classes belong to."""
    above = [k for kind in kinds for k in facts.above(kind)]
    return list(dict.fromkeys(p for k in above for p in facts.values(k, GOV + "process")))


def term(facts: Facts, iri: str | None) -> dict[str, str] | None:
    """Return a node as its name and labels; None for none."""
    return None if iri is None else {"id": slug(iri), **facts.labels(iri)}


def terms(facts: Facts, iris: Iterable[str]) -> list[dict[str, str]]:
    """Return nodes as their names and labels."""
    return [{"id": slug(iri), **facts.labels(iri)} for iri in iris]


def brief(facts: Facts, fact: str) -> dict[str, Any]:
    """Return a fact in short: its text, in what sense it holds, and where it is written."""
    return {
        "id": slug(fact),
        "text": facts.labels(fact),
        "modality": term(
            facts, facts.value(fact, GOV + "modality") or facts.value(fact, GOV + "reason")
        ),
        "evidence": evidence_of(facts, facts.citations(fact)),
    }
