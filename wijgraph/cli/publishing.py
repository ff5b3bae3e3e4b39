"""``wijgraph view``, ``export``, ``build`` and ``serve``: the graph for people and programs."""

import sys
from pathlib import Path
from typing import Any

import click

from wijgraph.api import Dossier
from wijgraph.cli.common import (
    dossier_of,
    emit,
    language_of,
    misuse,
    output_option,
    say,
    spoken,
)
from wijgraph.cli.help import Command, option
from wijgraph.errors import extra
from wijgraph.messages import Message
from wijgraph.safety.children import isolated
from wijgraph.views.exports import FORMATS, Format, by_ending, refuse_empty

RDF = ["turtle", "ntriples", "rdfxml", "jsonld"]
NETWORKS = [form.name for form in FORMATS.values() if form.whole]
WIDTH = 60  # of the name of a page while it is made: one line, that can be written over


@click.command(cls=Command)
@click.argument("name", required=False)
@option("--list", "listing", is_flag=True, help="view.list")
@option("-F", "--format", "form", type=click.Choice(list(FORMATS)), metavar="FORMAT",
              help="view.format")  # fmt: skip
@output_option
@option("--focus", metavar="ACTOR", help="view.focus")
@option("--steps", type=click.IntRange(1), default=1, show_default=True,
              help="view.steps")  # fmt: skip
@option("--at", metavar="DATE", help="view.at")
@option("--modality", multiple=True, help="view.modality")
@option("--process", multiple=True, help="view.process")
@option("--source", multiple=True, help="view.source")
@click.pass_context
def view(
    ctx: click.Context,
    name: str | None,
    listing: bool,
    form: str | None,
    output: Path | None,
    focus: str | None,
    steps: int,
    at: str | None,
    modality: tuple[str, ...],
    process: tuple[str, ...],
    source: tuple[str, ...],
) -> None:
    """Show who relates to whom: a view of the graph, as a page, a picture or a file."""
    if listing:
        _list(ctx)
        return
    if name is None:
        raise misuse(Message("command.no-view"))
    target = None if output is None or str(output) == "-" else output
    wanted = _format(form, target)
    found = dossier_of(ctx).view(
        name,
        language_of(ctx),
        focus=focus,
        steps=steps,
        at=at,
        modality=modality,
        process=process,
        source=source,
    )
    refuse_empty(found.network, found.language)
    emit(found.to(wanted.name), target)


def refuse_terminal(form: Format) -> None:
    """Stop when a format that is not text would go to a terminal."""
    if not form.text and sys.stdout.isatty():
        raise misuse(Message("command.not-text", format=form.name))


def _format(form: str | None, target: Path | None) -> Format:
    wanted = FORMATS[form] if form else by_ending(target.name) if target else FORMATS["html"]
    if wanted is None:
        endings = ", ".join(f.ending for f in FORMATS.values())
        raise misuse(Message("command.no-such-ending", file=target, endings=endings))
    if target is None:
        refuse_terminal(wanted)
    return wanted


def _list(ctx: click.Context) -> None:
    from wijgraph.cli.tables import pairs, width
    from wijgraph.network import drawing_of

    language, drawing = language_of(ctx), drawing_of(dossier_of(ctx).graph)
    views = {
        one.name: f"{one.title[language]}. {one.text[language]}" for one in drawing.views.values()
    }
    say(pairs(views, width(), 0))
    say(pairs({form.name: f"*{form.ending}" for form in FORMATS.values()}, width(), 0), end="")


@click.command(cls=Command)
@option("-F", "--format", "form", type=click.Choice([*RDF, *NETWORKS]), default="turtle",
              metavar="FORMAT", show_default=True, help="export.format")  # fmt: skip
@output_option
@option("--public", "formal", is_flag=True,
              help="export.public")  # fmt: skip
