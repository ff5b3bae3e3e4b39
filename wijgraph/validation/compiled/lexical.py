"""Literals that the store does not keep as they are written.

Oxigraph takes numbers, booleans and times by value: "007" becomes "7", and a byte an integer. That
is no matter where only the value counts; where the words count, the compiled way is not taken.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.store import Store, Triple
from wijgraph.validation.compiled.datatypes import is_beyond, is_well_formed
from wijgraph.validation.compiled.model import (
    Constraint,
    Custom,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    In,
    LessThan,
    Logical,
    MaxLength,
    MinLength,
    Node,
    Not,
    Path,
    Pattern,
    Qualified,
    Range,
    Shape,
    Sparql,
    UncompilableError,
)
from wijgraph.validation.compiled.patterns import reflexive
from wijgraph.validation.compiled.tokens import Token, in_full, tokens_of

KEPT = {None, XSD + "string", XSD + "anyURI"}
COMPARISONS = {"<", ">", "<=", ">=", "=", "!="}
STEPS = set("^|/*+?()")


@dataclass(frozen=True)
class Altered:
    """What is in the store in other words: the properties that have it, and what was written."""

    properties: frozenset[str] = frozenset()
    retyped: frozenset[str] = frozenset()  # those of them with another datatype in the store
    merged: frozenset[str] = frozenset()  # those where two values of a node are one in the store
    shared: frozenset[str] = frozenset()  # those with a value that is written in several ways
    # The properties with a literal that compares otherwise than in the store: one that is not
    # well-formed and a number there, or a number that is too large for it.
    uncompared: frozenset[str] = frozenset()
    # What was written: by subject, property and value; and where that is the only way, by value.
    written: dict[Triple, Term] = field(default_factory=dict)
    forms: dict[Term, Term] = field(default_factory=dict)

    def original(self, subject: Term, predicate: Term | None, value: Term | None) -> Term | None:
        """Return ``value`` as it was written at ``subject``, or anywhere without ``predicate``."""
        if value is None or value.kind != "literal":
            return value
        if predicate is None or predicate.kind != "iri":
            return self.forms.get(value, value)
        return self.written.get((subject, predicate, value), value)


def altered_in(triples: Iterable[Triple]) -> Altered:
    """Return what a store makes of ``triples`` that is not what is written."""
    suspects = {
        triple
        for triple in triples
        if triple[2].kind == "literal" and not triple[2].language and triple[2].datatype not in KEPT
    }
    kept = stored({triple[2] for triple in suspects})
    changed = [triple for triple in suspects if kept[triple[2]] != triple[2]]
    wrong = {
        term
        for term, value in kept.items()
        if (value != term and not is_well_formed(str(term.datatype), term.value))
        or is_beyond(str(term.datatype), term.value)
    }
    uncompared = frozenset(p.value for _, p, o in suspects if o in wrong) if wrong else frozenset()
    if not changed:
        return Altered(uncompared=uncompared)
    times = Counter((s, p, kept[o]) for s, p, o in suspects)
    ways: dict[Term, set[Term]] = {}
    for term, value in kept.items():
        ways.setdefault(value, set()).add(term)
    return Altered(
        frozenset(p.value for _, p, _ in changed),
        frozenset(p.value for _, p, o in changed if kept[o].datatype != o.datatype),
        frozenset(p.value for s, p, o in suspects if times[s, p, kept[o]] > 1),
        frozenset(p.value for _, p, o in suspects if len(ways[kept[o]]) > 1),
        uncompared,
        {(s, p, kept[o]): o for s, p, o in changed},
        {value: next(iter(terms)) for value, terms in ways.items() if len(terms) == 1},
    )


def stored(literals: Iterable[Term]) -> dict[Term, Term]:
    """Return for each literal what comes out of a store again."""
    names = {Term("iri", f"urn:x-wijgraph:{i}"): term for i, term in enumerate(literals)}
    store = Store()
    has = Term("iri", "urn:x-wijgraph:has")
    store.add((name, has, term) for name, term in names.items())
    table = store.select(f"SELECT ?name ?value WHERE {{ ?name <{has.value}> ?value }}")
    return {names[row["name"]]: row["value"] for row in table if row["name"] and row["value"]}


def check_terms(root: Shape) -> None:
    """Raise UncompilableError when ``root`` asks for a literal that no store keeps as written."""
    terms = {
        t for shape, _ in _parts(root, frozenset()) for c in shape.constraints for t in _terms(c)
    }
    terms |= {term for term in root.targets.nodes if term.kind == "literal"}
    if terms and any(kept != term for term, kept in stored(terms).items()):
        raise UncompilableError(root.node, Message("validation.compile-literal"))


def check(root: Shape, altered: Altered) -> None:
    """Raise UncompilableError when ``root`` may find other words than those that are written."""
    if not altered.properties and not altered.uncompared:
        return
    for shape, properties in _parts(root, frozenset(root.targets.objects_of)):
        # Of a value at a property of the focus node it is known how it is written there.
        direct = shape.path is not None and shape.path.kind == "iri"
        lost = altered.merged if direct else altered.shared
        for constraint in shape.constraints:
            if not properties.isdisjoint(lost) or _counts_words(constraint, properties, altered):
                raise UncompilableError(root.node, Message("validation.compile-literals"))


def _counts_words(constraint: Constraint, properties: frozenset[str], altered: Altered) -> bool:
    """Whether ``constraint`` looks at how literals are written that are not in the store so.

    ``properties`` lead to the values that it looks at.
    """
    match constraint:
        case Datatype():
            return not properties.isdisjoint(altered.retyped)
        case Equals(other) | Disjoint(other):
            return not altered.properties.isdisjoint({*properties, other})
        case Range() | LessThan():
            both = {*properties, getattr(constraint, "other", "")}
            return not altered.uncompared.isdisjoint(both)
        case Sparql() | Custom():
            compared = bool(altered.uncompared) and _query_touches(
                constraint, altered.uncompared, any_use=True
            )
            return compared or _query_touches(constraint, altered.properties)
        case In() | HasValue():
            literal = bool(_terms(constraint))
            return literal and not properties.isdisjoint(altered.properties)
    words = isinstance(constraint, Pattern | MinLength | MaxLength)
    return words and not properties.isdisjoint(altered.properties)


def _query_touches(
    query: Sparql | Custom, properties: frozenset[str], *, any_use: bool = False
) -> bool:
    """Whether a query looks at a value of ``properties``, other than by comparing it.

    With ``any_use`` comparing counts as well.
    """
    try:
        tokens = in_full(tokens_of(query.query), dict(query.prefixes))
    except KeyError:
        return True  # that it is malformed is found elsewhere
    words = [token for token in tokens if token.kind != "space"]
    names = {f"<{name}>" for name in properties}
    for index, word in enumerate(words):
        name = word.kind == "iri" and word.text in names
        if name and (any_use or not _only_compared(words, _after_path(words, index))):
            return True
        if _is_predicate(words, index) and (any_use or not _only_compared(words, index + 1)):
            return True
    return False


def _after_path(words: list[Token], index: int) -> int:
    """Return where the object of the path stands that the word at ``index`` is a step of."""
    while index < len(words) - 1 and (words[index].kind == "iri" or words[index].text in STEPS):
        index += 1
    return index


def _is_predicate(words: list[Token], index: int) -> bool:
    """Whether the word at ``index`` is a variable between the two ends of a triple."""
    terms = {"variable", "iri", "text"}
    before = words[index - 1] if index else words[index]
    return (
        words[index].kind == "variable"
        and 0 < index < len(words) - 1
        and (before.kind in terms or before.text == ";")
        and words[index + 1].kind in terms
        and "{" in {word.text for word in words[:index]}
    )


def _only_compared(words: list[Token], index: int) -> bool:
    """Whether the variable at ``index`` stands nowhere else, but where values are compared."""
    if words[index].kind != "variable":
        return False
    uses = [i for i, word in enumerate(words) if word.name == words[index].name and i != index]
    return all(
        COMPARISONS & {words[i - 1].text, words[min(i + 1, len(words) - 1)].text} for i in uses
    )


def _steps(path: Path) -> Iterable[str]:
    yield path.iri
    for part in path.parts:
        yield from _steps(part)


def every_shape(root: Shape) -> Iterable[Shape]:
    """Yield ``root`` and all shapes that it leads to."""
    return (shape for shape, _ in _parts(root, frozenset()))


def _parts(shape: Shape, focus: frozenset[str]) -> Iterable[tuple[Shape, frozenset[str]]]:
    """Yield ``shape`` and all that it leads to, with the properties that lead to its values.

    ``focus`` are those that lead to the nodes it is about.
    """
    values = focus if shape.path is None else frozenset(_steps(shape.path)) - {""}
    values |= focus if reflexive(shape.path) else frozenset()
    yield shape, values
    others = list(shape.properties)
    for constraint in shape.constraints:
        match constraint:
            case Not(other) | Node(other):
                others.append(other)
            case Logical(_, members):
                others += members
            case Qualified(_, other, siblings):
                others += [other, *siblings]
    for other in others:
        yield from _parts(other, values)


def _terms(constraint: Constraint) -> list[Term]:
    """Return the literals that ``constraint`` compares word for word."""
    terms = (*getattr(constraint, "terms", ()), getattr(constraint, "term", None))
    return [term for term in terms if term is not None and term.kind == "literal"]
