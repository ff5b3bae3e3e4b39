"""``wijgraph paths`` and ``wijgraph analyse``: text, files, languages and mistakes."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from wijgraph.cli.analyse import command

KINDS = ("processes", "measures", "grip", "nsob", "modality", "gaps")
GOLDEN = Path(__file__).parent / "golden" / "help"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_help(kind: str, language: str, run: Run, request: pytest.FixtureRequest) -> None:
    text = run("--lang", language, "analyse", kind, "--help").out
    golden = GOLDEN / language / f"analyse-{kind}.txt"
    if request.config.getoption("--accept"):
        golden.write_text(text)
    assert text == golden.read_text()
    assert {"nl": "Voorbeelden:", "en": "Examples:"}[language] in text
    assert max(map(len, text.splitlines())) <= 80


def test_every_kind_is_tried() -> None:
    assert set(command.commands) == set(KINDS)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "arguments", [["paths", "raad", "rvb"], *(["analyse", kind] for kind in KINDS)]
)
def test_text_fits_the_line(run: Run, arguments: list[str], language: str) -> None:
    outcome = run("--lang", language, *arguments)
    assert outcome.code == 0 and not outcome.err
    assert "Berenschot 2023" in " ".join(outcome.out.split())
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_the_line_from_council_to_board(run: Run) -> None:
    words = " ".join(run("paths", "raad", "rvb").out.split())
    assert "de langste telt 3 schakels" in words
    assert "niet in de bron: Of WIJ" in words


def test_names_and_labels_will_do(run: Run) -> None:
    assert run("paths", "gemeenteraad", "raad van bestuur").out == run("paths", "raad", "rvb").out


def test_parts(run: Run) -> None:
    sets = {
        option: "hoort bij" in run("paths", "raad", "wij", *option.split()).out
        for option in ("", "--parts", "--no-parts")
    }
    assert sets == {"": True, "--parts": True, "--no-parts": False}


@pytest.mark.parametrize(
    ("name", "start"), [("a.md", b"# "), ("a.json", b"{"), ("a.xlsx", b"PK"), ("a.txt", b"De ")]
)
def test_the_ending_tells_the_format(run: Run, tmp_path: Path, name: str, start: bytes) -> None:
    target = tmp_path / name
    outcome = run("analyse", "processes", "-o", target)
    assert outcome.code == 0 and not outcome.out
    assert target.read_bytes().startswith(start)


def test_format_on_standard_output(run: Run) -> None:
    found = json.loads(run("analyse", "nsob", "-F", "json").out)
    assert found["sections"][0]["key"] == "nsob"


def test_grip_of_whom(run: Run) -> None:
    both = run("analyse", "grip").out
    council = run("analyse", "grip", "--actor", "raad").out
    municipality = run("analyse", "grip", "--actor", "gemeente Groningen").out
    assert both.startswith(council)
    assert both.splitlines()[-5:] == municipality.splitlines()[-5:]
    assert "Grip: gemeenteraad" in council and "Grip: gemeente Groningen" in municipality


def test_at_a_date(run: Run) -> None:
    early = run("analyse", "processes", "--at", "2017-06-30").out
    assert "2017-06-30" in early
    assert "Basis Jeugdhulp bij WIJ" in run("analyse", "processes").out
    assert "Basis Jeugdhulp bij WIJ" not in early


def test_measures_of_a_view(run: Run) -> None:
    found = run("analyse", "measures", "--view", "overleg").out
    assert "Overleg" in found and "algemeen overleg" in " ".join(found.split())
    routes = run("analyse", "measures", "--from", "rvb", "--to", "raad", "--routes", "1").out
    assert "Kortste routes van raad van bestuur naar gemeenteraad" in routes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["paths", "raad", "rvbb"], ["rvbb", "rvb"]),
        (["paths", "raad", "raad"], ["to itself"]),
        (["paths", "raad", "rvb", "--at", "soon"], ["soon", "2025-03-31"]),
        (["analyse", "measures", "--view", "vier"], ["vier", "vier-processen"]),
        (["analyse", "measures", "--from", "raad"], ["--to"]),
        (["analyse", "measures", "--from", "raad", "--to", "bouwteam"], ["bouwteam"]),
        (["analyse", "grip", "--actor", "nobody"], ["nobody"]),
        (["analyse", "nothing"], ["nothing"]),
    ],
)
def test_mistakes_are_told(run: Run, arguments: list[str], words: list[str]) -> None:
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2 and not outcome.out
    assert all(word in outcome.err for word in words)
    assert "Traceback" not in outcome.err


def test_a_town(run: Run, town_folder: Path) -> None:
    for arguments in (["paths", "council", "directors"], *(["analyse", kind] for kind in KINDS)):
        outcome = run("--dossier", town_folder, "--lang", "en", *arguments)
        assert outcome.code == 0, outcome.err
        assert "Groningen" not in outcome.out and "WIJ" not in outcome.out
