"""SPARQL as tokens: one reading of queries, for the compiler and for who guards them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
  | (?P<string>'''(?:[^'\\]|'(?!'')|\\.)*''' | \"""(?:[^"\\]|"(?!"")|\\.)*\"""
      | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:\w(?:[\w-]|\.(?=[\w.-]))*)
  | (?P<name>(?:[^\W\d_](?:[\w-]|\.(?=[\w.-]))*)?
      :(?:[\w:-]|\.(?=[\w.:%\\-])|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<operator>\|\||&&|!=|<=|>=|\^\^|[-+*/|^!=<>])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
IRI = re.compile(r"<[^<>\"{}|^`\x00-\x20]*>")
ESCAPE = re.compile(r"\\(.)")
# SERVICE:a may be the keyword and :a, and after a number or a truth value no space is needed.
SERVICE = re.compile(r"(?:true|false|undef|[\d.-])*service(?:silent)?\Z", re.IGNORECASE)
READINGS = 20_000
PAIRS = {")": "(", "]": "[", "}": "{"}
TERMS = {"iri", "string", "variable", "blank", "name", "number", "word"}
AWAY = 9  # the cost of a pattern that nothing leads to


class QueryToken(NamedTuple):
    """A token of a query; ``kind`` is one of those of ``TOKEN``, "iri" or "path"."""

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

    @property
    def is_term(self) -> bool:
        """Whether a triple may have it: a term, a variable or a path."""
        return self.kind in TERMS or self.kind == "path"


END = QueryToken("other", ".")  # what stands where nothing does


class Variables:
    """Names for variables that no other part of a query has."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._count = 0

    def fresh(self) -> str:
        """Return a new variable."""
        self._count += 1
        return f"?wg{self._name}{self._count}"


def tokens_of(query: str) -> list[QueryToken]:
    """Return the tokens of ``query``, without spaces and comments."""
    return list(_tokens(query))


@lru_cache(maxsize=256)
def _tokens(query: str) -> tuple[QueryToken, ...]:
    return tuple(token for token in pieces(query) if token.kind != "space")


def pieces(query: str) -> Iterator[QueryToken]:
    """Yield the tokens of ``query``, spaces and comments too: together they are its text."""
    at = 0
    # An IRI before an operator: "<" compares only where no ">" follows without a space.
    while at < len(query) and (match := IRI.match(query, at) or TOKEN.match(query, at)):
        yield QueryToken(match.lastgroup or "iri", match[0])
        at = match.end()


def joined(tokens: Sequence[QueryToken]) -> str:
    """Return ``tokens`` as text; Oxigraph takes no space in some places around arguments."""
    text, before = "", END
    for token in tokens:
        called = token.text == "(" and before.kind in {"word", "iri"} and before.text != "a"
        tight = called or token.text in {",", ")"} or before.text in {"(", "!"}
        text += token.text if tight else f" {token.text}"
        before = token
    return text.strip()


def in_full(tokens: Sequence[QueryToken], prefixes: Mapping[str, str]) -> list[QueryToken]:
    """Return ``tokens`` with IRIs for prefixed names, and without declarations of prefixes.

    A literal is one token then, its language or datatype included.

    Raises KeyError with a prefix that nobody declared.
    """
    known, found = dict(prefixes), list[QueryToken]()
    rest = iter(tokens)
    for token in rest:
        if token.word == "PREFIX":
            prefix = next(rest, END).text.removesuffix(":")
            known[prefix] = next(rest, END).text[1:-1]
            continue
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            local = ESCAPE.sub(r"\1", local)
            token = QueryToken("iri", f"<{known[prefix]}{local}>")  # noqa: PLW2901
        last = found[-1] if found else END
        typed = token.text == "^^" or (token.kind == "iri" and last.text.endswith("^^"))
        if last.kind == "string" and (typed or token.kind == "tag"):
            found[-1] = QueryToken("string", last.text + token.text)
        else:
            found.append(token)
    return found


def at(tokens: Sequence[QueryToken], index: int) -> QueryToken:
    """Return the token at ``index``, or one that is a full stop beyond either end."""
    return tokens[index] if 0 <= index < len(tokens) else END


