"""``wijgraph waiver``: let a finding be for a while, and look after what is let be."""

from datetime import datetime
from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, say
from wijgraph.cli.help import Group, option
from wijgraph.graph import Graph
from wijgraph.messages import Message, word
from wijgraph.namespaces import expand
from wijgraph.reports.wording import as_json
from wijgraph.validation.waiverfile import NAME, Waiver

waivers_option = option(
    "--waivers",
    "file",
    type=click.Path(path_type=Path),
    help="waiver.waivers",
)


@click.group(cls=Group)
def command() -> None:
    """Let a finding be for a while: with a reason, an owner and an end."""


@command.command()
@click.argument("rule")
@click.argument("focus")
@option("--reason", required=True, help="waiver.reason")
@option("--owner", required=True, help="waiver.owner")
@option(
    "--expires",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="waiver.expires",
)
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
    from wijgraph.validation.data import check
    from wijgraph.validation.waiveredit import add_waiver
    from wijgraph.validation.waivers import covers, rule_ids, today

    dossier = dossier_of(ctx).files
    checked = check(dossier)
    report, graph = checked.report, checked.graph
    day = today()
    texts = {"rule": rule, "focus": focus, "path": path, "value": value}
    entry = {name: text for name, text in texts.items() if text is not None}
    dates = {"added": day, "expires": expires.date()}
    rules = rule_ids(dossier) | {f.rule for f in report.findings}
    waiver = add_waiver(
        file or dossier.root / NAME,
        {**entry, "reason": reason, "owner": owner, **dates},
        rules,
        day,
    )
    say(waiver)
    if not any(covers(waiver, finding, graph) for finding in report.findings):
        text = word("waiver_idle", language_of(ctx))
        say(Message("command.warning", text=text), err=True)


@command.command("list")
@waivers_option
@option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table")
@option("--iris", is_flag=True, help="waiver.iris")
@click.pass_context
def list_(ctx: click.Context, file: Path | None, form: str, iris: bool) -> None:
    """Show the waivers and the state of each."""
    from wijgraph.cli.tables import render_rows, width

    _, graph, waivers = _states(ctx, file)
    language = language_of(ctx)
    if form == "json":
        emit(_as_json(waivers), None)
        return
    if not waivers:
        emit(word("waiver_none", language) + "\n", None)
        return
    columns = ("rule", "focus", "reason", "owner", "expires", "state")
    rows = [
        [
            waiver.rule,
            waiver.focus if iris else graph.label(expand(waiver.focus), language),
            waiver.reason,
            waiver.owner,
            str(waiver.expires),
            word(f"state_{state}", language),
        ]
        for waiver, state in waivers.items()
    ]
    emit(render_rows([word(c, language) for c in columns], rows, width()), None)


@command.command()
@waivers_option
@click.pass_context
def prune(ctx: click.Context, file: Path | None) -> None:
    """Take out the waivers that are expired or unused."""
    from wijgraph.validation.waiveredit import drop_waivers

    path, _, waivers = _states(ctx, file)
    language = language_of(ctx)
    gone = {waiver: state for waiver, state in waivers.items() if state != "active"}
    if path and gone:
        drop_waivers(path, list(gone))
    for waiver, state in gone.items():
        say(f"{word(f'state_{state}', language)}: {waiver}")
    say(f"{len(waivers) - len(gone)} / {len(waivers)} {word('waivers', language)}")


def _states(ctx: click.Context, file: Path | None) -> tuple[Path | None, Graph, dict[Waiver, str]]:
    """Return the file of waivers, the graph, and each waiver with its state."""
    from wijgraph.validation.data import check
    from wijgraph.validation.waivers import apply, file_of, read_for, today

    dossier = dossier_of(ctx).files
    checked = check(dossier)
    report, graph = checked.report, checked.graph
    path = file_of(dossier.root, NAME, file)
    day = today()
    waivers = read_for(report, graph, path, day)
    applied = apply(report, waivers, day, graph)

    def state(waiver: Waiver) -> str:
        if waiver in applied.expired:
            return "expired"
        return "unused" if waiver in applied.unused else "active"

    return path, graph, {waiver: state(waiver) for waiver in waivers}


def _as_json(waivers: dict[Waiver, str]) -> str:
    rows = [
        {
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
        for waiver, state in waivers.items()
    ]
    return as_json(rows)
