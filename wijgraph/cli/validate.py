"""``wijgraph validate``: check the dossier against its rules."""

import json
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, output_option
from wijgraph.model import Report
from wijgraph.namespaces import shorten
from wijgraph.words import word

LEVELS = ["violation", "warning", "info"]


@click.command()
@click.option("-F", "--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How to write the findings.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(LEVELS), default="violation", show_default=True,
              help="The lightest severity that makes the exit code 1.")  # fmt: skip
@output_option
@click.pass_context
def command(ctx: click.Context, form: str, fail_on: str, output: Path | None) -> int:
    """Check the dossier against its rules.

    Exit code 0: nothing at or above --fail-on; 1: findings; 2: the dossier or rules are broken.

    \b
    Examples:
      wijgraph validate
      wijgraph --dossier my-dossier validate --format json -o findings.json
    """
    dossier, language = dossier_of(ctx), language_of(ctx)
    report = dossier.validate()
    text = as_json(report, language) if form == "json" else as_text(report, language)
    emit(text, output)
    failing = LEVELS[: LEVELS.index(fail_on) + 1]
    return 1 if any(f.severity in failing and not f.waived for f in report.findings) else 0


def as_json(report: Report, language: str) -> str:
    """Return the report as JSON."""
    findings = [
        {
            "rule": f.rule,
            "severity": f.severity,
            "focus": f.focus.value,
            "path": f.path,
            "value": f.value.value if f.value else None,
            "message": f.message.get(language, next(iter(f.message.values()), "")),
            "component": f.component,
            "file": f.position.path if f.position else None,
            "line": f.position.line if f.position else None,
            "column": f.position.column if f.position else None,
            "engine": f.engine,
            "waived": f.waived,
        }
        for f in report.findings
    ]
    document = {"conforms": report.conforms, "findings": findings}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_text(report: Report, language: str) -> str:
    """Return the report as lines of ``file:line:column: severity RULE node: message``."""
    lines = []
    for f in report.findings:
        place = f"{f.position.path}:{f.position.line}:{f.position.column}" if f.position else "?"
        message = f.message.get(language, next(iter(f.message.values()), ""))
        path = f" [{shorten(f.path)}]" if f.path else ""
        node = shorten(f.focus.value).strip("<>")
        lines.append(
            f"{place}: {word(f.severity, language)} {f.rule}\n"
            f"  {f.label[language]} ({node}){path}\n"
            f"  {message}\n"
        )
    if report.conforms:
        return word("valid", language) + "\n"
    counts = ", ".join(
        f"{sum(f.severity == level for f in report.findings)} {word(level, language)}"
        for level in LEVELS
    )
    return "".join(lines) + counts + "\n"
