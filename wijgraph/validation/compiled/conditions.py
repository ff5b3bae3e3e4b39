"""Conditions of queries in shapes that are an error in every row: what they guard never happens.

SPARQL drops a row with an error without a word. Whether one row of the data gives an error nobody
can say beforehand; but a condition that gives one for every kind of value is no condition.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from wijgraph.errors import QueryError
from wijgraph.store import Store
from wijgraph.validation.compiled.calls import varying
from wijgraph.validation.compiled.tokens import Token

# Of these the outcome hangs on what a text says, not on what kind of value it is.
BY_TEXT = {"EXISTS", "STRDT", "IRI", "URI", "IF", "COALESCE"}
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
    """Return a FILTER of a query that is an error in every row, and a variable that has no value.

    ``tokens`` have their names in full; the variables in ``bound`` have a value beforehand. The
    variable is "" when that is not why.
    """
    words = [token for token in tokens if token.kind != "space"]
    valued = {*bound, *_bound(words)}
    for start, end in _conditions(words):
        condition = words[start:end]
        names = dict.fromkeys(word.name for word in condition if word.name)
        known = [name for name in names if name in valued]
        if len(known) > MOST or _by_text(condition):
            continue
        own = {word.text for word in condition if _is_constant(word)}
        values = " ".join(dict.fromkeys([*KINDS, *own]))
        tried = " ".join(f"VALUES ?{name} {{ {values} }}" for name in known)
        # Oxigraph takes no space before a comma.
        text = "".join(f"{'' if word.text == ',' else ' '}{word.text}" for word in condition)
        if _always_fails(f"{tried} FILTER(IF({text}, true, true))"):
            without = next((name for name in names if name not in valued), "")
            return f"FILTER{text}", without
    return None


def _always_fails(pattern: str) -> bool:
    try:
        return not Store().ask(f"ASK {{ {pattern} }}")
    except QueryError:  # rdflib reads some that Oxigraph does not
        return False


def _conditions(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield where the condition of each FILTER begins and ends."""
    for at, word in enumerate(words):
        start = at + 1
        if word.word != "FILTER" or words[start].word in {"EXISTS", "NOT"}:
            continue
        opening = next((i for i in range(start, len(words)) if words[i].text == "("), start)
        depth, end = 0, opening
        for end in range(opening, len(words)):
            depth += {"(": 1, ")": -1}.get(words[end].text, 0)
            if depth == 0:
                break
        yield start, end + 1


def _by_text(condition: list[Token]) -> bool:
    """Return whether the outcome may hang on more than the kinds of values."""
    if not any(word.name for word in condition):
        return any(word.word == "EXISTS" for word in condition)
    calls = any(word.kind == "iri" and after.text == "(" for word, after in pairwise(condition))
    return calls or bool(varying(condition)) or any(word.word in BY_TEXT for word in condition)


def _is_constant(word: Token) -> bool:
    return word.kind in {"text", "iri"} or (word.kind == "word" and word.text[0].isdigit())


def _bound(words: Sequence[Token]) -> Iterator[str]:
    """Yield the variables that may get a value: each that stands anywhere but in an expression."""
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
        elif word.name and (before.word == "AS" or not (selecting or (inside and inside[-1]))):
            yield word.name
