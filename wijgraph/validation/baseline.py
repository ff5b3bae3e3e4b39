"""The baseline: findings that were there when somebody drew the line, and may be until mended.

It only shrinks: a new finding never gets into it, so that a mended one stays mended.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wijgraph.errors import WaiverError, WijgraphError
from wijgraph.files import alone_in, refuse_link, write_whole
from wijgraph.graph import Graph
from wijgraph.messages import Message, quoted, word
from wijgraph.model import Finding, Report
from wijgraph.namespaces import slug
from wijgraph.safety.reading import read_text
from wijgraph.validation.keys import LENGTH, identity, key

NAME = "baseline.json"
VERSION = 1  # of the way in which keys are made
KEY = re.compile(rf"[0-9a-f]{{{LENGTH}}}\Z")


@dataclass(frozen=True)
class Known:
    """What stands beside a key, for people: nothing is decided by it."""

    rule: str
    focus: str


Baseline = Mapping[str, Known]


def read_baseline(path: Path) -> dict[str, Known]:
    """Return the findings in the file ``path``, by key.

    Raises WaiverError, with line where there is one, when it is not a baseline.
    """
    try:
        document = json.loads(read_text(path))
    except WijgraphError as error:
        raise WaiverError(error.said, path=path, line=error.line, hint=error.advice) from None
    except json.JSONDecodeError as error:
        raise WaiverError(
            Message("validation.not-json-why", reason=quoted(error.msg)),
            path=path,
            line=error.lineno,
            column=error.colno,
        ) from None
    except (RecursionError, ValueError):
        raise WaiverError(Message("validation.not-json"), path=path) from None
    if not isinstance(document, dict) or not isinstance(document.get("findings"), dict):
        raise WaiverError(Message("validation.not-baseline"), path=path, hint=HINT)
    if document.get("version") != VERSION:
        raise WaiverError(
            Message("validation.baseline-version", found=document.get("version"), wanted=VERSION),
            path=path,
            hint=HINT,
        )
    return {name: _known(name, entry, path) for name, entry in document["findings"].items()}


HINT = Message("validation.baseline-hint")


def _known(name: str, entry: Any, path: Path) -> Known:
    fields = entry if isinstance(entry, dict) else {}
    rule, focus = fields.get("rule"), fields.get("focus")
    if not KEY.match(name) or not isinstance(rule, str) or not isinstance(focus, str):
        raise WaiverError(Message("validation.baseline-key", name=name), path=path, hint=HINT)
    return Known(rule, focus)


def baseline_of(findings: Iterable[Finding], graph: Graph) -> dict[str, Known]:
    """Return the baseline that holds ``findings``."""
    return {key(f, graph): Known(f.rule, _name(f, graph)) for f in findings}


def _name(finding: Finding, graph: Graph) -> str:
    name = identity(finding.focus, graph)
    return slug(name) if finding.focus.kind == "iri" else name


def suppress(report: Report, baseline: Baseline, graph: Graph, language: str) -> Report:
    """Return ``report`` with what is in ``baseline`` waived; it stays in the report."""
    if not baseline:
        return report
    reason = word("in_baseline", language)
    findings = tuple(
        replace(finding, waived=True, waiver=reason)
        if not finding.waived and key(finding, graph) in baseline
        else finding
        for finding in report.findings
    )
    return replace(report, findings=findings)


def start_baseline(path: Path, baseline: Baseline) -> None:
    """Write ``baseline`` to the file ``path``.

    Raises WaiverError when there is a file and it lacks a finding that is in ``baseline``.
    """
    refuse_link(path)
    with alone_in(path.parent):
        _refuse_more(path, baseline)
        _write(path, baseline)


def _refuse_more(path: Path, baseline: Baseline) -> None:
    if path.exists():
        before = read_baseline(path)
        new = [known for name, known in baseline.items() if name not in before]
        if new:
            rule, focus, more = new[0].rule, new[0].focus, len(new) - 1
            raise WaiverError(
                Message("validation.baseline-shrinks.many", rule=rule, focus=focus, more=more)
                if more
                else Message("validation.baseline-shrinks.one", rule=rule, focus=focus),
                path=path,
                hint=Message("validation.baseline-shrinks-hint"),
            )


def prune_baseline(path: Path, occurring: Iterable[str]) -> dict[str, Known]:
    """Take out of the file ``path`` what is not in ``occurring``; return what was taken out."""
    refuse_link(path)
    with alone_in(path.parent):
        before, keys = read_baseline(path), set(occurring)
        gone = {name: known for name, known in before.items() if name not in keys}
        if gone:
            _write(path, {name: known for name, known in before.items() if name in keys})
    return gone


def _write(path: Path, baseline: Baseline) -> None:
    lines = [
        f"    {json.dumps(name)}: "
        + json.dumps({"rule": known.rule, "focus": known.focus}, ensure_ascii=False)
        for name, known in sorted(baseline.items())
    ]
    findings = "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"
    text = f'{{\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'
    write_whole(path, text.encode())
