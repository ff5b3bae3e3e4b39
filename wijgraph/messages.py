"""What a person reads, by key: ``locale/<language>/*.po`` holds the sentences of each language.

English is a catalogue like any other, and a folder with catalogues is all that a language needs.
Messages about shapes are in the catalogues of ``wijgraph.shacl``.
"""

import os
import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from wijgraph.shacl import messages as base
from wijgraph.shacl.messages import (
    FALLBACK,
    Borrowed,
    Message,
    Text,
    Texts,
    borrowed,
    in_language,
)

__all__ = [
    "FALLBACK",
    "LANGUAGES",
    "Borrowed",
    "Message",
    "Text",
    "Texts",
    "in_language",
    "read_all",
    "word",
]

# Not pathlib: this module comes before `--help`, which does without.
HERE = os.path.join(os.path.dirname(__file__), "locale")
# The first is the language of who does not say.
LANGUAGES = tuple(
    sorted(
        filter(str.isalpha, os.listdir(HERE)), key=lambda name: (name != "nl", name != "en", name)
    )
)
COMPILED = "wijgraph.mo"


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
        if wanted in Message(key):
            return borrowed(sentence(key, wanted), wanted, language)
    raise KeyError(key)


@cache
def words_of(part: str, language: str) -> Mapping[str, str]:
    """Return all that the catalogue ``part``.po has in ``language``, without ``part`` in the keys.

    What it lacks is in the first language that has it.
    """
    found: dict[str, str] = {}
    for one in (*reversed(LANGUAGES), language):
        for key in vars(catalogue(one)).get("_catalog", ()):
            if isinstance(key, str) and key.startswith(f"{part}."):
                found[key.removeprefix(f"{part}.")] = borrowed(sentence(key, one), one, language)
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


def read_all(language: str) -> None:
    """Read all that there is in ``language``, for a process that can open no file later."""
    catalogue(language)
    translations(language, "readers")
    for domain in ("shacl", "LC_MESSAGES/libraries"):
        base.translations(language, domain)


@cache
def translations(language: str, domain: str) -> Mapping[str, str]:
    """Return the sentences of a library in ``language``, by those in English; none if there are."""
    return base.entries(os.path.join(HERE, language, "LC_MESSAGES", f"{domain}.po"))


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
    return in_language(base.quoted(said), language)


Message.languages = LANGUAGES
Message.catalogues.append(sentence)
