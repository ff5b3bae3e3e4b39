"""Queries that shapes bring: checked as SHACL wants them, and bound to the nodes they are about.

SHACL runs such a query for each focus node, with ``$this`` bound to it. Here it runs once, with a
pattern for all focus nodes put into each group that needs them, which gives the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.validation.compiled.antijoin import apart
from wijgraph.validation.compiled.calls import has_groups, varying, with_patterns, with_values
from wijgraph.validation.compiled.model import Custom, Shape, Sparql, UncompilableError
from wijgraph.validation.compiled.nesting import nested
from wijgraph.validation.compiled.patterns import Variables, path_pattern, written
from wijgraph.validation.compiled.tokens import (
    Token,
    after,
    before,
    closing,
    in_full,
    joined,
    tokens_of,
)
from wijgraph.validation.regex import RegexError, translate

REFUSED = {"MINUS", "VALUES", "SERVICE"}  # by SHACL, where variables are bound beforehand
BEYOND = {"GRAPH", "LIMIT", "OFFSET", "FROM", "BASE"}  # not the same for one node as for all
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"}
UNKNOWN = {"shapesGraph", "currentShape", "failure"}

Query = Sparql | Custom


@dataclass
class _Group:
    """A group of patterns, and what is known of it while it is read."""

    start: int
    within_exists: bool
    holds_select: bool
    needs_this: bool = False


def select_query(query: Query, shape: Shape, focus: str, extra: Sequence[str]) -> str:
    """Return the SELECT of ``query`` for all focus nodes of ``shape``.

    ``focus`` is a pattern that binds ``?this``, and the ``extra`` variables on the way to it.
    """
    tokens, without = _read(query, shape), ""
    if isinstance(query, Sparql):
        tokens, without = apart(tokens, _head(tokens, shape)[0])
    tokens = tokens_of(joined(nested(tokens, Variables("own"))))
    head, clause = _head(tokens, shape)
    tokens.insert(closing(tokens, head), Token("sign", without))
    grouped = any(t.word == "GROUP" for t in tokens)
    everything = any(t.text == "*" for t in clause)
    if grouped and (extra or everything):
        raise UncompilableError(shape.node, Message("validation.compile-query-groups"))
    each = f" {{ SELECT DISTINCT {' '.join([*extra, '?this'])} WHERE {{ {focus} }} }} "
    for group in sorted(_groups(tokens, head, shape), key=lambda group: -group.start):
        if group.start == head:
            tokens.insert(head + 1, Token("sign", each if grouped or everything else f" {focus} "))
        elif group.needs_this:
            tokens.insert(group.start + 1, Token("sign", each))
    given = {name for name, value in _parameters(query) if value}
    shown = [t for t in clause if t.word not in {"DISTINCT", "REDUCED"} and t.name not in given]
    if not everything:
        names = {t.name for t in shown}
        shown = [Token("variable", f"{v} ") for v in extra] + shown
        shown += [] if "this" in names else [Token("variable", " ?this ")]
    bound = [_bound(token, query) for token in tokens[head:]]
    return f"SELECT DISTINCT {joined(shown)} WHERE {joined(bound)}"


def select_pattern(query: Query, shape: Shape, node: str, variables: Variables) -> str:
    """Return a pattern that has solutions when ``node`` violates the SELECT of ``query``."""
    tokens = _read(query, shape)
    tokens = tokens_of(joined(nested(tokens, Variables("own"))))
    head, _ = _head(tokens, shape)
    if any(t.word in {"SELECT", "GROUP"} for t in tokens[head:]):
        raise UncompilableError(shape.node, Message("validation.compile-query-part"))
    return _pattern(tokens, head, query, {"this": node}, variables)


def ask_pattern(query: Custom, shape: Shape, node: str, value: str, variables: Variables) -> str:
    """Return a pattern that has solutions when ``value`` keeps the ASK of ``query``."""
    tokens = _read(query, shape)
    head = next((i for i, t in enumerate(tokens) if t.text == "{"), None)
    if head is None or any(t.word == "SELECT" for t in tokens):
        raise UncompilableError(shape.node, Message("validation.compile-ask"))
    return _pattern(tokens, head, query, {"this": node, "value": value}, variables)


def _pattern(
    tokens: list[Token], head: int, query: Query, known: Mapping[str, str], variables: Variables
) -> str:
    """Return the group at ``head`` with variables that nothing else has."""
    names = dict(known)
    found = []
    for token in tokens[head + 1 : closing(tokens, head)]:
        bound = _bound(token, query)
        if bound.name:
            text = names.setdefault(bound.name, "") or variables.fresh()
            names[bound.name] = text
            bound = Token("variable", text)
        found.append(bound)
    return joined(found)


def _parameters(query: Query) -> tuple[tuple[str, Term | None], ...]:
    return query.parameters if isinstance(query, Custom) else ()


def _bound(token: Token, query: Query) -> Token:
    """Return ``token``, or the value of the parameter that it is."""
    value = dict(_parameters(query)).get(token.name) if token.name else None
    return Token("term", written(value)) if value else token


def _read(query: Query, shape: Shape) -> list[Token]:
    """Return the words of a query; raise UncompilableError for what SHACL or the compiler lacks."""
    try:
        tokens = in_full(tokens_of(query.query), dict(query.prefixes))
    except KeyError as error:
        raise UncompilableError(
            shape.node, Message("validation.compile-query-prefix", prefix=str(error))
        ) from None
    try:
        values = {name: value for name, value in _parameters(query) if value}
        tokens = with_patterns(with_values(tokens, values), translate)
    except RegexError as error:
        raise UncompilableError(
            shape.node, Message("validation.query-regex", reason=error.reason)
        ) from None
    if varying(tokens):  # in a row where it cannot be compiled it would be no match
        raise UncompilableError(shape.node, Message("validation.compile-regex-of-data"))
    if has_groups(tokens):
        raise UncompilableError(shape.node, Message("validation.compile-replacement"))
    given = {name for name, value in _parameters(query) if value}
    bound = {"this", *given} | ({"value"} if isinstance(query, Custom) and query.ask else set())
    for index, token in enumerate(tokens):
        if token.word in REFUSED | BEYOND:
            raise UncompilableError(
                shape.node, Message("validation.compile-query-has", text=token.word)
            )
        if token.name in UNKNOWN or token.name.startswith("wg"):
            raise UncompilableError(
                shape.node, Message("validation.compile-query-has", text=token.text)
            )
        if token.name == "PATH":
            if shape.path is None:
                raise UncompilableError(shape.node, Message("validation.compile-query-path"))
            tokens[index] = Token("path", path_pattern(shape.path))
        if token.word == "AS" and after(tokens, index).name in bound:
            raise UncompilableError(shape.node, Message("validation.compile-query-binds"))
        if token.word == "BOUND" and after(tokens, index + 1).name in given:
            raise UncompilableError(shape.node, Message("validation.compile-query-bound"))
    _check_groups(tokens, shape)
    return tokens


def _check_groups(tokens: list[Token], shape: Shape) -> None:
    """Raise UncompilableError for subqueries and groups that leave out ``$this``."""
    selects = [i for i, t in enumerate(tokens) if t.word == "SELECT"]
    for index in selects[1:]:
        end = next((i for i, t in enumerate(tokens) if i > index and t.text == "{"), index)
        if "this" not in {t.name for t in tokens[index:end]}:
            raise UncompilableError(shape.node, Message("validation.compile-subquery"))
    counted = any(
        t.word in AGGREGATES and after(tokens, i).text == "(" for i, t in enumerate(tokens)
    )
    groups = [i for i, t in enumerate(tokens) if t.word == "GROUP"]
    for index in groups:
        end = next((i for i, t in enumerate(tokens) if i > index and t.text in "{}("), len(tokens))
        if "this" not in {t.name for t in tokens[index:end]}:
            raise UncompilableError(shape.node, Message("validation.compile-query-groups-without"))
    if counted and len(groups) < len(selects):
        raise UncompilableError(shape.node, Message("validation.compile-query-counts"))


def _head(tokens: list[Token], shape: Shape) -> tuple[int, list[Token]]:
    """Return where the outermost group opens, and the words between SELECT and there."""
    start = next((i for i, t in enumerate(tokens) if t.kind != "space"), 0)
    head = next((i for i, t in enumerate(tokens) if t.text == "{"), None)
    if head is None or tokens[start].word != "SELECT":
        raise UncompilableError(shape.node, Message("validation.compile-query-select"))
    return head, [t for t in tokens[start + 1 : head] if t.word != "WHERE"]


def _groups(tokens: list[Token], head: int, shape: Shape) -> list[_Group]:
    """Return the groups, each with whether an expression in it is about ``$this``."""
    found: list[_Group] = []
    open_: list[_Group | None] = []  # None for a parenthesis
    for index in range(head, len(tokens)):
        token = tokens[index]
        if token.text == "{":
            above = next((g for g in reversed(open_) if g), None)
            inside = before(tokens, index).word == "EXISTS" or bool(above and above.within_exists)
            group = _Group(index, inside, after(tokens, index).word == "SELECT")
            found.append(group)
            open_.append(group)
        elif token.text == "(":
            open_.append(None)
        elif token.text in {"}", ")"}:
            if not open_:
                raise UncompilableError(shape.node, Message("validation.compile-query-bracket"))
            open_.pop()
        elif token.name == "this" and open_ and (open_[-1] is None or open_[-1].within_exists):
            for above in reversed(open_):
                if above and not above.within_exists and not above.holds_select:
                    above.needs_this = True
                    break
    return found
