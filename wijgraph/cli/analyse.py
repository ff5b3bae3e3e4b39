"""``wijgraph analyse``: what the graph as a whole tells, each statement with its source."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wijgraph.cli.common import dossier_of, misuse
from wijgraph.cli.help import Group, option
from wijgraph.cli.reporting import at_option, emit_report, format_option
from wijgraph.messages import Message

if TYPE_CHECKING:
    from wijgraph.analysis.catalogue import Checked
    from wijgraph.api import Dossier
    from wijgraph.graph.facts import Facts

Asked = Callable[..., Mapping[str, Any]]
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


@click.group(cls=Group)
def command() -> None:
    """Tell what the graph as a whole shows: processes, positions, grip, practice and gaps."""


def _analysis(*options: Option) -> Callable[[Asked], click.Command]:
    """Make the command of an analysis from a function of its name.

    That returns what is asked of the analysis, from the facts and the values of ``options``.
    """

    def made(asked: Asked) -> click.Command:
        def run(
            ctx: click.Context,
            form: str | None,
            output: Path | None,
            at: date | None = None,
            **values: Any,
        ) -> None:
            from wijgraph.analysis.catalogue import ANALYSES, Subject
            from wijgraph.report.document import Document

            dossier = dossier_of(ctx)
            facts = dossier.graph.facts
            subject = Subject(facts, lambda: _checked(dossier), at, **asked(facts, **values))
            found = ANALYSES[asked.__name__].find(subject)
            emit_report(ctx, Document.of(one.report() for one in found), form, output)

        # click reads the help of a command in its docstring, and its options from below upwards.
        run.__doc__ = asked.__doc__
        function = format_option(click.pass_context(run))
        for one in reversed(options):
            function = one(function)
        return command.command(asked.__name__)(function)

    return made


def _checked(dossier: "Dossier") -> "Checked":
    from wijgraph.validation.rules import rules_at

    findings = dossier.validate(allow_nothing_checked=True).findings
    return findings, tuple(rules_at(dossier.graph, dossier.files).values())


@_analysis(at_option)
def processes(_: "Facts") -> Mapping[str, Any]:
    """Tell which of the four processes run between each two actors, and what has no counterpart."""
    return {}


@_analysis(
    option("--view", default="vier-processen", show_default=True,
                 help="analyse.view"),
    option("--from", "start", metavar="ACTOR", help="analyse.from"),
    option("--to", "goal", metavar="ACTOR", help="analyse.to"),
    option("--routes", type=click.IntRange(1, 100), default=3, show_default=True,
                 help="analyse.routes"),
    at_option,
)  # fmt: skip
def measures(
    facts: "Facts", view: str, start: str | None, goal: str | None, routes: int
) -> Mapping[str, Any]:
    """Tell where actors stand in a network, and what rests on one of them."""
    from wijgraph.analysis.links import actor_called

    if (start is None) != (goal is None):
        raise misuse(Message("command.both-ends"))
    ends = (actor_called(facts, start), actor_called(facts, goal)) if start and goal else None
    return {"view": view, "ends": ends, "routes": routes}


@_analysis(
    option("--actor", multiple=True, help="analyse.actor"),
    at_option,
)
def grip(facts: "Facts", actor: tuple[str, ...]) -> Mapping[str, Any]:
    """Tell what the graph holds of each element of grip: a profile, not a number."""
    from wijgraph.analysis.links import actor_called

    return {"actors": [actor_called(facts, name) for name in actor]}


@_analysis()
def nsob(_: "Facts") -> Mapping[str, Any]:
    """Tell what is found on each actor from each perspective, and on which relations."""
    return {}


@_analysis(at_option)
def modality(_: "Facts") -> Mapping[str, Any]:
    """Tell what is formal, what is practice, and what was recommended."""
    return {}


@_analysis()
def gaps(_: "Facts") -> Mapping[str, Any]:
    """Tell what is open as a research agenda: gaps, silent rules and missing counterparts."""
    return {}
