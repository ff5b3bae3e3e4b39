r"""Regular expressions of SPARQL, for the engines that run them.

SHACL has the ``REGEX`` of SPARQL for ``sh:pattern``, and that is ``fn:matches`` of XPath. Oxigraph
runs Rust's regular expressions, pySHACL those of Python; neither is XPath's. So a pattern is read
as XPath has it and written in the form of each engine, so that both give the same answer:

    >>> translate("^[a-z-[aeiou]]+$")
    ('^[b-df-hj-np-tv-z]+$', '')

What XPath does not have is read as other languages have it when it can mean one thing only, such
as ``\/`` for ``/``, or a hyphen behind ``\w`` in a class; all else is refused with the reason.

One thing is not XPath's: ``\w`` is a letter, a mark, a digit or ``_``, as in every engine that
shapes are written for; XML Schema would have ``+`` in it, and ``_`` not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from wijgraph.shacl import charsets
from wijgraph.shacl.charsets import Range, Set
from wijgraph.shacl.messages import Message, Text, in_language, quoted
from wijgraph.shacl.terms import MemoryStore, Term, literal, written

FLAGS = "smixq"
DEEPEST = 100  # groups within groups
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
META = r"\.^$?*+{}()|[]"
CLASSES = "dDsSwWiIcC"
INLINE = re.compile(r"\(\?([a-zA-Z]+)\)")
TIMES = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
NAMED = re.compile(r"\?P?<([A-Za-z_]\w*)>")
CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[xu]\{([0-9A-Fa-f]+)\}")
PROPERTY = re.compile(r"\{([A-Za-z0-9-]+)\}|([LMNPZSC])")
AROUND = ("?=", "?!", "?<=", "?<!")
IN_REPLACEMENT = re.compile(r"\\(.)|\$([0-9]+)", re.DOTALL)
EMPTY = MemoryStore()


class RegexError(ValueError):
    """A regular expression cannot be used; ``reason`` tells why."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(in_language(reason, "en"))


class BeyondError(RegexError):
    """A regular expression is legal, but the compiled engine cannot run it."""


def translate(pattern: str, flags: str = "") -> tuple[str, str]:
    """Return ``pattern`` and ``flags`` as Oxigraph takes them, with the meaning XPath gives them.

    Raises RegexError, with the reason, for what is not legal and has no clear meaning; and
    BeyondError when it is legal but Oxigraph cannot run it.
    """
    found, kept = _written(pattern, flags, _Rust)
    if not compiles(found, kept):
        raise RegexError(Message("shacl.regex-too-large"))
    return found, kept


def python(pattern: str, flags: str = "") -> str:
    """Return ``pattern`` with its ``flags`` as Python takes it, with the meaning XPath gives it.

    Raises RegexError, with the reason, for what is not legal and has no clear meaning.
    """
    found, kept = _written(pattern, flags, _Python)
    found = f"(?{kept}:{found})" if kept else found
    try:
        re.compile(found)
    except (re.error, OverflowError) as error:
        raise RegexError(quoted(error)) from None
    return found


def check(pattern: str, flags: str = "") -> tuple[str, str]:
    """Return ``pattern`` and ``flags`` as they are; raises RegexError when no engine takes them."""
    try:
        translate(pattern, flags)
    except BeyondError:
        python(pattern, flags)
    return pattern, flags


@lru_cache(maxsize=1024)
def compiles(pattern: str, flags: str = "") -> bool:
    """Return whether Oxigraph itself compiles ``pattern``: REGEX has a value then."""
    words = f"{literal(pattern)}, {literal(flags)}"
    return EMPTY.ask(f'ASK {{ BIND(REGEX("", {words}) AS ?x) FILTER(BOUND(?x)) }}')


@lru_cache(maxsize=1024)
def _written(pattern: str, flags: str, dialect: "type[_Dialect]") -> tuple[str, str]:
    if unknown := [flag for flag in flags if flag not in FLAGS]:
        raise RegexError(Message("shacl.regex-flag", flag=unknown[0], known=", ".join(FLAGS)))
    if "q" in flags:
        return "".join(map(dialect.char, pattern)), "i" if "i" in flags else ""
    if inline := INLINE.match(pattern):
        wrong = [flag for flag in inline[1] if flag not in "smix"]
        if wrong:
            raise RegexError(Message("shacl.regex-not-sparql", what=inline[0]))
        pattern, flags = pattern[inline.end() :], flags + inline[1]
    parser = _Parser(pattern, flags, dialect(frozenset(flags)))
    kept = "".join(flag for flag in dialect.flags if flag in flags)
    return parser.whole(), kept


