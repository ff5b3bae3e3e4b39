"""Changing the file of waivers: what is not asked for stays as it is, comments too."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from wijgraph.errors import WaiverError
from wijgraph.files import alone_in, refuse_link, write_whole
from wijgraph.messages import Message
from wijgraph.validation.waiverfile import (
    HEADER_HINT,
    KEYS,
    Place,
    Waiver,
    entries_of,
    header_lines,
    read,
    read_waivers,
    refuse_second,
    waiver_of,
)
from wijgraph.validation.waivers import today

BEGINNING = "# Findings that may be for a while: see `wijgraph waiver --help`.\n"


def add_waiver(path: Path, entry: Mapping[str, Any], rules: Collection[str], day: date) -> Waiver:
    """Add the waiver that ``entry`` describes to the file ``path``, which is made when not there.

    Raises WaiverError when the file or the waiver is not as it should be.
    """
    refuse_link(path)
    with alone_in(path.parent):
        there = path.exists()
        waivers = read_waivers(path, rules, day) if there else ()
        waiver = waiver_of(entry, Place(path), rules, day)
        refuse_second(waiver, waivers, Place(path))
        text = read(path) if there else BEGINNING
        _write(path, _with(text, entry), [*entries_of(text, path), dict(entry)])
    return waiver


def _with(text: str, entry: Mapping[str, Any]) -> str:
    # tomlkit writes the new waiver only: when it appends to a text that ends in a comment without
    # a newline, the header becomes part of the comment; and it mixes the ends of lines.
    import tomlkit

    table = tomlkit.table()
    for key in KEYS:
        if key in entry:
            table.add(key, entry[key])
    waivers = tomlkit.aot()
    waivers.append(table)
    document = tomlkit.document()
    document.add("waiver", waivers)
    newline = "\r\n" if "\r\n" in text else "\n"
    before = f"{text.rstrip()}{newline * 2}" if text.strip() else ""
    return before + document.as_string().replace("\n", newline)


def drop_waivers(path: Path, gone: Collection[Waiver]) -> None:
    """Take the waivers in ``gone`` out of the file ``path``, wherever in it they stand by now.

    The comment right above a waiver, without an empty line between, goes with it.

    Raises WaiverError when the file is too unusual to be changed line by line.
    """
    refuse_link(path)
    with alone_in(path.parent):
        text = read(path)
        entries = entries_of(text, path)
        starts = header_lines(text, len(entries))
        rules = {str(entry.get("rule")) for entry in entries}
        lines = {w.line for w in read_waivers(path, rules, today()) if w in gone}
        kept = [e for e, start in zip(entries, starts, strict=True) if start not in lines]
        _write(path, _without(text, [s for s in starts if s], {n for n in lines if n}), kept)


def _without(text: str, starts: Sequence[int], gone: Collection[int]) -> str:
    lines = text.split("\n")

    def comment(line: str) -> bool:
        return line.lstrip().startswith("#")

    first = []  # where each waiver begins, with its comment
    for start in starts:
        begin = start - 1
        while begin and comment(lines[begin - 1]):
            begin -= 1
        first.append(begin)
    left = lines[: first[0]] if first else lines
    for start, begin, following in zip(starts, first, [*first, len(lines)][1:], strict=True):
        end = following
        while end > start and (not lines[end - 1].strip() or comment(lines[end - 1])):
            end -= 1
        if start not in gone:
            left += lines[begin:end]
        elif not lines[end:following] or not lines[end].strip():
            end += 1  # the empty line after it
        left += lines[end:following]
    return "\n".join(left).rstrip() + "\n" if any(map(str.strip, left)) else ""


def _write(path: Path, text: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write ``text``, once it is sure that it holds ``entries`` and nothing else."""
    try:
        found = tomllib.loads(text).get("waiver", [])
    except tomllib.TOMLDecodeError:
        found = None
    if found != list(entries):
        raise WaiverError(Message("validation.waivers-unusual"), path=path, hint=HEADER_HINT)
    write_whole(path, text.encode())
