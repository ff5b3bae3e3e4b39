"""Sets of characters, as the character classes of regular expressions need them.

A set is a tuple of ranges of code points, sorted, that neither touch nor overlap.
"""

import sys
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

Range = tuple[int, int]
Set = tuple[Range, ...]

ALL: Set = ((0, 0xD7FF), (0xE000, sys.maxunicode))  # a text has no surrogates
SPACE: Set = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
# NameStartChar and NameChar of XML 1.0, fifth edition: \i and \c.
INITIAL: Set = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6),
    (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F),
    (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
MORE_IN_NAMES: Set = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
# Beyond the categories, what Unicode calls a word character: joiners and circled letters.
MORE_IN_WORDS: Set = ((0x200C, 0x200D), (0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169),
                      (0x1F170, 0x1F189))  # fmt: skip
CATEGORIES = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko",
              "C": "cfon"}  # fmt: skip

# Read at once: who matches in a closed process can open no file.
BLOCKS = Path(__file__).with_name("blocks.txt").read_text("ascii")


def is_category(name: str) -> bool:
    """Return whether ``name`` is a general category of Unicode, or a group of them."""
    return name[:1] in CATEGORIES and (len(name) == 1 or name[1:] in set(CATEGORIES[name[0]]))


@cache
def blocks() -> Mapping[str, Range]:
    """Return the blocks of Unicode, by the names that XML Schema has for them."""
    found = {}
    for line in BLOCKS.splitlines():
        ends, _, name = line.partition("; ")
        if name and not line.startswith("#"):
            low, high = ends.split("..")
            found[name] = int(low, 16), int(high, 16)
    return found


def union(*sets: Iterable[Range]) -> Set:
    """Return what is in any of ``sets``."""
    found: list[Range] = []
    for low, high in sorted(part for each in sets for part in each):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(chars: Set) -> Set:
    """Return all characters that are not in ``chars``."""
    found: list[Range] = []
    for low, high in ALL:
        start = low
        for first, last in chars:
            if last < start or first > high:
                continue
            if first > start:
                found.append((start, first - 1))
            start = last + 1
        if start <= high:
            found.append((start, high))
    return tuple(found)


def minus(one: Set, other: Set) -> Set:
    """Return what is in ``one`` and not in ``other``."""
    return complement(union(complement(one), other))


@cache
def category(name: str) -> Set:
    """Return the characters of a general category, such as "Lu", or of a group of them: "L"."""
    return union(*(chars for known, chars in _categories().items() if known.startswith(name)))


@cache
def words() -> Set:
    """Return the word characters of Unicode (UTS 18): letters, marks, digits and joiners."""
    return union(*map(category, ("L", "M", "Nd", "Nl", "Pc")), MORE_IN_WORDS)


@cache
def _categories() -> dict[str, Set]:
    found: dict[str, list[Range]] = {}
    for low, high in ALL:
        start, kind = low, unicodedata.category(chr(low))
        for code in range(low + 1, high + 1):
            other = unicodedata.category(chr(code))
            if other != kind:
                found.setdefault(kind, []).append((start, code - 1))
                start, kind = code, other
        found.setdefault(kind, []).append((start, high))
    return {name: tuple(ranges) for name, ranges in found.items()}


def folded(chars: Set) -> Set:
    """Return ``chars`` with the other case of each letter in it."""
    variants = _variants()
    more = [
        (other, other)
        for code, others in variants.items()
        if any(low <= code <= high for low, high in chars)
        for other in others
    ]
    return union(chars, more)


@cache
def _variants() -> dict[int, set[int]]:
    """Return for each letter the letters that are the same but for their case."""
    alike: dict[str, set[int]] = {}
    for code in range(0x1E944):
        char = chr(code)
        lower, upper = char.lower(), char.upper()
        if char not in {lower, upper} or lower != upper:
            for key in {lower, upper, upper.lower(), lower.upper()}:
                if len(key) == 1:
                    alike.setdefault(key, set()).add(code)
    found: dict[int, set[int]] = {}
    for codes in alike.values():
        for code in codes:
            found.setdefault(code, set()).update(codes - {code})
    return found
