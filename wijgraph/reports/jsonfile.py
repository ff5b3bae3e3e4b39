"""Findings as JSON, whole and for programs: nothing shortened, IRIs in full."""

from typing import Any

from wijgraph.model import Citation, Finding, Report
from wijgraph.reports import Context
from wijgraph.reports.wording import as_json, ordered, say


def write(report: Report, context: Context) -> str:
    """Return ``{"conforms": …, "findings": […]}``; lines and columns from 1, the end exclusive."""
    findings = [_finding(finding, context) for finding in ordered(report)]
    return as_json({"conforms": report.conforms, "findings": findings})


def _finding(finding: Finding, context: Context) -> dict[str, Any]:
    at = finding.position
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "focus": finding.focus.value,
        "path": finding.path,
        "value": finding.value.value if finding.value else None,
        "message": say(finding.message, context.language)[0],
        "component": finding.component,
        "file": at.path if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "endLine": at.end_line if at else None,
        "endColumn": at.end_column if at else None,
        "engine": finding.engine,
        "waived": finding.waived,
        "waiver": finding.waiver,
        "label": say(finding.label, context.language)[0],
        "derived": finding.derived,
        "origins": list(finding.origins),
        "source": _source(finding.source, context) if finding.source else None,
    }


def _source(source: Citation, context: Context) -> dict[str, Any]:
    return {
        "citation": source.iri,
        "document": source.document,
        "label": context.labels.get(source.document),
        "section": source.section,
        "paragraph": source.paragraph,
        "phrase": source.phrase,
    }
