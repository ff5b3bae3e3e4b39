"""Tables for people: they fit the line, show labels, and put the source of each row last."""

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence

from wijgraph.api import Result
from wijgraph.messages import word
from wijgraph.pages.rows import merge_sources

WIDTH = 80
# A word longer than this may be broken; a row taller than this is better read as a block.
LONGEST_WORD = 28
TALLEST = 7


def width() -> int:
    """Return how wide a line may be: the terminal's width, or 80."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def render(result: Result, language: str, line: int | None = None, iris: bool = False) -> str:
    """Return the rows of ``result`` as text of at most ``line`` columns."""
    empty = result.empty
    if empty:
        lines = empty.rows(language).splitlines()
        return "".join(textwrap.fill(one, line or width()) + "\n" for one in lines)
    headings, rows = merge_sources(result, language, iris=iris)
    if not headings:  # rows in which nothing is bound
        headings = list(result.table.columns) or ["–"]
        rows = [["–"] * len(headings)] * len(result.table)
    return render_rows(headings, rows, line or width()) + counted(rows, language)


def counted(rows: Sequence[object], language: str) -> str:
    """Return how many rows there are, to stand below them."""
    return f"({len(rows)} {word('rows_one' if len(rows) == 1 else 'rows', language)})\n"


def render_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], line: int) -> str:
    """Return ``rows`` as a table, or as blocks when a table would not read well in ``line``."""
    if not headings:  # rows of no columns: SELECT * {}
        return ""
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
