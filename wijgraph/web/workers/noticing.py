"""What a reader of an answer would not see: what it leaves out, or tells in other words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from wijgraph.characters import counting
from wijgraph.store.lexical import noting

Notices = dict[str, int]
NAME = "Wijgraph-Notices"


@contextmanager
def noticing() -> Iterator[Notices]:
    """Count what is left out (characters) and retold (literals) meanwhile, each if it is any."""
    found = Notices()
    with counting() as lost, noting() as retold:
        yield found
    counts = {"left-out": sum(text.total() for text in lost.values()), "retold": len(retold)}
    found |= {kind: count for kind, count in counts.items() if count}


def both(one: Mapping[str, int], other: Mapping[str, int]) -> Notices:
    """Return the notices on an answer, and on what it is made of."""
    return {kind: one.get(kind, 0) + other.get(kind, 0) for kind in (*one, *other)}


def header(told: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the header with the notices that are ``told`` of an answer; empty without any."""
    found = told.get("notices")
    return {NAME: ", ".join(f"{kind}={count}" for kind, count in found.items())} if found else {}
