"""Where the nodes of a JSON-LD text are described: at their ``@id``."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

TOKEN = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*")(?P<key>\s*:)?|(?P<sign>[{}\[\]])', re.DOTALL)
ALIAS = re.compile(r'"([^"@\\][^"\\]*)"\s*:\s*(?:\{\s*"@id"\s*:\s*)?"@id"')
BASE = re.compile(r'"@base"\s*:\s*"([^"\\]*)"')


@dataclass
class _Object:
    """An object being read: whether it belongs to a context, its last key, and its ``@id``."""

    in_context: bool
    key: str = ""
    keys: int = 0
    found: tuple[str, int, int] | None = None


def places_of(
    text: str, whole: str, prefixes: Mapping[str, str], base: str | None
) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
    """Return where each node is described in ``text``, and where it is referred to only.

    ``whole`` is the text with the contexts that it names in it, and ``prefixes`` those of it all.
    A node is not there when its name cannot be told from the text alone.
    """
    aliases = {"@id", *ALIAS.findall(whole)}
    start = urljoin(base or "", next(iter(BASE.findall(whole)), ""))
    described: dict[str, tuple[int, int]] = {}
    named: dict[str, tuple[int, int]] = {}
    for name, opened, ended, alone in _ids(text, aliases):
        prefix, colon, local = name.partition(":")
        iri = prefixes[prefix] + local if colon and prefix in prefixes else urljoin(start, name)
        (named if alone else described).setdefault(iri, (opened, ended))
    return described, named


def _ids(text: str, aliases: set[str]) -> Iterator[tuple[str, int, int, bool]]:
    """Yield each ``@id`` outside contexts, its start and end, and whether it stands alone."""
    open_: list[_Object | None] = []  # None is a list
    for match in TOKEN.finditer(text):
        inner = next((each for each in reversed(open_) if each), None)
        if match["sign"] == "{":
            within = inner is not None and (inner.in_context or inner.key == "@context")
            open_.append(_Object(within))
        elif match["sign"] == "[":
            open_.append(None)
        elif match["sign"]:
            closed = open_.pop() if open_ else None
            if closed and closed.found and not closed.in_context:
                yield *closed.found, closed.keys == 1
        elif open_ and (top := open_[-1]):
            said = json.loads(match["text"], strict=False)
            if match["key"]:
                top.key, top.keys = said, top.keys + 1
            elif top.key in aliases:
                top.found = said, match.start("text"), match.end("text")
