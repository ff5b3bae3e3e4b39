"""``wijgraph waiver`` and ``baseline``: what is found and let be, for a while or from before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wijgraph.characters import as_json
from wijgraph.cli.common import dossier_of, emit, language_of, say
from wijgraph.cli.help import Group, option
from wijgraph.dossier import Dossier
from wijgraph.errors import WaiverError
from wijgraph.graph import Graph
from wijgraph.messages import Message, word
from wijgraph.namespaces import expand
from wijgraph.validation import baseline as known
from wijgraph.validation.waivers import NAME, Waiver

if TYPE_CHECKING:
    from wijgraph.validation.run import Checked

FILE = click.Path(path_type=Path)
waivers_option = option("--waivers", "file", type=FILE, help="waiver.waivers")
baseline_option = option("--baseline", "file", type=FILE, help="baseline.baseline")
format_option = option(
    "-F", "--format", "form", type=click.Choice(["table", "json"]), default="table"
)


@click.group(cls=Group)
def waiver() -> None:
    """Let a finding be for a while: with a reason, an owner and an end."""


@waiver.command()
@click.argument("rule")
@click.argument("focus")
@option("--reason", required=True, help="waiver.reason")
@option("--owner", required=True, help="waiver.owner")
@option("--expires", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
        help="waiver.expires")  # fmt: skip
@option("--path", help="waiver.path")
@option("--value", help="waiver.value")
@waivers_option
@click.pass_context
def add(
    ctx: click.Context,
    rule: str,
    focus: str,
    reason: str,
    owner: str,
    expires: datetime,
    path: str | None,
    value: str | None,
    file: Path | None,
) -> None:
    """Add a waiver for what RULE finds on FOCUS."""
    from wijgraph.validation.waivers import add_waiver, covers, rule_ids, today

    dossier, checked = _checked(ctx)
    findings, day = checked.report.findings, today()
    texts = {"rule": rule, "focus": focus, "path": path, "value": value}
    entry = {name: text for name, text in texts.items() if text is not None}
    dates = {"added": day, "expires": expires.date()}
    made = add_waiver(
        file or dossier.root / NAME,
        {**entry, "reason": reason, "owner": owner, **dates},
        rule_ids(dossier) | {f.rule for f in findings},
        day,
    )
    say(made)
    if not any(covers(made, finding, checked.graph) for finding in findings):
        text = word("waiver_idle", language_of(ctx))
        say(Message("command.warning", text=text), err=True)


@waiver.command("list")
@waivers_option
@format_option
@option("--iris", is_flag=True, help="waiver.iris")
@click.pass_context
def list_(ctx: click.Context, file: Path | None, form: str, iris: bool) -> None:
    """Show the waivers and the state of each."""
    _, graph, states = _states(ctx, file)
    if form == "json":
        emit(as_json([_as_values(one, state) for one, state in states.items()]), None)
        return
    rows = [
        [
            *(one.rule, _node(graph, one.focus, language_of(ctx), iris=iris)),
            *(one.reason, one.owner, str(one.expires)),
            word(f"state_{state}", language_of(ctx)),
        ]
        for one, state in states.items()
    ]
    columns = ("rule", "focus", "reason", "owner", "expires", "state")
    _table(ctx, columns, rows, "waiver_none")


@waiver.command("prune")
@waivers_option
@click.pass_context
def prune_waivers(ctx: click.Context, file: Path | None) -> None:
    """Take out the waivers that are expired or unused."""
    from wijgraph.validation.waivers import drop_waivers

    path, _, states = _states(ctx, file)
    language = language_of(ctx)
    gone = {one: state for one, state in states.items() if state != "active"}
    if path and gone:
        drop_waivers(path, list(gone))
    for one, state in gone.items():
        say(f"{word(f'state_{state}', language)}: {one}")
    say(f"{len(states) - len(gone)} / {len(states)} {word('waivers', language)}")


@click.group(cls=Group)
def baseline() -> None:
    """Keep the findings of today apart, so that only new ones fail."""


@baseline.command("write")
@baseline_option
@option("--waivers", type=FILE, help="baseline.waivers")
@click.pass_context
def write_(ctx: click.Context, file: Path | None, waivers: Path | None) -> None:
    """Put the findings of today in the baseline."""
    from wijgraph.validation.waivers import apply, file_of, read_for, today

    dossier, checked = _checked(ctx)
    report, graph, day = checked.report, checked.graph, today()
    read = read_for(report, graph, file_of(dossier.root, NAME, waivers), day)
    findings = apply(report, read, day, graph).report.findings
    own = known.baseline_of((f for f in findings if not f.waived), graph)
    target = file or dossier.root / known.NAME
    known.start_baseline(target, own)
    say(f"{target}: {len(own)} {word('baseline_size', language_of(ctx))}")


@baseline.command()
@baseline_option
@format_option
@option("--iris", is_flag=True, help="baseline.iris")
@click.pass_context
def show(ctx: click.Context, file: Path | None, form: str, iris: bool) -> None:
    """Show what is in the baseline."""
    path, graph, occurring = _occurring(ctx, file)
    own = sorted(known.read_baseline(path).items()) if path else []
    states = {key: "open" if key in occurring else "gone" for key, _ in own}
    if form == "json":
        values = [
            {"key": key, "rule": one.rule, "focus": expand(one.focus), "state": states[key]}
            for key, one in own
        ]
        emit(as_json(values), None)
        return
    language = language_of(ctx)
    rows = [
        [
            *(one.rule, _node(graph, one.focus, language, iris=iris)),
            *(key, word(f"state_{states[key]}", language)),
        ]
        for key, one in sorted(own, key=lambda item: (item[1].rule, item[1].focus, item[0]))
    ]
    _table(ctx, ("rule", "focus", "key", "state"), rows, "baseline_none")


@baseline.command("prune")
@baseline_option
@click.pass_context
def prune_baseline(ctx: click.Context, file: Path | None) -> None:
    """Take out of the baseline what is mended."""
    path, _, occurring = _occurring(ctx, file)
    if path is None:
        raise WaiverError(
            Message("command.no-baseline"),
            path=dossier_of(ctx).files.root / known.NAME,
            hint=Message("command.no-baseline-write"),
        )
    language = language_of(ctx)
    for key, one in sorted(known.prune_baseline(path, occurring).items()):
        say(f"{word('state_gone', language)}: {one.rule} {one.focus} ({key})")
    say(f"{path}: {len(known.read_baseline(path))} {word('baseline_size', language)}")


def _checked(ctx: click.Context) -> tuple[Dossier, "Checked"]:
    """Return the files of the dossier, and what the rules find in them."""
    from wijgraph.validation.run import check

    dossier = dossier_of(ctx).files
    return dossier, check(dossier)


def _states(ctx: click.Context, file: Path | None) -> tuple[Path | None, Graph, dict[Waiver, str]]:
    """Return the file of waivers, the graph, and each waiver with its state."""
    from wijgraph.validation.waivers import apply, file_of, read_for, today

    dossier, checked = _checked(ctx)
    report, graph, day = checked.report, checked.graph, today()
    path = file_of(dossier.root, NAME, file)
    waivers = read_for(report, graph, path, day)
    applied = apply(report, waivers, day, graph)
    states = dict.fromkeys(waivers, "active")
    states |= dict.fromkeys(applied.unused, "unused") | dict.fromkeys(applied.expired, "expired")
    return path, graph, states


def _occurring(ctx: click.Context, file: Path | None) -> tuple[Path | None, Graph, set[str]]:
    """Return the file of the baseline, the graph, and the keys of what is found today."""
    from wijgraph.validation.naming import key
    from wijgraph.validation.waivers import file_of

    dossier, checked = _checked(ctx)
    keys = {key(finding, checked.graph) for finding in checked.report.findings}
    return file_of(dossier.root, known.NAME, file), checked.graph, keys


def _node(graph: Graph, name: str, language: str, *, iris: bool) -> str:
    return name if iris else graph.label(expand(name), language)


def _table(
    ctx: click.Context, columns: Sequence[str], rows: Sequence[Sequence[str]], none: str
) -> None:
    """Write rows as a table, or the sentence ``none`` where there are none."""
    from wijgraph.cli.tables import width
    from wijgraph.report.writers.text import render_rows

    language = language_of(ctx)
    if not rows:
        emit(word(none, language) + "\n", None)
        return
    emit(render_rows([word(column, language) for column in columns], rows, width()), None)


def _as_values(waiver: Waiver, state: str) -> Mapping[str, object]:
    return {
        "rule": waiver.rule,
        "focus": expand(waiver.focus),
        "path": waiver.path,
        "value": waiver.value,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "added": str(waiver.added) if waiver.added else None,
        "expires": str(waiver.expires),
        "state": state,
        "file": waiver.file,
        "line": waiver.line,
    }
