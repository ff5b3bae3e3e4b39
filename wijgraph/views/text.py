"""How wide text is, and where it breaks: the same on every machine, with no font at hand."""

# Advance widths of Helvetica and its metric twins (Arial, Liberation Sans), in thousandths of the
# size; from the Adobe Core 14 metrics. What is not listed counts as a wide letter.
_NARROW = {
    "'": 191, "i": 222, "j": 222, "l": 222, "|": 260, " ": 278, "!": 278, ",": 278, ".": 278,
    "/": 278, ":": 278, ";": 278, "I": 278, "[": 278, "]": 278, "f": 278, "t": 278, "(": 333,
    ")": 333, "-": 333, "r": 333, "‘": 222, "’": 222, "“": 333, "”": 333, "c": 500, "k": 500,
    "s": 500, "v": 500, "x": 500, "y": 500, "z": 500, "J": 500, "F": 611, "T": 611, "Z": 611,
    "A": 667, "B": 667, "E": 667, "K": 667, "P": 667, "S": 667, "V": 667, "X": 667, "Y": 667,
    "&": 667, "C": 722, "D": 722, "H": 722, "N": 722, "R": 722, "w": 722, "G": 778, "O": 778,
    "Q": 778, "m": 833, "M": 833, "W": 944, "%": 889, "@": 1015, "…": 1000, "–": 556, "—": 1000,
}  # fmt: skip
_LETTER, _WIDE = 556, 1000
STRETCH = 2.0


def width(text: str, size: float) -> float:
    """Return how wide ``text`` is at a font size, in the unit of the size."""
    thousandths = sum(_NARROW.get(c, _LETTER if c < "\u2000" else _WIDE) for c in text)
    return thousandths * size / 1000


def wrap(text: str, size: float, limit: float, lines: int = 3) -> list[str]:
    """Return ``text`` in at most ``lines`` lines no wider than ``limit``.

    One long word makes room for itself, up to a point; beyond that it is broken. What does not fit
    ends in an ellipsis.
    """
    longest = max((width(word, size) for word in text.split()), default=0)
    limit = max(limit, min(longest, STRETCH * limit))
    found: list[str] = [""]
    for word in text.split():
        candidate = f"{found[-1]} {word}".strip()
        if width(candidate, size) <= limit:
            found[-1] = candidate
            continue
        if found[-1]:
            found.append("")
        rest = word
        while width(rest, size) > limit:
            cut = _fitting(rest, size, limit)
            found[-1] = rest[:cut]
            found.append("")
            rest = rest[cut:]
        found[-1] = rest
    if len(found) <= lines:
        return found
    last = f"{found[lines - 1]} {found[lines]}"
    cut = _fitting(last, size, limit - width("…", size))
    return [*found[: lines - 1], last[:cut].rstrip() + "…"]


def _fitting(text: str, size: float, limit: float) -> int:
    """Return how many letters of ``text`` fit, at least one."""
    used = 0.0
    for count, letter in enumerate(text):
        used += width(letter, size)
        if used > limit:
            return max(count, 1)
    return len(text)
