"""``wijgraph register``: several dossiers in one store."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click

from wijgraph.cli import register_query
from wijgraph.cli.common import emit, language_of, misuse, output_option, say
from wijgraph.cli.help import Group, option
from wijgraph.cli.register_query import register_of
from wijgraph.dossier import find
from wijgraph.errors import NothingCheckedError, StoreError
from wijgraph.messages import Message, word

LEVELS = ["violation", "warning", "info"]
REPORTS = ["text", "json", "markdown", "html", "junit", "sarif"]
WIDTH = 60

write_option = option("--write", is_flag=True, help="register.write")


@click.group(cls=Group)
@option("--update-url", envvar="WIJGRAPH_UPDATE_URL",
              help="register.update-url")  # fmt: skip
@option("--graph-store-url", envvar="WIJGRAPH_GRAPH_STORE_URL",
              help="register.graph-store-url")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, update_url: str | None, graph_store_url: str | None) -> None:
    """Keep several dossiers in one store, and look at them together."""
    ctx.obj["urls"] = {"update_url": update_url, "graph_store_url": graph_store_url}


def progress_on_terminal() -> Callable[[int, int | None, str], None]:
    """Return what tells how far it is, on a terminal only."""
    shown = sys.stderr.isatty()

    def tell(number: int, count: int | None, name: str) -> None:
        if shown:
            whole = f"/{count}" if count is not None else ""
            click.echo(f"\r\x1b[K{number}{whole} {name[:WIDTH]}", nl=False, err=True)
            if number == count:
                click.echo("\r\x1b[K", nl=False, err=True)

    return tell


@command.command()
@click.argument("folders", nargs=-1, required=True, metavar="DIR...",
                type=click.Path(path_type=Path, file_okay=False))  # fmt: skip
@option("--name", metavar="SLUG", help="register.name")
@write_option
@click.pass_context
def add(ctx: click.Context, folders: tuple[Path, ...], name: str | None, write: bool) -> None:
    """Add dossiers, or put them in the place of what they were."""
    from wijgraph.register import slug_of
    from wijgraph.register.laying import lay_all

    if name and len(folders) > 1:
        raise misuse(Message("command.name-for-one"))
    names = {slug_of(name or path.resolve().name): path for path in folders}
    if len(names) < len(folders):
        raise misuse(Message("command.folders-same-name"))
    dossiers = {slug: find(path) for slug, path in names.items()}
    register = register_of(ctx, write=True, allowed=write, make=True)
    tell = progress_on_terminal()

    there = register.entries.values()
    known = {entry.slug: entry.fingerprint for entry in there if not entry.pending}
    changed = register.add_many(
        lay_all(dossiers, known), lambda number, slug: tell(number, len(dossiers), slug)
    )
    language = language_of(ctx)
    told = {"register_changed": changed, "register_there": len(register.entries)}
    click.echo(", ".join(f"{word(key, language)}: {n}" for key, n in told.items()))


@command.command("list")
@option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table",
              show_default=True, help="register.format")  # fmt: skip
@output_option
@click.pass_context
def list_(ctx: click.Context, form: str, output: Path | None) -> None:
    """Name the dossiers, with what the rules found in each."""
    from wijgraph.characters import as_json
    from wijgraph.cli.tables import width
    from wijgraph.report.writers.text import render_rows

    entries = register_of(ctx).entries.values()
    language = language_of(ctx)
    if form == "json":
        values = [
            {
                "name": entry.slug,
                "fingerprint": entry.fingerprint,
                "triples": entry.size,
                "validated": entry.validated.at if entry.validated else None,
                "current": entry.fresh,
                "findings": dict(entry.validated.counts) if entry.validated else None,
                "graphs": dict(entry.graphs),
            }
            for entry in entries
        ]
        emit(as_json(values).encode(), output)
        return
    rows = []
    for entry in entries:
        counts = entry.validated.counts if entry.validated else {}
        state = word("register_never", language)
        if entry.validated:
            state = entry.validated.at[:10]
            state += "" if entry.fresh else f" ({word('register_old', language)})"
        rows.append([entry.slug, str(entry.size), *(str(counts.get(k, "")) for k in LEVELS), state])
    heads = [word("dossier", language), word("triples", language)]
    heads += [word(f"{kind}_many", language) for kind in LEVELS] + [word("validated", language)]
    emit(render_rows(heads, rows, width()) if rows else word("register_empty", language) + "\n",
         output)  # fmt: skip


@command.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@option("--all", "every", is_flag=True, help="register.all")
@option("-F", "--format", "form", type=click.Choice(REPORTS), default="text",
              show_default=True, help="register.format-2")  # fmt: skip
@output_option
@option("--fail-on", type=click.Choice(LEVELS), default="violation", show_default=True,
              help="register.fail-on")  # fmt: skip
@option("--allow-nothing-checked", is_flag=True,
              help="register.allow-nothing-checked")  # fmt: skip
@option("-j", "--processes", type=click.IntRange(1, 61), help="register.processes")
@write_option
@click.pass_context
def validate(
    ctx: click.Context,
    names: tuple[str, ...],
    every: bool,
    form: str,
    output: Path | None,
    fail_on: str,
    allow_nothing_checked: bool,
    processes: int | None,
    write: bool,
) -> int:
    """Check dossiers against their rules: those that changed, in processes side by side."""
    from wijgraph.api import open as open_dossier
    from wijgraph.register.checking import validate as check
    from wijgraph.report.results import Context
    from wijgraph.report.writers import write as report
    from wijgraph.store.opening import Spec

    remote = Spec.of(ctx.obj["store"]).remote if ctx.obj["store"] else False
    keep = write or not remote
    register = register_of(ctx, write=keep, allowed=write)
    tell = progress_on_terminal()
    overview = check(register, names, every=every, keep=keep, processes=processes, progress=tell)
    language = language_of(ctx)
    found = overview.report
    # The sources of the rules, which are those of the files, are described there.
    files = open_dossier(ctx.obj["dossier"])  # read when there is a source to name
    sources = {finding.source.document for finding in found.findings if finding.source}
    labels = {source: files.graph.label(source, language) for source in sources}
    context = Context(
        language, overview.rules, version("wijgraph"), labels=labels, idle=overview.idle
    )
    text = report(form, found, context)
    emit(text if form == "text" else text.encode(), output)
    told = {"register_there": len(overview.findings), "register_checked": overview.checked}
    click.echo(", ".join(f"{word(key, language)}: {n}" for key, n in told.items()), err=True)
    failing = LEVELS[: LEVELS.index(fail_on) + 1]
    if any(finding.severity in failing for finding in found.findings):
        return 1
    if not allow_nothing_checked:
        for nothing in found.notices:
            raise NothingCheckedError(
                nothing.message, hint=Message("command.allow-nothing-checked")
            )
    return 0


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@option("--erase", is_flag=True, help="register.erase")
@write_option
@click.pass_context
def remove(ctx: click.Context, names: tuple[str, ...], erase: bool, write: bool) -> None:
    """Forget dossiers, with all that was found in them."""
    register = register_of(ctx, write=True, allowed=write)
    if erase:
        register.chosen(names)  # before anything is begun
        whole = register.erase(names)
    else:
        register.remove(names)
    language = language_of(ctx)
    click.echo(f"{word('register_there', language)}: {len(register.entries)}")
    if erase:
        say(Message("register.erased") if whole else Message("register.erased-remote"))


@command.command()
@click.pass_context
def erase(ctx: click.Context) -> None:
    """Leave no trace of what was removed or replaced before: on disk the store is made anew."""
    register = register_of(ctx, write=True, allowed=True)
    if not register.erase():
        raise StoreError(Message("register.cannot-erase", store=register.store.name))
    say(Message("register.erased"))


command.add_command(register_query.query)
command.add_command(register_query.compare)
