"""``wijgraph paths``: the chains between two actors."""

from datetime import date
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, misuse
from wijgraph.cli.help import Command, option
from wijgraph.cli.reporting import at_option, emit_report, format_option
from wijgraph.messages import Message


@click.command(cls=Command)
@click.argument("start", metavar="FROM")
@click.argument("goal", metavar="TO")
@option("--parts/--no-parts", default=None,
              help="paths.no-parts")  # fmt: skip
@option("--longest", type=click.IntRange(1, 20), default=6, show_default=True,
              help="paths.longest")  # fmt: skip
@at_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    start: str,
    goal: str,
    parts: bool | None,
    longest: int,
    at: date | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Tell by which chains two actors are connected, both ways, and where a chain ends."""
    from wijgraph.analysis.chains import chains
    from wijgraph.analysis.links import actor_called

    facts = dossier_of(ctx).graph.facts
    one, other = actor_called(facts, start), actor_called(facts, goal)
    if one == other:
        raise misuse(Message("command.chain-itself"))
    found = chains(facts, one, other, parts=parts, longest=longest, at=at)
    emit_report(ctx, found.report(), form, output)
