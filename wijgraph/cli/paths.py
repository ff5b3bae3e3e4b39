"""``wijgraph paths``: the chains between two actors."""

from datetime import date
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, misuse
from wijgraph.cli.reporting import at_option, emit_report, format_option
from wijgraph.messages import Message


@click.command()
@click.argument("start", metavar="FROM")
@click.argument("goal", metavar="TO")
@click.option("--parts/--no-parts", default=None,
              help="Let routes step between a part and its whole: always, or never. Without it "
              "they do only where relations alone give no route.")  # fmt: skip
@click.option("--longest", type=click.IntRange(1, 20), default=6, show_default=True,
              help="Steps in the longest route to look for.")  # fmt: skip
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
    """Tell by which chains two actors are connected, both ways, and where a chain ends.

    FROM and TO are slugs, labels or IRIs. Each link comes with its instrument, in what sense it
    holds, and its source; what lacks is told as a gap or as no line in the graph.

    \b
    Examples:
      wijgraph paths raad rvb
      wijgraph paths raad wij --no-parts
      wijgraph --lang en paths sub-bouwteam-1 raad
      wijgraph paths raad rvb -o ketens.xlsx
    """
    from wijgraph.analysis.chains import chains
    from wijgraph.analysis.links import actor_called

    facts = dossier_of(ctx).graph.facts
    one, other = actor_called(facts, start), actor_called(facts, goal)
    if one == other:
        raise misuse(Message("command.chain-itself"))
    found = chains(facts, one, other, parts=parts, longest=longest, at=at)
    emit_report(ctx, found.report(), form, output)
