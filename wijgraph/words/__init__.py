"""The words of commands and pages that are not labels of nodes, in Dutch and English."""

from wijgraph.words.common import COMMON
from wijgraph.words.site import SITE

WORDS: dict[str, dict[str, str]] = COMMON | SITE


def word(key: str, language: str) -> str:
    """Return the word for ``key`` in ``language``."""
    return WORDS[key][language]
