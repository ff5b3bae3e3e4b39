"""What must hold of the reader of Turtle, whatever the text."""

from collections.abc import Callable
from typing import Any

from wijgraph.errors import WijgraphError
from wijgraph.store import parse


def accepted(text: str) -> list[Any] | None:
    """Return the triples that Oxigraph finds, or None when it refuses the text."""
    try:
        return list(parse(text, "x.ttl", "turtle", "urn:wijgraph:base"))
    except WijgraphError:
        return None


def check(text: str, read: Callable[..., Any], error: type[Exception]) -> None:
    """Fail when the reader raises something else, loses triples, or points outside the text."""
    strict = accepted(text)
    try:
        document = read(text, "x.ttl")
    except error:
        return
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for positions in document.triples.values():
        for place in positions:
            assert 1 <= place.line <= len(lines), (place, text)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1, (place, text)
    if strict is not None and "[" not in text and "(" not in text and "_:" not in text:
        # Literals that are the same value to one may be two to the other, never fewer.
        assert len(document.graph) <= len(strict) or len(document.graph) == len(set(strict))
