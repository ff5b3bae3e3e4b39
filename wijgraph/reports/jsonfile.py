"""Findings as JSON, whole and for programs: nothing shortened, IRIs in full."""

from dataclasses import asdict
from typing import Any

from wijgraph.model import Citation, Finding, Notice, Report, Term
from wijgraph.reports import Context
from wijgraph.reports.wording import as_json, ordered, place_of, say


def write(report: Report, context: Context) -> str:
    """Return ``{"conforms": …, "checks": …, "findings": […], "notices": […]}``.

    It conforms when something was looked at and nothing was found.
    Lines and columns are from 1, the end exclusive. A blank node is called ``_:`` and a hash of
    what is said of it, as in a waiver.
    """
    return as_json(
        {
            "conforms": report.passes,
            "checks": asdict(report.checks) if report.checks else None,
            "findings": [_finding(finding, context) for finding in ordered(report)],
            "notices": [_notice(notice, context) for notice in report.notices],
        }
    )


def _notice(notice: Notice, context: Context) -> dict[str, Any]:
    at = notice.position
    return {
        "code": notice.code,
        "message": say(notice.message, context.language)[0],
        "shape": notice.shape,
        "file": at.path if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
    }


def _node(term: Term) -> str:
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def _finding(finding: Finding, context: Context) -> dict[str, Any]:
    at = finding.position
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        **({"severityIri": finding.severity_iri} if finding.severity_iri else {}),
        "shape": place_of(finding.shape_position) or finding.shape,
        "focus": _node(finding.focus),
        "focusKind": finding.focus.kind,
        "path": finding.path,
        "value": _node(finding.value) if finding.value else None,
        "valueKind": finding.value.kind if finding.value else None,
        "valueLabel": say(finding.value_label, context.language)[0] or None,
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
