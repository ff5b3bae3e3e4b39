"""What click tells of a command line, in the language that the line asks for."""

import click
import click.parser

from wijgraph.messages import translations


def speak(language: str) -> None:
    """Let click tell what is wrong with a command line in ``language``; help is in English."""
    for module in (click.core, click.exceptions, click.parser, click.types):
        _translate(module, language)
    _translate(click.formatting, "en")


def show(error: click.ClickException, language: str) -> None:
    """Tell on standard error what is wrong with the command line, and how it is used."""
    if not isinstance(error, click.exceptions.NoArgsIsHelpError):
        _translate(click.formatting, language)
    error.show()


def _translate(module: object, language: str) -> None:
    """Let a module of click tell its sentences in ``language``, not in that of the system."""

    def told(said: str) -> str:
        # The catalogue is read at the first sentence that is told: most commands tell none.
        return said if language == "en" else translations(language, "click").get(said, said)

    vars(module).update(_=told, ngettext=lambda one, more, count: told(one if count == 1 else more))
