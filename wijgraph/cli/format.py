"""``wijgraph format``: Turtle files in the house form."""

import re
from pathlib import Path

import click

from wijgraph.cli.common import emit, read_input, say
from wijgraph.cli.help import Command, option
from wijgraph.dossier import files_in
from wijgraph.errors import DossierError
from wijgraph.files import edit, refuse_link
from wijgraph.messages import Message
from wijgraph.namespaces import GOV, RULE, WIJ

HOUSE = ("ontology", "shapes", "data")  # the folders of a dossier with Turtle
# Controls that turn the reading direction, and letters without a width.
HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@click.command(cls=Command)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--check", is_flag=True, help="format.check")
def command(paths: tuple[Path, ...], check: bool) -> int:
    """Write Turtle files in the house form: same graph, one property a line."""
    from wijgraph.turtle.writer import format_turtle

    changed = {}
    for path in _files(paths):
        text = read_input(path)
        formatted = format_turtle(text, str(path), house=_of_dossier(text, path))
        _warn(text, path)
        if str(path) == "-":
            emit(formatted.encode(), None)
        elif formatted != text:
            changed[path] = (text, formatted)
            if not check:
                refuse_link(path)
    for path, (text, formatted) in changed.items():
        if check:
            say(Message("command.format-differs", path=path), err=True)
        else:
            edit(path, formatted, text)
            say(Message("command.formatted", path=path), err=True)
    if check and not changed:
        say(Message("command.format-holds"), err=True)
    return 1 if check and changed else 0


def _of_dossier(text: str, path: Path) -> bool:
    """Return whether a file is a part of a dossier, by its folder and by the words that it uses."""
    folders = [folder for folder in path.absolute().parents if folder.name in HOUSE]
    ours = any(namespace in text for namespace in (GOV, RULE, WIJ))
    return ours and any((folder.parent / "ontology").is_dir() for folder in folders)


def _warn(text: str, path: Path) -> None:
    """Tell of signs that nobody sees, or that turn the text around."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in HIDDEN.finditer(line):
            place = f"{path}:{number}:{match.start() + 1}"
            sign = f"U+{ord(match[0]):04X}"
            say(Message("command.hidden-character", place=place, sign=sign), err=True)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = files_in(path, {".ttl"}, None)
            if not found:
                raise DossierError(Message("command.no-turtle"), path=path)
            files += found
        elif path.exists() or str(path) == "-":
            files.append(path)
        else:
            raise DossierError(Message("command.no-file"), path=path)
    return files
