"""A language is a folder of catalogues: German, of which there are only a few sentences."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commanding import environment
from tests.conftest import ROOT, Outcome, make_town

LOCALE = ROOT / "wijgraph" / "locale"
GERMAN: Mapping[str, Mapping[str, str]] = {
    "command": {"command.no-view": "nennen Sie ein Bild oder einen Akteur"},
    "graph": {"graph.name-unknown": "{name!r} gibt es hier nicht"},
    "help": {
        "help.main.lang": "Sprache von allem, was Sie lesen.",
        "help.view-short": "Zeigen, wer mit wem zu tun hat.",
        "help.wijgraph": "Wer steuert, wer beaufsichtigt und wer legt Rechenschaft ab.",
    },
    "terms": {"terms.days": "{n} Tag|{n} Tage"},
    "words": {
        "words.actors": "Akteure",
        "words.language": "Deutsch",
        "words.search": "Suchen",
        "words.skip": "Zum Inhalt",
    },
}
CLICK = {"Options": "Optionen", "Error: {message}": "Fehler: {message}", "Usage:": "Aufruf:"}
# What a program of ours tells in German: a day, five days, and what it borrows.
PLURAL = """
from wijgraph.messages import LANGUAGES, Message, in_language
told = [in_language(Message("terms.days", n=n), "de") for n in (1, 5)]
lacking = Message("command.no-question")["de"]
print(*LANGUAGES, *told, lacking.language, lacking == Message("command.no-question")["nl"], sep="|")
"""
PAGE = """
import sys
import wijgraph
from wijgraph.pages.content import Content
from wijgraph.pages.material import Material

dossier = wijgraph.open(sys.argv[1])
content = Content(Material(dossier, dossier.validate()), url="https://example.org/")
for kind in sys.argv[2:]:
    page = next(iter(content.kinds("de")[kind]()))
    print(content.written(page, "de"))
"""


def german(folder: Path) -> None:
    """Write the catalogues of German: the header of the Dutch ones, and what it has."""
    for part in GERMAN:
        header = (LOCALE / "nl" / f"{part}.po").read_text().partition("\n\n")[0]
        entries = [header.replace("Language: nl", "Language: de")]
        for key, text in GERMAN[part].items():
            one, *more = text.split("|")
            plural = f'msgid_plural "{key}"\nmsgstr[0] "{one}"\nmsgstr[1] "{"".join(more)}"'
            entries.append(f'msgid "{key}"\n' + (plural if more else f'msgstr "{one}"'))
        (folder / f"{part}.po").write_text("\n\n".join(entries) + "\n")
    own = "\n\n".join(f'msgid "{english}"\nmsgstr "{text}"' for english, text in CLICK.items())
    (folder / "LC_MESSAGES").mkdir()
    (folder / "LC_MESSAGES" / "click.po").write_text(f"{own}\n")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package and a German catalogue, in which nothing else differs."""
    root = tmp_path_factory.mktemp("german")
    shutil.copytree(ROOT / "wijgraph", root / "wijgraph", ignore=shutil.ignore_patterns("*.pyc"))
    for part in ("ontology", "shapes", "data", "queries"):
        (root / part).symlink_to(ROOT / part)
    (root / "wijgraph" / "locale" / "de").mkdir()
    german(root / "wijgraph" / "locale" / "de")
    return root


