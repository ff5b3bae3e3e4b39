"""The ``wijgraph`` command: finds the subcommand, and turns our errors into messages."""

import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from wijgraph.cli.help import Group, option, speak
from wijgraph.cli.streams import LEFT, OutputError, failed, prepare
from wijgraph.errors import WijgraphError
from wijgraph.messages import LANGUAGES, Message, in_language

if TYPE_CHECKING:
    from datetime import datetime


class Entry(NamedTuple):
    """A command: where it stands, as ``module:name``, and what it needs."""

    place: str
    timed: bool = False  # it can look at a day; the others are about all that is written
    files: bool = False  # what it writes or compares are files of a dossier, never a store
    programs: bool = False  # it starts others: git, processes of our own, or Chromium
    lasting: bool = False  # it takes as long as there are dossiers
    seconds: int | None = None  # for who has not the usual time
    open: bool = False  # it is no job with an end, or starts what needs the network


# All commands, in the order of the help.
COMMANDS: Mapping[str, Entry] = {
    "analyse": Entry("analyse:command", timed=True),
    "baseline": Entry("waivers:baseline", files=True),
    "build": Entry("publishing:build", timed=True, programs=True),
    "diff": Entry("diff:command", timed=True, files=True, programs=True),
    "doctor": Entry("doctor:command"),
    "explain": Entry("query:explain", timed=True),
    "export": Entry("publishing:export", timed=True),
    "format": Entry("files:format_", files=True),
    "paths": Entry("paths:command", timed=True),
    "query": Entry("query:query", timed=True),
    "register": Entry("register:command", programs=True, lasting=True),
    "rule": Entry("validating:rule"),
    "serve": Entry("publishing:serve", open=True),
    "sources": Entry("files:sources"),
    "validate": Entry("validating:validate", seconds=120),
    "view": Entry("publishing:view", timed=True, programs=True),
    "waiver": Entry("waivers:waiver", files=True),
    "whatif": Entry("whatif:command", timed=True, programs=True),
}
PICTURES = (".png", ".pdf", "png", "pdf")  # what Chromium makes, which has the network itself


