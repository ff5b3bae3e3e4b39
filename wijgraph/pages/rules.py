"""The pages of the rules: what each asks, why, on what source, and what it finds here."""

from collections.abc import Iterator

from wijgraph.api import Dossier
from wijgraph.model import Citation, Finding, Report
from wijgraph.pages.page import Page
from wijgraph.validation.rules import Rule, examples_of, rules_at
from wijgraph.words import word


def rule_pages(dossier: Dossier, report: Report, language: str) -> Iterator[Page]:
    """Yield the list of rules, and a page for each."""
    rules = sorted(
        (r for r in rules_at(dossier.graph, dossier.files).values() if r.reported),
        key=lambda rule: (rule.notation is None, rule.notation or "", rule.id),
    )
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.rule, []).append(finding)
    lines = [(rule, _name(rule, language), len(found.get(rule.id, []))) for rule in rules]
    yield Page("rules.html", "rules.html", word("rules", language), {"rules": lines})
    for rule in rules:
        yield Page(
            f"rules/{rule.id}.html",
            "rule.html",
            _name(rule, language),
            {
                "rule": rule,
                "why": (rule.rationale or {}).get(language, ""),
                "mend": (rule.message or {}).get(language, ""),
                "place": place(dossier, rule.source, language) if rule.source else "",
                "findings": [
                    {
                        "label": finding.label[language],
                        "message": finding.message.get(language, ""),
                        "file": finding.position.path if finding.position else "",
                        "line": finding.position.line if finding.position else None,
                        "waiver": finding.waiver if finding.waived else "",
                    }
                    for finding in found.get(rule.id, [])
                ],
                "examples": examples_of(dossier.files, rule),
            },
        )


def place(dossier: Dossier, citation: Citation, language: str) -> str:
    """Return a citation in words: document, section, paragraph and phrase."""
    text = f"{dossier.graph.label(citation.document, language)}, {citation.section}"
    if citation.paragraph:
        text += f", {word('paragraph', language)} {citation.paragraph}"
    return f"{text}: “{citation.phrase}”"


def _name(rule: Rule, language: str) -> str:
    name = (rule.name or {}).get(language, rule.id)
    return f"{name[:1].upper()}{name[1:]}"
