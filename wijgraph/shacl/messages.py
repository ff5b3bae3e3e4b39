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
# Not pathlib and json: who only wants help would wait for them.
HERE = os.path.join(os.path.dirname(__file__), "locale")
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Message(Mapping[str, str]):
    """A sentence for a person, by language: ``key`` in the catalogues, and the values in it.

    A value may be a message itself, or text by language. ``str`` gives the sentence in English.
    """

    folder = HERE  # of the catalogues; who builds on this package has a class with its own

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values_by_name = values

    def __getitem__(self, language: str) -> str:
        """Return the sentence in ``language``; raises KeyError when it has no such sentence."""
        values = {
            name: value.get(language, value.get(FALLBACK)) if isinstance(value, Mapping) else value
            for name, value in self.values_by_name.items()
        }
        return catalogue(language, self.folder)[self.key].format_map(values)

    def __iter__(self) -> Iterator[str]:
        return (language for language in LANGUAGES if self.key in catalogue(language, self.folder))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __str__(self) -> str:
        return self[FALLBACK]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key!r}, {self.values_by_name!r})"

    def __hash__(self) -> int:
        return hash(self.key)


@cache
def catalogue(language: str, folder: str = HERE) -> Mapping[str, str]:
    """Return the sentences of ``language`` by key; none for a language that has no folder."""
    if language not in LANGUAGES:
        return {}
    own = os.path.join(folder, language)
    files = sorted(name for name in os.listdir(own) if name.endswith(".po"))
    return {key: text for name in files for key, text in sentences(os.path.join(own, name)).items()}


def sentences(path: str) -> dict[str, str]:
    """Return what a catalogue has, each on one line; Babel takes twenty times as long."""
    with open(path, encoding="utf-8") as file:
        found = ENTRY.findall(file.read())
    return {_unescaped(key): _unescaped(sentence) for key, sentence in found}


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda match: ESCAPES.get(match[1], match[1]), text)


@cache
def translations(language: str, domain: str, folder: str = HERE) -> Mapping[str, str]:
    """Return the sentences of a library in ``language``, by those in English; none if there are."""
    path = os.path.join(folder, language, "LC_MESSAGES", f"{domain}.po")
    return sentences(path) if os.path.isfile(path) else {}


def quoted(said: object) -> Mapping[str, str]:
    """Return what a library says of a text, by language: it speaks English.

    What is frequent stands in ``libraries.po``; what is not is quoted as it is.
    """
    text = str(said)
    return {
        language: translations(language, "libraries").get(text)
        or (text if language == FALLBACK else Message("shacl.quoted", text=text)[language])
        for language in LANGUAGES
    }
