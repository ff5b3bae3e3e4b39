"""The samples: one entry each, with an id, a surface, what is sent and what is expected."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CANARY = "8765"  # the port that the samples take for a server nobody should ask
# What a huge payload is scaled to: it is refused by its first bytes, before it could be unpacked.
SCALED = {"2_000_000_000": "20_000_000"}
PREFIX = re.compile(
    r"(?P<python>py-(?:bytes-)?)?(?P<kind>sparql|raw|header|body|ttl|trig|nt|nq|gz|rdfxml|jsonld|"
    r"shacl|argv|csv):|(?P<get>GET) "
)
ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\\\": "\\"}
ENCODED = {"raw", "ttl", "trig", "nt", "nq", "rdfxml", "shacl", "csv"}


@dataclass(frozen=True)
class Attack:
    """One sample: ``kind`` is the prefix of the payload, empty for prose."""

    id: str
    surface: str
    payload: str
    expected: str
    kind: str = ""
    python: bool = False

    def __str__(self) -> str:
        """Return what it is called."""
        return self.id

    def content(self, port: int) -> Any:
        """Return what is to be sent, with ``port`` for that of the canary."""
        text = self.payload.replace(CANARY, str(port))
        match = PREFIX.match(text)
        text = text[match.end() :] if match else text
        if self.python:
            for huge, small in SCALED.items():
                text = text.replace(huge, small)
            return eval(text)  # the samples are a file of our own
        if self.kind in ENCODED:
            text = re.sub(r"\\[nrt\\]", lambda found: ESCAPES[found[0]], text)
        return text

    def data(self, port: int) -> bytes:
        """Return what is to be sent as bytes."""
        content = self.content(port)
        return content if isinstance(content, bytes) else str(content).encode("utf-8")


def read(path: Path) -> list[Attack]:
    """Return the samples in a file."""
    return [attack(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


def attack(entry: dict[str, str]) -> Attack:
    """Return one sample."""
    match = PREFIX.match(entry["payload"])
    kind = "" if match is None else match["kind"] or match["get"].lower()
    return Attack(
        **{name: entry[name] for name in ("id", "surface", "payload", "expected")},
        kind=kind,
        python=bool(match and match["python"]),
    )


def all_attacks() -> list[Attack]:
    """Return the samples of others, or none where they are not at hand."""
    folder = os.environ.get("WIJGRAPH_ATTACKS")
    return read(Path(folder) / "attacks.json") if folder else []


def own_attacks() -> list[Attack]:
    """Return the samples of our own."""
    return read(Path(__file__).parent / "own.json")


Driver = Callable[[Any, Attack], None]
BY_HAND: dict[str, Driver] = {}


def by_hand(*names: str) -> Callable[[Driver], Driver]:
    """Let a function run the samples with these ids: they are told in prose."""

    def register(driver: Driver) -> Driver:
        BY_HAND.update(dict.fromkeys(names, driver))
        return driver

    return register


def clauses(expected: str) -> list[str]:
    """Return what is expected in parts, without remarks and without what should not be."""
    text = re.sub(r" - .*", "", expected)
    text = re.sub(r"\((?!or )[^()]*\)", "", text)
    parts = re.split(r"[;,]", text)
    return [part.strip() for part in parts if not re.match(r"\s*(?:never|not|no)\b", part)]


def statuses(expected: str) -> set[int]:
    """Return the codes of HTTP that are expected; empty when none is named."""
    found = re.findall(r"(?<![\w.:])([2-5]\d\d)(?!\w|\s*(?:ms|MB|KiB|GB|s)\b)", _main(expected))
    return {int(code) for code in found}


def _main(expected: str) -> str:
    return " ; ".join(clauses(expected))


def seconds(expected: str) -> float | None:
    """Return within how many seconds an answer is expected, if that is said."""
    found = re.search(r"< ?(\d+(?:\.\d+)?) ?(ms|s)\b", expected)
    if not found:
        return None
    return float(found[1]) / (1000 if found[2] == "ms" else 1)
