"""Findings as SARIF 2.1.0, the standard of OASIS that code scanning reads."""

from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote as percent

from wijgraph.characters import as_json, visible
from wijgraph.messages import word
from wijgraph.model import Finding, Notice, Position, Report
from wijgraph.report.results import (
    Context,
    fingerprints,
    in_words,
    notice_in_words,
    ordered,
    passing,
    quote,
    say,
)
from wijgraph.report.writers.markdown import escape
from wijgraph.validation.rules import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
ROOT = "%SRCROOT%"  # what the places are relative to
# In a message of SARIF brackets make a link and braces a placeholder.
ESCAPES = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})


def results(report: Report, context: Context) -> str:
    """Return one run, with all rules and a result for each finding; the waived are suppressed."""
    findings = ordered(report)
    rules = {rule: context.rules[rule] for rule in passing(report, context)}
    for f in findings:
        rules[f.rule] = context.rules.get(f.rule) or Rule(f.rule, f.shape, f.severity)
    index = {rule: number for number, rule in enumerate(sorted(rules))}
    driver = {
        "name": "wijgraph",
        **({"version": context.version} if context.version else {}),
        "rules": [_rule(rules[rule], context) for rule in index],
    }
    run = {
        "tool": {"driver": driver},
        "language": context.language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder of the dossier."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    _notification(notice, context) for notice in report.notices
                ],
            }
        ],
        "results": [
            {"ruleIndex": index[finding.rule], **_result(finding, mark, context)}
            for finding, mark in zip(findings, fingerprints(findings), strict=True)
        ],
        **({"properties": {"checks": asdict(report.checks)}} if report.checks else {}),
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _notification(notice: Notice, context: Context) -> dict[str, Any]:
    place = _location(notice.position)
    return {
        "descriptor": {"id": notice.code},
        "level": "note",
        "message": {"text": _plain(notice_in_words(notice, context.language, placed=False))},
        **({"locations": [place]} if place else {}),
        **({"properties": {"shape": notice.shape}} if notice.shape else {}),
    }


def _rule(rule: Rule, context: Context) -> dict[str, Any]:
    name, message, why = (
        visible(" ".join(say(texts or {}, context.language)[0].split()))
        for texts in (rule.name, rule.message, rule.rationale)
    )
    source = quote(rule.source, context) if rule.source else ""
    source = source and f"{word('evidence', context.language)}: {source}"
    help_lines = [line for line in (message, why, source) if line] or [visible(rule.id)]
    shape = rule.shape.replace("#", "/").rpartition("/")[2]
    return {
        "id": visible(rule.id),
        **({"name": visible(shape)} if shape and "://" in rule.shape else {}),
        "shortDescription": {"text": _plain(name or rule.id)},
        "fullDescription": {"text": _plain(why or message or name or rule.id)},
        "help": {
            "text": _plain("\n".join(help_lines)),
            "markdown": "\n\n".join(escape(line) for line in help_lines),
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["governance", "shacl"],
            **({"notation": rule.notation} if rule.notation else {}),
        },
    }


def _result(finding: Finding, fingerprint: str, context: Context) -> dict[str, Any]:
    words = in_words(finding, context)
    node = finding.focus
    logical = {
        "name": visible(say(finding.label, context.language)[0]),
        "fullyQualifiedName": f"_:{node.value}" if node.kind == "bnode" else node.value,
        "kind": "bnode" if node.kind == "bnode" else "resource",
    }
    return {
        "ruleId": words.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _plain("\n".join(words.lines))},
        "locations": [{**_location(finding.position), "logicalLocations": [logical]}],
        "partialFingerprints": {"wijgraph/v1": fingerprint},
        "suppressions": [
            {"kind": "external", "status": "accepted", "justification": _plain(words.waiver)}
        ]
        * finding.waived,
        "properties": {
            "path": finding.path,
            "value": finding.value.value if finding.value else None,
            "component": finding.component,
            "engine": finding.engine,
            "derived": finding.derived,
            "origins": list(finding.origins),
            **({"severity": finding.severity_iri} if finding.severity_iri else {}),
        },
    }


def _location(position: Position | None) -> dict[str, Any]:
    if position is None:
        return {}
    if PurePosixPath(position.path).is_absolute():
        artifact = {"uri": f"file://{percent(position.path)}"}
    else:
        artifact = {"uri": percent(position.path), "uriBaseId": ROOT}
    region = {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }
    known = {key: number for key, number in region.items() if number is not None}
    placed = {"region": known} if position.line else {}
    return {"physicalLocation": {"artifactLocation": artifact, **placed}}


def _plain(text: str) -> str:
    return text.translate(ESCAPES)
