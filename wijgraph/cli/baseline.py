"""``wijgraph baseline``: keep the findings of today apart, so that only new ones fail."""

from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, say
from wijgraph.cli.help import Group, option
from wijgraph.errors import WaiverError
from wijgraph.graph import Graph
from wijgraph.messages import Message, word
from wijgraph.namespaces import expand
from wijgraph.reports.wording import as_json
from wijgraph.validation.baseline import NAME, Known, prune_baseline, read_baseline, start_baseline

baseline_option = option(
    "--baseline",
    "file",
    type=click.Path(path_type=Path),
    help="baseline.baseline",
)


@click.group(cls=Group)
def command() -> None:
    """Keep the findings of today apart, so that only new ones fail."""


@command.command("write")
@baseline_option
@option(
    "--waivers",
    type=click.Path(path_type=Path),
    help="baseline.waivers",
)
@click.pass_context
def write_(ctx: click.Context, file: Path | None, waivers: Path | None) -> None:
    """Put the findings of today in the baseline."""
    from wijgraph.validation.baseline import baseline_of
    from wijgraph.validation.data import check
    from wijgraph.validation.waiverfile import NAME as WAIVERS
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
@option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table")
@option("--iris", is_flag=True, help="baseline.iris")
@click.pass_context
def show(ctx: click.Context, file: Path | None, form: str, iris: bool) -> None:
    """Show what is in the baseline."""
    from wijgraph.cli.tables import render_rows, width

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
    """Take out of the baseline what is mended."""
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
    from wijgraph.validation.data import check
    from wijgraph.validation.keys import key
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
