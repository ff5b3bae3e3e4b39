"""From a changed triple to the focus nodes that it may matter to.

A lead is a way from a focus node to where a shape looks at triples, with the properties it looks at
there. A changed triple matters to a focus node only if one of its ends is at the end of such a way:
the first changed triple on any way has none before it, so the ways of today suffice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wijgraph.validation.compiled.groups import Filter, Triple, closing_bracket, parse
from wijgraph.validation.compiled.model import (
    Class,
    Closed,
    Custom,
    Disjoint,
    Equals,
    LessThan,
    Path,
    Shape,
    Sparql,
)
from wijgraph.validation.compiled.patterns import TYPE, Variables, iri, path_pattern
from wijgraph.validation.compiled.prebinding import words_of
from wijgraph.validation.compiled.screening import used_by
from wijgraph.validation.compiled.tokens import Token, closing

STEP = re.compile(r"\^?<[^<>]*>|(?<![\w<:])a(?![\w:])")
NAME = re.compile(r"<[^<>]*>")
END = "?wgEnd"
ENDS = {"variable", "iri", "text"}  # a variable between two of these may be any property


@dataclass(frozen=True)
class Lead:
    """A pattern from ``?this`` to ``?wgEnd``: "" is the focus node itself, None any node.

    ``names`` are the properties that are looked at there, in angle brackets; None is any.
    """

    pattern: str | None
    names: frozenset[str] | None


def leads_of(root: Shape) -> list[Lead]:
    """Return the leads of a shape with targets."""
    targets = root.targets
    names = {iri(name) for name in (*targets.subjects_of, *targets.objects_of)}
    if targets.classes:
        names.add(TYPE)
    found = [Lead("", frozenset(names)), *_of_shape(root, "", "?this", Variables("lead"))]
    return list(dict.fromkeys(lead for lead in found if lead.names is None or lead.names))


def _to(way: str, node: str) -> str:
    """Return the pattern of the way to ``node``, called ``?wgEnd``."""
    return "" if node == "?this" else re.sub(rf"{re.escape(node)}\b", END, way)


def _of_shape(shape: Shape, way: str, node: str, variables: Variables) -> Iterator[Lead]:
    if shape.deactivated:
        return
    at, value = way, node
    if shape.path is not None:
        value = variables.fresh()
        at = f"{way} {node} {path_pattern(shape.path)} {value} ."
        for beginning, name in _steps(shape.path):
            place = f"{way} {node} {beginning} {END} ." if beginning else _to(way, node)
            yield Lead(place, frozenset({name}))
    for constraint in shape.constraints:
        match constraint:
            case Equals(other) | Disjoint(other) | LessThan(other):
                yield Lead(_to(way, node), frozenset({iri(other)}))
            case Class():
                yield Lead(_to(at, value), frozenset({TYPE}))
            case Closed():
                yield Lead(_to(at, value), None)
            case Sparql():
                yield from _of_query(constraint, shape, follow=node == "?this")
            case Custom():
                yield Lead(None, None)
        for inner in used_by(constraint):
            yield from _of_shape(inner, at, value, variables)
    for part in shape.properties:
        yield from _of_shape(part, at, value, variables)


def _steps(path: Path, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield each step of ``path``: the path to where it is taken, and its property."""
    if path.iri:
        yield before, iri(path.iri)
        return
    for part in path.parts:
        if path.kind in {"*", "+"}:
            before = _joined(before, f"({path_pattern(part)})*")
        yield from _steps(part, before)
        if path.kind == "sequence":
            before = _joined(before, path_pattern(part))


def _joined(before: str, after: str) -> str:
    return f"{before}/{after}" if before else after


def _of_query(query: Sparql, shape: Shape, *, follow: bool) -> list[Lead]:
    """Return the leads of a SELECT; one to any node when it has more than can be followed."""
    tokens, head = words_of(query, shape)
    body = _without_binds(tokens[head + 1 : closing(tokens, head)])
    found = _of_group(body, []) if follow else None
    if found is not None:
        return found
    loose = any(
        middle.name and after.kind in ENDS and (before.kind in ENDS or before.text == ";")
        for before, middle, after in zip(body, body[1:], body[2:], strict=False)
    )
    names = frozenset(name for token in body for name in NAME.findall(token.text))
    return [Lead(None, None if loose else names | {TYPE})]


def _without_binds(tokens: Sequence[Token]) -> list[Token]:
    """Return the words in ``tokens`` without each BIND that looks at no triple."""
    words = [token for token in tokens if token.kind != "space"]
    found, index = list[Token](), 0
    while index < len(words):
        end = closing_bracket(words, index + 1) if words[index].word == "BIND" else index
        if end > index and all(word.word != "EXISTS" for word in words[index:end]):
            index = end
        else:
            found.append(words[index])
            index += 1
    return found


def _of_group(tokens: Sequence[Token], above: list[Triple]) -> list[Lead] | None:
    """Return the leads of a group; None when it has more than triples and filters."""
    parsed = parse(tokens, Variables("group"))
    if parsed is None:
        return None
    known = [*above, *parsed[0]]
    found = [_of_triple(triple, [t for t in known if t is not triple]) for triple in parsed[0]]
    for condition in parsed[1]:
        for inside in _groups(condition):
            more = _of_group(inside, known)
            if more is None:
                return None
            found += more
    return found


def _groups(condition: Filter) -> Iterator[Sequence[Token]]:
    """Yield what stands in each EXISTS of a condition, but not in those within."""
    words, index = list(condition.words), 0
    while index < len(words):
        if words[index].text == "{":
            end = closing(words, index)
            yield words[index + 1 : end]
            index = end
        index += 1


def _of_triple(triple: Triple, others: Sequence[Triple]) -> Lead:
    """Return the lead to a triple pattern, by ``others`` that must hold where it matters."""
    steps = STEP.findall(triple.predicate)
    single = triple.predicate == "a" or NAME.fullmatch(triple.predicate) is not None
    names = frozenset(TYPE if step == "a" else step.removeprefix("^") for step in steps)
    anything = triple.predicate[0] in "?$" or "!" in triple.predicate
    for end, forward in ((triple.subject, True), (triple.object, False)):
        way = _way(end.name, others)
        if way is None:
            continue
        if single or anything:
            return Lead(_to(way, f"?{end.name}"), None if anything else names)
        path = f"({'|'.join(steps)})*"
        one, other = (f"?{end.name}", END) if forward else (END, f"?{end.name}")
        return Lead(f"{way} {one} {path} {other} .", names)
    return Lead(None, None if anything else names)


def _way(name: str, others: Sequence[Triple]) -> str | None:
    """Return the shortest way from ``$this`` to a variable; None when there is none."""
    ways = {"this": ""}
    for _ in others:
        for triple in others:
            for one, other in ((triple.subject, triple.object), (triple.object, triple.subject)):
                if one.name in ways and other.name and other.name not in ways:
                    text = f"{_term(triple.subject)} {triple.predicate} {_term(triple.object)} ."
                    ways[other.name] = f"{ways[one.name]} {text}"
    return ways.get(name)


def _term(token: Token) -> str:
    return f"?{token.name}" if token.name else token.text