def closing(tokens: Sequence[QueryToken], opening: int, pair: str = "{}") -> int:
    """Return where the brace that opens at ``opening`` is closed; the end when it is not."""
    depth = 0
    for index in range(opening, len(tokens)):
        text = tokens[index].text
        depth += (text == pair[0]) - (text == pair[1])
        if depth == 0:
            return index
    return len(tokens)


def opening(tokens: Sequence[QueryToken], start: int = 0) -> int:
    """Return where the next brace opens; the end when none does."""
    return next((i for i in range(start, len(tokens)) if tokens[i].text == "{"), len(tokens))


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
        place, stack, operand = ahead.pop()
        while place < len(query) and (place, stack) not in seen:
            seen.add((place, stack))
            if len(seen) > READINGS:
                return True
            iri = IRI.match(query, place)
            # It may be "a < b" or an IRI: the other reading is followed later.
            if iri and operand and stack.endswith("("):
                ahead.append((iri.end(), stack, True))
                iri = None
            match = iri or TOKEN.match(query, place)
            if match is None:
                return True
            kind, text = ("iri" if iri else match.lastgroup), match[0]
            if stack.endswith("{") and _is_service(kind, text):
                return True
            if kind == "open":
                stack += text
            elif kind == "close":
                # A reading with brackets that do not match is none.
                if PAIRS[text] != stack[-1:]:
                    break  # nobody reads it like this
                stack = stack[:-1]
            operand = operand if kind == "space" else kind in {*TERMS, "tag", "close"}
            place = match.end()
    return False


def _is_service(kind: str | None, text: str) -> bool:
    if kind == "name":
        return SERVICE.match(text.partition(":")[0]) is not None
    return kind == "word" and "service" in text.lower()


@dataclass(frozen=True)
class TriplePattern:
    """A triple pattern; of a path with steps, one step."""

    subject: QueryToken
    predicate: str
    object: QueryToken

    def __str__(self) -> str:
        """Return it in SPARQL."""
        return f"{self.subject.text} {self.predicate} {self.object.text}"

    @property
    def names(self) -> set[str]:
        """The variables in it."""
        return {token.name for token in (self.subject, self.object) if token.name}

    def cost(self, near: Collection[str], known: Collection[str]) -> float:
        """Return how much there is to look at when the variables ``near`` and ``known`` are bound.

        What is near follows from the focus node; what is known besides may be shared by all.
        """
        ends = [self._end(token, near, known) for token in (self.subject, self.object)]
        steps = 0.5 if self.predicate[-1] in "*+" else 0.0
        # With both ends known the pattern only tests; with one it enumerates.
        if AWAY not in ends:
            return min(ends)
        return min(ends) + 1 + steps if min(ends) < AWAY else AWAY + steps

    @staticmethod
    def _end(token: QueryToken, near: Collection[str], known: Collection[str]) -> float:
        if token.name == "this":
            return -0.5
        if token.name:
            return 0 if token.name in near else 3 if token.name in known else AWAY
        return 4


@dataclass(frozen=True)
class Filter:
    """A condition, as it is written."""

    tokens: tuple[QueryToken, ...]

    @property
    def names(self) -> set[str]:
        """The variables in it."""
        return {token.name for token in self.tokens if token.name}

    @property
    def inside(self) -> tuple[QueryToken, ...] | None:
        """What it says must exist, when it says nothing else."""
        tokens = self.tokens
        if tokens[0].word == "EXISTS" and closing(tokens, 1) == len(tokens) - 1:
            return tokens[2:-1]
        return None


Group = tuple[list[TriplePattern], list[Filter]]


def parse(tokens: Sequence[QueryToken], variables: Variables) -> Group | None:
    """Return the triples and filters in ``tokens``; None when there is anything else."""
    return _Parser(tokens, variables).group()


