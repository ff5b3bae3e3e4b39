"""``wijgraph diff``: what one dossier says and the other does not, told as governance."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wijgraph.cli.common import dossier_of, emit, language_of, output_option
from wijgraph.cli.help import Command, option
from wijgraph.cli.whatif import Day

if TYPE_CHECKING:
    from wijgraph.analysis.difference import Difference
    from wijgraph.analysis.telling import Telling

FORMATS = ["text", "markdown", "json", "xlsx", "patch"]


@click.command(cls=Command)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@option("-F", "--format", "form", type=click.Choice(FORMATS), default="text",
              show_default=True, help="diff.format")  # fmt: skip
@output_option
@option("--at", type=Day(), help="diff.at")
@option("--exit-code", is_flag=True, help="diff.exit-code")
@click.pass_context
def command(
    ctx: click.Context,
    before: str,
    after: str,
    form: str,
    output: Path | None,
    at: date | None,
    exit_code: bool,
) -> int:
    """Tell what changes from A to B: who gains or loses what, terms and rules likewise."""
    from wijgraph.analysis.revisions import side
    from wijgraph.analysis.tell_diff import as_of, compare, tell_diff

    dossier, language = dossier_of(ctx), language_of(ctx)
    one, other = side(before, dossier.files), side(after, dossier.files)
    at = at or ctx.obj["at"]
    if at:
        one, other = as_of(one, dossier.graph, at), as_of(other, dossier.graph, at)
    difference = compare(one, other, dossier.graph)
    told = tell_diff(difference, before, after, language, at)
    if form == "xlsx":
        from wijgraph.cli.telling import as_workbook

        report: bytes | str = as_workbook(told, language, output)
    else:
        text = _written(difference, told, (before, after), form)
        report = text.encode() if form == "patch" else text  # for programs
    emit(report, None if output is None or str(output) == "-" else output)
    return int(exit_code and bool(difference))


def _written(difference: "Difference", told: "Telling", names: tuple[str, str], form: str) -> str:
    from wijgraph.analysis.tell_diff import header
    from wijgraph.cli.tables import width
    from wijgraph.cli.telling import as_markdown, as_text, as_values
    from wijgraph.reports.wording import as_json
    from wijgraph.turtle.patch import written

    if form == "patch":
        return difference.patch(header(*names))
    if form == "markdown":
        return as_markdown(told)
    if form == "text":
        return as_text(told, width())
    triples = {
        key: sorted(" ".join(map(written, triple)) for triple in found)
        for key, found in (("added", difference.added), ("removed", difference.removed))
    }
    return as_json({"from": names[0], "to": names[1], "told": as_values(told.chapters), **triples})
