"""Findings as text for a terminal or a log, without colour and 80 columns wide."""

import textwrap

from wijgraph.model import Report
from wijgraph.reports import Context
from wijgraph.reports.wording import Words, counted, in_words, ordered, tally
from wijgraph.words import word

WIDTH = 80


def write(report: Report, context: Context) -> str:
    """Return a block of lines for each finding, and a last line that counts them.

    A block is ``file:line:column: severity RULE``, the node with property and value, the message,
    and where there are: the source of the rule, the nodes that a derived fact follows from, and the
    reason of a waiver.
    """
    language = context.language
    text = "".join(_block(in_words(finding, context), language) for finding in ordered(report))
    if report.conforms:
        text += word("valid", language) + "\n"
    if report.findings:
        counts = (counted(number, kind, language) for kind, number in tally(report).items())
        text += ", ".join(counts) + "\n"
    return text


def _block(words: Words, language: str) -> str:
    waived = f" ({word('waived', language)})" if words.waived else ""
    first = f"{words.place or '?'}: {words.severity} {words.rule}{waived}"
    lines = [words.about, words.message, *words.details(language)]
    return _wrap(first) + "".join(_wrap(line, "  ") for line in lines if line)


def _wrap(line: str, indent: str = "") -> str:
    return (
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent or "  ",
            break_on_hyphens=False,
        )
        + "\n"
    )