@dataclass(frozen=True)
class _Item:
    """A member of a class: a range of characters, or a class by name, such as "d" or "p{Lu}"."""

    name: str = ""
    chars: Set = ()
    negated: bool = False

    @property
    def members(self) -> Set:
        """The characters, if it is negated those that it leaves out."""
        if self.name == "w":
            return charsets.words()
        if self.name == "d":
            return charsets.category("Nd")
        return self.chars or charsets.category(self.name.removeprefix("p"))

    @property
    def fixed(self) -> bool:
        """Whether the case of letters matters, whatever the flags."""
        return self.name.startswith("p") or self.negated


@dataclass(frozen=True)
class _Class:
    """A character class: its items, and what is taken off."""

    items: tuple[_Item, ...]
    negated: bool = False
    without: "_Class | None" = None

    @property
    def named(self) -> bool:
        """Whether it has classes that Unicode fills, not the pattern."""
        own = any(not item.chars for item in self.items)
        return own or (self.without is not None and self.without.named)

    @property
    def fixed(self) -> bool:
        """Whether it has items in which the case of letters matters, whatever the flags."""
        own = any(item.fixed for item in self.items)
        return own or (self.without is not None and self.without.fixed)

    def members(self, fold: bool) -> Set:
        """Return the characters that it matches; with ``fold`` in either case."""
        parts = []
        for item in self.items:
            chars = item.members
            chars = charsets.folded(chars) if fold and not item.fixed else chars
            parts.append(charsets.complement(chars) if item.negated else chars)
        found = charsets.union(*parts)
        found = charsets.complement(found) if self.negated else found
        return charsets.minus(found, self.without.members(fold)) if self.without else found


class _Dialect:
    """How an engine writes the parts of a pattern."""

    flags = ""

    def __init__(self, flags: frozenset[str]) -> None:
        self._given = flags
        self._fold = "i" in flags

    @staticmethod
    def char(char: str) -> str:
        return f"\\{char}" if char in META else char

    def any(self) -> str:
        return "."

    def start(self) -> str:
        return "^"

    def end(self) -> str:
        return "$"

    def limit(self, letter: str) -> str:
        r"""Return the start, the end, or the edge of a word: \A, \z, \b or \B."""
        return f"\\{letter}"

    def reference(self, number: int) -> str:
        raise NotImplementedError

    def klass(self, wanted: _Class) -> str:
        raise NotImplementedError

    @classmethod
    def _set(cls, chars: Iterable[Range]) -> str:
        """Return what stands between the brackets of a class."""
        found = []
        for low, high in chars:
            ends = [cls._in_class(chr(code)) for code in (low, high)]
            found.append(ends[0] if low == high else "-".join(ends))
        return "".join(found)

    @staticmethod
    def _in_class(char: str) -> str:
        return f"\\{char}" if char in r"\[]^-&~|" else char


class _Rust(_Dialect):
    """The crate regex, which Oxigraph has."""

    flags = "smi"

    def reference(self, number: int) -> str:
        raise BeyondError(Message("shacl.regex-reference", number=number))

    def klass(self, wanted: _Class) -> str:
        # With the flag i a category such as \p{Lu} stays what it is, so the class is spelt out.
        if self._fold and wanted.fixed:
            chars = wanted.members(fold=True)
            return f"(?-i:[{self._set(chars)}])" if chars else r"[^\x{0}-\x{10FFFF}]"
        if not wanted.named and wanted.without:
            # Folded by the engine: of a class with something taken off that is not the same.
            chars = wanted.members(self._fold)
            return f"[{self._set(chars)}]" if chars else r"[^\x{0}-\x{10FFFF}]"
        return self._nested(wanted)

    def _nested(self, wanted: _Class) -> str:
        first = wanted.items[0]
        alone = len(wanted.items) == 1 and not wanted.negated and not wanted.without
        if alone and (first.negated or not first.chars):
            return self._item(first)  # it needs no brackets
        body = f"[{'^' if wanted.negated else ''}{''.join(map(self._item, wanted.items))}]"
        if wanted.without is None:
            return body
        return f"[{body}&&[^{self._nested(wanted.without)}]]"

    def _item(self, item: _Item) -> str:
        if item.name in {"d", "w"}:
            return f"\\{item.name.upper() if item.negated else item.name}"
        if item.name.startswith("p") and not item.chars:
            return f"\\{'P' if item.negated else 'p'}{{{item.name[1:]}}}"
        return f"[^{self._set(item.chars)}]" if item.negated else self._set(item.chars)


