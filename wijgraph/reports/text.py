"""Findings as text for a terminal or a log, without colour."""

import textwrap

from wijgraph.messages import word
from wijgraph.model import Report
from wijgraph.namespaces import FILE, shorten
from wijgraph.reports import Context
from wijgraph.reports.wording import (
    Words,
    counted,
    in_words,
    notices_in_words,
    ordered,
    summary,
    tally,
)


def write(report: Report, context: Context) -> str:
    """Return a block of lines for each finding, what else to know, and a last line of counts.

    A block is ``file:line:column: severity RULE``, the node with property and value, the message,
    and where there are: the source of the rule, the nodes that a derived fact follows from, and the
    reason of a waiver. Lines are wrapped to the width of the terminal, where there is one.
    """
    language = context.language
    text = "".join(_block(in_words(finding, context), context) for finding in ordered(report))
    notices = [f"{word('notice', language)}: {n}" for n in notices_in_words(report, language)]
    text += "".join(_wrap(line, context) for line in [*notices, *summary(report, language)])
    if report.findings:
        counts = (counted(number, kind, language) for kind, number in tally(report).items())
        text += ", ".join(counts) + "\n"
    return text


def _block(words: Words, context: Context) -> str:
    language = context.language
    waived = f" ({word('waived', language)})" if words.waived else ""
    rule = words.rule
    if rule.startswith(FILE):  # it has no name but the place of its file
        rule = shorten(rule, context.prefixes).strip("<>")
    first = f"{words.place or '?'}: {words.severity} {rule}{waived}"
    lines = [words.about, words.message, *words.details(language)]
    return _wrap(first, context) + "".join(_wrap(line, context, "  ") for line in lines if line)


def _wrap(line: str, context: Context, indent: str = "") -> str:
    if context.width is None:
        return f"{indent}{line}\n"
    return (
        textwrap.fill(
            line,
            context.width,
            initial_indent=indent,
            subsequent_indent=indent or "  ",
            break_on_hyphens=False,
        )
        + "\n"
    )
