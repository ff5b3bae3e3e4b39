"""Findings as Markdown, for the summary of a job or a comment on a merge request."""

import re
from collections.abc import Iterable, Sequence

from wijgraph.messages import word
from wijgraph.model import Report
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

# What Markdown, its tables, or HTML inside it give a meaning; and what makes a bare address a link.
SPECIAL = re.compile(r"[\\`*_\[\]<>|~!&#@$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
COLUMNS = ("severity", "rule", "node", "finding", "place")


def write(report: Report, context: Context) -> str:
    """Return a heading, a table of counts, one of findings, worst first, and what else to know."""
    language = context.language
    parts = [f"## {word('report', language)}\n\n"]
    parts += [f"{escape(line)}\n\n" for line in summary(report, language)]
    counts = [
        counted(number, kind, language).split(" ", 1) for kind, number in tally(report).items()
    ]
    parts.append(_table([kind for _, kind in counts], [[number for number, _ in counts]]))
    if report.findings:
        headings = [word(column, language).capitalize() for column in COLUMNS]
        rows = (_cells(in_words(finding, context), language) for finding in ordered(report))
        parts.append("\n" + _table(headings, rows))
    if report.notices:
        parts.append(f"\n### {word('notices', language)}\n\n")
        parts += [f"- {escape(line)}\n" for line in notices_in_words(report, language)]
    return "".join(parts)


def escape(text: str) -> str:
    """Return ``text`` with what means something in Markdown written as an HTML entity.

    Not with backslashes: they mean one thing in a table and another in a code span or an address.

    >>> escape("a | b")
    'a &#124; b'
    """
    return SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def _cells(words: Words, language: str) -> list[str]:
    severity = f"{words.severity} ({word('waived', language)})" if words.waived else words.severity
    rule = f"{words.rule} ({words.name})" if words.name else words.rule
    finding = [line for line in (words.message, *words.details(language)) if line]
    cells = [[severity], [rule], [words.about], finding, [words.place]]
    return ["<br>".join(map(escape, lines)) for lines in cells]


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
