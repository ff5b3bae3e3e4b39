"""The command tells mistakes in the language that is asked for: Dutch, or English by --lang."""

import ast
from pathlib import Path

import click
import pytest

from tests.commanding import command
from tests.conftest import Run
from tests.test_messages import fields
from wijgraph.messages import translations

# The arguments, and what is told in Dutch and in English.
MISUSE = [
    (["foo"], "Fout: Er is geen opdracht 'foo'.", "Error: No such command 'foo'."),
    (["doctor", "--foo"], "Er is geen optie '--foo'.", "No such option '--foo'."),
    (["validate", "--shape"], "(Bedoelde u een van: '--help', '--shapes'?)",
     "(Did you mean one of: '--help', '--shapes'?)"),
    (["view", "--sou"], "Bedoelde u", "Did you mean"),
    (["explain"], "Geef argument 'NAME'.", "Missing argument 'NAME'."),
    (["waiver", "add", "a", "b"], "Geef optie '--reason'.", "Missing option '--reason'."),
    (["view", "x", "--steps"], "Geef bij optie '--steps' een waarde.",
     "Option '--steps' requires an argument."),
    (["whatif", "--picture", "x"], "Geef bij optie '--picture' 2 waarden.",
     "Option '--picture' requires 2 arguments."),
    (["view", "--list=x"], "Optie '--list' heeft geen waarde.",
     "Option '--list' does not take a value."),
    (["doctor", "x"], "Er staat een argument te veel (x)", "Got unexpected extra argument (x)"),
    (["doctor", "x", "y"], "Er staan argumenten te veel (x y)",
     "Got unexpected extra arguments (x y)"),
    (["validate", "--engine", "x"],
     "Ongeldige waarde voor '--engine': 'x' is niet een van 'auto'",
     "Invalid value for '--engine': 'x' is not one of 'auto'"),
    (["view", "x", "--steps", "0"], "0 ligt niet in het bereik x>=1.",
     "0 is not in the range x>=1."),
    (["view", "x", "--steps", "a"], "'a' is geen geheel getal.", "'a' is not a valid integer"),
    (["--at", "2022", "explain", "x"], "'2022' heeft niet de vorm '%Y-%m-%d'.",
     "'2022' does not match the format '%Y-%m-%d'."),
    (["view", "x", "-o", "."], ".", "is a directory."),
    (["register", "add", "pyproject.toml"], "is een bestand, geen map.", "is a file."),
]  # fmt: skip
SAID = [
    (["--at", "2022-12-31", "doctor"], "laat --at weg", "no --at"),
    (["--store", "oxigraph:x", "format", "x"], "laat --store weg", "no --store"),
    (["view"], "noem een beeld of een actor", "name a view or an actor"),
    (["view", "sturing", "-o", "x.zzz"], "geen formaat te herkennen", "the ending tells no format"),
    (["view", "sturing", "--at", "x"], "Schrijf een datum als", "Write a date as"),
    (["query", "run"], "noem een vraag", "name a question"),
    (["query", "list", "--tag", "x"], "geen vraag heeft het label 'x'\n  Labels: ",
     "no question has the tag 'x'\n  Tags: "),
    (["query", "actor", "rvb"], "niet de vorm NAAM=WAARDE", "not of the form NAME=VALUE"),
    (["query", "run", "-f", "nowhere.rq"], "kan niet worden gelezen: dit bestand of deze map is",
     "cannot be read: No such file or directory"),
    (["query", "list", "-o", "x"], "Er is geen optie '-o'", "No such option '-o'"),
    (["--dossier", "nowhere", "query", "list"], "deze map is er niet\n  Geef de map",
     "there is no such folder\n  Give the folder"),
    (["export", "-o", "no/where.ttl"], "kan niet worden geschreven: dit bestand of deze map is",
     "cannot be written: No such file or directory"),
    (["sources", "check", "--texts", "nowhere"], "deze map is er niet", "there is no such folder"),
    (["rule", "show", "X"], "er is geen regel 'X'", "there is no rule called 'X'"),
    (["whatif"], "noem een scenario", "name a scenario"),
    (["whatif", "--at", "x"], "'x' is geen datum", "'x' is not a date"),
    (["paths", "raad", "raad"], "naar zichzelf loopt geen keten", "from an actor to itself"),
    (["analyse", "measures", "--from", "raad"], "of geen van beide", "or neither"),
    (["analyse", "processes", "--at", "x"], "is geen datum; schrijf", "is not a date"),
    (["register", "list"], "noem de opslag", "name the store"),
    (["format", "nowhere"], "dit bestand of deze map is er niet", "no such file or folder"),
    (["export", "--public", "--include-private"], "geef niet allebei", "not both"),
    (["baseline", "prune"], "er is geen baseline\n", "there is no baseline\n"),
    (["serve", "--set", "x"], "niet de vorm NAAM=WAARDE", "not of the form NAME=VALUE"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "nl", "en"), SAID + MISUSE)
