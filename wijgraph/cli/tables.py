"""Tables for people: they fit the line, show labels, and put the source of each row last."""

import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence

from wijgraph.api import Result
from wijgraph.messages import word
from wijgraph.pages.rows import merge_sources
from wijgraph.report.writers.text import render_rows

WIDTH = 80


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
