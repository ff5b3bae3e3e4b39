"""The commands on the pages work for the dossier that they are about."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import Run, make_town
from tests.serving import QUIET, Served, served
from wijgraph.model import Report
from wijgraph.pages.commands import Commands
from wijgraph.pages.content import Content
from wijgraph.pages.material import Material
from wijgraph.web import create_app
from wijgraph.web.sitepages import SitePages

CODE = re.compile(r"<code>(wijgraph [^<]*)</code>")
PYTHON = re.compile(r"<code>(import wijgraph[^<]*)</code>")
SCENARIO = """H id "try" .
H title_nl "Anders" .
H title_en "Otherwise" .
H description_nl "Wat als." .
H description_en "What if." .
TX .
A <https://w3id.org/wijgraph/id/town> <http://www.w3.org/2004/02/skos/core#note> "x"@nl .
TC .
"""
NOTHING = Report(conforms=True, findings=())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A name that a shell would not take for one word.
    return make_town(tmp_path_factory.mktemp("dossiers") / "the town's")


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, str]:
    content = Content(Material(wijgraph.open(folder), NOTHING))
    return {name: data.decode() for name, data in content.html()}


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    with served(wijgraph.open(folder), QUIET, SitePages) as running:
        yield running


def commands_in(text: str) -> list[str]:
    return [unescape(found) for found in CODE.findall(text)]


def test_every_command_names_the_dossier(pages: dict[str, str], folder: Path) -> None:
    found = [command for text in pages.values() for command in commands_in(text)]
    assert len(found) > 80
    for command in found:
        program, option, named, *rest = shlex.split(command)
        assert (program, option, named) == ("wijgraph", "--dossier", str(folder))
        assert rest
    for text in pages.values():  # no command stands in running text, without its dossier
        assert not re.search(r"(?<![-\w/.])wijgraph (?:view|query|paths|explain|whatif) ",
                             re.sub(r"<code>.*?</code>", "", text, flags=re.DOTALL))  # fmt: skip


@pytest.mark.parametrize(
    "page", ["who-appoints-whom", "gaps", "meetings", "who-supervises-whom", "money"]
)
def test_printed_commands_give_what_the_page_shows(
    run: Run, pages: dict[str, str], folder: Path, page: str
) -> None:
    for language, start in (("nl", ""), ("en", "en/")):
        (command,) = commands_in(pages[f"{start}questions/{page}.html"])
        outcome = run(*shlex.split(command)[1:], "-F", "csv")
        expected = run("--dossier", folder, "--lang", language, "query", page, "-F", "csv")
        assert outcome.code == 0 and outcome == expected


def test_an_example_is_of_this_dossier(run: Run, pages: dict[str, str]) -> None:
    for page in ("actor", "section", "processes-between"):
        (command,) = commands_in(pages[f"questions/{page}.html"])
        outcome = run(*shlex.split(command)[1:])
        assert outcome.code == 0 and re.search(r"\(\d+ rij(en)?\)", outcome.out), command


def test_every_command_of_a_question_is_run(
    run: Run, pages: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = wijgraph.open(folder)  # read once
    monkeypatch.setattr("wijgraph.cli.common.open_dossier", lambda *_, **__: dossier)
    for name, text in pages.items():
        if name.startswith("questions/"):
            for command in commands_in(text):
                outcome = run(*shlex.split(command)[1:])
                assert (outcome.code, outcome.err) == (0, ""), command


def test_printed_python_works_for_this_dossier(pages: dict[str, str]) -> None:
    (code,) = PYTHON.findall(pages["questions/who-appoints-whom.html"])
    program = f"{unescape(code)}\nprint(len(rows))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(done.stdout) == pages["questions/who-appoints-whom.html"].count("<tr ") - 1


def test_in_the_served_site_as_well(server: Served, run: Run, folder: Path) -> None:
    for path in ("/questions/actor.html?actor=Council", "/en/questions/gaps.html?about=quay-talk"):
        shown = server.get(path, "text/html")
        assert shown.status_code == 200
        (command,) = commands_in(shown.text)
        outcome = run(*shlex.split(command)[1:])
        assert outcome.code == 0 and "(" in outcome.out
        assert shlex.split(command)[2] == str(folder)


def test_what_others_may_read_tells_no_path(folder: Path) -> None:
    for settings, public in (
        (QUIET, False),
        (replace(QUIET, host="0.0.0.0"), True),
        (replace(QUIET, proxies=("127.0.0.1",)), True),
    ):
        assert settings.public == public
        create_app(wijgraph.open(folder), settings)
    named = Commands(wijgraph.open(folder), public=True).line("nl", "query", "list")
    assert named == "wijgraph --dossier 'the town'\"'\"'s' query list"


def test_store_day_and_language_are_in_it(folder: Path) -> None:
    place = "https://example.org/sparql#dorp"
    dossier = wijgraph.open(folder, date(2022, 12, 31), store=place)
    line = Commands(dossier).line("en", "query", "run", "actor", "actor=a b")
    assert shlex.split(line)[3:] == [
        "--store", "https://example.org/sparql#dorp", "--at", "2022-12-31", "--lang", "en",
        "query", "run", "actor", "actor=a b",
    ]  # fmt: skip
    code = Commands(dossier).python("en", "actor", {"actor": "x"})
    assert 'date.fromisoformat("2022-12-31")' in code and f'store="{place}"' in code
    compile(code, "page", "exec")
    kept = wijgraph.open(store="oxigraph:/srv/all/register#dorp")
    assert Commands(kept, public=True).line("nl") == "wijgraph --store 'oxigraph:register#dorp'"
    own = Commands(wijgraph.open()).line("nl", "query", "list")
    assert own == "wijgraph query list"


def test_scenarios_too(tmp_path: Path) -> None:
    town = make_town(tmp_path / "town")
    scenarios = town / "data" / "scenarios"
    scenarios.mkdir()
    (scenarios / "try.rdfp").write_text(SCENARIO)
    content = Content(Material(wijgraph.open(town), NOTHING))
    text = dict(content.html())["analyses/scenarios.html"].decode()
    assert commands_in(text) == [f"wijgraph --dossier {town} whatif try"]


def test_a_site_for_others_tells_no_folder_of_this_machine(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    address = "https://example.org/town"
    assert run("--dossier", folder, "build", "-o", site, "--url", address).code == 0
    page = (site / "questions" / "changes.html").read_text()
    assert "wijgraph --dossier" in page
    assert str(folder.parent) not in page