class _Python(_Dialect):
    """The module re; classes are spelt out, since it has few by name."""

    flags = "si"

    def start(self) -> str:
        return "(?m:^)" if "m" in self._given else "^"

    def end(self) -> str:
        return "(?m:$)" if "m" in self._given else r"\Z"

    def limit(self, letter: str) -> str:
        if letter in "Az":
            return r"\A" if letter == "A" else r"\Z"
        word = f"[{self._set(charsets.words())}]"
        edges = f"(?<={word})(?!{word})", f"(?<!{word})(?={word})"
        inner = f"(?<={word})(?={word})", f"(?<!{word})(?!{word})"
        return f"(?:{'|'.join(edges if letter == 'b' else inner)})"

    def reference(self, number: int) -> str:
        return f"(?:(?({number})\\{number}))"  # a group that took no part is empty text

    def klass(self, wanted: _Class) -> str:
        chars = wanted.members(self._fold)
        text = f"[{self._set(chars)}]" if chars else "(?!)"
        return f"(?-i:{text})" if self._fold else text


class _Parser:
    """Reads a pattern and writes it in a dialect."""

    def __init__(self, text: str, flags: str, dialect: _Dialect) -> None:
        self._text = text
        self._spaced = "x" in flags
        self._dialect = dialect
        self._at = 0
        self._opened = 0
        self._closed: set[int] = set()
        self._choices = 0  # quantifiers and bars read so far
        self._nested = self._refers = False

    def whole(self) -> str:
        found = self._choice(0)
        if self._at < len(self._text):
            raise RegexError(Message("shacl.regex-bracket-many"))
        if self._refers and self._nested:
            raise RegexError(Message("shacl.regex-reference-slow"))
        return found

    def _peek(self) -> str:
        if self._spaced:
            while self._text[self._at : self._at + 1] in {"\t", "\n", "\r", " "}:
                self._at += 1
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        found = self._text[self._at : self._at + 1]
        self._at += 1
        return found

    def _choice(self, depth: int) -> str:
        if depth > DEEPEST:
            raise RegexError(Message("shacl.regex-deep", most=DEEPEST))
        branches = [""]
        while (char := self._peek()) not in {"", ")"}:
            if char == "|":
                self._at += 1
                self._choices += 1
                branches.append("")
            else:
                branches[-1] += self._piece(depth)
        return "|".join(branches)

    def _piece(self, depth: int) -> str:
        before = self._choices
        atom = self._atom(depth)
        times = self._quantifier()
        if not times:
            return atom
        # A repetition within a repetition can be read in many ways, which takes time with a
        # reference back, where Python has to try them all.
        self._nested |= times != "?" and self._choices > before
        self._choices += 1
        if self._peek() == "?":
            self._at += 1
            times += "?"
        if self._peek() in {"*", "+", "?"} or TIMES.match(self._text, self._at):
            raise RegexError(Message("shacl.regex-quantifiers"))
        return atom + times

    def _quantifier(self) -> str:
        char = self._peek()
        if char and char in "*+?":
            return self._next()
        if char != "{":
            return ""
        found = TIMES.match(self._text, self._at)
        if not found:
            raise RegexError(Message("shacl.regex-brace"))
        low, comma, high = found.groups()
        if high and int(high) < int(low):
            raise RegexError(Message("shacl.regex-limits", text=found[0]))
        self._at = found.end()
        return "{" + str(int(low)) + ("," if comma else "") + (str(int(high)) if high else "") + "}"

    def _atom(self, depth: int) -> str:
        dialect, char = self._dialect, self._next()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return dialect.klass(self._class(0))
        if char == "\\":
            return self._escape()
        if char == ".":
            return dialect.any()
        if char in "^$":
            edge = dialect.start() if char == "^" else dialect.end()
            repeated = self._peek() in {"*", "+", "?", "{"}
            return f"(?:{edge})" if repeated else edge  # Python repeats no bare edge
        if char in "*+?{":
            raise RegexError(Message("shacl.regex-nothing", char=char))
        return dialect.char(_sound(char))

    def _group(self, depth: int) -> str:
        rest = self._text[self._at :]
        if rest.startswith("?:"):
            self._at += 2
            opening, number = "(?:", 0
        else:
            if named := NAMED.match(rest):
                self._at += named.end()
            elif rest.startswith("?"):
                if rest.startswith(AROUND):
                    raise RegexError(Message("shacl.regex-look-around"))
                raise RegexError(Message("shacl.regex-not-sparql", what=f"(?{rest[1:2]}"))
            self._opened += 1
            opening, number = "(", self._opened
        inside = self._choice(depth + 1)
        if self._next() != ")":
            raise RegexError(Message("shacl.regex-bracket-open"))
        self._closed.add(number)
        return f"{opening}{inside})"

    def _escape(self) -> str:
        char = self._text[self._at : self._at + 1]
        if char.isascii() and char.isdigit():
            return self._reference()
        if char and char in "AzbB":
            self._at += 1
            return self._dialect.limit(char)
        found = self._escaped()
        if isinstance(found, str):
            return self._dialect.char(found)
        return self._dialect.klass(_Class((found,)))

    def _reference(self) -> str:
        number = int(self._next())
        while (more := self._text[self._at : self._at + 1]).isdigit() and more.isascii():
            if number * 10 + int(more) not in self._closed:
                break
            number = number * 10 + int(self._next())
        if number not in self._closed or not number:
            raise RegexError(Message("shacl.regex-group", number=number))
        self._refers = True
        return self._dialect.reference(number)

    def _escaped(self) -> "str | _Item":
        """Return the character, or the class, that the escape is whose backslash was read."""
        if code := CODE.match(self._text, self._at):
            self._at = code.end()
            number = int(next(group for group in code.groups() if group), 16)
            if number > charsets.ALL[-1][1]:
                raise RegexError(Message("shacl.regex-no-char", code=code[0]))
            return _sound(chr(number))
        char = self._next()
        if not char:
            raise RegexError(Message("shacl.regex-ends"))
        if char in CLASSES:
            return _by_letter(char)
        if char in "pP":
            return self._property(char)
        if char in ESCAPED:
            return ESCAPED[char]
        if char.isalnum():
            raise RegexError(Message("shacl.regex-not-sparql", what=f"\\{char}"))
        return char

    def _property(self, letter: str) -> _Item:
        found = PROPERTY.match(self._text, self._at)
        if not found:
            raise RegexError(Message("shacl.regex-property", letter=letter))
        self._at = found.end()
        name = found[1] or found[2]
        if charsets.is_category(name):
            return _Item(f"p{name}", (), letter == "P")
        if name.startswith("Is"):
            block = charsets.blocks().get(name[2:])
            if block:
                return _Item(f"p{name}", (block,), letter == "P")
        raise RegexError(Message("shacl.regex-no-property", letter=letter, name=name))

    def _class(self, depth: int) -> _Class:
        """Return the class whose opening bracket was read."""
        negated = self._text.startswith("^", self._at)
        self._at += negated
        items: list[_Item] = []
        without = None
        while (char := self._next()) != "]":
            if not char:
                raise RegexError(Message("shacl.regex-class-open"))
            if char == "-" and items and self._text.startswith("[", self._at):
                self._at += 1
                if depth > DEEPEST:
                    raise RegexError(Message("shacl.regex-class-deep"))
                without = self._class(depth + 1)
                if self._next() != "]":
                    raise RegexError(Message("shacl.regex-class-without"))
                break
            items.append(self._member(char))
        if not items:
            raise RegexError(Message("shacl.regex-class-empty"))
        return _Class(tuple(items), negated, without)

    def _member(self, char: str) -> _Item:
        low = self._one(char)
        text, at = self._text, self._at
        if (
            isinstance(low, _Item)
            or text[at : at + 1] != "-"
            or text[at + 1 : at + 2] in {"]", "["}
        ):
            return low if isinstance(low, _Item) else _Item("", ((ord(low), ord(low)),))
        self._at += 1
        high = self._one(self._next())
        if isinstance(high, _Item):  # as others have it: [a-\d] is a, - and a digit
            self._at = at
            return _Item("", ((ord(low), ord(low)),))
        if high < low:
            raise RegexError(Message("shacl.regex-range", low=low, high=high))
        return _Item("", ((ord(low), ord(high)),))

    def _one(self, char: str) -> "str | _Item":
        if char == "[":
            raise RegexError(Message("shacl.regex-class-bracket"))
        if not char:
            raise RegexError(Message("shacl.regex-class-open"))
        if char == "\\":
            if self._text.startswith("b", self._at):
                raise RegexError(Message("shacl.regex-class-edge"))
            return self._escaped()
        return _sound(char)


def _by_letter(letter: str) -> _Item:
    small, negated = letter.lower(), letter.isupper()
    chars: dict[str, Set] = {
        "s": charsets.SPACE,
        "i": charsets.INITIAL,
        "c": charsets.union(charsets.INITIAL, charsets.MORE_IN_NAMES),
    }
    if small == "d":
        return _Item("d", (), negated)
    return _Item(small, chars.get(small, ()), negated)


def _sound(char: str) -> str:
    if not any(low <= ord(char) <= high for low, high in charsets.ALL):
        raise RegexError(Message("shacl.regex-surrogate"))
    return char


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
    ends = written(one), written(other)
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
    return ", ".join(map(literal, words))
