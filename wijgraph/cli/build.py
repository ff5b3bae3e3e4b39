"""``wijgraph build``: the main job."""

import sys
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, say
from wijgraph.cli.help import Command, option
from wijgraph.messages import Message

# One line, so that it can be written over.
WIDTH = 60


@click.command(cls=Command)
@option("-o", "--output", type=click.Path(path_type=Path), default=Path("site"),
              show_default=True, help="build.output")  # fmt: skip
@option("--url", help="build.url")
@option("--since", metavar="A",
              help="build.since")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, output: Path, url: str | None, since: str | None) -> None:
    """Build the website: actors, relations, sources, questions and rules, in Dutch and English."""
    from wijgraph.site.build import build

    dossier = dossier_of(ctx)
    shown = sys.stderr.isatty()

    def progress(number: int, count: int, name: str) -> None:
        if shown:
            click.echo(f"\r\x1b[K{number}/{count} {name[:WIDTH]}", nl=False, err=True)

    if shown:
        click.echo("…", nl=False, err=True)
    report = dossier.validate(allow_nothing_checked=True)
    violations = sum(f.severity == "violation" for f in report.findings)
    count = build(dossier, report, output, progress, url=url, since=since)
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)
    triples = len(dossier.graph.store)
    say(Message("command.built", pages=count, triples=triples, violations=violations))
    say(Message("command.built-where", file=output / "index.html"))
