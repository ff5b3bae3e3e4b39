"""What is refused before it runs, so that the refusal can be told in words.

This is for messages. What keeps the service up and the network closed is the worker process, in
which no socket can be opened: see ``workers.sandbox``.
"""

import re
from collections.abc import Iterator

from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings

NESTING = 64
OPERATORS = 500
OPENINGS = 500
PATTERNS = 100
# Two steps between terms make a triple; an element of a list makes two triples.
STEP, ELEMENT, PATTERN = 1, 4, 2

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
TERMS = {"iri", "string", "variable", "blank", "name", "number"}


def check(query: str, settings: Settings) -> None:
    """Raise Problem for a query that is too long, too complex or asks another service."""
    if len(query.encode(errors="replace")) > settings.query_bytes:
        raise Problem(
            "too-large", f"The query is longer than {settings.query_bytes} bytes.", status=413
        )
    if "\x00" in query:
        raise Problem("syntax", "The query holds a null character.")
    if not settings.guard:
        return
    if asks_service(query):
        raise Problem(
            "service-disabled",
            "SERVICE is off: this endpoint asks nothing of other servers.",
            hint="Ask the other endpoint yourself, and give its answer as VALUES.",
        )
    _complexity(query)


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


def _tokens(query: str) -> Iterator[tuple[str, str]]:
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


def _complexity(query: str) -> None:
    """Raise Problem for what the parser or the planner would choke on."""
    stack: list[str] = []
    operators = openings = weight = 0
    before, values, selecting = False, 0, False
    for kind, text in _tokens(query):
        if kind == "word":
            word = text.upper()
            selecting = word in {"SELECT", "CONSTRUCT", "DESCRIBE"} or (
                selecting and word in {"DISTINCT", "REDUCED", "FROM", "NAMED"}
            )
            values = len(stack) + 1 if word == "VALUES" else values
        term = kind in TERMS or text == "a"
        if kind == "open":
            inside = bool(values) and len(stack) >= values
            selecting = selecting and text != "{"
            stack.append(text if not inside else "")
            openings += not inside
        elif kind == "close" and stack:
            stack.pop()
            values = 0 if text == "}" and len(stack) < values else values
        quiet = selecting or (values and len(stack) >= values)
        operators += kind == "operator" and not quiet
        if not quiet and term and before:
            weight += ELEMENT if stack and stack[-1] == "(" else STEP
        elif not quiet and kind == "operator" and text in "/|^" and stack[-1:] != ["("]:
            weight += PATTERN
        elif not quiet and text in ",;" and stack[-1:] in (["{"], ["["]):
            weight += STEP
        before = term
        if len(stack) > NESTING:
            raise Problem("query-too-complex", f"Brackets are nested deeper than {NESTING}.")
    if operators > OPERATORS or openings > OPENINGS:
        raise Problem(
            "query-too-complex",
            f"More than {OPERATORS} operators or {OPENINGS} opening brackets.",
        )
    if weight > PATTERNS * PATTERN:
        raise Problem(
            "query-too-complex",
            f"More than about {PATTERNS} triple patterns and path steps.",
            hint="Ask it in parts.",
        )
