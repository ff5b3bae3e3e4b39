"""Reports and findings as text for a terminal or a log."""

import os
import sys
import textwrap
from collections.abc import Sequence

from wijgraph.characters import visible
from wijgraph.messages import in_language, word
from wijgraph.model import Report
from wijgraph.namespaces import FILE, shorten
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

# A word longer than this may be broken; a row taller than this is better read as a block.
LONGEST_WORD = 28
TALLEST = 7


def document(document: Document, language: str, *, line: int) -> str:
    """Return a report as text of at most ``line`` columns: titles, how to read it, what it has."""
    parts = [] if document.sections else [_filled(RECORDED_NOT.text[language], line)]
    for section in document.sections:
        title, rule = in_language(section.title, language), "─" if parts else "═"
        parts.append(f"{title}\n{rule * min(len(title), line)}\n")
        parts += [_filled(in_language(text, language), line) for text in section.text]
        if section.table and not section.table.rows:
            parts += [_filled(text, line) for text in RECORDED_NOT.lines(language)]
        elif section.table:
            parts.append(render_rows(*flat(section, language), line))
        elif section.items:
            parts.append("".join(_item(item, language, line) for item in section.items))
    return "\n".join(parts)


def _item(item: Item, language: str, line: int) -> str:
    text = _filled(in_language(item.text, language), line, "    ", f"  {item.sign} ")
    return text + "".join(_filled(in_language(d, language), line, "      ") for d in item.details)


def _filled(text: str, line: int, indent: str = "", first: str | None = None) -> str:
    filled = textwrap.fill(
        visible(text),
        line,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    return f"{filled}\n"


def results(report: Report, context: Context) -> str:
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
    lines = [words.about, words.message, *words.details]
    return _wrap(first, context) + "".join(_wrap(line, context, "  ") for line in lines if line)


def _wrap(line: str, context: Context, indent: str = "") -> str:
    if context.width is None:
        return f"{indent}{line}\n"
    return _filled(line, context.width, indent or "  ", indent)


def render_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], line: int) -> str:
    """Return ``rows`` as a table, or as blocks when a table would not read well in ``line``."""
    if not headings:  # rows of no columns: SELECT * {}
        return ""
    # A table of narrow columns is harder to read than a block for each row.
    widths = _fit([headings, *rows], line)
    if widths is None or any(_height(row, widths) > TALLEST for row in rows):
        return _blocks(headings, rows, line)
    bold, plain = ("\x1b[1m", "\x1b[0m") if _coloured() else ("", "")
    lines = [bold + _line(headings, widths) + plain, "  ".join("─" * w for w in widths)]
    before: Sequence[str] = ()
    for row in rows:
        lines.append(_line(_without_repeats(row, before), widths))
        before = row
    return "\n".join(lines) + "\n"


def _coloured() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _without_repeats(row: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return ``row`` with the leading cells left blank that say the same as in the row above.

    A cell that is itself empty there is a dash, so that it does not seem to say the same.
    """
    same = 0
    while same < min(len(row) - 2, len(before)) and row[same] == before[same]:
        same += 1
    first = row[same] or ("–" if before and before[same] else "")
    return [""] * same + [first, *row[same + 1 :]]


def _fit(table: Sequence[Sequence[str]], line: int) -> list[int] | None:
    """Return column widths that keep words whole and sum to ``line`` at most, or None."""
    columns = range(len(table[0]))
    wanted = [max(len(row[i]) for row in table) for i in columns]
    words = [max((len(w) for row in table for w in row[i].split()), default=1) for i in columns]
    widths = [max(1, min(w, LONGEST_WORD)) for w in words]
    room = line - 2 * (len(widths) - 1) - sum(widths)
    if room < 0:
        return None
    while room and any(w < n for w, n in zip(widths, wanted, strict=True)):
        # One more column of text to where it makes the greatest difference.
        widest = max(columns, key=lambda i: wanted[i] / widths[i])
        widths[widest] += 1
        room -= 1
    return widths


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    return max(len(textwrap.wrap(c, w)) for c, w in zip(row, widths, strict=True))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    wrapped = [textwrap.wrap(c, w) or [""] for c, w in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    return "\n".join(
        "  ".join(
            (cell[i] if i < len(cell) else "").ljust(w)
            for cell, w in zip(wrapped, widths, strict=True)
        ).rstrip()
        for i in range(height)
    )


def _blocks(headings: Sequence[str], rows: Sequence[Sequence[str]], line: int) -> str:
    """Return each row as lines of ``heading: value``, with a blank line between rows."""
    indent = min(max(map(len, headings)), LONGEST_WORD) + 2
    blocks = []
    for row in rows:
        lines = [
            textwrap.fill(
                value,
                line,
                initial_indent=f"{heading}: ".ljust(indent),
                subsequent_indent=" " * indent,
            )
            for heading, value in zip(headings, row, strict=True)
            if value
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)