@pytest.fixture(scope="module")
def site(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the pages of a town in German: its actors, and a relation."""
    town = make_town(tmp_path_factory.mktemp("site") / "town")
    done = started(checkout, "-c", PAGE, str(town), "actors", "relations", "gaps")
    assert (done.code, done.err) == (0, "")
    return [f"<!doctype{page}" for page in done.out.split("<!doctype")[1:]]


def started(checkout: Path, *arguments: str) -> Outcome:
    """Run Python with the package in ``checkout``."""
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=checkout,
        env=environment(PYTHONPATH=str(checkout)),
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


def command(checkout: Path, *arguments: str) -> Outcome:
    return started(checkout, "-m", "wijgraph", "--lang", "de", *arguments)


def test_help_and_what_it_lacks(checkout: Path) -> None:
    text = command(checkout, "--help").out
    assert text.startswith("Aufruf: wijgraph [OPTIONS]")
    assert "  Wer steuert, wer beaufsichtigt und wer legt Rechenschaft ab." in text
    assert "--lang [nl|en|de]  Sprache von allem" in text
    assert "  Zeigen, wer mit wem zu tun hat." in text
    assert "  Noem, toon en stel vragen." in text  # which German lacks
    assert "Optionen:" in text


def test_the_help_of_each_command_is_there(checkout: Path) -> None:
    text = command(checkout, "validate", "--help").out
    assert "--lang [nl|en|de]" in text
    assert "Toets een dossier, of andere gegevens, aan regels." in text


def test_a_mistake(checkout: Path) -> None:
    outcome = command(checkout, "view")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith("Fehler: nennen Sie ein Bild oder einen Akteur\n")
    lacking = command(checkout, "query", "run")
    assert "Fehler: noem een vraag" in lacking.err
    unknown = command(checkout, "explain", "niemand-hier")
    assert unknown.code == 2
    assert "'niemand-hier' gibt es hier nicht" in unknown.err


def test_a_dossier_has_words_of_its_own(checkout: Path, tmp_path: Path) -> None:
    town = make_town(tmp_path / "town")
    question = town / "queries" / "who-steers-whom.rq"
    text = question.read_text().replace("#+ tags:", "#+ summary_de: Wer steuert wen?\n#+ tags:")
    question.write_text(text.replace("#+ tags:", "#+ column_de actor: wer\n#+ tags:"))
    assert "Wer steuert wen?" in command(checkout, "--dossier", str(town), "query", "list").out
    (town / "data" / "german.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://w3id.org/wijgraph/ontology#Council> rdfs:label "Rat"@de .\n'
    )
    assert "Rat" in command(checkout, "--dossier", str(town), "explain", "gov:Council").out
    question.write_text(text.replace("#+ tags:", "#+ column_de nobody: niemand\n#+ tags:"))
    wrong = command(checkout, "--dossier", str(town), "query", "list")
    assert wrong.code == 2
    assert "column nobody" in wrong.err


def test_one_and_many(checkout: Path) -> None:
    done = started(checkout, "-c", PLURAL)
    assert done.out.strip() == "nl|en|de|1 Tag|5 Tage|nl|True"


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "list"),
        ("query", "show", "who-steers-whom"),
        ("query", "run", "who-steers-whom"),
        ("query", "run", "who-steers-whom", "-F", "spreadsheet"),
        ("explain", "rvb"),
        ("rule", "show", "R15"),
        ("validate",),
        ("sources", "coverage"),
        ("view", "--list"),
        ("whatif", "--list"),
        ("paths", "raad", "rvb"),
        ("analyse", "grip", "--actor", "raad"),
        ("analyse", "gaps", "-F", "markdown"),
        ("whatif", "college-benoemt-rvb"),
        ("view", "toezicht", "-F", "svg"),
        ("view", "toezicht", "-F", "html"),
        ("view", "toezicht", "-F", "graphml"),
    ],
)
def test_every_answer_is_there(checkout: Path, arguments: tuple[str, ...]) -> None:
    outcome = command(checkout, *arguments)
    assert outcome.code == 0
    assert outcome.out
    assert "Traceback" not in outcome.err


def test_a_page_marks_what_it_borrows(site: list[str]) -> None:
    actors, relation, gaps = site
    for page in site:
        assert '<html lang="de">' in page
        assert '<a class="skip" href="#_main">Zum Inhalt</a>' in page
        assert 'placeholder="Actor, relatie, vraag, regel"' in page  # an attribute has no place
        assert '"><span lang="nl">Bronnen</span></a>' in page
        assert not re.search("[\ufffe\uffff]", page)
    assert "<h1>Akteure</h1>" in actors
    assert "<title>Akteure · " in actors
    assert '<h1><span lang="nl">Wat niet bekend is</span></h1>' in gaps
    assert "<title>Wat niet bekend is · " in gaps
    assert '<span lang="nl">' in relation


def test_a_page_leads_to_each_other_language(site: list[str]) -> None:
    actors = site[0]
    assert '<a class="turn" href="../actors.html" hreflang="nl" lang="nl">Nederlands</a>' in actors
    assert '<a class="turn" href="../en/actors.html" hreflang="en" lang="en">English</a>' in actors
    assert 'hreflang="de" href="https://example.org/de/actors.html"' in actors
    assert 'hreflang="nl" href="https://example.org/actors.html"' in actors
    assert 'hreflang="en" href="https://example.org/en/actors.html"' in actors


def test_a_view_marks_what_it_borrows(checkout: Path) -> None:
    text = command(checkout, "view", "toezicht", "-F", "html").out
    assert '<html lang="de">' in text
    assert 'id="language" aria-label="Deutsch / Nederlands / English"' in text
    assert '<span lang="de"><span lang="nl">Legenda en filters</span></span>' in text
