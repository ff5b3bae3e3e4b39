"""What a person reads, by key: ``locale/<language>/*.po`` holds the sentences of each language.

A message is a key with its values, and becomes text where the language is known: at the end of a
command, or in the answer to a request. English is a catalogue like any other.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache

FALLBACK = "en"
LANGUAGES = ("nl", "en")
# Not pathlib and json: these come before `--help`, which loads neither.
HERE = os.path.join(os.path.dirname(__file__), "locale")
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Message(Mapping[str, str]):
    """A sentence for a person, by language: ``key`` in the catalogues, and the values in it.

    A value may be a message itself, or text by language. ``str`` gives the sentence in English.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values_by_name = values

    def __getitem__(self, language: str) -> str:
        """Return the sentence in ``language``; raises KeyError when it has no such sentence."""
        values = {
            name: value.get(language, value.get(FALLBACK)) if isinstance(value, Mapping) else value
            for name, value in self.values_by_name.items()
        }
        return catalogue(language)[self.key].format_map(values)

    def __iter__(self) -> Iterator[str]:
        return (language for language in LANGUAGES if self.key in catalogue(language))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __str__(self) -> str:
        return self[FALLBACK]

    def __repr__(self) -> str:
        return f"Message({self.key!r}, {self.values_by_name!r})"

    def __hash__(self) -> int:
        return hash(self.key)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return the sentences of ``language`` by key; none for a language that has no folder."""
    if language not in LANGUAGES:
        return {}
    folder = os.path.join(HERE, language)
    files = sorted(name for name in os.listdir(folder) if name.endswith(".po"))
    return {k: v for name in files for k, v in _sentences(os.path.join(folder, name)).items()}


@cache
def translations(language: str, domain: str) -> Mapping[str, str]:
    """Return the sentences of a library in ``language``, by those in English; none if there are."""
    path = os.path.join(HERE, language, "LC_MESSAGES", f"{domain}.po")
    return _sentences(path) if os.path.isfile(path) else {}


def _sentences(path: str) -> dict[str, str]:
    """Return what a catalogue has, each on one line; Babel takes twenty times as long."""
    with open(path, encoding="utf-8") as file:
        found = ENTRY.findall(file.read())
    return {_unescaped(key): _unescaped(sentence) for key, sentence in found}


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
