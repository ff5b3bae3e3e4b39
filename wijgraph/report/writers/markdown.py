"""Reports and findings as Markdown, for a page, the summary of a job or a merge request."""

import re
from collections.abc import Iterable, Sequence

from wijgraph.characters import visible
from wijgraph.messages import in_language, word
from wijgraph.model import Report
from wijgraph.queries.empty import RECORDED_NOT
from wijgraph.report.document import Document, Item
from wijgraph.report.results import (
    Context,
    Words,
    counted,
    in_words,
    notices_in_words,
    ordered,
    summary,
    tally,
)
from wijgraph.report.writers.tables import flat

# What Markdown, its tables, or HTML inside it give a meaning; and what makes a bare address a link.
SPECIAL = re.compile(r"[\\`*_\[\]<>|~!&#@$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
MARKS = re.compile(r"([\\`*_\[\]|#])")
# What a backslash need not take its meaning from: HTML, mentions, formulas, bare addresses.
ENTITIES = re.compile(r"[<>~$@]|&(?=#?\w+;)|:(?=//)|(?<=www)\.", re.IGNORECASE)
COLUMNS = ("severity", "rule", "node", "finding", "place")


def document(document: Document, language: str, *, level: int = 1) -> str:
    """Return a report as Markdown: the title is a heading of ``level``, the others are below it."""
    parts = []
    for number, section in enumerate(document.sections):
        mark = "#" * (level + bool(number))
        parts.append(f"{mark} {marked(in_language(section.title, language))}")
        parts += [marked(in_language(text, language)) for text in section.text]
        if section.table and not section.table.rows:
            parts += RECORDED_NOT.lines(language)
        elif section.table:
            headings, rows = flat(section, language)
            cells = [[marked(" ".join(c.split())) for c in row] for row in rows]
            parts.append(_table(list(map(marked, headings)), cells).rstrip("\n"))
        elif section.items:
            parts.append("\n".join(_item(item, language) for item in section.items))
    return "\n\n".join(parts or RECORDED_NOT.lines(language)) + "\n"


def _item(item: Item, language: str) -> str:
    # The sign stands in a code span: at the start of an item it would open another list.
    lines = [f"- `{item.sign}` {marked(in_language(item.text, language))}"]
    lines += [f"  - {marked(in_language(detail, language))}" for detail in item.details]
    return "\n".join(lines)


def results(report: Report, context: Context) -> str:
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


def marked(text: str) -> str:
    r"""Return ``text`` with what means something in Markdown escaped so that it can still be read.

    >>> print(marked("a | b"))
    a \| b
    """
    return ENTITIES.sub(lambda match: f"&#{ord(match[0])};", MARKS.sub(r"\\\1", visible(text)))


def _cells(words: Words, language: str) -> list[str]:
    severity = f"{words.severity} ({word('waived', language)})" if words.waived else words.severity
    rule = f"{words.rule} ({words.name})" if words.name else words.rule
    finding = [line for line in (words.message, *words.details) if line]
    cells = [[severity], [rule], [words.about], finding, [words.place]]
    return ["<br>".join(map(escape, lines)) for lines in cells]


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
