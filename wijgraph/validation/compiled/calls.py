"""What a query of shapes calls: what can be known to fail for every row is known before it runs.

An error in a row is no match in SPARQL, so a query whose expressions always fail finds nothing.
"""

import re
from collections.abc import Callable

from wijgraph.errors import QueryError, Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store import Store, to_oxigraph
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.prefixes import prefixes_of
from wijgraph.validation.compiled.tokens import Token, in_full, joined, tokens_of
from wijgraph.validation.index import Index
from wijgraph.validation.regex import BeyondError, RegexError, translate

ARGUMENTS = {"REGEX": (1, 2), "REPLACE": (1, 3)}  # where the pattern is, and where the flags
QUOTED = re.compile(r"(\"\"\"|\'\'\'|\"|\')(.*)\1", re.DOTALL)
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
PLACE = "<urn:x-wijgraph:path>"  # in place of $PATH, of which the shape says what it is

# What gives a pattern and its flags in another form.
Form = Callable[[str, str], tuple[str, str]]


def query_fault(shapes: Index, holder: Term, word: str, text: str) -> Text:
    """Return why the query ``text``, a ``sh:select`` or ``sh:ask`` of ``holder``, cannot be used.

    Returns nothing when it can.
    """
    try:
        tokens = in_full(tokens_of(text), dict(prefixes_of(shapes, holder, holder)))
    except UncompilableError as error:
        return error.reason
    except KeyError as error:
        return Message("validation.query-prefix", prefix=error.args[0])
    try:
        with_patterns(tokens, translate)
    except BeyondError:
        pass  # pySHACL can
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


def patterns_in(query: str) -> list[tuple[str, str]]:
    """Return the regular expressions with their flags that are constant in ``query``."""
    found: list[tuple[str, str]] = []

    def note(pattern: str, flags: str) -> tuple[str, str]:
        found.append((pattern, flags))
        return pattern, flags

    with_patterns(tokens_of(query), note)
    return found


def _constants(tokens: list[Token], index: int) -> list[int | None]:
    """Return where each argument of the call at ``index`` is; None for one that is no literal."""
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
    return [
        places[0] if len(places) == 1 and tokens[places[0]].kind == "text" else None
        for places in arguments
    ]


def _text(token: Token) -> str:
    """Return the text of a literal."""
    match = QUOTED.fullmatch(token.text)
    if match is None:
        raise RegexError(Message("validation.regex-no-plain"))
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), match[2], flags=re.DOTALL)


def _literal(text: str) -> Token:
    return Token("text", str(to_oxigraph(Term("literal", text))))
