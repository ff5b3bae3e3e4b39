"""``wijgraph query`` and ``explain``: questions, and what is known of one actor or fact."""

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wijgraph.cli.common import (
    dossier_of,
    emit,
    language_of,
    misuse,
    output_option,
    read_input,
    say,
    spoken,
)
from wijgraph.cli.help import Command, Group, option
from wijgraph.errors import QueryError
from wijgraph.messages import Message, word
from wijgraph.safety.service import refuse_service

if TYPE_CHECKING:
    from wijgraph.analysis.explain import Explanation, Fact
    from wijgraph.api import Result
    from wijgraph.graph import Graph
    from wijgraph.model import Citation

FORMATS = ["table", "csv", "spreadsheet", "tsv", "json", "xml", "turtle"]
READABLE = {"table", "spreadsheet"}
format_option = option(
    "-F",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="query.format",
)


class Questions(Group):
    """A group in which the name of a question alone runs that question."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["run", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=Questions)
def query() -> None:
    """List, show and run questions."""


@query.command("list")
@option("--tag", help="query.tag")
@click.pass_context
def list_(ctx: click.Context, tag: str | None) -> None:
    """Name the questions that can be asked."""
    from wijgraph.cli.tables import pairs, width

    queries = dossier_of(ctx).queries.values()
    wanted = [q for q in queries if tag is None or tag in q.tags]
    if not wanted:
        tags = sorted({t for q in queries for t in q.tags})
        raise QueryError(
            Message("command.no-tag", tag=tag), hint=Message("command.tags", tags=", ".join(tags))
        )
    say(pairs({q.id: q.summary[language_of(ctx)] for q in wanted}, width(), 0), end="")


@query.command()
@click.argument("name")
@click.pass_context
def show(ctx: click.Context, name: str) -> None:
    """Show a question: what it asks, its parameters and columns, and its SPARQL."""
    from wijgraph.cli.tables import pairs, width
    from wijgraph.queries.run import pick

    language = language_of(ctx)
    found = pick(dossier_of(ctx).queries, name)
    say(f"{found.summary[language]}\n{found.description[language]}\n")
    parameters = {
        p.name + ("" if p.optional else " *"): f"{p.text[language]} ({p.type})"
        for p in found.parameters
    }
    say(pairs(parameters | {c: t[language] for c, t in found.columns.items()}, width()))
    say(found.sparql, end="")


@query.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1, metavar="[PARAMETER=VALUE]...")
@option("-f", "--file", type=click.Path(path_type=Path), help="query.file")
@format_option
@output_option
@option("--iris", is_flag=True, help="query.iris")
@click.pass_context
def run(
    ctx: click.Context,
    name: str | None,
    parameters: tuple[str, ...],
    file: Path | None,
    form: str,
    output: Path | None,
    iris: bool,
) -> None:
    """Ask a named question, or SPARQL of your own with -f."""
    if (name is None) == (file is None):
        raise misuse(Message("command.no-question"))
    dossier = dossier_of(ctx)
    if file is not None:
        _run_text(ctx, read_input(file), file, form, output, iris)
        return
    from wijgraph.queries.run import pick

    named = pick(dossier.queries, name or "")
    values = dict(split(p) for p in parameters)
    if len(values) < len(parameters):
        raise misuse(Message("command.parameter-twice"))
    language = language_of(ctx)
    result = dossier.query(named.id, **values)
    empty = result.empty
    if form in READABLE:
        emit(readable(result, form, language, iris=iris), output)
    else:
        data = dossier.graph.store.results(named.sparql, form, result.terms)
        if empty and form == "json":
            # In front: readers of these results pass over what they do not know there.
            answer = {"empty": empty.values()} | json.loads(data)
            data = json.dumps(answer, ensure_ascii=False).encode()
        emit(data, output)
    if empty and form != "table":  # which says it itself
        say(empty.rows(language), end="", err=True)


def _run_text(
    ctx: click.Context, text: str, file: Path, form: str, output: Path | None, iris: bool
) -> None:
    dossier, language = dossier_of(ctx), language_of(ctx)
    try:
        refuse_service(text)  # before the graph is loaded for nothing
        store = dossier.graph.store
        kind = store.kind(text) if form in READABLE else ""
        if kind == "table":
            from wijgraph.api import Result

            table = store.select(text)
            table = store.forms.table(table, text)
            result = Result(table, dossier.graph, text=text)
            emit(readable(result, form, language, iris=iris), output)
            told = None if form == "table" or result.table.rows else Message("empty.rows")
        else:
            # What is no table has no readable form of its own.
            plain = {"spreadsheet": "csv", "table": "turtle" if kind == "graph" else "json"}
            data = store.results(text, plain.get(form, form))
            emit(data, output)
            told = nothing_in(data)
        if told:
            from wijgraph.queries.empty import of_text

            lines = of_text(dossier.graph, text).lines(language)
            say(" ".join([told[language], *lines]), err=True)
    except QueryError as error:
        name = spoken(Message("command.standard-input")) if str(file) == "-" else file
        raise QueryError(
            error.said, path=name, line=error.line, column=error.column, hint=error.advice
        ) from None


def nothing_in(data: bytes) -> Message | None:
    """Return what is said of an answer, in a standard format, that gives nothing; else None."""
    end = data.rstrip()
    if end == b"false" or end.endswith((b'"boolean":false}', b"<boolean>false</boolean></sparql>")):
        return Message("empty.false")
    # In CSV and TSV there is always a line of headings, if only an empty one.
    bare = data.count(b"\n") <= 1 and not end.startswith((b"{", b"<", b"true"))
    rows = end.endswith((b'"bindings":[]}}', b"<results></results></sparql>"))
    return Message("empty.rows") if rows or bare else None


def readable(result: "Result", form: str, language: str, *, iris: bool) -> str | bytes:
    """Return the rows of ``result`` as people read them: a table as text, or as CSV."""
    if form == "table":
        from wijgraph.cli.tables import render

        return render(result, language, iris=iris)
    from wijgraph.pages.rows import merge_sources
    from wijgraph.spreadsheets import for_people

    return for_people(*merge_sources(result, language, iris=iris), language)


def split(parameter: str) -> tuple[str, str]:
    """Return name and value of ``NAME=VALUE``."""
    name, equals, value = parameter.partition("=")
    if not equals or not name or not value:
        raise misuse(Message("command.not-name-value", text=parameter))
    return name, value


@click.command(cls=Command)
@click.argument("name")
@click.pass_context
def explain(ctx: click.Context, name: str) -> None:
    """Tell what is known of an actor or a fact, with the evidence of each statement."""
    from wijgraph.cli.tables import width

    dossier, language = dossier_of(ctx), language_of(ctx)
    emit(describe(dossier.graph, dossier.explain(name, language), language, width()), None)


def describe(graph: "Graph", known: "Explanation", language: str, line: int) -> str:
    """Return an explanation as text of at most ``line`` columns."""
    from wijgraph.queries.empty import RECORDED_NOT

    parts = [f"{known.label}\n", f"{', '.join(known.kinds)} · {known.iri}\n"]
    parts += [_wrap(text, line, "  ") for text in known.notes]
    parts += [_wrap(_place(graph, c, language), line, "  ") for c in known.citations]
    if known.properties:
        parts.append(f"\n{word('properties', language)}\n")
        parts += [_wrap(f"{name}: {value}", line, "  ") for name, value in known.properties]
    if not (known.groups or known.properties or known.notes):
        parts += [_wrap(text, line, "  ") for text in RECORDED_NOT.lines(language)]
    for group, facts in known.groups:
        parts.append(f"\n{word(group, language)}\n")
        parts += [_fact(graph, fact, language, line) for fact in facts]
    return "".join(parts)


def _fact(graph: "Graph", fact: "Fact", language: str, line: int) -> str:
    status = ", ".join(p for p in (fact.modality, fact.certainty) if p)
    text = _wrap(f"{fact.text} [{status}]" if status else fact.text, line, "  ", "- ")
    for citation in fact.citations:
        text += _wrap(_place(graph, citation, language), line, "    ")
    for note in fact.notes:
        text += _wrap(f"{word('notes', language)}: {note}", line, "    ")
    return text


def _place(graph: "Graph", citation: "Citation", language: str) -> str:
    from wijgraph.report.document import citation as cited

    return cited(citation, graph.label(citation.document, language))[language]


def _wrap(text: str, line: int, indent: str, mark: str = "") -> str:
    below = indent + " " * len(mark)
    return textwrap.fill(text, line, initial_indent=indent + mark, subsequent_indent=below) + "\n"
