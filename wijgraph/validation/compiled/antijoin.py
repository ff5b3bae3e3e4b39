"""NOT EXISTS as MINUS, where that is the same and an engine has less to look at.

A NOT EXISTS is looked up for each row; with two variables from outside in it, an engine starts from
one of them and goes through all that share it. A MINUS is made once, and compared by both.
"""

import re
from collections.abc import Sequence

from wijgraph.validation.compiled.groups import Triple, parse
from wijgraph.validation.compiled.patterns import Variables
from wijgraph.validation.compiled.tokens import Token, closing

PLAIN = re.compile(r"<[^<>]*>|a")
SHARED = 2  # so many variables from outside make it worthwhile


def apart(tokens: list[Token], head: int) -> tuple[list[Token], str]:
    """Return ``tokens`` without what can be a MINUS at the end of the group at ``head``, and that.

    It can when it says of one new node what that has for plain properties, and what it shares with
    the group has a value in each row: then the rows that agree with it are the rows that it is true
    for. Nothing is taken apart from a group with more than triples and filters.
    """
    end = closing(tokens, head)
    filters = [(start, stop) for start, stop in _negations(tokens, head + 1, end)]
    rest = [t for i, t in enumerate(tokens) if not any(a <= i < b for a, b in filters)]
    group = parse(rest[head + 1 : closing(rest, head)], Variables())
    if group is None:
        return tokens, ""
    bound = {"this"} | {name for triple in group[0] for name in triple.names}
    used = bound | {name for condition in group[1] for name in condition.names}
    taken, text = set[int](), ""
    for start, stop in filters:
        opening = next(i for i in range(start, stop) if tokens[i].text == "{")
        triples = _joined(tokens[opening + 1 : stop - 1], Variables("minus"))
        if triples and _is_star(triples, bound, used):
            taken |= set(range(start, stop))
            parts = (f"{t.subject.text} {t.predicate} {t.object.text}" for t in triples)
            text += f" MINUS {{ {' . '.join(parts)} }}"
    return [t for i, t in enumerate(tokens) if i not in taken], text


def _negations(tokens: Sequence[Token], start: int, end: int) -> list[tuple[int, int]]:
    """Return where each FILTER NOT EXISTS of the group itself begins and ends."""
    found, index = [], start
    while index < end:
        words = [i for i in range(index, end) if tokens[i].kind != "space"][:4]
        if [tokens[i].word or tokens[i].text for i in words] == ["FILTER", "NOT", "EXISTS", "{"]:
            stop = closing(list(tokens), words[3]) + 1
            found.append((words[0], stop))
            index = stop
        elif tokens[index].text == "{":
            index = closing(list(tokens), index) + 1
        else:
            index += 1
    return found


def _joined(tokens: Sequence[Token], variables: Variables) -> list[Triple]:
    """Return the triples of a group with those that must exist besides; none if there is more."""
    triples, filters = parse(tokens, variables) or ([], [])
    for condition in filters:
        more = _joined(condition.inside, variables) if condition.inside is not None else []
        if not more:
            return []
        triples = [*triples, *more]
    return triples


def _is_star(triples: Sequence[Triple], bound: set[str], used: set[str]) -> bool:
    centres = {triple.subject.name for triple in triples}
    objects = {triple.object.name for triple in triples} - {""}
    return (
        len(centres) == 1
        and not centres & (used | objects | {""})
        and all(PLAIN.fullmatch(triple.predicate) for triple in triples)
        and len(objects & bound) >= SHARED
        and not objects & (used - bound)
    )
