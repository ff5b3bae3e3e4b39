"""What a person reads, by key: ``locale/<language>/*.po`` holds the sentences of each language.

Those about shapes are in the catalogues of ``wijgraph.shacl``, which has the class to build on.
"""

import os
import re
from collections.abc import Mapping

from wijgraph.shacl import messages as base
from wijgraph.shacl.messages import FALLBACK, LANGUAGES

__all__ = ["FALLBACK", "LANGUAGES", "Message", "catalogue", "quoted", "translations"]

# Not pathlib and json: these come before `--help`, which loads neither.
HERE = os.path.join(os.path.dirname(__file__), "locale")


class Message(base.Message):
    """A sentence for a person, by language: ``key`` in the catalogues, and the values in it.

    A value may be a message itself, or text by language. ``str`` gives the sentence in English.
    """

    folder = HERE


def catalogue(language: str) -> Mapping[str, str]:
    """Return the sentences of ``language`` by key, those about shapes too; none for another."""
    return {**base.catalogue(language), **base.catalogue(language, HERE)}


def translations(language: str, domain: str) -> Mapping[str, str]:
    """Return the sentences of a library in ``language``, by those in English; none if there are."""
    return base.translations(language, domain, HERE)


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
    return base.quoted(said)[language]
