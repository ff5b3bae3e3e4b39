"""``wijgraph validate`` and ``rule``: check data against rules; what each rule asks and why."""

import os
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, misuse, read_input, say, spoken
from wijgraph.cli.help import Command, Group, option
from wijgraph.cli.tables import width
from wijgraph.dossier import Dossier, find
from wijgraph.errors import ShapesError, WijgraphError, in_language
from wijgraph.files import write_whole
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.graph.resolver import did_you_mean, nearest
from wijgraph.graph.stored import StoredGraph
from wijgraph.messages import LANGUAGES, Message, word
from wijgraph.model import Report
from wijgraph.report.document import citation
from wijgraph.report.results import Context, notices_in_words
from wijgraph.report.writers import FORMATS, write
from wijgraph.shacl.engine import ENGINES
from wijgraph.store import FORMATS as ENDINGS
from wijgraph.validation.catalog import Catalog, document_of
from wijgraph.validation.counting import refuse_nothing, told
from wijgraph.validation.rules import Rule, examples_of, rules_at
from wijgraph.validation.run import (
    Checked,
    check,
    check_graph,
    check_with,
    documents_in,
    dossier_at,
    unread,
    with_notices,
    with_triples,
)
from wijgraph.validation.waivers import Settled, settle, today

HINT = Message("command.allow-nothing-checked")
LEVELS = ["violation", "warning", "info"]
PAUSE = 0.5  # seconds between two looks at the files


class Destination(click.ParamType[tuple[str | None, Path]]):
    """``FILE``, or ``FORMAT=FILE``."""

    name = "[FORMAT=]FILE"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str | None, Path]:
        form, equals, file = value.partition("=")
        if not equals:
            return None, Path(value)
        if form not in FORMATS:
            known = ", ".join(FORMATS)
            self.fail(spoken(Message("command.no-format", name=form, known=known)), param, ctx)
        return form, Path(file)


