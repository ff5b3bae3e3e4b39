"""``wijgraph whatif``: what a change would do, before anybody makes it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wijgraph.cli.common import dossier_of, emit, language_of, misuse, output_option, say
from wijgraph.cli.help import Command, option
from wijgraph.cli.reporting import Day, rendered, target_of
from wijgraph.files import write_whole
from wijgraph.messages import Message
from wijgraph.report.writers import DOCUMENTS

if TYPE_CHECKING:
    from wijgraph.analysis.whatif import WhatIf
    from wijgraph.dossier import Dossier
    from wijgraph.model import Finding
    from wijgraph.report.document import Document

LEVELS = ["violation", "warning", "info"]


@click.command(cls=Command)
@click.argument("scenario", required=False)
@option("--list", "listing", is_flag=True, help="whatif.list")
@option("-F", "--format", "form", type=click.Choice(list(DOCUMENTS)), default="text",
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
    report, target = result.report(), target_of(output)
    if form == "json":
        from wijgraph.characters import as_json

        written: bytes | str = as_json(_values(result, report, language))
    else:
        written = rendered(report, form, language, target, level=2)
    extra = _extra(result, report, language, page, pictures, view)
    # Everything is made before anything is written.
    for path, data in extra.items():
        write_whole(path, data.encode())
    emit(written, target)
    worst = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on else []
    return int(any(finding.severity in worst for finding in result.new))


def _list(dossier: "Dossier", language: str) -> None:
    from wijgraph.analysis.scenario import catalogue, read
    from wijgraph.characters import visible
    from wijgraph.cli.tables import pairs, width

    own = {name: read(path, dossier.relative(path)) for name, path in catalogue(dossier).items()}
    titles = {visible(name): visible(s.title[language]) for name, s in own.items()}
    say(pairs(titles, width(), 0), end="")


def _values(result: "WhatIf", report: "Document", language: str) -> dict[str, Any]:
    from wijgraph.report.writers.jsonfile import lists

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
        "told": lists(report, language),
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
    report: "Document",
    language: str,
    page: Path | None,
    pictures: tuple[Path, Path] | None,
    view: str | None,
) -> dict[Path, str]:
    """Return the files that are wanted beside the report."""
    if page is None and not pictures:
        return {}
    from wijgraph.pages.picturing import illustrated
    from wijgraph.report.writers.html import document

    shown = illustrated(result, report, view)
    files = {page: document(shown, language)} if page else {}
    drawn = (figure.draw(language) for figure in shown.sections[0].figures)
    return files | dict(zip(pictures or (), drawn, strict=False))