def test_a_mistake_is_told_in_the_language_asked_for(
    run: Run, arguments: list[str], nl: str, en: str
) -> None:
    for options, words, other in (
        ([], nl, en),
        (["--lang", "nl"], nl, en),
        (["--lang", "en"], en, nl),
    ):
        outcome = run(*options, *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert words in outcome.err
        assert other not in outcome.err or other in words


def test_click_has_the_sentences_that_are_translated() -> None:
    """Another version of click may say it otherwise: then Dutch would turn English unseen."""
    folder = Path(click.core.__file__).parent
    strings = {
        str(node.value)
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }
    translated = translations("nl", "click")
    assert translated.keys() - strings == set()
    assert [m for m in translated.items() if not fields(m[1]) <= fields(m[0])] == []


def test_help_follows_the_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = {}
    for language, start in (("nl", "Gebruik: "), ("en", "Usage: "), ("nl", "Gebruik: ")):
        text = run("--lang", language, "doctor", "--help").out
        assert text.startswith(start)
        ends[language] = text.splitlines()[-1].partition("--help")[2].strip()
    assert ends == {"nl": "Toon deze uitleg en stop.", "en": "Show this message and exit."}
    monkeypatch.setenv("WIJGRAPH_LANG", "en")
    assert run("doctor", "--help").out.startswith("Usage: ")
    monkeypatch.delenv("WIJGRAPH_LANG")
    assert run("doctor", "--help").out.startswith("Gebruik: ")


def test_usage_is_told_in_both_languages(run: Run) -> None:
    assert run("doctor", "--foo").err == (
        "Gebruik: wijgraph doctor [OPTIONS]\n"
        "Probeer 'wijgraph doctor --help' voor hulp.\n\n"
        "Fout: Er is geen optie '--foo'.\n"
    )
    assert run("--lang", "en", "doctor", "--foo").err == (
        "Usage: wijgraph doctor [OPTIONS]\n"
        "Try 'wijgraph doctor --help' for help.\n\n"
        "Error: No such option '--foo'.\n"
    )


def test_no_command(run: Run) -> None:
    assert run("--lang", "nl").err.endswith("\n\nFout: Geef een opdracht.\n")
    assert run("--lang", "en").err.endswith("\n\nError: Missing command.\n")


def test_the_language_of_a_report_is_that_of_its_notices(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "x.ttl"
    data.write_text("<http://a> <http://b> <http://c> .\n")
    arguments = ("validate", data, "--allow-nothing-checked")
    assert run(*arguments).err.startswith("let op: ")
    assert run(*arguments, "--lang", "en").err.startswith("note: ")


def test_the_house_form_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<http://a> <http://b> <http://c>   .\n")
    assert run("format", "--check", path).err == f"{path}: niet in de huisvorm\n"
    assert run("--lang", "en", "format", path).err == f"{path}: formatted\n"
    assert run("format", "--check", path).err == "alles staat in de huisvorm\n"


def test_what_ends_a_command_is_told() -> None:
    for language, words in (("nl", "kan niet 'veel' zijn"), ("en", "cannot be 'veel'")):
        outcome = command("query", "list", WIJGRAPH_SECONDS="veel", WIJGRAPH_LANG=language)
        assert outcome.code == 2
        assert words in outcome.err
