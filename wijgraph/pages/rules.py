"""The pages of the rules: what each asks, why, on what source, and what it finds here."""

from collections.abc import Iterator

from wijgraph.messages import word
from wijgraph.model import Finding
from wijgraph.pages.material import Material, capital
from wijgraph.pages.page import Page, Part
from wijgraph.validation.rules import Rule


def rule_pages(material: Material, language: str) -> Iterator[Page]:
    """Yield the list of rules, and a page for each."""
    found: dict[str, list[Finding]] = {}
    for finding in material.report.findings:
        found.setdefault(finding.rule, []).append(finding)
    lines = [
        (rule, rule_name(rule, language), len(found.get(rule.id, []))) for rule, _ in material.rules
    ]
    yield Page("rules.html", "rules.html", word("rules", language), {"rules": lines}, "rules")
    for rule, examples in material.rules:
        yield Page(
            f"rules/{rule.id}.html",
            "rule.html",
            rule_name(rule, language),
            {
                "rule": rule,
                "why": (rule.rationale or {}).get(language, ""),
                "mend": (rule.message or {}).get(language, ""),
                "place": material.place(rule.source, language) if rule.source else None,
                "findings": [
                    {
                        "focus": Part(
                            finding.label[language], material.paths.href(finding.focus.value)
                        ),
                        "file": finding.position.path if finding.position else "",
                        "line": finding.position.line if finding.position else None,
                        "waiver": finding.waiver if finding.waived else "",
                    }
                    for finding in found.get(rule.id, [])
                ],
                "examples": examples,
            },
            "rules",
        )


def rule_name(rule: Rule, language: str) -> str:
    """Return the name of ``rule`` as a heading has it."""
    return capital((rule.name or {}).get(language, rule.id))
