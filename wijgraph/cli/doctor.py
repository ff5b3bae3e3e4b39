"""``wijgraph doctor``: check that this installation and its dossier work."""

import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version

import click

from wijgraph.cli.common import dossier_of, language_of, say
from wijgraph.cli.help import Command, option
from wijgraph.errors import WijgraphError
from wijgraph.messages import Message

# What the package says that it needs: a name, and the extra that it is for if there is one.
REQUIREMENT = re.compile(r"""([\w.-]+)[^;]*(?:;.*extra == ['"]([\w-]+)['"])?""")


@click.command(cls=Command)
@option("--write", is_flag=True,
              help="doctor.write")  # fmt: skip
@option("--update-url", envvar="WIJGRAPH_UPDATE_URL",
              help="doctor.update-url")  # fmt: skip
@option("--graph-store-url", envvar="WIJGRAPH_GRAPH_STORE_URL",
              help="doctor.graph-store-url")  # fmt: skip
@option("--store", help="doctor.store")
@click.pass_context
def command(
    ctx: click.Context,
    write: bool,
    update_url: str | None,
    graph_store_url: str | None,
    store: str | None,
) -> int:
    """Check that this installation and its dossier work; exit 1 when something does not."""
    named = store or ctx.obj["store"]
    if named:
        from wijgraph.cli.examining import examine_store

        urls = {"update_url": update_url, "graph_store_url": graph_store_url}
        return examine_store(named, language_of(ctx), write=write, urls=urls)
    click.echo(f"Python {sys.version.split()[0]}")
    bad = 0
    for requirement in requires("wijgraph") or ():
        match = REQUIREMENT.match(requirement)
        name, extra = match.groups() if match else (requirement, None)
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            hint = f" (pip install 'wijgraph[{extra}]')" if extra else ""
            say(Message("command.doctor-lacks", package=name, hint=hint))
            bad += not extra
    dossier = dossier_of(ctx)
    say(f"dossier {dossier.files.root}")
    language = language_of(ctx)
    checks: list[tuple[Message, Callable[[], Message]]] = [
        (
            Message("command.doctor-graph"),
            lambda: Message(
                "command.doctor-triples",
                count=len(dossier.graph.store),
                derived=len(dossier.graph.derived),
            ),
        ),
        (
            Message("command.doctor-queries"),
            lambda: Message("command.doctor-questions", count=len(dossier.queries)),
        ),
        (Message("command.doctor-rules"), lambda: _rules(len(dossier.validate().findings))),
    ]
    for part, check in checks:
        try:
            say(f"{part[language]}: {check()[language]}")
        except WijgraphError as error:
            say(f"{part[language]}: {error.told(language)}")
            bad += 1
    return 1 if bad else 0


def _rules(findings: int) -> Message:
    if not findings:
        return Message("command.doctor-met")
    if findings == 1:
        return Message("command.doctor-findings.one")
    return Message("command.doctor-findings.many", count=findings)
