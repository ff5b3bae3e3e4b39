"""``wijgraph analyse``: what the graph as a whole tells, each statement with its source."""

from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, misuse
from wijgraph.cli.help import Group, option
from wijgraph.cli.sections import at_option, day, tell, told
from wijgraph.messages import Message


@click.group(cls=Group)
def command() -> None:
    """Tell what the graph as a whole shows: processes, positions, grip, practice and gaps."""


@command.command()
@at_option
@told
@click.pass_context
def processes(ctx: click.Context, at: str | None, form: str | None, output: Path | None) -> None:
    """Tell which of the four processes run between each two actors, and what has no counterpart."""
    from wijgraph.analysis.loops import loops

    tell(ctx, [loops(dossier_of(ctx).graph.facts, day(at))], form, output)


@command.command()
@option("--view", default="vier-processen", show_default=True,
              help="analyse.view")  # fmt: skip
@option("--from", "start", metavar="ACTOR", help="analyse.from")
@option("--to", "goal", metavar="ACTOR", help="analyse.to")
@option("--routes", type=click.IntRange(1, 100), default=3, show_default=True,
              help="analyse.routes")  # fmt: skip
@at_option
@told
@click.pass_context
def measures(
    ctx: click.Context,
    view: str,
    start: str | None,
    goal: str | None,
    routes: int,
    at: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Tell where actors stand in a network, and what rests on one of them."""
    from wijgraph.analysis.links import actor_called
    from wijgraph.analysis.measures import measures as measured

    if (start is None) != (goal is None):
        raise misuse(Message("command.both-ends"))
    facts = dossier_of(ctx).graph.facts
    ends = (actor_called(facts, start), actor_called(facts, goal)) if start and goal else None
    found = measured(facts, view, ends=ends, routes=routes, at=day(at))
    tell(ctx, [found], form, output)


@command.command()
@option("--actor", multiple=True, help="analyse.actor")
@at_option
@told
@click.pass_context
def grip(
    ctx: click.Context,
    actor: tuple[str, ...],
    at: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Tell what the graph holds of each element of grip: a profile, not a number."""
    from wijgraph.analysis.grip import grip as profile
    from wijgraph.analysis.grip import holders
    from wijgraph.analysis.links import actor_called

    facts = dossier_of(ctx).graph.facts
    actors = [actor_called(facts, name) for name in actor] or holders(facts)
    tell(ctx, [profile(facts, one, day(at)) for one in actors], form, output)


@command.command()
@told
@click.pass_context
def nsob(ctx: click.Context, form: str | None, output: Path | None) -> None:
    """Tell what is found on each actor from each perspective, and on which relations."""
    from wijgraph.analysis.nsob import nsob as perspectives

    tell(ctx, [perspectives(dossier_of(ctx).graph.facts)], form, output)


@command.command()
@at_option
@told
@click.pass_context
def modality(ctx: click.Context, at: str | None, form: str | None, output: Path | None) -> None:
    """Tell what is formal, what is practice, and what was recommended."""
    from wijgraph.analysis.modality import modality as compared

    tell(ctx, [compared(dossier_of(ctx).graph.facts, day(at))], form, output)


@command.command()
@told
@click.pass_context
def gaps(ctx: click.Context, form: str | None, output: Path | None) -> None:
    """Tell what is open as a research agenda: gaps, silent rules and missing counterparts."""
    from wijgraph.analysis.agenda import agenda
    from wijgraph.validation.rules import rules_at

    dossier = dossier_of(ctx)
    rules = rules_at(dossier.graph, dossier.files).values()
    findings = dossier.validate(allow_nothing_checked=True).findings
    tell(ctx, [agenda(dossier.graph.facts, findings, rules)], form, output)
