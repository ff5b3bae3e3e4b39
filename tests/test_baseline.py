"""The baseline only shrinks."""

import json
from pathlib import Path

import pytest

from tests.waiving import (
    SAID,
    blank,
    finding,
    graph,
)
from wijgraph.errors import WaiverError
from wijgraph.model import Term
from wijgraph.namespaces import GOV, XSD
from wijgraph.validation.baseline import (
    Known,
    baseline_of,
    prune_baseline,
    read_baseline,
    start_baseline,
)
from wijgraph.validation.naming import identity, key


def test_baseline_has_one_line_a_finding_in_order(tmp_path: Path) -> None:
    path, data = tmp_path / "baseline.json", graph(tmp_path, "")
    findings = [finding(rule=f"GOV-{n}") for n in range(9)]
    start_baseline(path, baseline_of([*findings, findings[0]], data))
    lines = path.read_text().splitlines()
    assert lines[:3:2] == ["{", '  "findings": {']
    keys = [line.split('"')[1] for line in lines[3:-2]]
    assert keys == sorted(key(f, data) for f in findings)
    assert f'"{key(findings[3], data)}": {{"rule": "GOV-3", "focus": "rvb"}}' in path.read_text()
    assert path.read_text().endswith("}\n")
    assert read_baseline(path) == baseline_of(findings, data)
    start_baseline(path, {})
    assert json.loads(path.read_text()) == {"version": 1, "findings": {}}


def test_baseline_names_the_focus_readably(tmp_path: Path) -> None:
    data = graph(tmp_path, SAID)
    focuses = [Term("iri", GOV + "Post"), Term("iri", "https://example.org/x"), blank(data, "b")]
    focuses.append(Term("literal", "1", None, XSD + "integer"))
    found = baseline_of([finding(focus=f) for f in focuses], data)
    assert [k.focus for k in found.values()] == [
        "gov:Post",
        "https://example.org/x",
        identity(focuses[2], data),
        f'"1"^^<{XSD}integer>',
    ]


def test_baseline_only_shrinks(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    one, two, three = "1" * 16, "2" * 16, "3" * 16
    first = {k: Known("GOV-A", "rvb") for k in (one, two)}
    start_baseline(path, first)
    before = path.read_text()
    for more in (first | {three: Known("GOV-B", "rvt")}, {three: Known("GOV-B", "rvt")}):
        with pytest.raises(WaiverError, match="only shrinks: GOV-B rvt would be new"):
            start_baseline(path, more)
        assert path.read_text() == before
    with pytest.raises(WaiverError, match="and 1 more would be new"):
        start_baseline(path, {three: Known("GOV-B", "rvt"), "4" * 16: Known("GOV-C", "rvt")})
    start_baseline(path, first)  # the same again
    start_baseline(path, {one: first[one]})
    assert set(read_baseline(path)) == {one}


def test_prune_drops_and_never_adds(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    one, two, three = "1" * 16, "2" * 16, "3" * 16
    start_baseline(path, {k: Known("GOV-A", "rvb") for k in (one, two)})
    assert prune_baseline(path, [one, three]) == {two: Known("GOV-A", "rvb")}
    assert set(read_baseline(path)) == {one}
    assert prune_baseline(path, [one, three]) == {}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("{\n  oops", 2, "not JSON"),
        ("[]", None, "not a baseline"),
        ('{"version": 1}', None, "not a baseline"),
        ('{"version": 2, "findings": {}}', None, "version 2, not 1"),
        ('{"findings": {}}', None, "version None"),
        (
            '{"version": 1, "findings": {"x": {"rule": "a", "focus": "b"}}}',
            None,
            "key of a finding",
        ),
        ('{"version": 1, "findings": {"0123456789abcdef": {"rule": "a"}}}', None, "with its rule"),
        ('{"version": 1, "findings": {"0123456789abcdef": {"focus": "a"}}}', None, "with its rule"),
        ('{"version": 1, "findings": {"0123456789abcdef": 1}}', None, "with its rule"),
    ],
)
def test_broken_baseline(text: str, line: int | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(WaiverError, match=words) as caught:
        read_baseline(path)
    assert (caught.value.path, caught.value.line) == (path, line)


def test_baseline_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match="cannot be read"):
        read_baseline(tmp_path / "nowhere.json")
    path = tmp_path / "baseline.json"
    path.write_bytes(b"\xff")
    with pytest.raises(WaiverError, match="not UTF-8"):
        read_baseline(path)
