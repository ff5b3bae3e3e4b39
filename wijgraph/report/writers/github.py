"""Findings as workflow commands, which GitHub shows as annotations beside the lines."""

from wijgraph.characters import visible
from wijgraph.messages import word
from wijgraph.model import Finding, Position, Report
from wijgraph.report.results import Context, in_words, notices_in_words, ordered

COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY_ESCAPES = ESCAPES | {":": "%3A", ",": "%2C"}


def results(report: Report, context: Context) -> str:
    """Return a line ``::error file=…,line=…,title=…::message`` for each finding, worst first.

    Waived findings are notices that say so and why, and come last: a waiver that nobody sees is
    never looked at again, and GitHub shows ten annotations of a level only. What else there is to
    know comes after them.
    """
    notices = (_notice(line, context) for line in notices_in_words(report, context.language))
    return "".join([*(_command(finding, context) for finding in ordered(report)), *notices])


def _notice(line: str, context: Context) -> str:
    title = _escape(word("notice", context.language), PROPERTY_ESCAPES)
    return f"::notice title={title}::{_escape(line, ESCAPES)}\n"


def _command(finding: Finding, context: Context) -> str:
    words = in_words(finding, context)
    kind = word("waived", context.language) if finding.waived else words.severity
    properties = {**_place(finding.position), "title": f"{words.rule} ({kind})"}
    listed = ",".join(f"{key}={_escape(v, PROPERTY_ESCAPES)}" for key, v in properties.items())
    command = "notice" if finding.waived else COMMANDS[finding.severity]
    return f"::{command} {listed}::{_escape(chr(10).join(words.lines), ESCAPES)}\n"


def _place(position: Position | None) -> dict[str, str]:
    """Return the place; GitHub refuses columns when a finding is more than one line long."""
    if position is None:
        return {}
    numbers = {"line": position.line, "endLine": position.end_line}
    if position.end_line in {None, position.line}:
        numbers |= {"col": position.column, "endColumn": position.end_column}
    if position.line is None:
        numbers = {}
    known = {key: str(number) for key, number in numbers.items() if number is not None}
    return {"file": visible(position.path), **known}


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
