"""The catalogues: each key that the code uses is in every one, with the same values in it."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tests.conftest import ROOT
from wijgraph.messages import LANGUAGES, Message, catalogue
from wijgraph.shacl import messages as base

LOCALES = [ROOT / "wijgraph" / part / "locale" for part in ("", "shacl")]


def used() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each message in the code: where it is, its key, and the names of its values."""
    for path in sorted((ROOT / "wijgraph").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Message":
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                key = node.args[0]
                assert isinstance(key, ast.Constant), f"{place}: the key is no literal"
                yield place, str(key.value), frozenset(str(k.arg) for k in node.keywords)


def fields(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_is_in_the_catalogue_with_its_values(language: str) -> None:
    known = catalogue(language)
    wrong = [
        f"{place}: {key} has {sorted(fields(known.get(key, '')))}, not {sorted(values)}"
        for place, key, values in used()
        if key not in known or fields(known[key]) != values
    ]
    assert wrong == []


def test_the_catalogues_have_what_is_used_and_no_more() -> None:
    keys = {key for _, key, _ in used()}
    assert keys
    for language in LANGUAGES:
        assert sorted(set(catalogue(language)) - keys) == [], language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_stands_once_in_the_file_of_its_part(language: str) -> None:
    files = sorted(path for folder in LOCALES for path in (folder / language).glob("*.po"))
    first = (path for folder in LOCALES for path in (folder / LANGUAGES[0]).glob("*.po"))
    assert [path.name for path in files] == [path.name for path in sorted(first)]
    keys = [
        (path.stem, key)
        for path in files
        for key in re.findall(r'^msgid "(.+)"$', path.read_text(), re.M)
    ]
    assert [key for part, key in keys if key.partition(".")[0] != part] == []
    assert len(keys) == len({key for _, key in keys})
    assert all(text.strip() for text in catalogue(language).values())


def test_the_catalogues_are_read_as_others_read_them() -> None:
    for folder, path in [(of, po) for of in LOCALES for po in of.rglob("*.po")]:
        language = path.relative_to(folder).parts[0]
        other = path.parent.name == "LC_MESSAGES"
        ours = base.translations(language, path.stem, str(folder)) if other else catalogue(language)
        for entry in read_po(BytesIO(path.read_bytes())):
            assert not entry.id or ours[str(entry.id)] == entry.string


def test_a_message_is_text_in_each_language() -> None:
    message = Message("command.out-of-memory", megabytes=5)
    assert message["nl"] == "hiervoor is meer dan 5 MiB geheugen nodig"
    assert str(message) == message["en"] == "this needs more than 5 MiB of memory"
    assert message.get("de", str(message)) == message["en"]
    assert dict(message).keys() == {"nl", "en"}


def test_values_are_taken_as_they_are() -> None:
    assert "{x}" in Message("command.out-of-memory", megabytes="{x}")["en"]
