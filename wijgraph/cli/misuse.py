"""What click tells of a command line, in the language that the line asks for."""

from collections.abc import Mapping

import click
import click.parser

from wijgraph.messages import translations


def speak(language: str) -> None:
    """Let click tell what is wrong with a command line in ``language``; help is in English."""
    words = translations(language, "click")
    for module in (click.core, click.exceptions, click.parser, click.types):
        _translate(module, words)
    _translate(click.formatting, {})


def show(error: click.ClickException, language: str) -> None:
    """Tell on standard error what is wrong with the command line, and how it is used."""
    if not isinstance(error, click.exceptions.NoArgsIsHelpError):
        _translate(click.formatting, translations(language, "click"))
    error.show()


def _translate(module: object, words: Mapping[str, str]) -> None:
    """Let a module of click take its sentences from ``words`` instead of from the system."""
    vars(module).update(
        _=lambda said: words.get(said, said),
        ngettext=lambda one, more, count: words.get(said := one if count == 1 else more, said),
    )
