"""What is wrong with a scenario, a difference, a view or a site is told in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import Run
from tests.exporting import DRAWN
from wijgraph.analysis import revisions, update
from wijgraph.errors import WijgraphError
from wijgraph.model import Table
from wijgraph.network.answer import answer_network
from wijgraph.turtle import patch


def both(wrong: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(WijgraphError) as found:
        wrong()
    return found.value.told("nl"), found.value.told("en")


@pytest.mark.parametrize(
    ("line", "dutch", "english"),
    [
        ("B <s> <p> <o> .", "geen RDF Patch: geen opdracht: 'B'", "not RDF Patch: no operation"),
        ("A <s> <p> <o>", "de regel eindigt niet met een punt", "the line does not end with a dot"),
        ("A <s> <p> .", "hier horen 3 termen, niet 2", "2 terms, not 3"),
        ("A <s> <p> <o> <g> .", "een quad, geen triple\n  Laat de graaf", "a quad, not a triple"),
        ('A "{x}" <p> <o> .', "'\"{x}\"' is geen onderwerp", "'\"{x}\"' is no subject"),
        ("A <s> _:p <o> .", "'_:p' is geen predicaat", "'_:p' is no predicate"),
        ("A x:s <p> <o> .", "de prefix 'x' is niet bekend", "the prefix 'x' is not known"),
        ("TX .", "deze transactie is niet gesloten\n  Sluit", "is not closed\n  End it with: TC ."),
        ('A <s> <p> "a', r"schrijf een regeleinde als \n.", r"write a line break as \n."),
    ],
)  # fmt: skip
def test_a_patch_is_refused_in_both_languages(line: str, dutch: str, english: str) -> None:
    nl, en = both(lambda: patch.read(line, "x.rdfp"))
    assert nl.startswith("x.rdfp:1:")
    assert dutch in nl
    assert english in en


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [
        ("DROP ALL", "DROP: noem met DELETE wat er weg moet", "DROP: name what goes with DELETE"),
        ("LOAD <x:y>", "een scenario leest geen andere", "a scenario reads no other files"),
        (r"INSERT DATA { <s> <p> '\u0041' }", "\\u in een update\n", "\\u in an update\n"),
        ("INSERT", "SPARQL Update die is toegestaan\n  Toegestaan:", "allowed\n  Allowed:"),
        ("{" * 70, "meer dan 64 diep", "nested deeper than 64"),
    ],
)  # fmt: skip
def test_an_update_is_refused_in_both_languages(text: str, dutch: str, english: str) -> None:
    nl, en = both(lambda: update.run(text, "x.ru", (), ()))
    assert dutch in nl
    assert english in en


def test_a_scenario_says_what_it_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.ru"
    file.write_text("INSERT DATA {}")
    assert "in de kop ontbreekt: title_nl, title_en" in run("whatif", file).err
    assert "the header lacks: title_nl, title_en" in run("--lang", "en", "whatif", file).err
    assert "er is geen scenario of bestand 'qqq'" in run("whatif", "qqq").err


def test_a_side_of_a_difference(run: Run, dossier: wijgraph.Dossier) -> None:
    assert "dit bestand of deze map is er niet\n  Geef een dossier" in run("diff", "qqq", "qqq").err
    assert "there is no such file or folder" in run("--lang", "en", "diff", "qqq", "qqq").err
    nl, en = both(lambda: revisions.side("git:", dossier.files))
    assert (nl.split("\n")[0], en.split("\n")[0]) == ("'' is geen revisie", "'' is no revision")


@pytest.mark.parametrize(
    ("view", "dutch", "english"),
    [
        (
            ("toezicht", "--modality", "qqq"),
            "geen lijn in dit beeld heeft als modaliteit 'qqq'",
            "no line in this view has the modality 'qqq'",
        ),
        (
            ("toezicht", "--source", "qqq"),
            "geen lijn in dit beeld heeft als bron 'qqq'",
            "no line in this view has the source 'qqq'",
        ),
    ],
)  # fmt: skip
def test_a_view_that_cannot_be_shown(
    run: Run, view: tuple[str, ...], dutch: str, english: str
) -> None:
    assert dutch in run("view", *view).err
    assert english in run("--lang", "en", "view", *view).err


def test_a_view_that_there_is_not() -> None:
    nl, en = both(lambda: DRAWN.pick("qqq"))
    assert nl.startswith("er is geen beeld 'qqq'\n  Er zijn: ")
    assert en.startswith("there is no view called 'qqq'\n  Views: ")


def test_an_answer_that_is_no_network(dossier: wijgraph.Dossier) -> None:
    nl, en = both(lambda: answer_network(dossier.graph.facts, Table(("a",), ())))
    assert nl.startswith("geen twee kolommen van het antwoord noemen alleen actoren\n  Kies")
    assert en.startswith("no two columns of the answer name actors and nothing else\n  Select")


def test_a_site_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert "is geen site die wijgraph heeft gebouwd\n  Geef" in run("build", "-o", tmp_path).err
    english = run("--lang", "en", "build", "-o", tmp_path).err
    assert "is not a site that wijgraph built\n  Give a new" in english
    assert "'x' is niet het adres" in run("build", "-o", tmp_path / "y", "--url", "x").err
