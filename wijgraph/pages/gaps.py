"""The page of what the sources do not say, by the reason why."""

from wijgraph.messages import word
from wijgraph.namespaces import GOV
from wijgraph.pages.material import Material, capital
from wijgraph.pages.page import Page


def gaps_page(material: Material, language: str) -> Page:
    """Return the page of all gaps, the most common reason first."""
    facts = material.facts
    groups: dict[str, list[dict[str, object]]] = {}
    for gap in material.paths.gaps:
        statement = material.statement(gap, language)
        groups.setdefault(statement.modality, []).append(
            {
                "statement": statement,
                "about": material.links(facts.values(gap, GOV + "about"), language),
                "missing": material.links(facts.values(gap, GOV + "missing"), language),
            }
        )
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return Page(
        "gaps.html",
        "gaps.html",
        word("gaps", language),
        {"groups": [(capital(reason), gaps) for reason, gaps in ordered]},
        "gaps",
    )
