"""What a person reads, by key: ``locale/<language>/*.po`` holds the sentences of each language.

A message is a key with its values, and becomes text where the language is known: at the end of a
command, or in the answer to a request. English is a catalogue like any other.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

FALLBACK = "en"
LANGUAGES = ("nl", "en")
ENTRY = re.compile(r'^msgid (".+")\nmsgstr (".*")$', re.MULTILINE)


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
    return sentences(language) if language in LANGUAGES else {}


@cache
def sentences(*folder: str) -> Mapping[str, str]:
    """Return the sentences in the catalogues of a folder, each on one line below its key."""
    from json import loads
    from pathlib import Path

    place = Path(__file__).parent.joinpath("locale", *folder)
    texts = [path.read_text("utf-8") for path in place.glob("*.po")]
    pairs = (ENTRY.findall(text) for text in texts)  # a library takes twenty times as long
    return {loads(key): loads(sentence) for found in pairs for key, sentence in found}
