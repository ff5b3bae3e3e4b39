"""``wijgraph whatif``: what a change would do, before anybody makes it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wijgraph.cli.common import (
    dossier_of,
    emit,
    language_of,
    misuse,
    output_option,
    say,
    spoken,
)
from wijgraph.cli.help import Command, option
from wijgraph.files import write_whole
from wijgraph.messages import Message

if TYPE_CHECKING:
    from wijgraph.analysis.telling import Telling
    from wijgraph.analysis.whatif import WhatIf
    from wijgraph.dossier import Dossier
    from wijgraph.model import Finding

FORMATS = ["text", "markdown", "json", "xlsx"]
LEVELS = ["violation", "warning", "info"]


class Day(click.ParamType[date]):
    """A day, as 2025-03-31."""

    name = "DATE"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(spoken(Message("command.no-date", text=value)), param, ctx)


@click.command(cls=Command)
@click.argument("scenario", required=False)
@option("--list", "listing", is_flag=True, help="whatif.list")
@option("-F", "--format", "form", type=click.Choice(FORMATS), default="text",
              show_default=True, help="whatif.format")  # fmt: skip
@output_option
@option("--at", type=Day(), help="whatif.at")
@option("--strict", is_flag=True, help="whatif.strict")
@option("--html", "page", type=click.Path(path_type=Path, dir_okay=False),
              help="whatif.html")  # fmt: skip
@option("--picture", "pictures", type=click.Path(path_type=Path, dir_okay=False), nargs=2,
              metavar="BEFORE AFTER", help="whatif.picture")  # fmt: skip
@option("--view", metavar="NAME", help="whatif.view")
@option("--fail-on", type=click.Choice(LEVELS),
              help="whatif.fail-on")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str | None,
    listing: bool,
    form: str,
    output: Path | None,
    at: date | None,
    strict: bool,
    page: Path | None,
    pictures: tuple[Path, Path] | None,
    view: str | None,
    fail_on: str | None,
) -> int:
    """Try a change on a copy of the dossier, and tell what it does."""
    from wijgraph.analysis.scenario import find
    from wijgraph.analysis.tell_whatif import tell_whatif
    from wijgraph.analysis.whatif import whatif

    dossier, language = dossier_of(ctx), language_of(ctx)
    files = dossier.files
    if listing:
        _list(files, language)
        return 0
    if scenario is None:
        raise misuse(Message("command.no-scenario"))
    found, day = find(files, scenario), at or ctx.obj["at"]
    result = whatif(files, found, at=day, strict=strict, graph=dossier.whole)
    telling = tell_whatif(result, language)
    written = _written(result, telling, language, form, output)
    extra = _extra(result, telling, language, page, pictures, view)
    # Everything is made before anything is written.
    for path, data in extra.items():
        write_whole(path, data.encode())
    emit(written, None if output is None or str(output) == "-" else output)
    worst = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on else []
    return int(any(finding.severity in worst for finding in result.new))


def _list(dossier: "Dossier", language: str) -> None:
    from wijgraph.analysis.scenario import catalogue, read
    from wijgraph.cli.tables import pairs, width
    from wijgraph.reports.wording import visible

    own = {name: read(path, dossier.relative(path)) for name, path in catalogue(dossier).items()}
    titles = {visible(name): visible(s.title[language]) for name, s in own.items()}
    say(pairs(titles, width(), 0), end="")


def _written(
    result: "WhatIf", telling: "Telling", language: str, form: str, output: Path | None
) -> bytes | str:
    from wijgraph.cli.tables import width
    from wijgraph.cli.telling import as_markdown, as_text, as_workbook
    from wijgraph.reports.wording import as_json

    if form == "json":
        return as_json(_values(result, telling, language))
    if form == "xlsx":
        return as_workbook(telling, language, output)
    return as_markdown(telling) if form == "markdown" else as_text(telling, width())


def _values(result: "WhatIf", telling: "Telling", language: str) -> dict[str, Any]:
    from wijgraph.cli.telling import as_values

    def edges(found: Any) -> list[dict[str, str]]:
        return [{"from": start, "edge": edge, "to": end} for start, edge, end in found]

    def findings(found: Any) -> list[dict[str, Any]]:
        return [_finding(finding, language) for finding in found]

    return {
        "scenario": result.scenario.id,
        "title": result.scenario.title[language],
        "description": result.scenario.description[language],
        "at": result.at.isoformat() if result.at else None,
        "findings": {
            "new": findings(result.new),
            "solved": findings(result.solved),
            "vanished": [
                {**_finding(gone.finding, language), "why": gone.why} for gone in result.vanished
            ],
            "leftOut": findings(result.left_out),
        },
        "silentRules": list(result.silent),
        "edges": {"gained": edges(result.gained), "lost": edges(result.lost)},
        "chains": [
            {
                "process": chain.process,
                "from": chain.start,
                "to": chain.end,
                "before": [list(path) for path in chain.before],
                "after": [list(path) for path in chain.after],
            }
            for chain in result.chains
        ],
        "connectingPoints": {
            "gained": list(result.holding.gained),
            "lost": list(result.holding.lost),
        },
        "loose": list(result.holding.loose),
        "parts": {"before": result.holding.parts[0], "after": result.holding.parts[1]},
        "told": as_values(telling.chapters),
    }


def _finding(finding: "Finding", language: str) -> dict[str, Any]:
    place = finding.position
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "focus": finding.focus.value,
        "label": finding.label.get(language, ""),
        "path": finding.path,
        "value": finding.value.value if finding.value else None,
        "file": place.path if place else None,
        "line": place.line if place else None,
    }


def _extra(
    result: "WhatIf",
    telling: "Telling",
    language: str,
    page: Path | None,
    pictures: tuple[Path, Path] | None,
    view: str | None,
) -> dict[Path, str]:
    """Return the files that are wanted beside the report."""
    if page is None and not pictures:
        return {}
    from wijgraph.cli.telling import as_page
    from wijgraph.pages.picturing import both

    (first, before), (second, after) = both(result, language, view)
    files: dict[Path, str] = {}
    if page is not None:
        files[page] = as_page(telling, language, [(first, before), (second, after)])
    if pictures:
        files |= {pictures[0]: before, pictures[1]: after}
    return files
