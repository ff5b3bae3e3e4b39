"""``wijgraph doctor --store``: what the engine of a store gets wrong."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from wijgraph.messages import word

if TYPE_CHECKING:
    from wijgraph.store.selftest import Outcome

WRONG, REMARK = "✗", "!"


def examine_store(named: str, language: str, *, write: bool, urls: Mapping[str, str | None]) -> int:
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
