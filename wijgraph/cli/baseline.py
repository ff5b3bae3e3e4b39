"""``wijgraph baseline``: keep the findings of today apart, so that only new ones fail."""

from pathlib import Path

import click

from wijgraph.characters import as_json
from wijgraph.cli.common import dossier_of, emit, language_of, say
from wijgraph.errors import WaiverError
from wijgraph.graph import Graph
from wijgraph.messages import Message, word
from wijgraph.namespaces import expand
from wijgraph.validation.baseline import NAME, Known, prune_baseline, read_baseline, start_baseline

baseline_option = click.option(
    "--baseline",
    "file",
    type=click.Path(path_type=Path),
    help=f"The file; {NAME} of the dossier when left out.",
)


@click.group()
def command() -> None:
    """Keep the findings of today apart, so that only new ones fail.

    The baseline, baseline.json in the root of the dossier, only shrinks: what is mended is taken
    out, and nothing new is put in. A finding is known by its rule, node, path and value, so it may
    be reworded or moved. To let a new finding be for a while, use `wijgraph waiver`.

    \b
    Examples:
      wijgraph baseline write
      wijgraph baseline show
      wijgraph baseline prune
    """


@command.command("write")
@baseline_option
@click.option(
    "--waivers",
    type=click.Path(path_type=Path),
    help="The file with waivers; waivers.toml of the dossier when left out.",
)
@click.pass_context
def write_(ctx: click.Context, file: Path | None, waivers: Path | None) -> None:
    """Put the findings of today in the baseline.

    Those that a waiver covers stay out of it. When there is a baseline already, it is written only
    if it would lose findings and gain none.

    \b
    Example:
      wijgraph baseline write
    """
    from wijgraph.validation.baseline import baseline_of
    from wijgraph.validation.run import check
    from wijgraph.validation.waivers import NAME as WAIVERS
    from wijgraph.validation.waivers import apply, file_of, read_for, today

    dossier = dossier_of(ctx).files
    checked = check(dossier)
    report, graph = checked.report, checked.graph
    day = today()
    path = file_of(dossier.root, WAIVERS, waivers)
    findings = apply(report, read_for(report, graph, path, day), day, graph).report.findings
    baseline = baseline_of((f for f in findings if not f.waived), graph)
    target = file or dossier.root / NAME
    start_baseline(target, baseline)
    say(f"{target}: {len(baseline)} {word('baseline_size', language_of(ctx))}")


@command.command()
@baseline_option
@click.option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--iris", is_flag=True, help="Show nodes as they are written instead of labels.")
@click.pass_context
def show(ctx: click.Context, file: Path | None, form: str, iris: bool) -> None:
    """Show what is in the baseline.

    The state of a finding is open, or gone when it no longer occurs.

    \b
    Example:
      wijgraph baseline show --format json
    """
    from wijgraph.cli.tables import width
    from wijgraph.report.writers.text import render_rows

    path, graph, occurring = _occurring(ctx, file)
    baseline = read_baseline(path) if path else {}
    language = language_of(ctx)
    if form == "json":
        emit(_as_json(baseline, occurring), None)
        return
    if not baseline:
        emit(word("baseline_none", language) + "\n", None)
        return
    columns = ("rule", "focus", "key", "state")
    ordered = sorted(baseline.items(), key=lambda item: (item[1].rule, item[1].focus, item[0]))
    rows = [
        [
            known.rule,
            known.focus if iris else graph.label(expand(known.focus), language),
            key,
            word(f"state_{_state(key, occurring)}", language),
        ]
        for key, known in ordered
    ]
    emit(render_rows([word(c, language) for c in columns], rows, width()), None)


@command.command()
@baseline_option
@click.pass_context
def prune(ctx: click.Context, file: Path | None) -> None:
    """Take out of the baseline what is mended.

    It says which. Nothing is put in.

    \b
    Example:
      wijgraph baseline prune
    """
    path, _, occurring = _occurring(ctx, file)
    if path is None:
        raise WaiverError(
            Message("command.no-baseline"),
            path=dossier_of(ctx).files.root / NAME,
            hint=Message("command.no-baseline-write"),
        )
    language = language_of(ctx)
    for key, known in sorted(prune_baseline(path, occurring).items()):
        say(f"{word('state_gone', language)}: {known.rule} {known.focus} ({key})")
    say(f"{path}: {len(read_baseline(path))} {word('baseline_size', language)}")


def _occurring(ctx: click.Context, file: Path | None) -> tuple[Path | None, Graph, set[str]]:
    """Return the file, the graph, and the keys of the findings of today, waived or not."""
    from wijgraph.validation.naming import key
    from wijgraph.validation.run import check
    from wijgraph.validation.waivers import file_of

    dossier = dossier_of(ctx).files
    checked = check(dossier)
    report, graph = checked.report, checked.graph
    return file_of(dossier.root, NAME, file), graph, {key(f, graph) for f in report.findings}


def _state(key: str, occurring: set[str]) -> str:
    return "open" if key in occurring else "gone"


def _as_json(baseline: dict[str, Known], occurring: set[str]) -> str:
    rows = [
        {
            "key": key,
            "rule": known.rule,
            "focus": expand(known.focus),
            "state": _state(key, occurring),
        }
        for key, known in sorted(baseline.items())
    ]
    return as_json(rows)
