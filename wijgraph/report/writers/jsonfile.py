"""Reports and findings as JSON, whole and for programs: nothing shortened, IRIs in full."""

from dataclasses import asdict
from typing import Any

from wijgraph.characters import as_json
from wijgraph.messages import in_language
from wijgraph.model import Citation, Finding, Notice, Position, Report, Term
from wijgraph.queries.empty import RECORDED_NOT
from wijgraph.report.document import Document, Row, Section, text_of
from wijgraph.report.results import Context, ordered, place_of, say


def document(document: Document, language: str) -> str:
    """Return a report as JSON: each cell with its nodes, each row with its sources."""
    found: dict[str, Any] = {
        "language": language,
        "sections": [_section(section, language) for section in document.sections],
    }
    if not found["sections"]:
        found["empty"] = RECORDED_NOT.values()
    return as_json(found)


def _section(section: Section, language: str) -> dict[str, Any]:
    table = section.table
    return {
        "key": section.key,
        "title": in_language(section.title, language),
        "text": [in_language(text, language) for text in section.text],
        "headings": [in_language(heading, language) for heading in table.headings] if table else [],
        "rows": [_row(row, language) for row in (table.rows if table else ())],
        **({"empty": RECORDED_NOT.values()} if table and not table.rows else {}),
    }


def _row(row: Row, language: str) -> dict[str, Any]:
    return {
        "cells": [
            {"text": text_of(cell, language), "nodes": [span.iri for span in cell if span.iri]}
            for cell in row.cells
        ],
        "sources": [
            {
                "document": place.document.iri,
                "section": place.section,
                "paragraph": place.paragraph,
                "phrase": place.phrase,
            }
            for place in row.sources
        ],
    }


def lists(document: Document, language: str) -> list[dict[str, Any]]:
    """Return the lists of a report as values for JSON."""
    return [
        {
            "key": section.key,
            "title": in_language(section.title, language),
            "lines": [
                {
                    "sign": item.sign,
                    "text": in_language(item.text, language),
                    "details": [in_language(detail, language) for detail in item.details],
                    "nodes": list(item.nodes),
                }
                for item in section.items
            ],
        }
        for section in document.sections
        if section.items
    ]


def results(report: Report, context: Context) -> str:
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
    return {
        "code": notice.code,
        "message": say(notice.message, context.language)[0],
        "shape": notice.shape,
        **_place(notice.position),
    }


def _place(at: Position | None) -> dict[str, Any]:
    return {
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
        **_place(at),
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
