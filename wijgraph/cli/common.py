"""What the commands share: the dossier, where output goes, and what is told of a failure."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from wijgraph.api import Dossier
from wijgraph.api import open as open_dossier
from wijgraph.characters import counting, left_out
from wijgraph.cli.help import option
from wijgraph.errors import Text, WijgraphError, in_language
from wijgraph.files import write_whole
from wijgraph.messages import LANGUAGES, Message
from wijgraph.namespaces import shorten
from wijgraph.replaced import replacing, table
from wijgraph.safety.reading import read_stream, read_text, text_of
from wijgraph.store.lexical import noting, retold_message

# Path takes one of the two slashes away.
SECRET = re.compile(r"(\b[a-z][\w+.-]*:/{1,2})[^\s/@]+@", re.IGNORECASE)
BOLD = re.compile("(\x1b\\[[01]m)")
DAMAGED = ("corruption:", "corrupted", "checksum mismatch")
# Kinds of errors, what their text has in it, and what they mean.
KNOWN = (
    (RecursionError, "", Message("command.too-deep")),
    (ValueError, "set_int_max_str_digits", Message("command.too-many-digits")),
    (OverflowError, "", Message("command.too-large-number")),
)
output_option = option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="common.output"
)


def dossier_of(ctx: click.Context) -> Dossier:
    """Return the dossier that the command line names."""
    return open_dossier(ctx.obj["dossier"], ctx.obj["at"], store=ctx.obj["store"])


def language_of(ctx: click.Context) -> str:
    """Return the language that the command line asks for."""
    language: str = ctx.obj["lang"]
    return language


def spoken(text: Text) -> str:
    """Return ``text`` in the language that the command line of this moment asks for."""
    context = click.get_current_context(silent=True)
    return in_language(text, context.obj["lang"] if context and context.obj else LANGUAGES[0])


def misuse(message: Message) -> click.UsageError:
    """Return what is wrong with the command line, to be raised."""
    return click.UsageError(spoken(message))


def shown(text: str) -> str:
    """Return ``text`` with what a terminal or a log would act on written out.

    Labels are somebody else's: a sequence of escape must not reach a terminal.
    """
    from wijgraph.characters import visible

    # What the tables write bold they do themselves, and only on a terminal.
    parts = BOLD.split(text) if sys.stdout.isatty() else [text]
    return "".join(
        part if BOLD.fullmatch(part) else "\n".join(map(visible, part.split("\n")))
        for part in parts
    )


def redacted(text: str) -> str:
    """Return ``text`` without the names and passwords of addresses in it."""
    return SECRET.sub(r"\1…@", text)


def say(text: object, *, end: str = "\n", err: bool = False) -> None:
    """Tell a person something, in lines that are safe to show; a message in their language."""
    words = spoken(text) if isinstance(text, Mapping) else text
    click.echo(shown(f"{words}{end}"), nl=False, err=err)


@contextmanager
def counted() -> Iterator[None]:
    """Tell, at the end of a command, what it left out or wrote in other words."""
    with counting() as lost, noting() as retold, replacing() as replaced:
        yield
    if replaced:
        names = {iri: shorten(table()[iri]) for iri in sorted(replaced)}
        told = ", ".join(f"gov:{iri.partition('#')[2]} → {new}" for iri, new in names.items())
        say(Message("command.replaced", n=len(names), names=told), err=True)
    if retold:
        say(retold_message(retold), err=True)
    if lost:
        say(left_out(lost), err=True)


def emit(data: bytes | str, output: Path | None) -> None:
    """Write ``data`` to ``output``, whole or not at all, or to standard output.

    Text is for people and is made safe to show; bytes are for programs and stay as they are.
    """
    raw = shown(data).encode() if isinstance(data, str) else data
    if output is not None:
        write_whole(output, raw)
        return
    sys.stdout.flush()
    stream: Any = sys.stdout.buffer
    stream.write(raw)
    stream.flush()


def read_input(path: Path) -> str:
    """Return the text of ``path``, or of standard input for ``-``."""
    if str(path) == "-":
        return text_of(read_stream(sys.stdin.buffer, "<stdin>"), "<stdin>")
    return read_text(path)


def in_words(error: Exception) -> WijgraphError:
    """Return ``error`` as one of ours, with what to do; as unforeseen when nobody foresaw it."""
    text = str(error).strip().partition("\n")[0]
    if any(sign in text.lower() for sign in DAMAGED):
        return WijgraphError(
            Message("command.store-damaged"),
            path=getattr(error, "path", None),
            hint=Message("command.store-damaged-hint"),
        )
    if isinstance(error, WijgraphError):
        return error
    if type(error).__module__ == "ssl":
        told = Message("command.no-certificates", reason=text)
        return WijgraphError(told, hint=Message("command.no-certificates-hint"))
    if isinstance(error, FileNotFoundError) and error.filename is None:  # of the system itself
        return WijgraphError(Message("command.no-folder"))
    for kind, sign, message in KNOWN:
        if isinstance(error, kind) and sign in text:
            return WijgraphError(message)
    return WijgraphError(
        Message("command.unforeseen", kind=type(error).__name__, reason=text),
        hint=Message("command.unforeseen-where"),
    )
