"""Queries that shapes bring: checked as SHACL wants them, and bound to the nodes they are about.

SHACL runs such a query for each focus node, with ``$this`` bound to it. Here it runs once, with a
pattern for all focus nodes put into each group that needs them, which gives the same rows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wijgraph.shacl.messages import Message
from wijgraph.shacl.model import Path, Query, Shape, UncompilableError
from wijgraph.shacl.regex import RegexError, translate
from wijgraph.shacl.rewriting import apart, nested
from wijgraph.shacl.sparql import (
    QueryToken,
    Variables,
    at,
    closing,
    in_full,
    joined,
    opening,
    tokens_of,
)
from wijgraph.shacl.terms import Term, iri, literal, written
from wijgraph.shacl.vocabulary import XSD

ARGUMENTS = {"REGEX": (1, 2), "REPLACE": (1, 3)}  # where the pattern is, and where the flags
REPLACEMENT = 2  # which argument of REPLACE that is
GROUPS = re.compile(r"\\|\$(?![0-9](?!\w))")
PLAIN = {None, XSD + "string"}
QUOTED = re.compile(r"(\"\"\"|\'\'\'|\"|\')(.*)\1", re.DOTALL)
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
REFUSED = {"MINUS", "VALUES", "SERVICE"}  # by SHACL, where variables are bound beforehand
BEYOND = {"GRAPH", "LIMIT", "OFFSET", "FROM", "BASE"}  # not the same for one node as for all
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"}
UNKNOWN = {"shapesGraph", "currentShape", "failure"}

# What gives a pattern and its flags in another form.
Form = Callable[[str, str], tuple[str, str]]


def path_pattern(path: Path) -> str:
    """Return ``path`` as a SPARQL property path."""
    if path.kind == "iri":
        return iri(path.iri)
    if path.kind == "inverse":
        return f"^{iri(path.iri)}"
    parts = [path_pattern(part) for part in path.parts]
    if path.kind in {"sequence", "alternative"}:
        return f"({('/' if path.kind == 'sequence' else '|').join(parts)})"
    return f"({parts[0]}){path.kind}"


def arguments(tokens: Sequence[QueryToken], index: int) -> list[list[int]]:
    """Return where the tokens of each argument of the call at ``index`` are."""
    found: list[list[int]] = [[]]
    depth = 0
    for place in range(index + 1, closing(tokens, index + 1, "()")):
        text = tokens[place].text
        depth += (text == "(") - (text == ")")
        if text == "," and depth == 1:
            found.append([])
        elif depth > 1 or text != "(":
            found[-1].append(place)
    return found


def _parts(tokens: Sequence[QueryToken], index: int) -> list[list[int]]:
    """Return where the pattern and the flags of the call at ``index`` are, as far as given."""
    given = arguments(tokens, index)
    return [given[n] for n in ARGUMENTS[tokens[index].word] if n < len(given)]


def _is_constant(tokens: Sequence[QueryToken], places: list[int]) -> bool:
    return len(places) == 1 and tokens[places[0]].kind == "string"


def text_of(token: QueryToken) -> str:
    """Return the text of a literal; raise RegexError when it has a language or datatype."""
    match = QUOTED.fullmatch(token.text)
    if match is None:
        raise RegexError(Message("shacl.regex-no-plain"))
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), match[2], flags=re.DOTALL)


def with_patterns(tokens: Sequence[QueryToken], form: Form) -> list[QueryToken]:
    """Return ``tokens`` with each regular expression that is constant in another ``form``.

    Raises RegexError for one that is wrong.
    """
    found = list(tokens)
    for index in (i for i, token in enumerate(tokens) if token.word in ARGUMENTS):
        places = _parts(tokens, index)
        if not places or not _is_constant(tokens, places[0]):
            continue
        [at_pattern], flags = places[0], places[1] if len(places) > 1 else []
        pattern = text_of(tokens[at_pattern])
        if flags and not _is_constant(tokens, flags):
            form(pattern, "")  # the flags follow from the data: only that it can be compiled counts
            continue
        given = text_of(tokens[flags[0]]) if flags else ""
        text, kept = form(pattern, given)
        if (text, kept) == (pattern, given):
            continue
        more = f", {literal(kept)}" if kept and not flags else ""
        found[at_pattern] = QueryToken("string", literal(text) + more)
        if flags:
            found[flags[0]] = QueryToken("string", literal(kept))
    return found


def varying(tokens: Sequence[QueryToken]) -> list[int]:
    """Return where a pattern, or its flags, begins that is no constant."""
    return [
        part[0]
        for index, token in enumerate(tokens)
        if token.word in ARGUMENTS
        for part in _parts(tokens, index)
        if part and not _is_constant(tokens, part)
    ]


def has_groups(tokens: Sequence[QueryToken]) -> bool:
    r"""Return whether a replacement may have what engines read otherwise: ``$1a`` or ``\$``."""
    return any(
        not _is_constant(tokens, part) or GROUPS.search(text_of(tokens[part[0]]))
        for index, token in enumerate(tokens)
        if token.word == "REPLACE"
        for part in arguments(tokens, index)[REPLACEMENT : REPLACEMENT + 1]
    )


def with_values(tokens: Sequence[QueryToken], given: Mapping[str, Term]) -> list[QueryToken]:
    """Return ``tokens`` with what is ``given`` in place of a variable that is a pattern or flags.

    Raises RegexError for a value that can be neither.
    """
    found = list(tokens)
    for index, token in enumerate(tokens):
        for part in _parts(tokens, index) if token.word in ARGUMENTS else ():
            value = given.get(tokens[part[0]].name) if len(part) == 1 else None
            if value is None:
                continue
            if value.kind != "literal" or value.language or value.datatype not in PLAIN:
                raise RegexError(Message("shacl.regex-plain"))
            found[part[0]] = QueryToken("string", literal(value.value))
    return found


def full_tokens(query: Query) -> list[QueryToken]:
    """Return the tokens of ``query`` with names in full; raises KeyError for an unknown prefix."""
    return in_full(tokens_of(query.text), dict(query.prefixes))


def patterns_in(query: Query) -> list[tuple[str, str]]:
    """Return the regular expressions with their flags that are constant in ``query``."""
    found: list[tuple[str, str]] = []

    def note(pattern: str, flags: str) -> tuple[str, str]:
        found.append((pattern, flags))
        return pattern, flags

    with_patterns(with_values(tokens_of(query.text), query.given), note)
    return found


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
    if query.name:
        tokens, without = apart(tokens, _head(tokens, shape)[0])
    # What was nested is text by now, and is read again.
    tokens = tokens_of(joined(nested(tokens, Variables("own"))))
    head, clause = _head(tokens, shape)
    tokens.insert(closing(tokens, head), QueryToken("path", without))
    grouped = any(t.word == "GROUP" for t in tokens)
    everything = any(t.text == "*" for t in clause)
    if grouped and (extra or everything):
        raise UncompilableError(shape.node, Message("shacl.compile-query-groups"))
    each = f"{{ SELECT DISTINCT {' '.join([*extra, '?this'])} WHERE {{ {focus} }} }}"
    # From the back, so that the places of the groups before stay what they are.
    for group in sorted(_groups(tokens, head, shape), key=lambda group: -group.start):
        if group.start == head:
            tokens.insert(head + 1, QueryToken("path", each if grouped or everything else focus))
        elif group.needs_this:
            tokens.insert(group.start + 1, QueryToken("path", each))
    given = query.given
    shown = [t for t in clause if t.word not in {"DISTINCT", "REDUCED"} and t.name not in given]
    if not everything:
        names = {t.name for t in shown}
        shown = [*(QueryToken("variable", v) for v in extra), *shown]
        shown += [] if "this" in names else [QueryToken("variable", "?this")]
    bound = [_bound(token, given) for token in tokens[head:]]
    return f"SELECT DISTINCT {joined(shown)} WHERE {joined(bound)}"


def select_pattern(query: Query, shape: Shape, node: str, variables: Variables) -> str:
    """Return a pattern that has solutions when ``node`` violates the SELECT of ``query``."""
    tokens = tokens_of(joined(nested(_read(query, shape), Variables("own"))))
    head, _ = _head(tokens, shape)
    if any(t.word in {"SELECT", "GROUP"} for t in tokens[head:]):
        raise UncompilableError(shape.node, Message("shacl.compile-query-part"))
    return _pattern(tokens, head, query, {"this": node}, variables)


def ask_pattern(query: Query, shape: Shape, node: str, value: str, variables: Variables) -> str:
    """Return a pattern that has solutions when ``value`` keeps the ASK of ``query``."""
    tokens = _read(query, shape)
    head = opening(tokens)
    if head == len(tokens) or any(t.word == "SELECT" for t in tokens):
        raise UncompilableError(shape.node, Message("shacl.compile-ask"))
    return _pattern(tokens, head, query, {"this": node, "value": value}, variables)


def _pattern(
    tokens: list[QueryToken],
    head: int,
    query: Query,
    known: Mapping[str, str],
    variables: Variables,
) -> str:
    """Return the group at ``head`` with variables that nothing else has."""
    names, given, found = dict(known), query.given, []
    for token in tokens[head + 1 : closing(tokens, head)]:
        bound = _bound(token, given)
        if bound.name:
            names[bound.name] = names.get(bound.name) or variables.fresh()
            bound = QueryToken("variable", names[bound.name])
        found.append(bound)
    return joined(found)


def _bound(token: QueryToken, given: Mapping[str, Term]) -> QueryToken:
    """Return ``token``, or the value of the parameter that it is."""
    return QueryToken("path", written(given[token.name])) if token.name in given else token


def _read(query: Query, shape: Shape) -> list[QueryToken]:
    """Return the tokens of a query; raise UncompilableError for what the compiler lacks."""

    def fail(reason: Message) -> UncompilableError:
        return UncompilableError(shape.node, reason)

    given = query.given
    try:
        tokens = with_patterns(with_values(full_tokens(query), given), translate)
    except KeyError as error:
        raise fail(Message("shacl.compile-query-prefix", prefix=str(error))) from None
    except RegexError as error:
        raise fail(Message("shacl.query-regex", reason=error.reason)) from None
    if varying(tokens):  # in a row where it cannot be compiled it would be no match
        raise fail(Message("shacl.compile-regex-of-data"))
    if has_groups(tokens):
        raise fail(Message("shacl.compile-replacement"))
    bound = {"this", *given, *(["value"] if query.ask else ())}
    for index, token in enumerate(tokens):
        unknown = token.name in UNKNOWN or token.name.startswith("wg")
        if token.word in REFUSED | BEYOND or unknown:
            raise fail(Message("shacl.compile-query-has", text=token.word or token.text))
        if token.name == "PATH":
            if shape.path is None:
                raise fail(Message("shacl.compile-query-path"))
            tokens[index] = QueryToken("path", path_pattern(shape.path))
        # SPARQL would refuse to bind a variable that the focus pattern has bound.
        if token.word == "AS" and at(tokens, index + 1).name in bound:
            raise fail(Message("shacl.compile-query-binds"))
        if token.word == "BOUND" and at(tokens, index + 2).name in given:
            raise fail(Message("shacl.compile-query-bound"))
    _check_groups(tokens, shape)
    return tokens


def _check_groups(tokens: list[QueryToken], shape: Shape) -> None:
    """Raise UncompilableError for subqueries and groups that leave out ``$this``."""

    def lacks_this(start: int, ends: str) -> bool:
        end = next((i for i in range(start, len(tokens)) if tokens[i].text in ends), len(tokens))
        return "this" not in {t.name for t in tokens[start:end]}

    selects = [i for i, t in enumerate(tokens) if t.word == "SELECT"]
    if any(lacks_this(index, "{") for index in selects[1:]):
        raise UncompilableError(shape.node, Message("shacl.compile-subquery"))
    groups = [i for i, t in enumerate(tokens) if t.word == "GROUP"]
    if any(lacks_this(index, "{}(") for index in groups):
        raise UncompilableError(shape.node, Message("shacl.compile-query-groups-without"))
    counted = any(
        t.word in AGGREGATES and at(tokens, i + 1).text == "(" for i, t in enumerate(tokens)
    )
    if counted and len(groups) < len(selects):
        raise UncompilableError(shape.node, Message("shacl.compile-query-counts"))


def _head(tokens: list[QueryToken], shape: Shape) -> tuple[int, list[QueryToken]]:
    """Return where the outermost group opens, and the tokens between SELECT and there."""
    head = opening(tokens)
    if head == len(tokens) or tokens[0].word != "SELECT":
        raise UncompilableError(shape.node, Message("shacl.compile-query-select"))
    return head, [t for t in tokens[1:head] if t.word != "WHERE"]


def _groups(tokens: list[QueryToken], head: int, shape: Shape) -> list[_Group]:
    """Return the groups, each with whether an expression in it is about ``$this``."""
    found: list[_Group] = []
    open_: list[_Group | None] = []  # None for a parenthesis
    for index in range(head, len(tokens)):
        token = tokens[index]
        if token.text == "{":
            above = next((g for g in reversed(open_) if g), None)
            inside = at(tokens, index - 1).word == "EXISTS" or bool(above and above.within_exists)
            group = _Group(index, inside, at(tokens, index + 1).word == "SELECT")
            found.append(group)
            open_.append(group)
        elif token.text == "(":
            open_.append(None)
        elif token.text in {"}", ")"}:
            if not open_:
                raise UncompilableError(shape.node, Message("shacl.compile-query-bracket"))
            open_.pop()
        # A pattern with $this binds it; an expression or an EXISTS needs it bound in its own group.
        elif token.name == "this" and open_ and (open_[-1] is None or open_[-1].within_exists):
            for above in reversed(open_):
                if above and not above.within_exists and not above.holds_select:
                    above.needs_this = True
                    break
    return found
