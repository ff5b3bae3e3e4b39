"""What click tells of a command line, in the language that the line asks for."""

import re
from collections.abc import Callable, Iterator

import click

from wijgraph.messages import Message

Made = Callable[..., Message]
# What click says, and how we say it. What is in none of these stays as click has it.
SENTENCES: tuple[tuple[str, Made], ...] = (
    (
        r"No such option:? (?P<name>.+?)\.?",
        lambda name: Message("command.usage-no-option", name=name),
    ),
    (
        r"No such command (?P<name>.+)\.",
        lambda name: Message("command.usage-no-command", name=name),
    ),
    (r"Missing command\.", lambda: Message("command.usage-no-command-given")),
    (
        r"Option (?P<name>\S+) requires an argument\.",
        lambda name: Message("command.usage-needs-argument", name=name),
    ),
    (
        r"Option (?P<name>\S+) requires (?P<count>\d+) arguments\.",
        lambda name, count: Message("command.usage-needs-arguments", name=name, count=count),
    ),
    (
        r"Option (?P<name>\S+) does not take a value\.",
        lambda name: Message("command.usage-takes-no-value", name=name),
    ),
    (
        r"Got unexpected extra argument \((?P<given>.*)\)",
        lambda given: Message("command.usage-extra.one", arguments=given),
    ),
    (
        r"Got unexpected extra arguments \((?P<given>.*)\)",
        lambda given: Message("command.usage-extra.many", arguments=given),
    ),
    (
        r"(?P<value>.+) is not one of (?P<choices>.+)\.",
        lambda value, choices: Message("command.usage-not-one-of", value=value, choices=choices),
    ),
    (
        r"(?P<value>.+) is not in the range (?P<bounds>.+)\.",
        lambda value, bounds: Message("command.usage-not-in-range", value=value, range=bounds),
    ),
    (
        r"(?P<value>.+) is not a valid integer( range)?\.",
        lambda value: Message("command.usage-no-integer", value=value),
    ),
    (
        r"(?P<value>.+) does not match the format (?P<form>.+)\.",
        lambda value, form: Message("command.usage-no-date.one", value=value, format=form),
    ),
    (
        r"(?P<value>.+) does not match the formats (?P<form>.+)\.",
        lambda value, form: Message("command.usage-no-date.many", value=value, format=form),
    ),
    (
        r"File (?P<path>.+) does not exist\.",
        lambda path: Message("command.usage-no-file", path=path),
    ),
    (
        r"Directory (?P<path>.+) does not exist\.",
        lambda path: Message("command.usage-no-folder", path=path),
    ),
    (
        r"Path (?P<path>.+) does not exist\.",
        lambda path: Message("command.usage-no-path", path=path),
    ),
    (
        r"Directory (?P<path>.+) is a file\.",
        lambda path: Message("command.usage-is-file", path=path),
    ),
    (
        r"File (?P<path>.+) is a directory\.",
        lambda path: Message("command.usage-is-folder", path=path),
    ),
)


def show(error: click.ClickException, language: str) -> None:
    """Tell on standard error what is wrong with the command line, and how it is used."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # help is in English alone
        return
    click.echo("".join(f"{line}\n" for line in _lines(error, language)), nl=False, err=True)


def _lines(error: click.ClickException, language: str) -> Iterator[str]:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        formatter = context.make_formatter()
        pieces = " ".join(context.command.collect_usage_pieces(context))
        prefix = Message("command.usage")[language]
        formatter.write_usage(context.command_path, pieces, prefix)
        yield formatter.getvalue().rstrip("\n")
        if context.command.get_help_option(context) is not None:
            option = max(context.command.get_help_option_names(context), key=len)
            yield Message("command.usage-help", command=context.command_path, option=option)[
                language
            ]
        yield ""
    yield Message("command.usage-error", text=told(error, language))[language]


def told(error: click.ClickException, language: str) -> str:
    """Return what is wrong, in ``language`` as far as it is known there."""
    if isinstance(error, click.MissingParameter):
        return _missing(error, language)
    text = _sentence(error.message, language)
    near = getattr(error, "possibilities", None)
    if near:
        names = ", ".join(map(repr, sorted(near)))
        meant = (
            Message("command.usage-meant.one", names=names)
            if len(near) == 1
            else Message("command.usage-meant.many", names=names)
        )
        text = f"{text} {meant[language]}"
    if not isinstance(error, click.BadParameter):
        return text
    name = _name(error)
    if name is None:
        return Message("command.usage-invalid", text=text)[language]
    return Message("command.usage-invalid-for", name=name, text=text)[language]


def _sentence(said: str, language: str) -> str:
    for pattern, made in SENTENCES:
        match = re.fullmatch(pattern, said, re.DOTALL)
        if match:
            return made(**match.groupdict())[language]
    return said


def _missing(error: click.MissingParameter, language: str) -> str:
    name, param = _name(error), error.param
    if name is None or param is None:
        return error.format_message()
    text = (
        Message("command.usage-missing-argument", name=name)
        if isinstance(param, click.Argument)
        else Message("command.usage-missing-option", name=name)
    )[language]
    if isinstance(param.type, click.Choice):
        choices = ",\n\t".join(map(str, param.type.choices))
        text = f"{text} {Message('command.usage-choose', choices=choices)[language]}"
    return text


def _name(error: click.BadParameter) -> str | None:
    """Return what the parameter is called on the command line."""
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint(error.ctx)
    return hint if hint is None or isinstance(hint, str) else " / ".join(map(repr, hint))
