"""What a person reads, by key: ``locale/<language>/*.po`` holds the sentences of each language.

A message is a key with its values, and becomes text where the language is known: at the end of a
command, or in the answer to a request. English is a catalogue like any other, and a folder with
catalogues is all that a language needs.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Any

FALLBACK = "en"
# Not pathlib: this module comes before `--help`, which does without.
HERE = os.path.join(os.path.dirname(__file__), "locale")
# The first is the language of who does not say.
LANGUAGES = tuple(sorted(os.listdir(HERE), key=lambda name: (name != "nl", name != "en", name)))
COMPILED = "wijgraph.mo"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
Text = str | Mapping[str, str]  # the same for all, or by language
NUMBER = "n"  # the value that chooses between the forms of a sentence, such as "row" and "rows"


class Borrowed(str):
    """Text in another language than was asked for, which has none; ``language`` is its own."""

    language: str

    def __new__(cls, text: str, language: str = "") -> "Borrowed":
        """Make it of ``text`` in ``language``."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return Borrowed, (str(self), self.language)

    def format(self, *values: object, **named: object) -> "Borrowed":
        """Return it with the values in it, still in its language."""
        return Borrowed(super().format(*values, **named), self.language)


class Texts(dict[str, str]):
    """Text by language: in one that it lacks it is what it is in the first that it has."""

    def __missing__(self, language: str) -> str:
        for own in (*LANGUAGES, *self):
            if own in self:
                return _told(self[own], own, language)
        raise KeyError(language)

    def get(self, language: str, default: Any = None) -> Any:
        """Return the text in ``language`` or another, and ``default`` where there is none."""
        return self[language] if self else default


class Message(Mapping[str, str]):
    """A sentence for a person, by language: ``key`` in the catalogues, and the values in it.

    A value may be a message itself, or text by language. Of a sentence with forms for one and for
    many the value ``n`` tells which. In a language that lacks the sentence it is told in the first
    that has it. ``str`` gives the sentence in English.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values_by_name = values

    def __getitem__(self, language: str) -> str:
        """Return the sentence in ``language``, or in the first that has it, else KeyError."""
        own = next((one for one in (language, *LANGUAGES) if one in self), language)
        values = {
            name: in_language(value, own) if isinstance(value, Mapping) else value
            for name, value in self.values_by_name.items()
        }
        text = sentence(self.key, own, values.get(NUMBER)).format_map(values)
        return _told(text, own, language)

    def __contains__(self, language: object) -> bool:
        return isinstance(language, str) and _has(self.key, language)

    def __iter__(self) -> Iterator[str]:
        return (language for language in LANGUAGES if language in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __str__(self) -> str:
        return self[FALLBACK]

    def __repr__(self) -> str:
        return f"Message({self.key!r}, {self.values_by_name!r})"

    def __hash__(self) -> int:
        return hash(self.key)


def in_language(text: Text, language: str) -> str:
    """Return ``text`` in ``language``; where it is not there, in the first that has it."""
    if isinstance(text, str):
        return text
    for own in (language, *LANGUAGES, *text):  # the last where it is of no language of ours
        if own in text:
            return _told(text[own], own, language)
    return ""


def _told(text: str, own: str, asked: str) -> str:
    """Return ``text``, marked with its ``own`` language where that is not what was asked for."""
    return text if own in {asked, ""} else Borrowed(text, own)


def word(key: str, language: str) -> str:
    """Return the word or sentence for ``key`` that commands and pages share, without values.

    Raises KeyError when no language has it.
    """
    return as_written(f"words.{key}", language)


def as_written(key: str, language: str) -> str:
    """Return what stands for ``key``, without values, in ``language`` or the first that has it.

    Raises KeyError when no language has it.
    """
    for wanted in (language, *LANGUAGES):
        if _has(key, wanted):
            return _told(sentence(key, wanted), wanted, language)
    raise KeyError(key)


def words_of(part: str, language: str) -> dict[str, str]:
    """Return all that the catalogue ``part``.po has in ``language``, without ``part`` in the keys.

    What it lacks is in the first language that has it.
    """
    found: dict[str, str] = {}
    for one in (*reversed(LANGUAGES), language):
        for key in vars(catalogue(one)).get("_catalog", ()):
            if isinstance(key, str) and key.startswith(f"{part}."):
                found[key.removeprefix(f"{part}.")] = _told(sentence(key, one), one, language)
    return found


def own_names() -> dict[str, str]:
    """Return what each language calls itself, by its code; the code where it does not say."""
    return {language: language for language in LANGUAGES} | dict(Message("words.language"))


def sentence(key: str, language: str, number: object = None) -> str:
    """Return what the catalogue of ``language`` has for ``key``, of the form that ``number`` asks.

    Raises KeyError when it has nothing.
    """
    found = key
    if isinstance(number, int):
        found = catalogue(language).ngettext(key, key, number)
    if found == key:
        found = catalogue(language).gettext(key)
    if found == key:
        raise KeyError(key)
    return found


def _has(key: str, language: str) -> bool:
    try:
        return bool(sentence(key, language, 1))
    except KeyError:
        return False


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the sentences of ``language`` by key; none for a language that has no folder.

    They are read as they were compiled. Where the sources are newer, as after an edit in a
    checkout, they are compiled again first.
    """
    if language not in LANGUAGES:
        return NullTranslations()
    folder = os.path.join(HERE, language)
    compiled = os.path.join(folder, COMPILED)
    if is_stale(folder):
        return GNUTranslations(BytesIO(compiled_anew(folder)))
    with open(compiled, "rb") as file:
        return GNUTranslations(file)


