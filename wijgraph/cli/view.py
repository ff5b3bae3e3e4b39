"""``wijgraph view``: who relates to whom, as a picture or a file for another program."""

import sys
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, misuse, output_option, say
from wijgraph.cli.help import Command, option
from wijgraph.messages import Message
from wijgraph.views.exports import FORMATS, Format, by_ending, refuse_empty


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
def command(
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
    view = dossier_of(ctx).view(
        name,
        language_of(ctx),
        focus=focus,
        steps=steps,
        at=at,
        modality=modality,
        process=process,
        source=source,
    )
    refuse_empty(view.network, view.language)
    emit(view.to(wanted.name), target)


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
        view.name: f"{view.title[language]}. {view.text[language]}"
        for view in drawing.views.values()
    }
    say(pairs(views, width(), 0))
    say(pairs({form.name: f"*{form.ending}" for form in FORMATS.values()}, width(), 0), end="")
