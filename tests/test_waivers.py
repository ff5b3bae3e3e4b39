"""What a waiver covers, and what becomes of a report."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.waiving import (
    GOOD,
    NOON,
    RULES,
    SAID,
    TODAY,
    blank,
    changed,
    finding,
    graph,
    report,
    waiver,
)
from wijgraph.dossier import Dossier
from wijgraph.errors import WaiverError, WijgraphError
from wijgraph.model import Finding, Position, Term
from wijgraph.namespaces import CONCEPT, GOV, WIJ, XSD
from wijgraph.validation import waivers as module
from wijgraph.validation.baseline import baseline_of, start_baseline
from wijgraph.validation.naming import identity
from wijgraph.validation.waivers import apply, full_path, rule_ids, settle


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"focus": "wij:rvb"},
        {"focus": WIJ + "rvb"},
        {"focus": f"<{WIJ}rvb>"},
        {"path": GOV + "modality"},
        {"value": "concept:practice"},
        {"value": CONCEPT + "practice"},
        {"path": GOV + "modality", "value": "concept:practice"},
    ],
)
def test_waived_finding_stays_with_its_reason(changes: dict[str, Any]) -> None:
    other = finding(rule="GOV-B")
    before = report(finding(), other)
    applied = apply(before, [waiver(**changes)], TODAY)
    assert applied.report.findings == (finding(waived=True, waiver="Because."), other)
    assert applied.report.conforms is False
    assert (applied.expired, applied.unused) == ((), ())


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "GOV-B"},
        {"focus": "rvt"},
        {"path": GOV + "basis"},
        {"value": "concept:statutory"},
        {"value": "practice"},
    ],
)
def test_waiver_of_something_else_is_unused(changes: dict[str, Any]) -> None:
    idle = waiver(**changes)
    applied = apply(report(finding()), [idle], TODAY)
    assert applied.report.findings == (finding(),)
    assert (applied.expired, applied.unused) == ((), (idle,))


def test_message_and_place_do_not_matter() -> None:
    moved = finding(
        message={"nl": "Anders gezegd."},
        position=Position("z.ttl", 9, 9),
        shape="n1",
        severity="info",
    )
    assert apply(report(moved), [waiver()], TODAY).report.findings[0].waived


def test_finding_without_path_or_value() -> None:
    bare = finding(path=None, value=None)
    assert apply(report(bare), [waiver()], TODAY).report.findings[0].waived
    for changes in ({"path": GOV + "modality"}, {"value": "concept:practice"}):
        assert not apply(report(bare), [waiver(**changes)], TODAY).report.findings[0].waived


def test_path_with_steps() -> None:
    steps = finding(path=f"(<{GOV}a>)*/<{GOV}b>")
    assert apply(report(steps), [waiver(path=full_path("gov:a*/gov:b"))], TODAY).unused == ()


def test_literal_value() -> None:
    literal = finding(value=Term("literal", "vijf", None, XSD + "string"))
    assert apply(report(literal), [waiver(value="vijf")], TODAY).unused == ()
    assert apply(report(literal), [waiver(value="zes")], TODAY).unused != ()


def test_holds_until_and_on_its_last_day() -> None:
    last = waiver(expires=TODAY)
    assert apply(report(finding()), [last], TODAY).report.findings[0].waived
    after = apply(report(finding()), [last], TODAY + timedelta(days=1))
    assert after.report.findings == (finding(),)
    assert (after.expired, after.unused) == ((last,), ())


def test_expired_waiver_beside_one_that_holds() -> None:
    old = waiver(expires=date(2026, 9, 30))
    applied = apply(report(finding()), [old, waiver(path=GOV + "modality", reason="New.")], TODAY)
    assert applied.report.findings[0].waiver == "New."
    assert applied.expired == (old,)


def test_one_waiver_covers_all_that_it_names() -> None:
    both = report(finding(), finding(path=GOV + "basis"))
    assert all(f.waived for f in apply(both, [waiver()], TODAY).report.findings)


def test_blank_node_is_waived_by_its_hash(tmp_path: Path) -> None:
    data = graph(tmp_path, SAID)
    focus = blank(data, "b")
    name = identity(focus, data)
    assert name.startswith("_:")
    found = report(finding(focus=focus))
    assert apply(found, [waiver(focus=name)], TODAY, data).unused == ()
    assert apply(found, [waiver(focus=f"{name}0")], TODAY, data).unused != ()


def settled(folder: Path, *findings: Finding, **named: Any) -> module.Settled:
    return settle(report(*findings), graph(folder, ""), folder, TODAY, rules=RULES, **named)


def test_without_files_nothing_changes(tmp_path: Path) -> None:
    assert settled(tmp_path, finding()) == module.Settled(report(finding()), (), ())


def test_waiver_goes_before_baseline(tmp_path: Path) -> None:
    other, new = finding(rule="GOV-B"), finding(rule="GOV-B", focus=Term("iri", WIJ + "rvt"))
    (tmp_path / "waivers.toml").write_text(GOOD)
    start_baseline(tmp_path / "baseline.json", baseline_of([finding(), other], graph(tmp_path, "")))
    found = settled(tmp_path, finding(), other, new)
    assert [(f.waived, f.waiver) for f in found.report.findings] == [
        (True, "Being mended."),
        (True, "staat in de baseline"),
        (False, None),
    ]
    english = settled(tmp_path, other, language="en")
    assert english.report.findings[0].waiver == "in the baseline"
    assert [w.focus for w in english.unused] == ["rvb"]


def test_expired_waiver_is_told(tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text(changed("expires", "2026-09-30"))
    found = settled(tmp_path, finding())
    assert found.report.findings == (finding(),)
    assert [w.line for w in found.expired] == [1]


def test_files_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text(GOOD)
    start_baseline(tmp_path / "b.json", baseline_of([finding(rule="GOV-B")], graph(tmp_path, "")))
    files = {"waivers_path": tmp_path / "w.toml", "baseline_path": tmp_path / "b.json"}
    found = settled(tmp_path, finding(), finding(rule="GOV-B"), **files)
    assert all(f.waived for f in found.report.findings)
    for name in files:
        with pytest.raises(WaiverError, match="cannot be read"):
            settled(tmp_path, finding(), **{name: tmp_path / "nowhere"})


def test_rule_without_id_may_be_waived_while_it_finds_something(tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text(changed("rule", "'shape'"))
    assert settled(tmp_path, finding(rule="shape")).report.findings[0].waived
    with pytest.raises(WaiverError, match="no rule shape"):
        settled(tmp_path, finding())


def test_rules_are_those_of_the_dossier(town_folder: Path) -> None:
    ids = rule_ids(Dossier(town_folder))
    assert {"GOV-STATEMENT-MODALITY", "GOV-NODE-LABEL", "rule:Statement"} <= ids
    data = graph(town_folder, "")
    (town_folder / "waivers.toml").write_text(changed("rule", "'GOV-NODE-LABEL'"))
    assert len(settle(report(), data, town_folder, TODAY).unused) == 1
    (town_folder / "waivers.toml").write_text(changed("rule", "'GOV-NO-SUCH-RULE'"))
    with pytest.raises(WaiverError, match="no rule"):
        settle(report(), data, town_folder, TODAY)


def test_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)
    assert module.today() == TODAY
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(WijgraphError, match="SOURCE_DATE_EPOCH"):
        module.today()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert module.today() > TODAY - timedelta(days=90)
