"""Whether a query asks another server: told from its text, in every way it can be read.

This is for messages. What keeps the network closed is the process in which queries run, where no
socket can be opened: see ``safety.sandbox``.
"""

import re
from collections.abc import Iterator

from wijgraph.errors import QueryError
from wijgraph.messages import Message

TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
  | (?P<string>'''(?:[^'\\]|'(?!'')|\\.)*''' | \"""(?:[^"\\]|"(?!"")|\\.)*\"""
      | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.-]+)
  | (?P<name>(?P<prefix>(?:[^\W\d_][\w.-]*)?):(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>[0-9.]*[0-9](?:[eE][+-]?[0-9]+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<operator>\|\||&&|!=|>=|\^\^|[-+*/|^!=<>])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
IRI = re.compile(r"<[^<>\"{}|^`\x00-\x20]*>")
# SERVICE:a may be the keyword and :a, and after a number or a truth value no space is needed.
PREFIX = re.compile(r"(?:true|false|undef|[\d.-])*service(?:silent)?\Z", re.IGNORECASE)
READINGS = 20_000
PAIRS = {")": "(", "]": "[", "}": "{"}
ENDS = {"iri", "string", "variable", "blank", "name", "prefix", "tag", "number", "word", "close"}
HINT = Message("safety.service-off-hint")


def refuse_service(query: str) -> None:
    """Raise QueryError when ``query`` asks another server, in whatever way it is read."""
    if asks_service(query):
        raise QueryError(Message("safety.service-off"), hint=HINT)


def asks_service(query: str) -> bool:
    """Return whether SERVICE can be read in ``query`` as a keyword, in any way of reading it.

    Whether ``<`` opens an IRI or compares depends on the grammar, so both are followed where both
    can be: a comparison stands in round brackets, after something to compare. SERVICE stands in
    braces. What is not understood counts as one sign. This finds too much rather than too little.
    """
    if "service" not in query.lower():
        return False
    seen, ahead = set[tuple[int, str]](), [(0, "", False)]
    while ahead:
        at, stack, operand = ahead.pop()
        while at < len(query) and (at, stack) not in seen:
            seen.add((at, stack))
            if len(seen) > READINGS:
                return True
            iri = IRI.match(query, at)
            if iri and operand and stack.endswith("("):
                ahead.append((iri.end(), stack, True))
                iri = None
            match = iri or TOKEN.match(query, at)
            if match is None:
                return True
            kind, text = ("iri" if iri else match.lastgroup), match[0]
            if kind != "iri" and stack.endswith("{") and _is_service(match):
                return True
            if kind == "open":
                stack += text
            elif kind == "close":
                if PAIRS[text] != stack[-1:]:
                    break  # nobody reads it like this
                stack = stack[:-1]
            operand = operand if kind == "space" else kind in ENDS
            at = match.end()
    return False


def _is_service(match: re.Match[str]) -> bool:
    word, prefix = match["word"], match["prefix"]
    return bool((word and "service" in word.lower()) or (prefix and PREFIX.match(prefix)))


def tokens(query: str) -> Iterator[tuple[str, str]]:
    """Yield the words of ``query``, each with its kind; it ends where nothing is understood."""
    at = 0
    while at < len(query):
        iri = IRI.match(query, at)
        match = iri or TOKEN.match(query, at)
        if match is None:
            return
        kind = "iri" if iri else match.lastgroup or "name"
        at = match.end()
        if kind != "space":
            yield ("name" if kind == "prefix" else kind), match[0]
