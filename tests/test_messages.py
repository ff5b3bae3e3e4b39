"""The catalogues: each key that is used is in every one, with the same values in it."""

import ast
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

import click
import pytest
from babel import Locale
from babel.messages.pofile import read_po

from tests.conftest import ROOT
from wijgraph import messages
from wijgraph.cli.main import group
from wijgraph.messages import (
    LANGUAGES,
    Borrowed,
    Message,
    Texts,
    compiled_anew,
    sentence,
    translations,
    word,
)
from wijgraph.shacl import messages as shacl

LOCALE = ROOT / "wijgraph" / "locale"
LOCALES = (LOCALE, ROOT / "wijgraph" / "shacl" / "locale")
ONTOLOGY = "".join(path.read_text() for path in (ROOT / "ontology").glob("*.ttl"))
# Keys that are put together: what stands before the part that differs.
FAMILIES = re.compile(r'f?"(?:words\.)?(\w+_)(?:\{|")')
ENDS = re.compile(r'\}(_\w+)"')
WORDS = re.compile(r"""\b(?:word|say|t)\(\s*["']([\w-]+)["']|\bw\.(\w+)|\bw\["([\w-]+)"\]""")


def entries(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the sentences of a language by key, in all their forms, as Babel reads them."""
    found: dict[str, tuple[str, ...]] = {}
    for path in [path for of in LOCALES for path in sorted((of / language).glob("*.po"))]:
        for entry in read_po(BytesIO(path.read_bytes())):
            if entry.id:
                key = entry.id if isinstance(entry.id, str) else entry.id[0]
                assert key not in found, f"{key} stands twice"
                forms = [entry.string] if isinstance(entry.string, str) else entry.string
                found[str(key)] = tuple(map(str, forms or ()))
    return found


def used() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each message in the code: where it is, its key, and the names of its values."""
    for path in sorted((ROOT / "wijgraph").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Message":
                place, key = f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]
                if isinstance(key, ast.Constant):
                    yield place, str(key.value), frozenset(str(k.arg) for k in node.keywords)
                elif path.name != "messages.py":
                    assert isinstance(key, ast.JoinedStr), f"{place}: what key is this?"


def told_by_help(command: click.Command, path: str) -> Iterator[str]:
    """Yield the keys by which the help of a command, and of those below it, is found."""
    yield f"help.{path}"
    # What a list of commands tells, where that is not how its help begins.
    if Message(f"help.{path}-short"):
        yield f"help.{path}-short"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield f"help.{parameter.help}"
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from told_by_help(below, name if path == "wijgraph" else f"{path}-{name}")


def put_together() -> Iterator[re.Pattern[str]]:
    """Yield a pattern for each key in the code that is put together of parts."""
    for path in sorted((ROOT / "wijgraph").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Message":
                parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else ()
                fixed = (isinstance(part, ast.Constant) and str(part.value) for part in parts)
                if parts:
                    yield re.compile("".join(re.escape(f) if f else "(.+?)" for f in fixed))


def fields(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_is_in_the_catalogue_with_its_values(language: str) -> None:
    known = entries(language)
    wrong = [
        f"{place}: {key} has {sorted(fields(form))}, not {sorted(values)}"
        for place, key, values in used()
        for form in known.get(key, ("nothing {at all}",))
        if "None" not in values  # where all are named one by one
        and (fields(form) ^ values) - ({"n"} if len(known.get(key, ())) > 1 else set())
    ]
    assert wrong == []


def test_the_catalogues_have_what_is_used_and_no_more() -> None:
    paths = [
        path
        for path in (ROOT / "wijgraph").rglob("*")
        if path.suffix in {".py", ".html", ".js"} and "vendor" not in path.parts
    ]
    code = "\n".join(path.read_text() for path in paths)
    # Analyses have words of their own, and in the checks `w` is a waiver.
    elsewhere = "\n".join(
        path.read_text() for path in paths if not {"analysis", "validation"} & {*path.parts}
    )
    # A word may be chosen among several by a name that stands somewhere as text.
    named = set(re.findall(r'"([\w-]+)"', code)) | {w for m in WORDS.findall(code) for w in m if w}
    families, ends = tuple(set(FAMILIES.findall(code))), tuple(set(ENDS.findall(code)))
    assert len(families) > 3 < len(ends)
    patterns = tuple(put_together())
    assert len(patterns) > 20
    # What is put in for the parts that differ: a text, one of several in a text, or a short edge.
    texts = (word for text in re.findall(r"""["']([\w -]+)["']""", code) for word in text.split())
    spoken = {*texts, *re.findall(r"shortcut gov:(\w+)", ONTOLOGY)}
    keys = {key for _, key, _ in used()}
    for language in LANGUAGES:
        known = entries(language)
        assert keys <= known.keys()
        keys_of_help = {key for key in known if key.startswith("help.")}
        assert keys_of_help == set(told_by_help(group, "wijgraph"))
        parts = (key.partition(".") for key in known.keys() - keys - keys_of_help)
        left = {
            f"{part}.{name}"
            for part, _, name in parts
            if part not in {"terms", "words", "view", "results"}
            or (
                (part not in {"terms", "results"} and name not in named)
                and not (name.startswith(families) or name.endswith(ends))
            )
        }
        left = {key for key in left if not _made(key, patterns, spoken)}
        assert left == set(), language
        missing = {w for m in WORDS.findall(elsewhere) for w in m if w} - {
            key.partition(".")[2] for key in known if key.startswith(("words.", "view."))
        }
        assert missing == set(), language


def _made(key: str, patterns: Sequence[re.Pattern[str]], spoken: set[str]) -> bool:
    """Return whether a key is put together of what stands in the code."""
    return any((m := p.fullmatch(key)) and spoken.issuperset(m.groups()) for p in patterns)


def test_the_languages_have_the_same_sentences_with_the_same_values() -> None:
    first, *others = (entries(language) for language in LANGUAGES)
    for other in others:
        assert other.keys() ^ first.keys() == set()
        for key in first:
            assert fields(first[key][-1]) == fields(other[key][-1]), key
            assert all(form.strip() for form in (*first[key], *other[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_stands_in_the_file_of_its_part(language: str) -> None:
    files, first = (
        sorted(path for of in LOCALES for path in (of / each).glob("*.po"))
        for each in (language, LANGUAGES[0])
    )
    assert [path.name for path in files] == [path.name for path in first]
    for path in files:
        keys = re.findall(r'^msgid "(.+)"$', path.read_text(), re.M)
        assert [key for key in keys if key.partition(".")[0] != path.stem] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_as_many_forms_as_its_language_counts(language: str) -> None:
    rule = Locale(language).plural_form
    for path in (LOCALE / language).glob("*.po"):
        text = path.read_text()
        if "msgid_plural" in text:
            said = re.search(r"nplurals=(\d); plural=(.+?);", text)
            assert said and int(said[1]) == len(rule.tags | {"other"})
            choose = GNUTranslations(BytesIO(compiled_anew(path.parent))).ngettext
            for number in (0, 1, 2, 5, 11, 100):
                form = choose("terms.days", "terms.days", number)
                assert (form == choose("terms.days", "terms.days", 1)) == (rule(number) == "one")


def test_the_catalogues_are_read_as_others_read_them() -> None:
    for language in LANGUAGES:
        for key, forms in entries(language).items():
            of = shacl.sentence if key.startswith("shacl.") else sentence
            assert of(key, language, 2) == forms[-1]
        for read, folder in ((translations, LOCALES[0]), (shacl.translations, LOCALES[1])):
            for path in (folder / language / "LC_MESSAGES").glob("*.po"):
                name = path.stem if folder == LOCALE else f"LC_MESSAGES/{path.stem}"
                for entry in read_po(BytesIO(path.read_bytes())):
                    if entry.id:
                        assert read(language, name)[str(entry.id)] == entry.string


def test_a_message_is_text_in_each_language() -> None:
    message = Message("command.out-of-memory", megabytes=5)
    assert message["nl"] == "hiervoor is meer dan 5 MiB geheugen nodig"
    assert str(message) == message["en"] == "this needs more than 5 MiB of memory"
    borrowed = message["de"]
    assert isinstance(borrowed, Borrowed) and borrowed.language == "nl"
    assert borrowed == message["nl"] == pickle.loads(pickle.dumps(borrowed))
    assert "de" not in message
    assert not isinstance(message["nl"], Borrowed)
    assert dict(message).keys() == {"nl", "en"}


def test_text_by_language_is_borrowed_where_it_lacks() -> None:
    texts = Texts(en="house", nl="huis")
    assert (texts["en"], texts["nl"], texts["de"]) == ("house", "huis", "huis")
    assert isinstance(texts["de"], Borrowed) and texts.get("de") == "huis"
    assert "de" not in texts
    assert Texts(fr="maison")["nl"] == "maison"
    assert not isinstance(Texts({"": "x"})["nl"], Borrowed)
    assert Texts().get("nl", "none") == "none"
    assert Borrowed("{}!", "nl").format("x") == "x!"


def test_one_and_many() -> None:
    assert [Message("terms.days", n=n)["nl"] for n in (0, 1, 2)] == ["0 dagen", "1 dag", "2 dagen"]


def test_values_are_taken_as_they_are() -> None:
    assert "{x}" in Message("command.out-of-memory", megabytes="{x}")["en"]


def test_what_no_catalogue_has() -> None:
    assert not Message("command.nonsense")
    assert list(Message("command.nonsense")) == []
    with pytest.raises(KeyError):
        word("nonsense", "nl")
    with pytest.raises(KeyError):
        sentence("command.out-of-memory", "xx")


SHOW = "from wijgraph.messages import LANGUAGES, Message, in_language; "
SHOW += "print(*(in_language(Message('terms.days', n=1), la) for la in LANGUAGES))"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with a copy of the code, to edit a catalogue in."""
    target = tmp_path / "wijgraph"
    target.mkdir()
    shutil.copy(ROOT / "wijgraph" / "messages.py", target)
    (target / "__init__.py").touch()
    shutil.copytree(ROOT / "wijgraph" / "shacl", target / "shacl")
    shutil.copytree(LOCALE, target / "locale")
    return tmp_path


def shown(checkout: Path) -> str:
    command = [sys.executable, "-c", SHOW]
    done = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_an_edited_catalogue_is_heeded_at_the_next_start(checkout: Path) -> None:
    assert shown(checkout) == "1 dag 1 day"
    path = checkout / "wijgraph" / "locale" / "nl" / "terms.po"
    path.write_text(path.read_text().replace('{n} dag"', '{n} etmaal"'))
    assert shown(checkout) == "1 etmaal 1 day"
    compiled = path.with_name("wijgraph.mo")
    assert compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns  # and kept
    compiled.unlink()
    assert shown(checkout) == "1 etmaal 1 day"
    assert compiled.exists()


def test_a_language_is_a_folder(checkout: Path) -> None:
    german = checkout / "wijgraph" / "locale" / "de"
    german.mkdir()
    text = (LOCALE / "nl" / "terms.po").read_text().replace("Language: nl", "Language: de")
    (german / "terms.po").write_text(text.replace("dagen", "Tage").replace('dag"', 'Tag"'))
    assert shown(checkout) == "1 dag 1 day 1 Tag"


def test_what_is_compiled_is_what_is_written() -> None:
    """A stale or missing catalogue is seen here, in the package that is tested."""
    for language in LANGUAGES:
        folder = LOCALE / language
        assert not messages.is_stale(str(folder))
        kept = (folder / "wijgraph.mo").read_bytes()
        assert kept == compiled_anew(str(folder))


def test_the_build_compiles_without_any_library() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from wijgraph.messages import LANGUAGES"
    command = [sys.executable, "-S", "-c", f"{code}; print(*LANGUAGES)"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert tuple(done.stdout.split()) == LANGUAGES
