"""What click tells of a command line: its help and what is misused, in the language of the line.

The texts stand in ``locale/<language>/help.po``: of a command by its path (``help.query-run``), of
an option by the key that its ``help=`` names (``help.query.format``). Those of click itself are in
``LC_MESSAGES/click.po``, by what they are in English.
"""

import copy
import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click
import click.parser

from wijgraph.messages import FALLBACK, as_written, translations

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
EXAMPLES = re.compile(r"^(?=\S.*\n  )", re.MULTILINE)  # what click may not fill to the width
OF_HELP = "Show this message and exit."  # what click says of `--help`, once for all languages
SPOKEN = [FALLBACK]  # the language of the command line that is read now


class Option(click.Option):
    """An option whose help is a key of the catalogue."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return its names and its help; None for a hidden one."""
        told = copy.copy(self)
        told.help = said(self.help) if self.help else None
        return super(Option, told).get_help_record(ctx)


option: Callable[..., Callable[[Decorated], Decorated]] = partial(click.option, cls=Option)


class Command(click.Command):
    """A command that tells its help from the catalogue."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, with its examples."""
        _write(ctx, formatter)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the group is for, with its examples."""
        _write(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command."""
        names = self.list_commands(ctx)
        path = [name for name in (_path(ctx),) if name != ctx.find_root().info_name]
        with formatter.section(translated("Commands")):
            formatter.write_dl([(name, _short("-".join([*path, name]))) for name in names])


def said(key: str) -> str:
    """Return a text of the help in the language of the command line."""
    return as_written(f"help.{key}", SPOKEN[0])


def translated(text: str) -> str:
    """Return what click says, in the language of the command line."""
    # The catalogue is read at the first sentence that is told: most commands tell none.
    if SPOKEN[0] == FALLBACK:
        return text
    return translations(SPOKEN[0], "click").get(text, text)


def speak(language: str) -> None:
    """Let what is told of a command line be in ``language``, not in that of the system."""
    SPOKEN[0] = language
    for module in (click.core, click.exceptions, click.parser, click.types, click.formatting):
        vars(module).update(_=translated, ngettext=_counted)


def _counted(one: str, more: str, count: int) -> str:
    return translated(one if count == 1 else more)


def _path(ctx: click.Context) -> str:
    root = ctx.find_root().info_name or ""
    return ctx.command_path.removeprefix(root).strip().replace(" ", "-") or root


def _write(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    if asked := ctx.command.get_help_option(ctx):
        asked.help = translated(OF_HELP)
    text = EXAMPLES.sub("\b\n", said(_path(ctx)))
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)


def _short(path: str) -> str:
    """Return a command in one line: a text of its own, or the first sentence of its help."""
    try:
        return said(f"{path}-short")
    except KeyError:
        return said(path).partition("\n\n")[0]
