"""EXISTS in queries of others, so that it starts from what is known.

An engine plans the pattern in an EXISTS without knowing what the row outside has bound, and may
join all there is for each row. One triple pattern in the other leaves it no such choice, and what
exists is the same: ``EXISTS { A . B }`` is ``EXISTS { A FILTER EXISTS { B } }``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wijgraph.validation.compiled.groups import Filter, Triple, parse
from wijgraph.validation.compiled.patterns import Variables
from wijgraph.validation.compiled.tokens import Token, closing, joined


@dataclass(frozen=True)
class _Bound:
    """The variables that have a value: ``near`` follow from the focus node, ``known`` need not."""

    near: frozenset[str]
    known: frozenset[str]

    def with_near(self, names: set[str]) -> "_Bound":
        """Return these and ``names``."""
        return _Bound(self.near | names, self.known)


def nested(
    tokens: Sequence[Token], variables: Variables, bound: _Bound | None = None
) -> list[Token]:
    """Return ``tokens`` with each EXISTS nested, but for those with more than triples and filters.

    ``$this`` is what every pattern should start from, and what is ``bound`` outside besides.
    """
    tokens = list(tokens)
    bound = bound or _Bound(_near(tokens), frozenset(_names_outside(tokens)))
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        found.append(token)
        index += 1
        if token.word != "EXISTS":
            continue
        opening = next((i for i in range(index, len(tokens)) if tokens[i].text == "{"), None)
        if opening is None:
            continue
        end = closing(tokens, opening)
        inside = tokens[opening + 1 : end]
        body = _body(inside, bound, variables)
        if body is None:  # what stands within may still be nested
            found += [tokens[opening], *nested(inside, variables, bound), Token("sign", "}")]
        else:
            found.append(Token("sign", f" {{ {body} }}"))
        index = end + 1
    return found


def _names_outside(tokens: list[Token]) -> set[str]:
    """Return the variables that stand outside of each EXISTS."""
    names, index = {"this"}, 0
    while index < len(tokens):
        if tokens[index].word == "EXISTS":
            opening = next((i for i in range(index, len(tokens)) if tokens[i].text == "{"), index)
            index = closing(tokens, opening)
        elif tokens[index].name:
            names.add(tokens[index].name)
        index += 1
    return names


def _near(tokens: list[Token]) -> frozenset[str]:
    """Return the variables that the triples before the first filter lead to from ``$this``."""
    end = next((i for i, t in enumerate(tokens) if t.word in {"FILTER", "EXISTS"}), len(tokens))
    opening = next((i for i, t in enumerate(tokens) if t.text == "{"), -1)
    parsed = parse([t for t in tokens[opening + 1 : end] if t.text not in {"{", "}"}], Variables())
    near = {"this"}
    triples = parsed[0] if parsed else []
    for _ in triples:
        near |= {name for t in triples if near & t.names for name in t.names}
    return frozenset(near)


def _body(tokens: Sequence[Token], bound: _Bound, variables: Variables) -> str | None:
    """Return the pattern in ``tokens`` nested; None when it is more than triples and filters."""
    parsed = parse(tokens, variables)
    if parsed is None or not parsed[0]:
        return None
    triples, filters = _flat(*parsed, bound, variables)
    own = {name for triple in triples for name in triple.names}
    placed: set[str] = set()
    parts: list[tuple[str, list[str]]] = []
    while triples:
        best = min(triples, key=lambda t: t.cost(bound.near, bound.known))
        triples.remove(best)
        placed |= best.names
        bound = bound.with_near(best.names)
        ready = [f for f in filters if not f.names & own - placed]
        filters = [f for f in filters if f not in ready]
        tests = [_written(f, variables, bound) for f in ready]
        parts.append((f"{best.subject.text} {best.predicate} {best.object.text}", tests))
    text = ""
    for pattern, conditions in reversed(parts):
        tests = [*conditions, *([f"EXISTS {{ {text} }}"] if text else [])]
        text = f"{pattern} FILTER({' && '.join(tests)})" if tests else pattern
    return text


def _flat(
    triples: list[Triple], filters: list[Filter], bound: _Bound, variables: Variables
) -> tuple[list[Triple], list[Filter]]:
    """Return the triples and filters with those of each EXISTS that must hold among them."""
    shared = bound.near | bound.known | {name for triple in triples for name in triple.names}
    triples, left = list(triples), []
    for condition in filters:
        inside = condition.inside
        parsed = None if inside is None else parse(_apart(inside, shared, variables), variables)
        if parsed is None:
            left.append(condition)
        else:
            more, rest = _flat(*parsed, _Bound(bound.near, frozenset(shared)), variables)
            triples += more
            left += rest
    return triples, left


def _apart(words: Sequence[Token], shared: frozenset[str], variables: Variables) -> list[Token]:
    """Return ``words`` with new names for the variables that are not ``shared``."""
    names: dict[str, Token] = {}
    found = []
    for word in words:
        if word.name and word.name not in shared:
            found.append(names.setdefault(word.name, Token("variable", variables.fresh())))
        else:
            found.append(word)
    return found


def _written(condition: Filter, variables: Variables, bound: _Bound) -> str:
    spaced = [part for word in condition.words for part in (word, Token("space", " "))]
    return f"({joined(nested(spaced, variables, bound))})"
