"""Findings that may be: waived one by one until a day, or known since the baseline."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from wijgraph.dossier import Dossier
from wijgraph.errors import WijgraphError
from wijgraph.graph import Graph
from wijgraph.graph.documents import of_dossier
from wijgraph.messages import Message
from wijgraph.model import Finding, Notice, Position, Report, Term
from wijgraph.namespaces import DCT, expand, shorten
from wijgraph.validation import baseline as baselines
from wijgraph.validation import waiverfile
from wijgraph.validation.keys import identity
from wijgraph.validation.waiverfile import SINGLE_STEP, Waiver, read_waivers


@dataclass(frozen=True)
class Applied:
    """A report with waivers applied, and those that did nothing."""

    report: Report
    expired: tuple[Waiver, ...]  # its day is past: what it waived counts again
    unused: tuple[Waiver, ...]  # there is no such finding


@dataclass(frozen=True)
class Settled(Applied):
    """A report with waivers and the baseline applied."""


def today() -> date:
    """Return the date, in UTC; SOURCE_DATE_EPOCH, in seconds since 1970, overrules the clock."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise WijgraphError(Message("validation.source-date-epoch", text=stamp)) from None
    return now.date()


def settle(
    report: Report,
    graph: Graph,
    root: Path | None,
    today: date,
    *,
    waivers_path: Path | None = None,
    baseline_path: Path | None = None,
    rules: Collection[str] | None = None,
    language: str = "nl",
) -> Settled:
    """Return ``report`` with the waivers and the baseline in the folder ``root`` applied.

    A file in ``root`` need not be there; one that is named must be. ``rules`` are the ids that a
    waiver may name: those of the dossier when left out. A rule in ``report`` may always be named.

    Raises WaiverError when either file is not as it should be.
    """
    path = file_of(root, waiverfile.NAME, waivers_path)
    waivers = read_for(report, graph, path, today, rules)
    notices = () if waivers else _empty("waivers", path)
    applied = apply(report, waivers, today, graph)
    path = file_of(root, baselines.NAME, baseline_path)
    baseline = baselines.read_baseline(path) if path else {}
    notices += () if baseline else _empty("baseline", path)
    settled = baselines.suppress(applied.report, baseline, graph, language)
    settled = replace(settled, notices=(*settled.notices, *notices))
    return Settled(settled, applied.expired, applied.unused)


def _empty(kind: str, path: Path | None) -> tuple[Notice, ...]:
    """Return that nothing is let be by a file, which may not be what was meant with it."""
    if path is None:
        return ()
    told = {
        "waivers": Message("validation.waivers-empty", file=path),
        "baseline": Message("validation.baseline-empty", file=path),
    }
    return (Notice(f"{kind}-empty", dict(told[kind]), Position(str(path), None, None)),)


def file_of(root: Path | None, name: str, named: Path | None) -> Path | None:
    """Return the file that is ``named``, or else the one called ``name`` in ``root`` if there."""
    if named is not None or root is None:
        return named
    own = root / name
    return Dossier(root).inside(own) if os.path.lexists(own) else None


def read_for(
    report: Report,
    graph: Graph,
    path: Path | None,
    today: date,
    rules: Collection[str] | None = None,
) -> tuple[Waiver, ...]:
    """Return the waivers in the file ``path``, to apply to ``report``; none without a file."""
    if path is None:
        return ()
    known = rule_ids(graph.dossier) if rules is None else set(rules)
    return read_waivers(path, known | {f.rule for f in report.findings}, today)


def rule_ids(dossier: Dossier) -> set[str]:
    """Return the names by which findings call the rules of ``dossier``."""
    triples = [t for document in of_dossier(dossier, "shapes") for t in document.triples]
    ids = {obj.value for _, predicate, obj in triples if predicate.value == DCT + "identifier"}
    return ids | {shorten(s.value).strip("<>") for s, _, _ in triples if s.kind == "iri"}


def apply(
    report: Report, waivers: Sequence[Waiver], today: date, graph: Graph | None = None
) -> Applied:
    """Return ``report`` with what a waiver covers waived; it stays in the report.

    A waiver is matched on rule, focus, and path and value if it has them, never on the message.
    With ``graph`` it may name a blank node, as ``_:`` and its hash.
    """
    current = [waiver for waiver in waivers if today <= waiver.expires]
    used: set[Waiver] = set()
    findings = []
    for finding in report.findings:
        covering = [waiver for waiver in current if covers(waiver, finding, graph)]
        used.update(covering)
        if covering:
            findings.append(replace(finding, waived=True, waiver=covering[0].reason))
        else:
            findings.append(finding)
    return Applied(
        report=replace(report, findings=tuple(findings)),
        expired=tuple(w for w in waivers if w not in current),
        unused=tuple(w for w in current if w not in used),
    )


def covers(waiver: Waiver, finding: Finding, graph: Graph | None = None) -> bool:
    """Return whether ``finding`` is what ``waiver`` is about."""
    return (
        waiver.rule == finding.rule
        and _is(waiver.focus, finding.focus, graph)
        and (waiver.path is None or waiver.path == SINGLE_STEP.sub(r"\1", finding.path or ""))
        and (waiver.value is None or _is(waiver.value, finding.value, graph))
    )


def _is(name: str, term: Term | None, graph: Graph | None) -> bool:
    """Return whether ``name``, as somebody wrote it, is ``term``."""
    if term is None:
        return False
    if term.kind == "iri":
        return expand(name) == term.value
    if term.kind == "literal" and name == term.value:
        return True
    return graph is not None and name == identity(term, graph)
