"""What a person reads, by key: ``locale/<language>/*.po`` holds the sentences of each language.

A message is a key with its values, and becomes text where the language is known: at the end of a
command, or in the answer to a request. English is a catalogue like any other.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

FALLBACK = "en"
# Not pathlib and json: who only wants help would wait for them.
HERE = os.path.join(os.path.dirname(__file__), "locale")
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
NUMBER = "n"  # the value that chooses between the forms of a sentence, such as "row" and "rows"
Text = str | Mapping[str, str]  # the same for all, or by language
# What gives the sentence for a key, a language and a number; KeyError where it has none.
Catalogue = Callable[[str, str, object], str]


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
        for own in (*Message.languages, *self):
            if own in self:
                return borrowed(self[own], own, language)
        raise KeyError(language)

    def get(self, language: str, default: Any = None) -> Any:
        """Return the text in ``language`` or another, and ``default`` where there is none."""
        return self[language] if self else default


class Message(Mapping[str, str]):
    """A sentence for a person, by language: ``key`` in the catalogues, and the values in it.

    A value may be a message itself, or text by language. Of a sentence with forms for one and for
    many the value ``n`` tells which. In a language that lacks the sentence it is told in the first
    that has it. ``str`` gives the sentence in English. Who builds on this package adds catalogues
    and languages.
    """

    languages: ClassVar[tuple[str, ...]] = ("nl", "en")
    catalogues: ClassVar[list[Catalogue]] = []

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values_by_name = values

    def __getitem__(self, language: str) -> str:
        """Return the sentence in ``language``, or in the first that has it, else KeyError."""
        own = next((one for one in (language, *self.languages) if one in self), language)
        values = {
            name: in_language(value, own) if isinstance(value, Mapping) else value
            for name, value in self.values_by_name.items()
        }
        text = self._sentence(own, values.get(NUMBER)).format_map(values)
        return borrowed(text, own, language)

    def _sentence(self, language: str, number: object) -> str:
        for catalogue in self.catalogues:
            try:
                return catalogue(self.key, language, number)
            except KeyError:
                continue
        raise KeyError(self.key)

    def __contains__(self, language: object) -> bool:
        try:
            return isinstance(language, str) and bool(self._sentence(language, 1))
        except KeyError:
            return False

    def __iter__(self) -> Iterator[str]:
        return (language for language in self.languages if language in self)

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
    for own in (language, *Message.languages, *text):  # the last where it is of none of these
        if own in text:
            return borrowed(text[own], own, language)
    return ""


def borrowed(text: str, own: str, asked: str) -> str:
    """Return ``text``, marked with its ``own`` language where that is not what was asked for."""
    return text if own in {asked, ""} else Borrowed(text, own)


def every_language(of: Callable[[str], str]) -> Mapping[str, str]:
    """Return what ``of`` gives for each language."""
    return {language: of(language) for language in Message.languages}


@cache
def translations(language: str, domain: str) -> Mapping[str, str]:
    """Return what the catalogue ``domain`` has in ``language``, by key; none if there is none."""
    return entries(os.path.join(HERE, language, f"{domain}.po"))


def entries(path: str) -> Mapping[str, str]:
    """Return what the catalogue at ``path`` has, by key; none where there is no file."""
    if not os.path.isfile(path):
        return {}
    with open(path, encoding="utf-8") as file:
        found = ENTRY.findall(file.read())
    return {_unescaped(key): _unescaped(text) for key, text in found}


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda match: ESCAPES.get(match[1], match[1]), text)


def sentence(key: str, language: str, _: object = None) -> str:
    """Return what the catalogue of this package has for ``key``; raises KeyError."""
    if not key.startswith("shacl."):  # of others it is not even opened
        raise KeyError(key)
    return translations(language, "shacl")[key]


Message.catalogues.append(sentence)


def quoted(said: object) -> Mapping[str, str]:
    """Return what a library says of a text, by language: it speaks English.

    What is frequent stands in ``LC_MESSAGES/libraries.po``; what is not is quoted as it is.
    """
    text = str(said)

    def own(language: str) -> str:
        known = translations(language, "LC_MESSAGES/libraries").get(text)
        if known or language == FALLBACK:
            return known or text
        return in_language(Message("shacl.quoted", text=text), language)

    return every_language(own)