def is_stale(folder: str) -> bool:
    """Return whether a catalogue in ``folder`` is newer than what they were compiled to.

    An installed package has no sources, so that what is compiled is all there is.
    """
    with os.scandir(folder) as entries:
        times = {entry.name: entry.stat().st_mtime_ns for entry in entries}
    newest = max((time for name, time in times.items() if name.endswith(".po")), default=0)
    return times.get(COMPILED, -1) < newest


def compiled_anew(folder: str | os.PathLike[str]) -> bytes:
    """Return the compiled form of the catalogues in ``folder``, and keep it there if that can be.

    Each key stands in one of them; how a language counts is read in the header of any.

    Raises OSError for a catalogue that cannot be read or is not well-formed.
    """
    import polib  # there where sources are: it belongs to what builds the package

    whole = polib.POFile()
    for name in sorted(os.listdir(folder)):
        if name.endswith(".po"):
            part = polib.pofile(os.path.join(folder, name), encoding="utf-8")
            whole.metadata |= part.metadata
            whole.extend(part)
    data: bytes = whole.to_binary()
    new = os.path.join(folder, f".{COMPILED}.{os.getpid()}")
    try:
        with open(new, "wb") as file:
            file.write(data)
        os.replace(new, os.path.join(folder, COMPILED))
    except OSError:  # a folder that is not ours: it is compiled again at the next start
        if os.path.exists(new):
            os.remove(new)
    return data


@cache
def translations(language: str, domain: str) -> Mapping[str, str]:
    """Return the sentences of a library in ``language``, by those in English; none if there are."""
    path = os.path.join(HERE, language, "LC_MESSAGES", f"{domain}.po")
    if not os.path.isfile(path):
        return {}
    with open(path, encoding="utf-8") as file:
        found = ENTRY.findall(file.read())
    return {_unescaped(english): _unescaped(own) for english, own in found}


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda match: ESCAPES.get(match[1], match[1]), text)


def quoted(said: object) -> Mapping[str, str]:
    """Return what a library says of a text, by language: it speaks English.

    What is frequent stands in ``readers.po``, with a name in braces for what differs each time;
    what does not is quoted as it is.
    """
    return {language: _quoted(str(said), language) for language in LANGUAGES}


def _quoted(said: str, language: str) -> str:
    for english, own in translations(language, "readers").items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(english))
        if match := re.fullmatch(pattern, said, re.DOTALL):
            return own.format_map(match.groupdict())
    return said if language == FALLBACK else Message("command.quoted", text=said)[language]
