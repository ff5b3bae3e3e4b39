"""Queries of shapes in a form that an engine answers sooner, with the same rows.

An engine plans the pattern in an EXISTS without knowing what the row outside has bound, and may
join all there is for each row. One triple pattern in the other leaves it no such choice, and what
exists is the same: ``EXISTS { A . B }`` is ``EXISTS { A FILTER EXISTS { B } }``.

A NOT EXISTS is looked up for each row; with two variables from outside in it, an engine starts from
one of them and goes through all that share it. A MINUS is made once, and compared by both.

For a list of the properties in use a store reads every triple: where they are known it is given.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wijgraph.shacl.sparql import (
    TOKEN,
    Filter,
    Group,
    QueryToken,
    TriplePattern,
    Variables,
    closing,
    joined,
    opening,
    parse,
)
from wijgraph.shacl.terms import iri

PLAIN = re.compile(r"<[^<>]*>|a")
SHARED = 2  # so many variables from outside make a MINUS worthwhile
# A subquery whose rows are the properties in use; $this has no value in it and is joined with
# nothing, and nothing narrows it: it closes the group that it is in.
SUBQUERY = re.compile(
    r"(?i:\{\s*SELECT\s+DISTINCT)\s+[?$]this\s+[?$](?P<name>\w+)\s+(?i:WHERE)\s*"
    r"(?P<group>\{\s*[?$](?P<one>\w+)\s+[?$](?P=name)\s+[?$](?P<other>\w+)\s*\.?\s*\})\s*\}"
)


@dataclass(frozen=True)
class _Bound:
    """The variables that have a value: ``near`` follow from the focus node, ``known`` need not."""

    near: frozenset[str]
    known: frozenset[str]


def nested(
    tokens: Sequence[QueryToken], variables: Variables, bound: _Bound | None = None
) -> list[QueryToken]:
    """Return ``tokens`` with each EXISTS nested, but for those with more than triples and filters.

    ``$this`` is what every pattern should start from, and what is ``bound`` outside besides.
    """
    bound = bound or _Bound(_near(tokens), _names_outside(tokens))
    found: list[QueryToken] = []
    index = 0
    while index < len(tokens):
        found.append(tokens[index])
        index += 1
        start = opening(tokens, index)
        if found[-1].word != "EXISTS" or start == len(tokens):
            continue
        end = closing(tokens, start)
        inside = tokens[start + 1 : end]
        body = _body(inside, bound, variables)
        if body is None:  # what stands within may still be nested
            found += [tokens[start], *nested(inside, variables, bound), QueryToken("close", "}")]
        else:
            found.append(QueryToken("path", f"{{ {body} }}"))
        index = end + 1
    return found


def _names_outside(tokens: Sequence[QueryToken]) -> frozenset[str]:
    """Return the variables that stand outside of each EXISTS."""
    names, index = {"this"}, 0
    while index < len(tokens):
        if tokens[index].word == "EXISTS":
            index = closing(tokens, opening(tokens, index))
        elif tokens[index].name:
            names.add(tokens[index].name)
        index += 1
    return frozenset(names)


def _near(tokens: Sequence[QueryToken]) -> frozenset[str]:
    """Return the variables that the triples before the first filter lead to from ``$this``."""
    end = next((i for i, t in enumerate(tokens) if t.word in {"FILTER", "EXISTS"}), len(tokens))
    start = opening(tokens) if opening(tokens) < len(tokens) else -1
    parsed = parse([t for t in tokens[start + 1 : end] if t.text not in {"{", "}"}], Variables())
    near = {"this"}
    triples = parsed[0] if parsed else []
    for _ in triples:
        near |= {name for t in triples if near & t.names for name in t.names}
    return frozenset(near)


def _body(tokens: Sequence[QueryToken], bound: _Bound, variables: Variables) -> str | None:
    """Return the pattern in ``tokens`` nested; None when it is more than triples and filters."""
    parsed = parse(tokens, variables)
    if parsed is None or not parsed[0]:
        return None
    triples, filters = _flat(parsed, bound, variables)
    own = {name for triple in triples for name in triple.names}
    placed: set[str] = set()
    parts: list[tuple[str, list[str]]] = []
    while triples:
        # The cheapest pattern comes first and is outermost; what it binds makes the next ones
        # cheap.
        best = min(triples, key=lambda t: t.cost(bound.near, bound.known))
        triples.remove(best)
        placed |= best.names
        bound = _Bound(bound.near | best.names, bound.known)
        ready = [f for f in filters if not f.names & own - placed]
        filters = [f for f in filters if f not in ready]
        tests = [f"({joined(nested(f.tokens, variables, bound))})" for f in ready]
        parts.append((str(best), tests))
    text = ""
    for pattern, conditions in reversed(parts):
        tests = [*conditions, *([f"EXISTS {{ {text} }}"] if text else [])]
        text = f"{pattern} FILTER({' && '.join(tests)})" if tests else pattern
    return text


def _flat(parsed: Group, bound: _Bound, variables: Variables) -> Group:
    """Return the triples and filters with those of each EXISTS that must hold among them."""
    triples, left = list(parsed[0]), list[Filter]()
    shared = bound.near | bound.known | {name for triple in triples for name in triple.names}
    for condition in parsed[1]:
        inside = condition.inside
        own = None if inside is None else parse(_apart(inside, shared, variables), variables)
        if own is None:
            left.append(condition)
            continue
        more, rest = _flat(own, _Bound(bound.near, frozenset(shared)), variables)
        triples += more
        left += rest
    return triples, left


def _apart(
    tokens: Sequence[QueryToken], shared: frozenset[str], variables: Variables
) -> list[QueryToken]:
    """Return ``tokens`` with new names for the variables that are not ``shared``."""
    # A variable of an EXISTS is its own: lifted out it must not meet one of the same name.
    own = {token.name for token in tokens} - shared - {""}
    names = {name: QueryToken("variable", variables.fresh()) for name in sorted(own)}
    return [names.get(token.name, token) for token in tokens]


def apart(tokens: list[QueryToken], head: int) -> tuple[list[QueryToken], str]:
    """Return ``tokens`` without what can be a MINUS at the end of the group at ``head``, and that.

    It can when it says of one new node what that has for plain properties, and what it shares with
    the group has a value in each row: then the rows that agree with it are the rows that it is true
    for. Nothing is taken apart from a group with more than triples and filters.
    """
    # Only what stands in the group itself: within OPTIONAL or UNION a MINUS means something else.
    filters = _negations(tokens, head + 1, closing(tokens, head))
    rest = [t for i, t in enumerate(tokens) if not any(a <= i < b for a, b in filters)]
    group = parse(rest[head + 1 : closing(rest, head)], Variables())
    if group is None:
        return tokens, ""
    bound = {"this"} | {name for triple in group[0] for name in triple.names}
    used = bound | {name for condition in group[1] for name in condition.names}
    taken, text = set[int](), ""
    for start, stop in filters:
        triples = _star(tokens[opening(tokens, start) + 1 : stop - 1], Variables("minus"))
        if triples and _is_star(triples, bound, used):
            taken |= set(range(start, stop))
            text += f" MINUS {{ {' . '.join(map(str, triples))} }}"
    return [t for i, t in enumerate(tokens) if i not in taken], text


def _negations(tokens: Sequence[QueryToken], start: int, end: int) -> list[tuple[int, int]]:
    """Return where each FILTER NOT EXISTS of the group itself begins and ends."""
    found, index = [], start
    while index < end:
        if [t.word or t.text for t in tokens[index : index + 4]] == [
            "FILTER",
            "NOT",
            "EXISTS",
            "{",
        ]:
            stop = closing(tokens, index + 3) + 1
            found.append((index, stop))
            index = stop
        elif tokens[index].text == "{":
            index = closing(tokens, index) + 1
        else:
            index += 1
    return found


def _star(tokens: Sequence[QueryToken], variables: Variables) -> list[TriplePattern]:
    """Return the triples of a group with those that must exist besides; none if there is more."""
    triples, filters = parse(tokens, variables) or ([], [])
    for condition in filters:
        more = _star(condition.inside, variables) if condition.inside is not None else []
        if not more:
            return []
        triples = [*triples, *more]
    return triples


def _is_star(triples: Sequence[TriplePattern], bound: set[str], used: set[str]) -> bool:
    centres = {triple.subject.name for triple in triples}
    objects = {triple.object.name for triple in triples} - {""}
    return (
        len(centres) == 1
        and not centres & (used | objects | {""})
        and all(PLAIN.fullmatch(triple.predicate) for triple in triples)
        and len(objects & bound) >= SHARED
        and not objects & (used - bound)
    )


@dataclass(frozen=True)
class PropertyListing:
    """A query around a group that lists the properties in use as ``name``."""

    before: str
    name: str
    after: str

    def of(self, predicates: Iterable[str]) -> str:
        """Return the query that has the same rows when these are the properties in use."""
        known = " ".join(map(iri, sorted(predicates)))
        return f"{self.before}{{ VALUES ?{self.name} {{ {known} }} }}{self.after}"


def listing(query: str) -> PropertyListing | None:
    """Return ``query`` as one that lists the properties in use; None when it does not."""
    places = {match.start() for match in TOKEN.finditer(query)}  # it may stand in a text
    for found in SUBQUERY.finditer(query):
        names = {found["name"], found["one"], found["other"], "this"}
        if found.start() in places and len(names) == len(found.groups()):
            start, end = found.span("group")
            return PropertyListing(query[:start], found["name"], query[end:])
    return None
