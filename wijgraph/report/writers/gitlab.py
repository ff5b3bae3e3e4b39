"""Findings as a GitLab Code Quality report."""

from typing import Any

from wijgraph.characters import as_json
from wijgraph.messages import word
from wijgraph.model import Finding, Report
from wijgraph.report.results import Context, fingerprints, in_words, ordered

SEVERITIES = {"violation": "critical", "warning": "minor", "info": "info"}


def results(report: Report, context: Context) -> str:
    """Return a list of findings with the fields that GitLab reads.

    GitLab has no word for a waived finding: it is of severity ``info`` and begins with its waiver.
    It wants a file and a line for each; what is written nowhere is put at the root, on line 1. It
    has no place for notices: they would count as findings.
    """
    findings = ordered(report)
    marks = fingerprints(findings)
    return as_json([_issue(f, mark, context) for f, mark in zip(findings, marks, strict=True)])


def _issue(finding: Finding, fingerprint: str, context: Context) -> dict[str, Any]:
    words = in_words(finding, context)
    at = finding.position
    waived = f"[{word('waived', context.language)}] " if finding.waived else ""
    return {
        "description": waived + " · ".join(words.lines),
        "check_name": words.rule,
        "fingerprint": fingerprint,
        "severity": "info" if finding.waived else SEVERITIES[finding.severity],
        "location": {
            "path": at.path if at else ".",
            "lines": {"begin": at.line if at and at.line else 1},
        },
    }
