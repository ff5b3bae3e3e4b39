"""``wijgraph diff``: what one dossier says and the other does not, told as governance."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wijgraph.cli.common import dossier_of, emit, language_of, output_option
from wijgraph.cli.help import Command, option
from wijgraph.cli.reporting import Day, rendered, target_of
from wijgraph.report.writers import DOCUMENTS

if TYPE_CHECKING:
    from wijgraph.analysis.changes import Difference


@click.command(cls=Command)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@option("-F", "--format", "form", type=click.Choice([*DOCUMENTS, "patch"]), default="text",
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
    from wijgraph.analysis.changes import as_on, compare
    from wijgraph.analysis.revisions import side

    dossier, language, target = dossier_of(ctx), language_of(ctx), target_of(output)
    one, other = side(before, dossier.files), side(after, dossier.files)
    at = at or ctx.obj["at"]
    if at:
        one, other = as_on(one, dossier.graph, at), as_on(other, dossier.graph, at)
    difference = compare(one, other, dossier.graph)
    if form == "patch":
        written: bytes | str = difference.patch(before, after).encode()  # for programs
    elif form == "json":
        written = _values(difference, before, after, language, at)
    else:
        report = difference.report(before, after, at)
        written = rendered(report, form, language, target, level=2)
    emit(written, target)
    return int(exit_code and bool(difference))


def _values(
    difference: "Difference", before: str, after: str, language: str, at: date | None
) -> str:
    from wijgraph.characters import as_json
    from wijgraph.report.writers.jsonfile import lists
    from wijgraph.turtle.patch import written

    triples = {
        key: sorted(" ".join(map(written, triple)) for triple in found)
        for key, found in (("added", difference.added), ("removed", difference.removed))
    }
    told = lists(difference.report(before, after, at), language)
    return as_json({"from": before, "to": after, "told": told, **triples})
