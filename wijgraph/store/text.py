"""What the text of a query shows, for stores that get nothing but text."""

import re

WORDS_ONLY = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|\#[^\n]*",
    re.DOTALL,
)
SERVICE = re.compile(
    r"(?<![\w/#.:?$-])SERVICE\b(?:\s|#[^\n]*\n)*(?:SILENT\b(?:\s|#[^\n]*\n)*)?(?:[<?$]|[\w.-]*:)",
    re.IGNORECASE,
)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
LIMIT = re.compile(r"\b(?:LIMIT|OFFSET)\s+\d", re.IGNORECASE)
TAKEN = re.compile(r"\bLIMIT\s+(\d{1,12})\b", re.IGNORECASE)
ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


def bare(query: str) -> str:
    """Return ``query`` without its comments, and with its strings and IRIs emptied."""

    def blank(match: re.Match[str]) -> str:
        return {"#": " ", "<": "<>"}.get(match[0][0], '""')

    return WORDS_ONLY.sub(blank, query)


def asks_others(query: str) -> bool:
    """Return whether ``query`` has a SERVICE clause, as far as its text shows."""

    def letter(match: re.Match[str]) -> str:
        return chr(min(int(match[1] or match[2], 16), 0x10FFFF))

    return bool(SERVICE.search(ESCAPE.sub(letter, query)))


def page(query: str, columns: list[str], size: int, start: int) -> str | None:
    """Return a SELECT ``query`` for ``size`` of its rows from ``start``, in an order that is fixed.

    None when it takes a part of its rows itself, or has no columns to order by.
    """
    tail = bare(query).rpartition("}")[2]
    if LIMIT.search(tail) or not columns:
        return None
    order = "" if ORDER.search(tail) else "ORDER BY "
    names = " ".join(f"?{name}" for name in columns)
    return f"{query.rstrip()}\n{order}{names}\nLIMIT {size} OFFSET {start}"


def taken_of(query: str) -> int | None:
    """Return how many rows a ``query`` asks for itself; None for all."""
    found = TAKEN.findall(bare(query).rpartition("}")[2])
    return int(found[-1]) if found else None
