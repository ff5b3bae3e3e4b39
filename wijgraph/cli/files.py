"""``wijgraph format`` and ``sources``: the files of a dossier, and the texts that they cite."""

import re
from pathlib import Path

import click

from wijgraph.characters import as_json
from wijgraph.cli.common import dossier_of, emit, language_of, misuse, read_input, say
from wijgraph.cli.help import Command, Group, option
from wijgraph.dossier import files_in
from wijgraph.errors import DossierError
from wijgraph.files import edit, refuse_link
from wijgraph.messages import Message, word
from wijgraph.namespaces import GOV, RULE, WIJ, shorten
from wijgraph.sources.check import SectionCoverage

HOUSE = ("ontology", "shapes", "data")  # the folders of a dossier with Turtle
# Controls that turn the reading direction, and letters without a width.
HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@click.command("format", cls=Command)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--check", is_flag=True, help="format.check")
def format_(paths: tuple[Path, ...], check: bool) -> int:
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


texts_option = option(
    "--texts", type=click.Path(path_type=Path), envvar="WIJGRAPH_SOURCES", help="sources.texts"
)


@click.group(cls=Group)
def sources() -> None:
    """Check the citations against the texts; tell the coverage."""


@sources.command()
@texts_option
@click.pass_context
def check(ctx: click.Context, texts: Path | None) -> int:
    """Check that every phrase stands exactly once in the section that it cites."""
    from wijgraph.sources.check import check as check_citations
    from wijgraph.sources.check import citations, read_texts

    if texts is None:
        raise misuse(Message("command.no-texts"))
    graph = dossier_of(ctx).graph
    faults = check_citations(graph, read_texts(graph, texts))
    for fault in faults:
        place = fault.position
        where = f"{place.path}:{place.line}:{place.column}: " if place else ""
        name = shorten(fault.citation.iri).strip("<>")
        problem = fault.problem[language_of(ctx)]
        say(f"{where}{name}\n  {problem}: “{fault.citation.phrase}”")
    total = len(citations(graph))
    say(f"{total - len(faults)} / {total} {word('citations', language_of(ctx))} ok")
    return 1 if faults else 0


@sources.command()
@texts_option
@option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def coverage(ctx: click.Context, texts: Path | None, form: str) -> None:
    """Tell for each section how many paragraphs and list items are cited, and which are not."""
    from wijgraph.cli.tables import width
    from wijgraph.report.writers.text import render_rows
    from wijgraph.sources.check import coverage as covered
    from wijgraph.sources.check import read_texts, refuse_shorter

    graph, language = dossier_of(ctx).graph, language_of(ctx)
    sections = covered(graph, language)
    read = read_texts(graph, texts) if texts else {}
    refuse_shorter(graph, sections, read)

    def beginning(document: str, notation: str, number: int) -> str:
        if document not in read:
            return str(number)
        words = read[document][notation].blocks[number - 1].text.split()
        return f"{number} “{' '.join(words[:5])} …”"

    uncited = [[beginning(s.document, s.notation, n) for n in s.uncited] for s in sections]
    if form == "json":
        emit(_as_json(sections, uncited), None)
        return
    headings = [word(k, language) for k in ("document", "section", "cited", "uncited")]
    left_out = word("omitted", language)
    table = [
        [
            graph.label(s.document, language),
            s.notation,
            f"{s.cited}/{s.paragraphs}",
            "; ".join(places) + (f" ({left_out}: {s.omission})" if places and s.omission else ""),
        ]
        for s, places in zip(sections, uncited, strict=True)
    ]
    count, cited = sum(s.paragraphs for s in sections), sum(s.cited for s in sections)
    total, unit = word("total", language), word("paragraphs", language)
    share = f"{100 * cited / count:.1f} %" if count else "-"
    text = render_rows(headings, table, width())
    emit(f"{text}{total}: {cited}/{count} {unit} ({share})\n", None)


def _as_json(sections: list[SectionCoverage], uncited: list[list[str]]) -> str:
    rows = [
        {
            "document": s.document,
            "section": s.notation,
            "title": s.label,
            "paragraphs": s.paragraphs,
            "cited": s.cited,
            "uncited": places,
            "omitted": s.omission,
        }
        for s, places in zip(sections, uncited, strict=True)
    ]
    return as_json(rows)