@option("--include-private", is_flag=True, help="export.include-private")
@click.pass_context
def export(
    ctx: click.Context, form: str, output: Path | None, formal: bool, include_private: bool
) -> None:
    """Write the whole graph, in a standard format or in that of another program."""
    if formal and include_private:
        raise misuse(Message("command.public-and-private"))
    dossier = dossier_of(ctx)
    if formal:
        dossier = Dossier(dossier.files, dossier.at, formal=True)
    if not include_private:
        from wijgraph.graph.privacy import refuse_personal

        refuse_personal(dossier.graph)
    target = None if output is None or str(output) == "-" else output
    if form in RDF:
        from wijgraph.store.canonical import steady

        emit(steady([*dossier.graph.triples(), *dossier.graph.derived], form), target)
        return
    if target is None:
        refuse_terminal(FORMATS[form])
    emit(dossier.view(None, language_of(ctx)).to(form), target)


@click.command(cls=Command)
@option("-o", "--output", type=click.Path(path_type=Path), default=Path("site"),
              show_default=True, help="build.output")  # fmt: skip
@option("--url", help="build.url")
@option("--since", metavar="A",
              help="build.since")  # fmt: skip
@click.pass_context
def build(ctx: click.Context, output: Path, url: str | None, since: str | None) -> None:
    """Build the website: actors, relations, sources, questions and rules, in Dutch and English."""
    from wijgraph.site.build import build as written

    dossier = dossier_of(ctx)
    shown = sys.stderr.isatty()

    def progress(number: int, count: int, name: str) -> None:
        if shown:
            click.echo(f"\r\x1b[K{number}/{count} {name[:WIDTH]}", nl=False, err=True)

    if shown:
        click.echo("…", nl=False, err=True)
    report = dossier.validate(allow_nothing_checked=True)
    violations = sum(f.severity == "violation" for f in report.findings)
    count = written(dossier, report, output, progress, url=url, since=since)
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)
    triples = len(dossier.graph.store)
    say(Message("command.built", pages=count, triples=triples, violations=violations))
    say(Message("command.built-where", file=output / "index.html"))


class Setting(click.ParamType[tuple[str, str]]):
    """``NAME=VALUE``."""

    name = "NAME=VALUE"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, setting = value.partition("=")
        if not equals:
            self.fail(spoken(Message("command.not-name-value", text=value)), param, ctx)
        return name.strip().replace("-", "_"), setting


@click.command(cls=Command)
@option("--host", help="serve.host")
@option("--port", type=click.IntRange(0, 65_535),
              help="serve.port")  # fmt: skip
@option("--config", "file", type=click.Path(path_type=Path, dir_okay=False),
              help="serve.config")  # fmt: skip
@option("--set", "settings", type=Setting(), multiple=True,
              help="serve.set")  # fmt: skip
@option("--log-queries", is_flag=True, default=None,
              help="serve.log-queries")  # fmt: skip
@option("--behind", type=int, hidden=True)  # how this command starts itself: see web.behind
@click.pass_context
def serve(
    ctx: click.Context,
    host: str | None,
    port: int | None,
    file: Path | None,
    settings: tuple[tuple[str, str], ...],
    log_queries: bool | None,
    behind: int | None,
) -> int:
    """Serve the dossier: pages, linked data, questions, and SPARQL at /sparql."""
    with extra("serve", "FastAPI"):
        from wijgraph.web.server import log
        from wijgraph.web.server import serve as served
    from wijgraph.web.settings import load

    flags: dict[str, Any] = {**dict(settings), "host": host, "port": port}
    flags["log_queries"] = log_queries
    merged = {name: value for name, value in flags.items() if value is not None}
    chosen = load(merged, file)
    if behind is None:
        return served(chosen, isolated("wijgraph", *ctx.obj["arguments"]), click.echo)
    from wijgraph.web import create_app
    from wijgraph.web.behind import answer

    log()
    answer(create_app(dossier_of(ctx), chosen), behind)
    return 0
