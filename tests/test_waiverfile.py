"""The file of waivers: read with care, and changed without losing what is in it."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.waiving import GOOD, RULES, TODAY, changed, waiver, without
from wijgraph.errors import WaiverError, WijgraphError
from wijgraph.namespaces import GOV, WIJ
from wijgraph.validation.waivers import (
    add_waiver,
    drop_waivers,
    full_path,
    read_waivers,
    year_after,
)


def test_waiver_is_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    text = "# about\n\n" + GOOD + 'path = "gov:modality"\nvalue = "concept:practice"\n'
    path.write_text(text)
    (found,) = read_waivers(path, RULES, TODAY)
    assert found == waiver(
        path=GOV + "modality",
        value="concept:practice",
        reason="Being mended.",
        owner="team data",
        expires=date(2027, 3, 1),
        added=date(2026, 9, 1),
    )
    assert (found.file, found.line) == (str(path), 3)
    assert str(found).startswith(f"{path}:3: GOV-A rvb ")
    assert "Being mended. (team data, 2027-03-01)" in str(found)


def test_file_without_waivers_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text("# none\n")
    assert read_waivers(path, RULES, TODAY) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[waiver]\n", 1, ["not TOML"]),
        ("x = 'a\n", 1, ["not TOML"]),
        ("\n[[wavier]]\nrule = 'GOV-A'\n", 2, ["unknown key 'wavier'", "[[waiver]]"]),
        ("waiver = 5\n", 1, ["no list"]),
        ("waiver = ['GOV-A']\n", 1, ["no list"]),
        (GOOD.replace("[[waiver]]", "\n[waiver]"), 2, ["no list", "[[waiver]]"]),
        (GOOD + "resaon = 'x'\n", 8, ["no 'resaon'", "Did you mean reason?"]),
        (GOOD + "zzz = 'x'\n", 8, ["no 'zzz'", "Keys: rule, focus"]),
        *((without(n), 1, [f"has no {n}"]) for n in ("rule", "focus", "reason", "owner")),
        (without("expires"), 1, ["has no expires"]),
        (changed("rule", "'GOV-STATEMENT-MODALTY'"), 7, ["no rule", "GOV-STATEMENT-MODALITY?"]),
        (changed("rule", "'ZZZ'"), 7, ["no rule ZZZ", "wijgraph rule list"]),
        (changed("reason", "' '"), 7, ["reason is empty"]),
        (changed("owner", "''"), 7, ["owner is empty"]),
        (changed("focus", "''"), 7, ["focus is empty"]),
        (GOOD + "value = ''\n", 8, ["value is empty"]),
        (GOOD + "value = 5\n", 8, ["value is not text", 'value = "5"']),
        (GOOD + "path = 'modality'\n", 8, ["path is no property", "prefixed name"]),
        (changed("expires", "'2027-03-01'"), 7, ["expires is not a date", "without quotes"]),
        (changed("expires", "2027-03-01T00:00:00"), 7, ["expires is not a date", "or time"]),
        (changed("added", "'2026-09-01'"), 7, ["added is not a date"]),
        (changed("expires", "2027-09-02"), 7, ["12 months after it was added", "2027-09-01"]),
        (
            without("added").replace("2027-03", "2027-11"),
            6,
            ["12 months after today", "2027-10-01"],
        ),
        (changed("added", "2026-10-03"), 7, ["in the future"]),
        (changed("expires", "2026-08-31"), 7, ["before it was added"]),
        (GOOD + "\n" + GOOD, 9, ["waived already, line 1"]),
        (GOOD + "\n" + changed("focus", f"'<{WIJ}rvb>'"), 9, ["waived already"]),
    ],
)
def test_fault_has_file_and_line(
    text: str, line: int | None, words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(text)
    with pytest.raises(WaiverError) as caught:
        read_waivers(path, RULES, TODAY)
    assert isinstance(caught.value, WijgraphError)
    assert (caught.value.path, caught.value.line) == (path, line)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        changed("expires", "2027-09-01"),  # to the day
        without("added").replace("2027-03", "2027-10"),
        changed("added", "2026-10-02"),  # somewhere it is tomorrow already
        changed("expires", "2026-09-01"),  # expired, which is no fault
        GOOD + "\n" + GOOD + "path = 'gov:modality'\n",  # another scope is no duplicate
        GOOD + "\n" + GOOD + "value = 'concept:practice'\n",
        GOOD + "\n" + changed("focus", "'rvt'"),
        GOOD + "\n" + changed("rule", "'GOV-B'"),
        changed("rule", "'GOV-A/rdfs:label'"),  # a nameless part of a rule
        "waiver = [{rule = 'GOV-A', focus = 'a', reason = 'b', owner = 'c', expires = 2027-03-01}]",
    ],
)
def test_no_fault(text: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(text)
    assert read_waivers(path, RULES, TODAY)


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match="cannot be read"):
        read_waivers(tmp_path / "nowhere.toml", RULES, TODAY)
    path = tmp_path / "waivers.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(WaiverError, match="UTF-8"):
        read_waivers(path, RULES, TODAY)


def test_line_is_right_below_a_text_of_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    many = changed("reason", '"""\nFor\n[[waiver]]\n\nsee mail"""')
    path.write_text(many + "\n" + changed("rule", "'GOV-B'"))
    assert [w.line for w in read_waivers(path, RULES, TODAY)] == [1, 13]


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ((2026, 10, 1), (2027, 10, 1)),
        ((2028, 2, 29), (2029, 2, 28)),
        ((2027, 2, 28), (2028, 2, 28)),
    ],
)
def test_twelve_months(day: tuple[int, int, int], later: tuple[int, int, int]) -> None:
    assert year_after(date(*day)) == date(*later)


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("gov:modality", GOV + "modality"),
        (GOV + "modality", GOV + "modality"),
        (f"<{GOV}modality>", GOV + "modality"),
        ("gov:a / gov:b", f"<{GOV}a>/<{GOV}b>"),
        ("^gov:a", f"^<{GOV}a>"),
        ("(gov:a)*/gov:b", f"<{GOV}a>*/<{GOV}b>"),
        (f"(gov:a|<{GOV}b>)", f"(<{GOV}a>|<{GOV}b>)"),
    ],
)
def test_path_in_full(written: str, full: str) -> None:
    assert full_path(written) == full


ENTRY = {
    "rule": "GOV-B",
    "focus": "rvt",
    "reason": 'Says "so" \\ and\nso.',
    "owner": "team",
    "added": TODAY,
    "expires": date(2027, 1, 1),
}


@pytest.mark.parametrize(
    "before",
    [
        GOOD,
        "# above\n\n" + GOOD.replace("team data'", "team data' # beside") + "\n# below",
        GOOD.rstrip(),
        GOOD.replace("\n", "\r\n"),
        "# only a comment",
        "",
    ],
)
def test_add_keeps_what_is_there(before: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_bytes(before.encode())
    added = add_waiver(path, ENTRY, RULES, TODAY)
    text = path.read_bytes().decode()
    assert text.startswith(before.rstrip())
    assert text.count("\n") == text.count("\r\n") or "\r" not in text
    entries = tomllib.loads(before).get("waiver", [])
    assert tomllib.loads(text)["waiver"] == [*entries, ENTRY]
    assert read_waivers(path, RULES, TODAY)[-1] == added
    assert not before or "\n[[waiver]]" in text.replace("\r", "").removeprefix(before)


def test_add_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    add_waiver(path, ENTRY | {"path": "gov:modality", "value": "concept:practice"}, RULES, TODAY)
    text = path.read_text()
    assert text.startswith("# ")
    assert 'path = "gov:modality"\nvalue = "concept:practice"\n' in text
    assert "added = 2026-10-01\nexpires = 2027-01-01\n" in text


@pytest.mark.parametrize(
    ("before", "entry", "words"),
    [
        (GOOD, ENTRY | {"rule": "GOV-A", "focus": "wij:rvb"}, "waived already, line 1"),
        (GOOD, ENTRY | {"expires": date(2027, 10, 2)}, "12 months"),
        (GOOD, ENTRY | {"reason": ""}, "reason is empty"),
        (GOOD, ENTRY | {"rule": "GOV-Q"}, "no rule"),
        (GOOD + "oops", ENTRY, "not TOML"),
        ("waiver = []\n", ENTRY, "too unusual"),
    ],
)
def test_add_refuses_and_leaves_the_file(
    before: str, entry: dict[str, Any], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(before)
    with pytest.raises(WaiverError, match=words) as caught:
        add_waiver(path, entry, RULES, TODAY)
    assert caught.value.path == path
    assert path.read_text() == before


THREE = f"""\
# Ours.

