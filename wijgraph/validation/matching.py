"""What Oxigraph makes of texts and terms, in the words of SPARQL.

Its regular expressions run in time that grows with the text. Those of Python go back on their
steps, and for ``^(a+)+$`` that takes years: only what refers back to a group is left to them, and
``regex.check`` refuses what could take long there.
"""

import re
from functools import lru_cache

from wijgraph.model import Term
from wijgraph.store import Store, to_oxigraph
from wijgraph.validation.regex import BeyondError, python, translate

IN_REPLACEMENT = re.compile(r"\\(.)|\$([0-9]+)", re.DOTALL)
EMPTY = Store()


@lru_cache(maxsize=4096)
def matches(text: str, pattern: str, flags: str = "") -> bool:
    """Return whether ``pattern`` matches in ``text``; raises RegexError for one that is none."""
    try:
        words = (text, *translate(pattern, flags))
    except BeyondError:
        return re.search(python(pattern, flags), text) is not None
    return EMPTY.ask(f"ASK {{ FILTER(REGEX({_listed(words)})) }}")


def replaced(text: str, pattern: str, new: str, flags: str = "") -> str:
    """Return ``text`` with ``new`` for what ``pattern`` matches, as REPLACE of SPARQL has it.

    Raises RegexError for a pattern that is none.
    """
    groups = re.compile(python(pattern, flags)).groups
    try:
        found, kept = translate(pattern, flags)
    except BeyondError:
        return re.sub(python(pattern, flags), _replacement(new, groups, "\\\\", r"\g<{}>"), text)
    words = (text, found, _replacement(new, groups, "$$", "${{{}}}"), kept)
    row = next(iter(EMPTY.select(f"SELECT (REPLACE({_listed(words)}) AS ?new) {{}}")))
    return row["new"].value if row["new"] else text


def order(one: Term, other: Term) -> int | None:
    """Return -1, 0 or 1 as ``one`` is less than ``other``, equal or more; None without an order."""
    ends = to_oxigraph(one), to_oxigraph(other)
    tests = [f"IF({ends[0]} {sign} {ends[1]}, true, 1/0)" for sign in "<=>"]  # NaN has no order
    shown = " ".join(f"({test} AS ?n{number})" for number, test in enumerate(tests))
    row = next(iter(EMPTY.select(f"SELECT {shown} {{}}")))
    return next((number - 1 for number in range(3) if row[f"n{number}"]), None)


def _replacement(new: str, groups: int, sign: str, form: str) -> str:
    r"""Return a replacement of XPath for an engine that writes ``\1`` as ``form``.

    ``sign`` is what it has for the character that it gives a meaning of its own.
    """
    own = sign[0]

    def put(match: re.Match[str]) -> str:
        if match[1]:
            return sign if match[1] == own else match[1]
        digits = match[2]  # as many as there are groups for; the rest is text
        while len(digits) > 1 and int(digits) > groups:
            digits = digits[:-1]
        rest = match[2][len(digits) :]
        return (form.format(int(digits)) if int(digits) <= groups else "") + rest

    return IN_REPLACEMENT.sub(put, new)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(str(to_oxigraph(Term("literal", word))) for word in words)
