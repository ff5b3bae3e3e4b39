"""``dossier.toml``: what a dossier says of itself as a whole."""

from datetime import date
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT, Run
from wijgraph.dossier import About
from wijgraph.messages import LANGUAGES

WHOLE = """\
title = { nl = "Het stadje", en = "The town" }
base = "https://example.org/id/"
languages = ["nl", "en"]
date = 2023-06-30
"""


def test_a_folder_without_it_is_as_it_was(town_folder: Path) -> None:
    assert wijgraph.open(town_folder).files.about == About()
    assert wijgraph.open(town_folder).at is None


def test_what_it_says_is_heeded(town_folder: Path, tmp_path: Path, run: Run) -> None:
    (town_folder / "dossier.toml").write_text(WHOLE)
    town = wijgraph.open(town_folder)
    assert town.files.about.languages == LANGUAGES
    assert town.at == date(2023, 6, 30)
    assert wijgraph.open(town_folder, date(2024, 1, 1)).at == date(2024, 1, 1)
    assert town.graph.resolver.bases[0] == "https://example.org/id/"
    site = tmp_path / "site"
    assert run("--dossier", str(town_folder), "build", "-o", str(site)).code == 0
    assert "<title>Het stadje ·" in (site / "index.html").read_text()
    assert "<title>The town ·" in (site / "en" / "index.html").read_text()


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("title", "titel", 1, "titel is not known here"),
        ('{ nl = "Het stadje", en = "The town" }', '"Het stadje"', 1, "title takes texts"),
        ("id/", "id", 2, "is no beginning of IRIs"),
        ("https:", "javascript alert:", 2, "is no beginning of IRIs"),
        ('"en"', '"xx"', 3, "'xx' is no language"),
        ("2023-06-30", '"2023-06-30"', 4, "date takes a day"),
        ("2023-06-30", "2023-06-30T12:00:00", 4, "date takes a day"),
        ("2023-06-30", "2023-06-31", 4, "not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(  # noqa: PLR0917
    old: str, new: str, line: int, told: str, town_folder: Path, run: Run
) -> None:
    assert old in WHOLE
    (town_folder / "dossier.toml").write_text(WHOLE.replace(old, new))
    outcome = run("--dossier", str(town_folder), "--lang", "en", "explain", "raad")
    assert outcome.code == 2
    assert f"dossier.toml:{line}" in outcome.err and told in outcome.err, outcome.err


def test_a_link_out_of_the_dossier_is_refused(town_folder: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "secret.toml").write_text(WHOLE)
    (town_folder / "dossier.toml").symlink_to(tmp_path / "secret.toml")
    assert run("--dossier", str(town_folder), "explain", "raad").code == 2


def test_ours_has_one() -> None:
    assert (ROOT / "dossier.toml").is_file()
    assert wijgraph.open().files.about.title["nl"]
