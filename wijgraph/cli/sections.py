"""What the commands that tell an analysis share: formats, dates, and sections as text."""

import sys
import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wijgraph.cli.common import emit, language_of, misuse, output_option, spoken
from wijgraph.cli.help import option
from wijgraph.messages import Message
from wijgraph.queries.empty import RECORDED_NOT

if TYPE_CHECKING:
    from wijgraph.analysis.section import Section

FORMATS = ("text", "markdown", "json", "xlsx")
ENDINGS = {".txt": "text", ".md": "markdown", ".json": "json", ".xlsx": "xlsx"}
at_option = option("--at", metavar="DATE", help="sections.at")


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say in what format it tells, and where."""
    form = option(
        "-F",
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="sections.format",
    )
    return form(output_option(command))


def day(text: str | None) -> date | None:
    """Return the day that ``text`` names; None for none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            spoken(Message("command.no-date-such-as", text=text)), param_hint="--at"
        ) from None


def tell(
    ctx: click.Context, analyses: Sequence[object], form: str | None, output: Path | None
) -> None:
    """Write what ``analyses`` found, one behind the other."""
    from wijgraph.analysis import writers
    from wijgraph.analysis.tell import sections

    language = language_of(ctx)
    target = None if output is None or str(output) == "-" else output
    wanted = form or (ENDINGS.get(target.suffix.lower(), "text") if target else "text")
    found = [section for analysis in analyses for section in sections(analysis, language)]
    if wanted == "xlsx":
        if target is None and sys.stdout.isatty():
            raise misuse(Message("command.not-text", format="xlsx"))
        emit(writers.xlsx(found, language), target)
    elif wanted == "json":
        from wijgraph.reports.wording import safe_json

        emit(safe_json(writers.as_json(found, language)), target)
    elif wanted == "markdown":
        emit(writers.markdown(found, language), target)
    else:
        emit(as_text(found, language), target)


def as_text(sections: Sequence["Section"], language: str) -> str:
    """Return sections as text that fits the line: a title, how to read it, and a table."""
    from wijgraph.analysis.writers import flat
    from wijgraph.cli.tables import render_rows, width

    line = width()
    parts = [] if sections else [textwrap.fill(RECORDED_NOT.text[language], line) + "\n"]
    for section in sections:
        rule = "═" if section is sections[0] else "─"
        parts.append(f"{section.title}\n{rule * min(len(section.title), line)}\n")
        parts += [textwrap.fill(text, line) + "\n" for text in section.text]
        if section.table and not section.table.rows:
            parts += [textwrap.fill(text, line) + "\n" for text in RECORDED_NOT.lines(language)]
        elif section.table:
            parts.append(render_rows(*flat(section, language), line))
    return "\n".join(parts)
