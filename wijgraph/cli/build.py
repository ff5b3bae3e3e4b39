"""``wijgraph build``: the main job."""

import sys
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, say
from wijgraph.messages import Message

# One line, so that it can be written over.
WIDTH = 60


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("site"),
              show_default=True, help="The folder to write the site into.")  # fmt: skip
@click.option("--url", help="Where the site will stand; gives sitemap.xml and canonical links.")
@click.option("--since", metavar="A",
              help="Tell what changed since A: a dossier, folder or git:REVISION.")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, output: Path, url: str | None, since: str | None) -> None:
    """Build the website: actors, relations, sources, questions and rules, in Dutch and English.

    Loads the dossier, derives its short edges, checks it against its rules, answers the questions
    and writes the site. All its links are relative: it works from disk and from any host, under any
    path. The old site stays until the new one is complete; what else is in the folder (.git, CNAME,
    uploads) stays for good. A folder that build did not make is refused, unless it is empty.

    \b
    Examples:
      wijgraph build
      wijgraph --dossier my-dossier build -o public
      wijgraph build --url https://example.org/wij/ --since git:HEAD~1
    """
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
