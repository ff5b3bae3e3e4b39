"""The words of a query: enough of SPARQL to see groups, variables and names."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

TOKEN = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<text>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<word>@?(?:[\w:%-]|\\.|\.(?=[\w:%-]))+)"
    r"|(?P<space>\s+)"
    r"|(?P<sign>\|\||&&|<=|>=|!=|\^\^|.)",
    re.DOTALL,
)

ESCAPE = re.compile(r"\\(.)")


class Token(NamedTuple):
    """A word of a query."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The word in capitals, when it is one."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The name of the variable, when it is one."""
        return self.text[1:] if self.kind == "variable" else ""


def tokens_of(query: str) -> list[Token]:
    """Return the words of ``query``: comments are gone, and a space is one space."""
    return list(_tokens(query))


@lru_cache(maxsize=256)
def _tokens(query: str) -> tuple[Token, ...]:
    found = ((str(m.lastgroup), m[0]) for m in TOKEN.finditer(query))
    space = Token("space", " ")
    return tuple(space if kind in {"space", "comment"} else Token(kind, t) for kind, t in found)


def in_full(tokens: list[Token], prefixes: Mapping[str, str]) -> list[Token]:
    """Return ``tokens`` with IRIs for prefixed names, and without declarations of prefixes.

    Raises KeyError with a prefix that nobody declared.
    """
    known, found = dict(prefixes), []
    words = iter(tokens)
    for token in words:
        if token.word == "PREFIX":
            name = _next(words).text.removesuffix(":")
            known[name] = _next(words).text[1:-1]
        elif token.kind == "word" and ":" in token.text and not token.text.startswith("_:"):
            prefix, _, local = token.text.partition(":")
            name = known[prefix] + ESCAPE.sub(r"\1", local)
            found.append(Token("iri", f"<{name}>"))
        else:
            found.append(token)
    return _whole_literals(found)


def _whole_literals(tokens: list[Token]) -> list[Token]:
    """Return ``tokens`` with each literal as one word, its language or datatype included."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else Token("space", " ")
        more = token.text[0] in "@^" or (last.text.endswith("^^") and token.kind == "iri")
        if last.kind == "text" and more:
            found[-1] = Token("text", last.text + token.text)
        else:
            found.append(token)
    return found


def _next(words: Iterator[Token]) -> Token:
    return next((t for t in words if t.kind != "space"), Token("space", " "))


def before(tokens: list[Token], index: int) -> Token:
    """Return the word before the one at ``index``."""
    return next((t for t in reversed(tokens[:index]) if t.kind != "space"), Token("space", " "))


def after(tokens: list[Token], index: int) -> Token:
    """Return the word after the one at ``index``."""
    return next((t for t in tokens[index + 1 :] if t.kind != "space"), Token("space", " "))


def closing(tokens: list[Token], opening: int) -> int:
    """Return where the brace that opens at ``opening`` is closed; the end when it is not."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    return len(tokens)


def joined(tokens: list[Token]) -> str:
    """Return ``tokens`` as text."""
    return "".join(token.text for token in tokens).strip()