class _Parser:
    """Reads the triples and filters of a group, as far as it has no more."""

    def __init__(self, tokens: Sequence[QueryToken], variables: Variables) -> None:
        self._tokens = tokens
        self._variables = variables
        self._at = 0
        self._triples: list[TriplePattern] = []
        self._blanks: dict[str, QueryToken] = {}

    @property
    def _next(self) -> QueryToken:
        return at(self._tokens, self._at)

    def group(self) -> Group | None:
        filters = []
        while self._at < len(self._tokens):
            start = self._at
            if self._next.text == ".":
                self._at += 1
            elif self._next.word == "FILTER":
                if not self._filter():
                    return None
                filters.append(Filter(tuple(self._tokens[start + 1 : self._at])))
            elif not self._same_subject():
                return None
        return self._triples, filters

    def _filter(self) -> bool:
        """Pass over a filter; return whether it can be told where it ends."""
        self._at += 1
        while self._next.word in {"NOT", "EXISTS"}:
            self._at += 1
        if self._next.text not in {"{", "("}:
            self._at += 1  # the name of a function
        pair = {"{": "{}", "(": "()"}.get(self._next.text)
        if pair is None:
            return False
        self._at = min(closing(self._tokens, self._at, pair) + 1, len(self._tokens))
        return True

    def _term(self) -> QueryToken | None:
        token = self._next
        self._at += 1
        if token.kind == "blank":
            fresh = QueryToken("variable", self._variables.fresh())
            return self._blanks.setdefault(token.text, fresh)
        return token if token.is_term else None

    def _same_subject(self) -> bool:
        subject = self._term()
        if subject is None or subject.kind == "word":
            return False
        sign = ";"
        while sign in {";", ","}:
            if sign == ";":
                while self._next.text == ";":
                    self._at += 1
                if self._next.text == "." or self._next.word == "FILTER":
                    return True
                steps = self._path()
            obj = self._term()
            if obj is None or not steps:
                return False
            start = subject
            for number, step in enumerate(steps, 1):
                fresh = obj if number == len(steps) else None
                end = fresh or QueryToken("variable", self._variables.fresh())
                self._triples.append(TriplePattern(start, step, end))
                start = end
            sign = self._next.text
            self._at += sign in {";", ","}
        return True

    def _path(self) -> list[str]:
        """Return the steps of a path; none when it is none."""
        steps: list[str] = []
        text = ""
        while True:
            while self._next.text in {"^", "!"}:
                text += self._next.text
                self._at += 1
            token, start = self._next, self._at
            if token.text == "(":
                self._at = closing(self._tokens, start, "()")
            elif token.kind not in {"iri", "variable", "path"} and token.text != "a":
                return []
            self._at += 1
            text += joined(self._tokens[start : self._at])
            while self._next.text in {"*", "+", "?"}:
                text += self._next.text
                self._at += 1
            sign = self._next.text
            if sign not in {"/", "|"}:
                return [*steps, text]
            if sign == "/" and "|" not in text:
                steps.append(text)
                text = ""
            else:  # a choice without brackets is one step, however it goes on
                text = "/".join([*steps, text]) + sign
                steps = []
            self._at += 1


def syntax_place(query: str, error: SyntaxError) -> tuple[int, int] | None:
    """Return the line and column where Oxigraph says that ``query`` is no SPARQL."""
    found = re.match(r"error at (\d+):(\d+):", str(error.msg))
    if found is None:
        return None
    line, column = int(found[1]), int(found[2])
    written = (query.splitlines()[line - 1 : line] or [""])[0]
    while 1 < column <= len(written) and written[column - 2 : column].isalpha():
        column -= 1  # to where the word begins
    return line, column


def variables_in(tokens: Sequence[QueryToken]) -> Iterator[str]:
    """Yield the variables that patterns give a value: they stand anywhere but in an expression."""
    inside: list[bool] = []  # for each open bracket, whether it is one of an expression
    selecting = False
    for index, token in enumerate(tokens):
        before = at(tokens, index - 1)
        if token.word == "SELECT":
            selecting = True
        if token.text == "{":
            selecting = False
            inside.append(False)
        elif token.text == "[":
            inside.append(bool(inside and inside[-1]))
        elif token.text == "(":
            called = before.kind == "word" and before.text != "a"
            inside.append(selecting or called or bool(inside and inside[-1]))
        elif token.text in {"}", "]", ")"} and inside:
            inside.pop()
        elif token.name and before.word != "AS" and not (selecting or (inside and inside[-1])):
            yield token.name