class Lazy(Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(":")
        command: click.Command = getattr(importlib.import_module(f"wijgraph.cli.{module}"), name)
        return command


def version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version of the installed package."""
    if wanted:
        from importlib.metadata import version as installed

        click.echo(f"wijgraph {installed('wijgraph')}")
        ctx.exit()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@option(
    "--dossier",
    metavar="DIR",
    envvar="WIJGRAPH_DOSSIER",
    help="main.dossier",
)
@option(
    "--store",
    metavar="STORE",
    envvar="WIJGRAPH_STORE",
    help="main.store",
)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    envvar="WIJGRAPH_LANG",
    show_default=True,
    help="main.lang",
)
@option("--at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="main.at")  # fmt: skip
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=version,
              help="main.version")  # fmt: skip
@click.pass_context
def group(
    ctx: click.Context, dossier: str | None, store: str | None, lang: str, at: "datetime | None"
) -> None:
    """Who steers, controls, supervises and accounts to whom: each answer with its source."""
    from pathlib import Path

    from wijgraph.cli.common import counted, misuse

    ctx.with_resource(counted())
    ctx.ensure_object(dict)
    ctx.obj |= {
        "store": store,
        "dossier": Path(dossier) if dossier else None,
        "lang": lang,
        "at": at.date() if at else None,
    }
    name = ctx.invoked_subcommand
    entry = COMMANDS.get(name or "")
    if at and entry and not entry.timed:
        raise misuse(Message("command.no-at", command=name))
    if store and entry and entry.files:
        raise misuse(Message("command.no-store", command=name))


def help_width() -> int:
    """Return how wide help is, as click has it; click would import shutil to find out."""
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 80
    return max(min(columns, 80) - 2, 50)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 fine, 1 findings, 2 bad input or usage.

    Without ``arguments`` those of this process are taken, and it runs closed in: see
    ``safety.supervise``.
    """
    if arguments is not None:
        return _run(arguments)
    prepare()
    gc.freeze()  # a process of our own: what the imports made is there to stay
    own = sys.argv[1:]
    name = next((word for word in own if word in COMMANDS), None)
    if name is not None:
        _quiet()
    entry = COMMANDS.get(name or "")
    if name is None or entry is None or entry.open:
        return _whole(own)
    from wijgraph.safety.limits import limits
    from wijgraph.safety.supervise import supervised

    try:
        most = limits(entry.seconds)
    except WijgraphError as error:
        click.echo(f"wijgraph: {error.told(language_in(own))}", err=True)
        return 2
    return supervised(
        lambda: _whole(own),
        most,
        network=_reaches_out(name, own),
        programs=entry.programs,
        clock="--watch" not in own and not entry.lasting,
        language=language_in(own),
    )


def _quiet() -> None:
    """Let nothing on standard error but what is ours: libraries log, and warn of themselves.

    rdflib logs a traceback for each literal that is not well-formed, which a finding says better.
    """
    import logging
    import warnings

    class Told(logging.Formatter):
        """Notes in the language that the command line asks for."""

        def format(self, record: logging.LogRecord) -> str:
            said = record.msg
            if isinstance(said, Mapping):
                return in_language(said, language_in(sys.argv[1:]))
            return super().format(record)

    own = logging.getLogger("wijgraph")
    if not own.handlers:
        handler = logging.StreamHandler()
        handler.setLevel(logging.WARNING)
        handler.setFormatter(Told())
        own.addHandler(handler)
    logging.getLogger().addHandler(logging.NullHandler())  # takes what nobody else does
    if not sys.warnoptions:  # who asks for warnings gets them
        warnings.simplefilter("ignore")


def _reaches_out(name: str, arguments: Sequence[str]) -> bool:
    """Return whether a command needs the network: for a store elsewhere, or for Chromium."""
    values = [word.partition("=")[2] if word.startswith("--") else word for word in arguments]
    stores = [
        value or following
        for word, value, following in zip(arguments, values, [*arguments[1:], ""], strict=True)
        if word.partition("=")[0] in {"--store", "--dossier"}
    ] + [os.environ.get("WIJGRAPH_STORE", ""), os.environ.get("WIJGRAPH_DOSSIER", "")]
    if any(store.lower().startswith(("http://", "https://")) for store in stores):
        return True
    return name == "view" and any(value.lower().endswith(PICTURES) for value in values)


def language_in(arguments: Sequence[str]) -> str:
    """Return the language that the command line asks for, also when it cannot be read."""
    asked = os.environ.get("WIJGRAPH_LANG", "")
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name == "--lang":
            asked = value if equals else following
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _whole(arguments: list[str]) -> int:
    """Run the command; tell what nobody foresaw in one line."""
    try:
        return _run(arguments)
    except MemoryError:
        from wijgraph.safety import sandbox

        told = Message("command.out-of-memory", megabytes=sandbox.megabytes())
        click.echo(f"wijgraph: {told[language_in(arguments)]}", err=True)
    except Exception as error:
        if os.environ.get("WIJGRAPH_TRACEBACK"):
            import traceback

            traceback.print_exc()
        _tell(error, arguments)
    return 2


def _tell(error: Exception, arguments: Sequence[str]) -> None:
    from wijgraph.cli.common import in_words, redacted, say

    say(f"wijgraph: {redacted(in_words(error).told(language_in(arguments)))}", err=True)


def _run(arguments: Sequence[str]) -> int:
    speak(language_in(arguments))
    try:
        result = group.main(
            list(arguments),
            prog_name="wijgraph",
            standalone_mode=False,
            obj={"arguments": list(arguments)},
            terminal_width=help_width(),
        )
    except click.exceptions.Abort:
        click.echo(Message("command.stopped")[language_in(arguments)], err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except WijgraphError as error:
        _tell(error, arguments)
        return 2
    except (SystemExit, BrokenPipeError):  # the first is what click makes of a reader that left
        return LEFT
    except OutputError as error:
        return failed(error, language_in(arguments))
    return result if isinstance(result, int) else 0
