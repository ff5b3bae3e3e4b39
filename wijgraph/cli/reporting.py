"""What the commands that write reports share: formats, days, and where a report goes."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wijgraph.cli.common import emit, language_of, misuse, output_option, spoken
from wijgraph.cli.help import option
from wijgraph.messages import Message
from wijgraph.report.writers import DOCUMENTS, ENDINGS, written

if TYPE_CHECKING:
    from wijgraph.report.document import Document


class Day(click.ParamType[date]):
    """A day, as 2025-03-31."""

    name = "DATE"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(spoken(Message("command.no-date", text=value)), param, ctx)


at_option = option("--at", type=Day(), help="sections.at")


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say in what format it reports, and where."""
    form = option(
        "-F",
        "--format",
        "form",
        type=click.Choice(list(DOCUMENTS)),
        help="sections.format",
    )
    return form(output_option(command))


def target_of(output: Path | None) -> Path | None:
    """Return the file that is meant; None for standard output."""
    return None if output is None or str(output) == "-" else output


def emit_report(
    ctx: click.Context, document: "Document", form: str | None, output: Path | None, level: int = 1
) -> None:
    """Write a report in a format, or in that of the ending of the file."""
    target = target_of(output)
    wanted = form or (ENDINGS.get(target.suffix.lower(), "text") if target else "text")
    emit(rendered(document, wanted, language_of(ctx), target, level), target)


def rendered(
    document: "Document", form: str, language: str, target: Path | None, level: int = 1
) -> bytes | str:
    """Return a report in a format; a workbook is refused where it would go to a terminal."""
    from wijgraph.cli.tables import width

    if form == "xlsx" and target is None and sys.stdout.isatty():
        raise misuse(Message("command.not-text", format="xlsx"))
    options = {"text": {"line": width()}, "markdown": {"level": level}}.get(form, {})
    return written(form, document, language, **options)