class Named(click.Path):
    """A file or folder; a name that is empty is not the working folder."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        if not str(value):
            self.fail(spoken(Message("command.name-empty")), param, ctx)
        return super().convert(value, param, ctx)


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    dossier: Dossier
    graph: Graph | None  # of a dossier in a store
    data: tuple[Path, ...]
    shapes: tuple[Path, ...]
    stdin: str
    waivers: Path | None
    baseline: Path | None
    engine: str
    lenient: bool
    catalog: Path | None
    fail_on: str
    allow_nothing_checked: bool
    require_targets: bool
    strict: bool


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=Named(path_type=Path), metavar="[PATH]...")
@option("-s", "--shapes", multiple=True, type=Named(path_type=Path), help="validate.shapes")
@option(
    "-F",
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="validate.format",
)
@option("-o", "--output", "outputs", multiple=True, type=Destination(), help="validate.output")
@option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="violation",
    show_default=True,
    help="validate.fail-on",
)
@option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="validate.engine",
)
@option("--lenient", is_flag=True, help="validate.lenient")
@option("--catalog", type=Named(path_type=Path), help="validate.catalog")
@option("--allow-nothing-checked", is_flag=True, help="validate.allow-nothing-checked")
@option("--require-targets", is_flag=True, help="validate.require-targets")
@option("--strict", is_flag=True, help="validate.strict")
@option("--waivers", type=Named(path_type=Path), help="validate.waivers")
@option("--baseline", type=Named(path_type=Path), help="validate.baseline")
@option(
    "--stdin-format",
    type=click.Choice(sorted(set(ENDINGS.values()))),
    default="turtle",
    show_default=True,
    help="validate.stdin-format",
)
@option("--lang", type=click.Choice(LANGUAGES), help="validate.lang")
@option("--watch", is_flag=True, help="validate.watch")
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[Path, ...],
    shapes: tuple[Path, ...],
    form: str,
    outputs: tuple[tuple[str | None, Path], ...],
    fail_on: str,
    engine: str,
    lenient: bool,
    catalog: Path | None,
    allow_nothing_checked: bool,
    require_targets: bool,
    strict: bool,
    waivers: Path | None,
    baseline: Path | None,
    stdin_format: str,
    lang: str | None,
    watch: bool,
) -> int:  # fmt: skip
    """Check a dossier, or any data, against rules."""
    if lang:
        ctx.obj["lang"] = lang
    if ctx.obj["store"] and (paths or watch):
        raise misuse(Message("command.store-has-no-files"))
    if watch and any(str(path) == "-" for path in (*paths, *shapes)):
        raise misuse(Message("command.watch-stdin"))
    read = {path.resolve() for path in (*paths, *shapes, waivers, baseline, catalog) if path}
    for _, path in outputs:
        if path.resolve() in read:
            raise misuse(Message("command.output-is-input", file=path))
    own = dossier_at(paths, shapes)
    request = Request(
        dossier=own or find(ctx.obj["dossier"]),
        graph=dossier_of(ctx).graph if ctx.obj["store"] else None,
        data=() if own else paths,
        shapes=shapes,
        stdin=stdin_format,
        waivers=waivers,
        baseline=baseline,
        engine=engine,
        lenient=lenient,
        catalog=catalog,
        fail_on=fail_on,
        allow_nothing_checked=allow_nothing_checked,
        require_targets=require_targets,
        strict=strict,
    )

    def once() -> int:
        return _once(request, form, outputs, language_of(ctx))

    if watch:
        _watch(once, lambda: _files(request), language_of(ctx))
    return once()


def _once(
    request: Request, form: str, outputs: Sequence[tuple[str | None, Path]], language: str
) -> int:
    """Check, report, and return the exit code."""
    settled, checked = _settled(request, language)
    report = settled.report
    refused = not request.allow_nothing_checked
    if refused and not report.findings:
        refuse_nothing(report, HINT)
    _deliver(report, checked, form, outputs, language)
    _tell(settled, checked, language)
    if "gitlab" in {form, *(other for other, _ in outputs)}:  # it has no place for them
        _tell_notices(report, language)
    if request.require_targets:
        _refuse_idle(report)
    if request.strict and settled.expired:
        return 3
    failing = LEVELS[: LEVELS.index(request.fail_on) + 1]
    if any(f.severity in failing and not f.waived for f in report.findings):
        return 1
    if refused:  # what was found is about nodes that are not in the data
        refuse_nothing(report, HINT)
    return 0


def _settled(request: Request, language: str) -> tuple[Settled, Checked]:
    catalog = Catalog.read(request.catalog) if request.catalog else None
    data = [d for path in request.data for d in _documents(path, request.stdin, catalog)]
    shapes = [d for path in request.shapes for d in _documents(path, request.stdin, catalog)]
    own = not data and not shapes
    engine, lenient = request.engine, request.lenient
    if request.graph is None:
        checked = check(request.dossier, data, shapes, engine, lenient=lenient, catalog=catalog)
    elif own:
        checked = check_graph(request.graph, engine, lenient=lenient, catalog=catalog)
    else:
        checked = check_with(request.graph, shapes, engine, lenient=lenient, catalog=catalog)
    folders = (path for path in (*request.data, *request.shapes) if path.is_dir())
    checked = with_notices(checked, [notice for path in folders for notice in unread(path)])
    settled = settle(
        checked.report,
        checked.graph,
        # The waivers of a dossier are about its own data and its own rules.
        request.dossier.root if own and _has_files(request.graph) else None,
        today(),
        language=language,
        waivers_path=request.waivers,
        baseline_path=request.baseline,
    )
    return settled, checked


def _has_files(graph: Graph | None) -> bool:
    """Return whether the waivers beside the files are about this graph."""
    return not isinstance(graph, StoredGraph) or graph.at_hand


def _documents(path: Path, form: str, catalog: Catalog | None) -> list[Document]:
    if str(path) == "-":
        return [with_triples(document_of("<stdin>", read_input(path), form, catalog))]
    return documents_in(path, catalog)


def _deliver(
    report: Report,
    checked: Checked,
    form: str,
    outputs: Sequence[tuple[str | None, Path]],
    language: str,
) -> None:
    """Write the report everywhere it is asked for, each file whole or not at all."""
    documents = {rule.source.document for rule in checked.rules.values() if rule.source}
    context = Context(
        language=language,
        rules=checked.rules,
        version=version("wijgraph"),
        labels={document: checked.graph.label(document, language) for document in documents},
        idle=checked.idle,
        prefixes=checked.names.prefixes if checked.names else {},
    )
    terminal = replace(context, width=width()) if sys.stdout.isatty() else context
    # Everything is made before anything is written.
    made = [(path, write(other or form, report, context)) for other, path in outputs]
    for path, text in made:
        write_whole(path, text.encode())
    if all(other is not None for other, _ in outputs):
        emit(write(form, report, terminal).encode(), None)


def _tell(settled: Settled, checked: Checked, language: str) -> None:
    for notice in settled.report.notices:
        if notice.code in {"nothing-checked", "waivers-empty", "baseline-empty"}:
            text = in_language(notice.message, language)
            say(Message("command.note", text=text), err=True)
    for shape, reason in checked.left.items():
        say(Message("command.not-compiled", shape=shape, reason=reason), err=True)
    for waiver in settled.expired:
        say(Message("command.expired-waiver", waiver=waiver), err=True)
    for waiver in settled.unused:
        say(Message("command.unused-waiver", waiver=waiver), err=True)


def _tell_notices(report: Report, language: str) -> None:
    for line in notices_in_words(report, language):
        say(f"{word('notice', language)}: {line}", err=True)


def _refuse_idle(report: Report) -> None:
    """Raise ShapesError when there are shapes that looked at nothing."""
    idle = [n for n in report.notices if n.code.startswith("shape-")]
    if idle:
        raise ShapesError(
            Message("command.idle-shapes.one")
            if len(idle) == 1
            else Message("command.idle-shapes.many", count=len(idle)),
            hint={
                language: "\n  ".join(told(notice, language) for notice in idle)
                for language in LANGUAGES
            },
        )


def _files(request: Request) -> list[Path]:
    own = [] if request.data else [request.dossier.root / "data", request.dossier.root / "ontology"]
    rules = request.shapes or (request.dossier.root / "shapes",)
    named = (request.catalog,) if request.catalog else ()
    folders = [p for p in (*own, *request.data, *rules, *named) if str(p) != "-"]
    return [file for path in folders for file in ([path] if path.is_file() else path.rglob("*"))]


def _watch(once: Callable[[], int], files: Callable[[], list[Path]], language: str) -> None:
    """Check again whenever a file changes, until somebody stops it."""
    seen: dict[Path, int] | None = None
    while True:
        now = {path: path.stat().st_mtime_ns for path in files() if path.is_file()}
        if now != seen:
            seen = now
            click.echo(time.strftime("— %H:%M:%S"), err=True)
            try:
                once()
            except WijgraphError as error:
                say(f"wijgraph: {error.told(language)}", err=True)
            sys.stdout.flush()
        time.sleep(PAUSE)


@click.group(cls=Group)
def rule() -> None:
    """List the rules, and show what each asks and why."""


@rule.command("list")
@option("--severity", type=click.Choice(LEVELS),
              help="rule.severity")  # fmt: skip
@click.pass_context
def list_(ctx: click.Context, severity: str | None) -> None:
    """Name the rules, with number, severity and subject."""
    from wijgraph.cli.tables import counted, width
    from wijgraph.report.writers.text import render_rows

    dossier, language = dossier_of(ctx), language_of(ctx)
    rules = sorted(rules_at(dossier.graph, dossier.files).values(), key=lambda r: r.id)
    rows = [
        [r.id, r.notation or "", word(r.severity, language), (r.name or {}).get(language, "")]
        for r in rules
        if r.reported and severity in {None, r.severity}
    ]
    headings = [word(key, language) for key in ("rule", "number", "severity", "subject")]
    say(render_rows(headings, rows, width()) + ("" if rows else counted(rows, language)), end="")


@rule.command()
@click.argument("name", metavar="ID")
@click.pass_context
def show(ctx: click.Context, name: str) -> None:
    """Show a rule: what it asks, why, its source, how to mend, and examples."""
    from wijgraph.cli.tables import width

    dossier, language = dossier_of(ctx), language_of(ctx)
    found = pick(list(rules_at(dossier.graph, dossier.files).values()), name)
    line = width()

    def part(key: str, text: str | None) -> None:
        if text:
            say(f"\n{word(key, language)}")
            say(textwrap.fill(text, line, initial_indent="  ", subsequent_indent="  "))

    head = " · ".join(p for p in (found.id, found.notation, word(found.severity, language)) if p)
    say(f"{(found.name or {}).get(language, found.id)}\n{head}")
    part("why", (found.rationale or {}).get(language))
    part("mend", (found.message or {}).get(language))
    if found.source:
        document = dossier.graph.label(found.source.document, language)
        part("evidence", citation(found.source, document)[language])
    for example in examples_of(dossier.files, found):
        say(f"\n{word('good' if example.good else 'bad', language)} ({example.name})\n")
        say(textwrap.indent(example.text.rstrip(), "  "))


def pick(rules: list[Rule], name: str) -> Rule:
    """Return the rule with this id or number; raise ShapesError, with the nearest, when unknown."""
    for one in rules:
        if name.strip().upper() in {one.id, one.notation}:
            return one
    near = nearest(name, [one.id for one in rules])
    raise ShapesError(
        Message("command.no-rule", name=name),
        hint=did_you_mean(near) or Message("command.no-rule-list"),
        near=near,
    )