# about A
# and more
{GOOD}
# about B
{changed("rule", "'GOV-B'")}
# loose

{changed("rule", "'GOV-STATEMENT-MODALITY'")}
# the end
"""


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ([], THREE),
        ([0], THREE.replace("# about A\n# and more\n" + GOOD + "\n", "")),
        ([1], THREE.replace("# about B\n" + changed("rule", "'GOV-B'") + "\n", "")),
        ([2], THREE.replace(changed("rule", "'GOV-STATEMENT-MODALITY'") + "\n", "")),
        ([0, 1, 2], "# Ours.\n\n# loose\n\n# the end\n"),
    ],
)
def test_drop_takes_a_waiver_with_the_comment_above_it(
    gone: list[int], left: str, tmp_path: Path
) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(THREE)
    waivers = read_waivers(path, RULES, TODAY)
    drop_waivers(path, [waivers[n] for n in gone])
    assert path.read_text().split() == left.split()
    assert "\n\n\n" not in path.read_text()
    kept = tuple(w for n, w in enumerate(waivers) if n not in gone)
    assert read_waivers(path, RULES, TODAY) == kept


def test_drop_from_a_file_written_otherwise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    one = "{rule = 'GOV-A', focus = '%s', reason = 'b', owner = 'c', expires = 2027-03-01}"
    path.write_text(f"waiver = [{one % 'a'}, {one % 'b'}]\n")
    before = path.read_text()
    with pytest.raises(WaiverError, match="too unusual"):
        drop_waivers(path, read_waivers(path, RULES, TODAY)[:1])
    assert path.read_text() == before
