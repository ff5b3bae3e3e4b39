"""The words of commands and pages that are not labels of nodes, in Dutch and English."""

from wijgraph.words.common import COMMON
from wijgraph.words.empty import EMPTY
from wijgraph.words.site import SITE
from wijgraph.words.web import WEB

WORDS: dict[str, dict[str, str]] = COMMON | EMPTY | SITE | WEB


def word(key: str, language: str) -> str:
    """Return the word for ``key`` in ``language``."""
    return WORDS[key][language]
