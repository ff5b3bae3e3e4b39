"""``wijgraph register query`` and ``compare``: many dossiers side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wijgraph.cli.common import emit, language_of, misuse, output_option, say
from wijgraph.cli.help import Command, option
from wijgraph.dossier import find
from wijgraph.errors import StoreError
from wijgraph.messages import Message, word

if TYPE_CHECKING:
    from wijgraph.queries.catalogue import NamedQuery
    from wijgraph.register import Register
    from wijgraph.register.asking import Answers

COMPARISONS = ["rules", "relations", "meetings", "assignments", "actors", "gaps"]
FORMS = ["table", "csv", "spreadsheet", "tsv", "json", "xml"]
NAMES = 6  # dossiers that a table names; then it counts


def register_of(
    ctx: click.Context, *, write: bool = False, allowed: bool = False, make: bool = False
) -> "Register":
    """Return the register in the store of the command line, to be changed if ``write``.

    Where there is none, only ``make`` makes it.
    """
    from wijgraph.register import Register
    from wijgraph.store.opening import Spec, open_store

    if ctx.obj["store"] is None:
        raise misuse(Message("command.no-register"))
    spec = Spec.of(ctx.obj["store"])
    if spec.dossier:
        raise misuse(Message("command.register-is-whole"))
    if spec.remote and write and not allowed:
        raise StoreError(Message("command.write-only"), hint=Message("command.add-write"))
    return Register(open_store(spec, write=write, make=make, **ctx.obj["urls"]))


@click.command(cls=Command)
@click.argument("name")
@click.argument("parameters", nargs=-1, metavar="[PARAMETER=VALUE]...")
@option("--in", "slugs", multiple=True, metavar="NAME",
              help="comparing.in")  # fmt: skip
@option("-F", "--format", "form", type=click.Choice(FORMS),
              default="table", show_default=True, help="comparing.format")  # fmt: skip
@output_option
@click.pass_context
def query(
    ctx: click.Context,
    name: str,
    parameters: tuple[str, ...],
    slugs: tuple[str, ...],
    form: str,
    output: Path | None,
) -> None:
    """Ask a named question of all dossiers; the first column names the dossier."""
    from wijgraph.cli.query import split
    from wijgraph.queries.catalogue import read_catalogue
    from wijgraph.queries.run import pick
    from wijgraph.register.asking import ask_all

    files = find(ctx.obj["dossier"])
    question = pick(read_catalogue(files.files("queries")), name)
    values = dict(split(parameter) for parameter in parameters)
    language = language_of(ctx)
    answers = ask_all(register_of(ctx), files, question, values, slugs)
    if answers.lacking:
        say(Message("empty.lacking", names=_names(answers.lacking)), err=True)
    if form == "spreadsheet":
        from wijgraph.spreadsheets import for_people

        emit(for_people(*_rows(answers, question, language), language), output)
        return
    if form != "table":
        from wijgraph.store import tabled

        emit(tabled(answers.table, form), output)
        if not answers.table.rows:
            from wijgraph.queries.empty import RECORDED_NOT

            say(RECORDED_NOT.rows(language), end="", err=True)
        return
    emit(_table(*_rows(answers, question, language), language), output)


@click.command(cls=Command)
@click.argument("what", type=click.Choice(COMPARISONS), metavar="WHAT")
@option("--in", "slugs", multiple=True, metavar="NAME",
              help="comparing.in-2")  # fmt: skip
@option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table",
              show_default=True, help="comparing.format-2")  # fmt: skip
@output_option
@click.pass_context
def compare(
    ctx: click.Context, what: str, slugs: tuple[str, ...], form: str, output: Path | None
) -> None:
    """Tell what sets dossiers apart: rules that some break, kinds of things that some lack."""
    from wijgraph.characters import as_json
    from wijgraph.register.asking import compare_kinds, compare_rules, kept_findings, labels_of

    register, language = register_of(ctx), language_of(ctx)
    if what == "rules":
        compared = compare_rules(kept_findings(register, slugs))
    else:
        compared = compare_kinds(register, what, slugs)
    if form == "json":
        emit(as_json([one.values() for one in compared]).encode(), output)
        return
    files = find(ctx.obj["dossier"])
    labels = labels_of(register, files, [one.what for one in compared], language)
    more = word("register_breaking" if what == "rules" else "register_having", language)
    less = word("register_meeting" if what == "rules" else "register_lacking", language)
    rows = [
        [label, _names(one.having), _names(one.lacking)]
        for label, one in zip(labels, compared, strict=True)
    ]
    emit(_table([word("register_what", language), more, less], rows, language), output)


def _rows(
    answers: "Answers", question: "NamedQuery", language: str
) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows as a person reads them, the labels those of each dossier."""
    from wijgraph.api import Result
    from wijgraph.pages.rows import merge_sources

    tables = [
        (slug, *merge_sources(Result(table, graph, question), language))
        for slug, (table, graph) in answers.parts.items()
    ]
    filled = [one for one in tables if one[2]] or tables
    known = dict.fromkeys(head for _, heads, _ in filled for head in heads)
    found = [
        (slug, dict(zip(heads, row, strict=True))) for slug, heads, rows in filled for row in rows
    ]
    order = [texts[language] for texts in question.columns.values()]
    heads = sorted(known, key=lambda head: order.index(head) if head in order else len(order))
    return [word("dossier", language), *heads], [
        [slug, *(row.get(head, "") for head in heads)] for slug, row in found
    ]


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES])
    return f"{len(names)}: {shown}{', …' if len(names) > NAMES else ''}" if names else "0"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> str:
    from wijgraph.cli.tables import counted, width
    from wijgraph.report.writers.text import render_rows

    if not rows:
        from wijgraph.queries.empty import RECORDED_NOT

        return RECORDED_NOT.rows(language)
    return render_rows(headings, rows, width()) + counted(rows, language)
