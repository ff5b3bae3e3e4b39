"""Tables for people: they fit the line, show labels, and put the source of each row last."""

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence

from wijgraph.api import Result
from wijgraph.pages.rows import merge_sources
from wijgraph.words import word

WIDTH = 80
# From this many columns on, or when a column would get too narrow, a row is written as a block.
NARROW = 11


def width() -> int:
    """Return how wide a line may be: the terminal's width, or 80."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def render(result: Result, language: str, line: int | None = None, iris: bool = False) -> str:
    """Return the rows of ``result`` as text of at most ``line`` columns."""
    headings, rows = merge_sources(result, language, iris=iris)
    if not rows:
        return word("empty", language) + "\n"
    return (
        render_rows(headings, rows, line or width()) + f"({len(rows)} {word('rows', language)})\n"
    )


def render_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], line: int) -> str:
    """Return ``rows`` as a table, or as blocks when a table would not fit ``line`` columns."""
    widths = _fit([headings, *rows], line)
    if min(w for w in widths) < 1 or any(
        w < NARROW < max(len(row[i]) for row in rows) for i, w in enumerate(widths)
    ):
        return _blocks(headings, rows, line)
    bold, plain = ("\x1b[1m", "\x1b[0m") if _coloured() else ("", "")
    lines = [bold + _line(headings, widths) + plain, "  ".join("─" * w for w in widths)]
    lines += [_line(row, widths) for row in rows]
    return "\n".join(lines) + "\n"


def _coloured() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _fit(table: Sequence[Sequence[str]], line: int) -> list[int]:
    """Return column widths that sum to at most ``line``, taken from the widest columns."""
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    room = line - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 1:
        widest = widths.index(max(widths))
        second = max([w for i, w in enumerate(widths) if i != widest], default=1)
        widths[widest] = max(min(second, widths[widest] - 1), widths[widest] - (sum(widths) - room))
    return widths


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
    indent = min(max(map(len, headings)), 24) + 2
    blocks = []
    for row in rows:
        lines = [
            textwrap.fill(
                value,
                line,
                initial_indent=f"{heading}:".ljust(indent),
                subsequent_indent=" " * indent,
            )
            for heading, value in zip(headings, row, strict=True)
            if value
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def pairs(items: Mapping[str, str], line: int, indent: int = 2) -> str:
    """Return names with their text beside them, wrapped."""
    left = min(max(map(len, items), default=0), 34) + indent + 2
    return "".join(
        textwrap.fill(
            text,
            line,
            initial_indent=(" " * indent + name + "  ").ljust(left),
            subsequent_indent=" " * left,
        )
        + "\n"
        for name, text in items.items()
    )
