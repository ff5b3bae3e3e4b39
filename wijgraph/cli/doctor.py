"""``wijgraph doctor``: check that this installation and its dossier work."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

import click

from wijgraph.cli.common import dossier_of, language_of, say
from wijgraph.cli.help import Command, option
from wijgraph.errors import WijgraphError
from wijgraph.messages import Message, word

if TYPE_CHECKING:
    from wijgraph.store.selftest import Outcome

# What the package says that it needs: a name, and the extra that it is for if there is one.
REQUIREMENT = re.compile(r"""([\w.-]+)[^;]*(?:;.*extra == ['"]([\w-]+)['"])?""")

WRONG, REMARK = "✗", "!"


@click.command(cls=Command)
@option("--write", is_flag=True,
              help="doctor.write")  # fmt: skip
@option("--update-url", envvar="WIJGRAPH_UPDATE_URL",
              help="doctor.update-url")  # fmt: skip
@option("--graph-store-url", envvar="WIJGRAPH_GRAPH_STORE_URL",
              help="doctor.graph-store-url")  # fmt: skip
@option("--store", help="doctor.store")
@click.pass_context
def command(
    ctx: click.Context,
    write: bool,
    update_url: str | None,
    graph_store_url: str | None,
    store: str | None,
) -> int:
    """Check that this installation and its dossier work; exit 1 when something does not."""
    named = store or ctx.obj["store"]
    if named:
        urls = {"update_url": update_url, "graph_store_url": graph_store_url}
        return _examine(named, language_of(ctx), write=write, urls=urls)
    click.echo(f"Python {sys.version.split()[0]}")
    bad = 0
    for requirement in requires("wijgraph") or ():
        match = REQUIREMENT.match(requirement)
        name, extra = match.groups() if match else (requirement, None)
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            hint = f" (pip install 'wijgraph[{extra}]')" if extra else ""
            say(Message("command.doctor-lacks", package=name, hint=hint))
            bad += not extra
    dossier = dossier_of(ctx)
    say(f"dossier {dossier.files.root}")
    language = language_of(ctx)
    checks: list[tuple[Message, Callable[[], Message]]] = [
        (
            Message("command.doctor-graph"),
            lambda: Message(
                "command.doctor-triples",
                count=len(dossier.graph.store),
                derived=len(dossier.graph.derived),
            ),
        ),
        (
            Message("command.doctor-queries"),
            lambda: Message("command.doctor-questions", count=len(dossier.queries)),
        ),
        (Message("command.doctor-rules"), lambda: _rules(len(dossier.validate().findings))),
    ]
    for part, check in checks:
        try:
            say(f"{part[language]}: {check()[language]}")
        except WijgraphError as error:
            say(f"{part[language]}: {error.told(language)}")
            bad += 1
    return 1 if bad else 0


def _rules(findings: int) -> Message:
    if not findings:
        return Message("command.doctor-met")
    if findings == 1:
        return Message("command.doctor-findings.one")
    return Message("command.doctor-findings.many", count=findings)


def _examine(named: str, language: str, *, write: bool, urls: Mapping[str, str | None]) -> int:
    """Tell what a store gets wrong; return 1 when that is anything that matters, else 0."""
    from wijgraph.store import selftest
    from wijgraph.store.opening import Spec, open_store
    from wijgraph.store.writing import Writable

    store = open_store(Spec.of(named), write=write, make=False, **urls)
    there = selftest.lie_there(store)
    lent = write and not there and isinstance(store, Writable)
    try:
        if isinstance(store, Writable) and lent:
            selftest.lay(store)
        outcomes = selftest.examine(store, selftest.checks(), stored=there or lent)
    finally:
        if isinstance(store, Writable) and lent:
            selftest.clear(store)
    click.echo(store.name)
    return _tell(outcomes, language)


def _tell(outcomes: Sequence["Outcome"], language: str) -> int:
    wrong = [o for o in outcomes if o.wrong and not o.check.remark]
    remarks = [o for o in outcomes if o.wrong and o.check.remark]
    skipped = sum(outcome.skipped for outcome in outcomes)
    for sign, group in ((WRONG, wrong), (REMARK, remarks)):
        for outcome in group:
            check = outcome.check
            click.echo(f"{sign} {check.id}: {check.nl if language == 'nl' else check.en}")
            click.echo(f"    {word('doctor_instead', language)}: {outcome.wrong}")
    good = len(outcomes) - len(wrong) - len(remarks) - skipped
    click.echo(f"{word('doctor_right', language)}: {good}/{len(outcomes)}")
    if remarks:
        click.echo(f"{REMARK} {word('doctor_remark', language)}")
    if skipped:
        click.echo(f"– {word('doctor_skipped', language)}: {skipped}")
    if wrong:
        every = any(o.check.core or not o.check.uses for o in wrong)
        click.echo(word("doctor_fetched" if every else "doctor_some", language))
    return 1 if wrong else 0
