"""Conditions of queries in shapes that are an error in every row: what they guard never happens.

SPARQL drops a row with an error without a word. Whether one row of the data gives an error nobody
can say beforehand; but a condition that gives one for every kind of value is no condition.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from wijgraph.errors import QueryError
from wijgraph.store import Store
from wijgraph.validation.compiled.calls import varying, with_patterns
from wijgraph.validation.compiled.model import Custom
from wijgraph.validation.compiled.patterns import written
from wijgraph.validation.compiled.prebinding import AGGREGATES
from wijgraph.validation.compiled.tokens import Token, in_full, tokens_of
from wijgraph.validation.regex import RegexError, translate

# Of these the outcome hangs on what a text says, not on what kind of value it is.
BY_TEXT = {"STRDT", "IRI", "URI", "IF", "COALESCE"}
CONDITIONS = {"FILTER", "HAVING"}
MOST = 3  # so many variables are tried with each kind of value
XSD = "http://www.w3.org/2001/XMLSchema#"
WRITTEN = {
    "integer": ("0", "1", "-1", "1000000"),
    "decimal": ("0.5",),
    "double": ("1e0",),
    "boolean": ("true", "false"),
    "date": ("2024-01-31", "2024-01-31Z"),
    "dateTime": ("2024-01-31T12:00:00", "2024-01-31T12:00:00Z"),
    "time": ("12:00:00", "12:00:00Z"),
    "gYear": ("2024",),
    "gYearMonth": ("2024-01",),
    "duration": ("P1Y1D",),
    "dayTimeDuration": ("P1D",),
    "yearMonthDuration": ("P1Y",),
}
KINDS = (
    "UNDEF", "<urn:x-wijgraph:a>", '""', '"a"', '"a"@nl',
    *(f'"{text}"^^<{XSD}{name}>' for name, texts in WRITTEN.items() for text in texts),
)  # fmt: skip


def never_true(tokens: list[Token], bound: Collection[str]) -> tuple[str, str] | None:
    """Return a condition of a query that is an error in every row, and a variable without value.

    ``tokens`` have their names in full; the variables in ``bound`` have a value beforehand. The
    variable is "" when that is not why.
    """
    try:
        tokens = with_patterns(tokens, translate)
    except RegexError:  # told elsewhere, unless only Python can run it
        return None
    words = [token for token in tokens if token.kind != "space"]
    valued = {*bound, *_bound(words)}
    reckoned = {words[at + 1].name: _before(words, at) for at in _places(words, {"AS"})}
    known = -1
    while known < len(valued):  # what is reckoned with what is reckoned
        known = len(valued)
        valued |= {name for name, parts in reckoned.items() if not _fails(parts, valued)}
    for at in _places(words, CONDITIONS):
        condition = words[at + 1 : _end(words, at + 1)]
        if condition[0].word in {"EXISTS", "NOT"}:
            continue
        for part in _together(condition):
            if _fails(part, valued, "IF({}, 1, 1)"):
                names = (word.name for word in part if word.name)
                without = next((name for name in names if name not in valued), "")
                return f"{words[at].word} {_text(part)}", without
    return None


def never_true_with(query: Custom) -> str:
    """Return a condition of the query of a component that fails for the values it is given."""
    given = {name: value for name, value in query.parameters if value and value.kind != "bnode"}
    try:
        tokens = in_full(tokens_of(query.query), dict(query.prefixes))
    except KeyError:
        return ""
    tokens = [Token("text", written(given[t.name])) if t.name in given else t for t in tokens]
    found = never_true(tokens, {"this", "value", *dict(query.parameters)})
    return found[0] if found else ""


def _places(words: Sequence[Token], wanted: Collection[str]) -> list[int]:
    return [at for at, word in enumerate(words[:-1]) if word.word in wanted]


def _before(words: Sequence[Token], at: int) -> list[Token]:
    """Return the expression that ends in the AS that is ``at`` a place."""
    depth, start = 0, at
    while start and depth < 1:
        start -= 1
        depth += {"(": 1, ")": -1}.get(words[start].text, 0)
    return list(words[start + 1 : at])


def _end(words: Sequence[Token], start: int) -> int:
    """Return where the condition that begins at ``start`` has ended: at the end of its bracket."""
    depth = 0
    for at in range(start, len(words)):
        depth += {"(": 1, ")": -1}.get(words[at].text, 0)
        if depth == 0 and words[at].text == ")":
            return at + 1
    return len(words)


def _together(condition: list[Token]) -> list[list[Token]]:
    """Return what must all be true for ``condition`` to be: the parts between its ``&&``."""
    depth, parts = 0, [list[Token]()]
    for word in condition[1:-1] if condition[0].text == "(" else ():
        depth += {"(": 1, ")": -1, "{": 1, "}": -1}.get(word.text, 0)
        if depth == 0 and word.text == "||":
            return [condition]
        if depth == 0 and word.text == "&&":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts if len(parts) > 1 else [condition]


def _fails(expression: list[Token], valued: Collection[str], form: str = "{}") -> bool:
    """Return whether ``expression`` is an error whatever values the variables ``valued`` have."""
    names = dict.fromkeys(word.name for word in expression if word.name in valued)
    if len(names) > MOST or _by_text(expression):
        return False
    own = {word.text for word in expression if _is_constant(word)}
    values = " ".join(dict.fromkeys([*KINDS, *own]))
    tried = " ".join(f"VALUES ?{name} {{ {values} }}" for name in names)
    reckoned = form.format(_text(expression))
    return _always_fails(f"{tried} BIND({reckoned} AS ?wgValue) FILTER(BOUND(?wgValue))")


def _text(words: Sequence[Token]) -> str:
    """Return ``words`` as text; Oxigraph takes no space before a comma."""
    return "".join(f"{'' if word.text == ',' else ' '}{word.text}" for word in words).strip()


def _always_fails(pattern: str) -> bool:
    try:
        return not Store().ask(f"ASK {{ {pattern} }}")
    except QueryError:  # rdflib reads some that Oxigraph does not
        return False


def _by_text(condition: list[Token]) -> bool:
    """Return whether the outcome may hang on more than the kinds of values."""
    words = {word.word for word in condition}
    if words & {"EXISTS", *AGGREGATES}:
        return True
    if not any(word.name for word in condition):
        return False
    calls = any(word.kind == "iri" and after.text == "(" for word, after in pairwise(condition))
    return calls or bool(varying(condition)) or bool(words & BY_TEXT)


def _is_constant(word: Token) -> bool:
    return word.kind in {"text", "iri"} or (word.kind == "word" and word.text[0].isdigit())


def _bound(words: Sequence[Token]) -> Iterator[str]:
    """Yield the variables that patterns give a value: they stand anywhere but in an expression."""
    inside: list[bool] = []  # for each open bracket, whether it is one of an expression
    selecting = False
    for at, word in enumerate(words):
        before = words[at - 1] if at else Token("sign", "")
        if word.word == "SELECT":
            selecting = True
        if word.text == "{":
            selecting = False
            inside.append(False)
        elif word.text == "[":
            inside.append(bool(inside and inside[-1]))
        elif word.text == "(":
            called = before.kind == "word" and before.text != "a" and ":" not in before.text
            inside.append(selecting or called or bool(inside and inside[-1]))
        elif word.text in {"}", "]", ")"} and inside:
            inside.pop()
        elif word.name and before.word != "AS" and not (selecting or (inside and inside[-1])):
            yield word.name
