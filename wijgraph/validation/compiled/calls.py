"""What a query of shapes calls: what can be known to fail for every row is known before it runs.

An error in a row is no match in SPARQL, so a query whose expressions always fail finds nothing.
"""

import re
from collections.abc import Callable, Mapping

from wijgraph.errors import QueryError, Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.store import Store, to_oxigraph
from wijgraph.validation.compiled.model import Custom
from wijgraph.validation.compiled.tokens import Token, in_full, joined, tokens_of
from wijgraph.validation.regex import RegexError, check

ARGUMENTS = {"REGEX": (1, 2), "REPLACE": (1, 3)}  # where the pattern is, and where the flags
REPLACEMENT = 2  # which argument of REPLACE that is
GROUPS = re.compile(r"\\|\$(?![0-9](?!\w))")
PLAIN = {None, XSD + "string"}
QUOTED = re.compile(r"(\"\"\"|\'\'\'|\"|\')(.*)\1", re.DOTALL)
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
PLACE = "<urn:x-wijgraph:path>"  # in place of $PATH, of which the shape says what it is

# What gives a pattern and its flags in another form.
Form = Callable[[str, str], tuple[str, str]]


def query_fault(tokens: list[Token], word: str) -> Text:
    """Return why the query ``tokens``, a ``sh:select`` or ``sh:ask``, cannot be used.

    Returns nothing when it can.
    """
    try:
        with_patterns(tokens, check)
    except RegexError as error:
        return Message("validation.query-regex", reason=error.reason)
    if word == "select" and not _selects_this(tokens):
        return Message("validation.query-no-this")
    whole = [Token("iri", PLACE) if token.name == "PATH" else token for token in tokens]
    try:
        Store().run(joined(whole))
    except QueryError as error:
        # Whether it is SPARQL was asked before: rdflib reads some that Oxigraph does not. Left is
        # a function that the engine does not have.
        return "" if error.message.startswith("not SPARQL") else error.said
    return ""


def _selects_this(tokens: list[Token]) -> bool:
    words = [token for token in tokens if token.kind != "space"]
    end = next((i for i, t in enumerate(words) if t.text == "{" or t.word == "WHERE"), len(words))
    return any(t.text == "*" or t.name == "this" for t in words[:end])


def with_patterns(tokens: list[Token], form: Form) -> list[Token]:
    """Return ``tokens`` with each regular expression that is constant in another ``form``.

    Raises RegexError for one that is wrong.
    """
    found = list(tokens)
    for index, token in enumerate(tokens):
        if token.word not in ARGUMENTS:
            continue
        places = _constants(tokens, index)
        pattern, flags = (places[n] if n < len(places) else -1 for n in ARGUMENTS[token.word])
        if pattern is None or pattern < 0:
            continue
        if flags is None:  # the flags follow from the data: only that it can be compiled is known
            form(_text(tokens[pattern]), "")
            continue
        known = _text(tokens[flags]) if flags >= 0 else ""
        text, kept = form(_text(tokens[pattern]), known)
        if (text, kept) == (_text(tokens[pattern]), known):
            continue
        found[pattern] = _literal(text)
        if flags >= 0:
            found[flags] = _literal(kept)
        elif kept:
            found[pattern] = Token("text", f"{found[pattern].text}, {_literal(kept).text}")
    return found


def varying(tokens: list[Token]) -> list[int]:
    """Return where a pattern, or its flags, begins that is no constant."""
    found = []
    for index, token in enumerate(tokens):
        if token.word in ARGUMENTS:
            arguments = _arguments(tokens, index)
            parts = [arguments[n] for n in ARGUMENTS[token.word] if n < len(arguments)]
            found += [part[0] for part in parts if part and not _is_constant(tokens, part)]
    return found


def has_groups(tokens: list[Token]) -> bool:
    r"""Return whether a replacement may have what engines read otherwise: ``$1a`` or ``\$``."""
    for index, token in enumerate(tokens):
        arguments = _arguments(tokens, index) if token.word == "REPLACE" else []
        for part in arguments[REPLACEMENT : REPLACEMENT + 1]:
            if not _is_constant(tokens, part) or GROUPS.search(_text(tokens[part[0]])):
                return True
    return False


def with_values(tokens: list[Token], given: Mapping[str, Term]) -> list[Token]:
    """Return ``tokens`` with what is ``given`` in place of a variable that is a pattern or flags.

    Raises RegexError for a value that can be neither.
    """
    found = list(tokens)
    for index, token in enumerate(tokens):
        if token.word not in ARGUMENTS:
            continue
        arguments = _arguments(tokens, index)
        for n in ARGUMENTS[token.word]:
            part = arguments[n] if n < len(arguments) else []
            value = given.get(tokens[part[0]].name) if len(part) == 1 else None
            if value is None:
                continue
            if value.kind != "literal" or value.language or value.datatype not in PLAIN:
                raise RegexError(Message("validation.regex-plain"))
            found[part[0]] = _literal(value.value)
    return found


def wrong_parameter(query: Custom) -> tuple[str, Term, Text] | None:
    """Return a parameter that is a pattern or flags in ``query``, its value, and what is wrong."""
    given = {name: value for name, value in query.parameters if value}
    try:
        tokens = in_full(tokens_of(query.query), dict(query.prefixes))
    except KeyError:
        return None
    names = [name for place in varying(tokens) if (name := tokens[place].name) in given]
    if not names:
        return None
    try:
        with_patterns(with_values(tokens, given), check)
    except RegexError as error:
        return names[0], given[names[0]], error.reason
    return None


def patterns_in(query: str, given: Mapping[str, Term]) -> list[tuple[str, str]]:
    """Return the regular expressions with their flags that are constant in ``query``.

    The variables that are ``given`` have a value.
    """
    found: list[tuple[str, str]] = []

    def note(pattern: str, flags: str) -> tuple[str, str]:
        found.append((pattern, flags))
        return pattern, flags

    with_patterns(with_values(tokens_of(query), given), note)
    return found


def _constants(tokens: list[Token], index: int) -> list[int | None]:
    """Return where each argument of the call at ``index`` is; None for one that is no literal."""
    return [
        places[0] if _is_constant(tokens, places) else None for places in _arguments(tokens, index)
    ]


def _is_constant(tokens: list[Token], places: list[int]) -> bool:
    return len(places) == 1 and tokens[places[0]].kind == "text"


def _arguments(tokens: list[Token], index: int) -> list[list[int]]:
    """Return where the words of each argument of the call at ``index`` are."""
    depth, arguments = 0, [[]]  # type: tuple[int, list[list[int]]]
    for place in range(index + 1, len(tokens)):
        text = tokens[place].text
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth == 0 and tokens[place].kind != "space":
            break
        if text == "," and depth == 1:
            arguments.append([])
        elif tokens[place].kind != "space" and not (text == "(" and depth == 1):
            arguments[-1].append(place)
    return arguments


def _text(token: Token) -> str:
    """Return the text of a literal."""
    match = QUOTED.fullmatch(token.text)
    if match is None:
        raise RegexError(Message("validation.regex-no-plain"))
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), match[2], flags=re.DOTALL)


def _literal(text: str) -> Token:
    return Token("text", str(to_oxigraph(Term("literal", text))))
