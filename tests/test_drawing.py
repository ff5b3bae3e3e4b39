"""Views, lanes and families are data of a dossier; the package knows none of them by name."""

import re
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT, Run
from tests.exporting import DRAWN
from wijgraph.errors import DossierError
from wijgraph.network import drawing_of, project
from wijgraph.network.drawing import ROLES

VIEW = """\
title = { nl = "Alleen benoemen", en = "Appointing alone" }
relations = ["gov:Appointment"]
"""


def views_of(folder: Path) -> Path:
    views = folder / "data" / "views"
    views.mkdir(exist_ok=True)
    return views


def test_the_package_knows_no_view_of_this_dossier() -> None:
    code = "\n".join(
        path.read_text()
        for path in (ROOT / "wijgraph").rglob("*")
        if path.suffix in {".py", ".html", ".js"} and "vendor" not in path.parts
    )
    for name in ("basis-jeugdhulp", "grip-raad", "formeel-praktijk", "onbekend"):
        assert name in DRAWN.views
        # An example of a command is no knowledge.
        assert not re.search(rf'"{name}"', code), name
    for name in DRAWN.families:
        assert f'family == "{name}"' not in code and f'family === "{name}"' not in code


def test_a_dossier_adds_a_view_by_a_file(town_folder: Path, run: Run) -> None:
    (views_of(town_folder) / "benoemen.toml").write_text(VIEW)
    town = wijgraph.open(town_folder)
    drawn = drawing_of(town.graph)
    assert list(drawn.views) == [*DRAWN.views, "benoemen"]
    network = project(town.graph.facts, "Appointing alone")
    assert network.number_of_edges()
    assert {line["family"] for *_, line in network.edges(data=True)} == {"benoemen"}
    listed = run("--dossier", str(town_folder), "view", "--list")
    assert listed.code == 0 and "Alleen benoemen" in listed.out
    made = run("--dossier", str(town_folder), "--lang", "en", "view", "benoemen", "-F", "svg")
    assert made.code == 0 and "Appointing alone" in made.out


def test_a_drawing_of_its_own_replaces_that_of_the_package(town_folder: Path) -> None:
    views = views_of(town_folder)
    (views / "benoemen.toml").write_text(VIEW)
    own = (ROOT / "data" / "views" / "drawing.toml").read_text()
    own = own.replace("Raad en rekenkamer", "Gemeenteraad").replace("#720000", "#004400")
    (views / "drawing.toml").write_text(own)
    drawn = drawing_of(wijgraph.open(town_folder).graph)
    assert list(drawn.views) == ["benoemen"] and drawn.first == "benoemen"
    assert drawn.lanes["raad"].label["nl"] == "Gemeenteraad"
    assert drawn.families["benoemen"].colour == "#004400"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "told"),
    [
        ("benoemen.toml", "relations", "relatoins", None, "relatoins is not known here"),
        (
            "benoemen.toml",
            "gov:Appointment",
            "gov:Apointment",
            None,
            "gov:Apointment does not occur",
        ),
        ("benoemen.toml", '"gov:Appointment"', "1", 2, "relations takes a list of names"),
        ("benoemen.toml", "title", "titel", 1, "title is missing"),
        ("benoemen.toml", 'relations = ["gov:Appointment"]', "", 1, "this view shows nothing"),
        ("benoemen.toml", 'relations = ["', "meetings = [", None, "not TOML"),
        ("drawing.toml", '"#720000"', '"rood"', None, "'rood' is no colour"),
        ("drawing.toml", 'for = "gap"', 'for = "hole"', None, "'hole' is not one of part, gap"),
        ("drawing.toml", 'for = "gap"', "", 73, 'no family has for = "gap"'),
        (
            "drawing.toml",
            'kinds = ["gov:Municipality"]',
            "kinds = true",
            None,
            "kinds takes a list",
        ),
        ("drawing.toml", "[ask]", "[asks]", None, "asks is not known here"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(  # noqa: PLR0917
    file: str, old: str, new: str, line: int | None, told: str, town_folder: Path, run: Run
) -> None:
    views = views_of(town_folder)
    text = {"benoemen.toml": VIEW, "drawing.toml": (ROOT / "data/views/drawing.toml").read_text()}
    for name, content in text.items():
        assert file != name or old in content
        (views / name).write_text(content.replace(old, new) if file == name else content)
    changed = (views / file).read_text()
    line = line or changed[: changed.index(new)].count("\n") + 1
    outcome = run("--dossier", str(town_folder), "--lang", "en", "view", "benoemen", "-F", "svg")
    assert outcome.code == 2
    assert f"{file}:{line}" in outcome.err and told in outcome.err, outcome.err


def test_without_any_view_that_is_said(town_folder: Path) -> None:
    (views_of(town_folder) / "drawing.toml").write_text(
        (ROOT / "data" / "views" / "drawing.toml").read_text()
    )
    with pytest.raises(DossierError, match="no view at all"):
        drawing_of(wijgraph.open(town_folder).graph)


def test_each_role_has_one_family() -> None:
    for role in ROLES:
        assert sum(family.role == role for family in DRAWN.families.values()) == 1
