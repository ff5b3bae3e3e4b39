"""Literals: how each datatype is written, and which of them a store does not keep as written."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from wijgraph.shacl.messages import Message
from wijgraph.shacl.model import RANGES, Constraint, Query, Shape, UncompilableError
from wijgraph.shacl.sparql import QueryToken, at, in_full, opening, tokens_of
from wijgraph.shacl.terms import MemoryStore, Term, Triple
from wijgraph.shacl.vocabulary import XSD

ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
LEAP = r"-?([0-9]*([02468][048]|[13579][26])00|[0-9]*[0-9]{2}(0[48]|[2468][048]|[13579][26]))"
MONTHS = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
DAY = rf"({YEAR}-({MONTHS}|02-(0[1-9]|1[0-9]|2[0-8]))|{LEAP}-02-29)"
TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
FLOAT = rf"({NUMBER}([eE][+-]?[0-9]+)?|[+-]?INF|NaN)"
DAYS = r"([0-9]+D)"
CLOCK = (
    r"(T([0-9]+H([0-9]+M)?([0-9]+(\.[0-9]+)?S)?|[0-9]+M([0-9]+(\.[0-9]+)?S)?|[0-9]+(\.[0-9]+)?S))"
)
SPANS = r"([0-9]+Y([0-9]+M)?|[0-9]+M)"

FORMS = {
    "boolean": "true|false|1|0",
    "decimal": NUMBER,
    "double": FLOAT,
    "float": FLOAT,
    "date": DAY + ZONE,
    "dateTime": f"{DAY}T{TIME}{ZONE}",
    "dateTimeStamp": f"{DAY}T{TIME}{ZONE.removesuffix('?')}",
    "time": TIME + ZONE,
    "gYear": YEAR + ZONE,
    "gYearMonth": f"{YEAR}-(0[1-9]|1[0-2]){ZONE}",
    "gMonth": f"--(0[1-9]|1[0-2]){ZONE}",
    "gDay": f"---(0[1-9]|[12][0-9]|3[01]){ZONE}",
    "gMonthDay": f"--({MONTHS}|02-(0[1-9]|[12][0-9])){ZONE}",
    "duration": f"-?P({SPANS}?{DAYS}?{CLOCK}|{SPANS}?{DAYS}|{SPANS})",
    "dayTimeDuration": f"-?P({DAYS}?{CLOCK}|{DAYS})",
    "yearMonthDuration": f"-?P{SPANS}",
    "hexBinary": "([0-9a-fA-F]{2})*",
    "base64Binary": "(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
    "|([A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
    "language": "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
}
# The smallest and the largest.
INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
WHOLE = re.compile(r"[+-]?[0-9]+")
LARGEST, PLACES = 10**20, 18  # of the decimals that a store compares


def _local(datatype: str) -> str:
    return datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""


def well_formed(datatype: str, var: str) -> str:
    """Return a SPARQL expression: whether the literal ``var`` is well-formed for ``datatype``.

    "true" for a datatype of which nothing is known.
    """
    name = _local(datatype)
    if name in INTEGERS:
        low, high = INTEGERS[name]
        parts = [f'REGEX(STR({var}), "^[+-]?[0-9]+$")']
        number = f"<{XSD}decimal>(STR({var}))"
        parts += [] if low is None else [f"COALESCE({number} >= {low}, false)"]
        parts += [] if high is None else [f"COALESCE({number} <= {high}, false)"]
        return " && ".join(parts)
    if name in FORMS:
        regex = FORMS[name].replace("\\", "\\\\")
        return f'REGEX(STR({var}), "^({regex})$")'
    return "true"


def is_well_formed(datatype: str, text: str) -> bool:
    """Return whether ``text`` is well-formed for ``datatype``, as ``well_formed`` asks a store."""
    name = _local(datatype)
    if name in INTEGERS:
        if not WHOLE.fullmatch(text):
            return False
        low, high = INTEGERS[name]
        number = Decimal(text)  # of any length, where int() has a limit
        return (low is None or number >= low) and (high is None or number <= high)
    return name not in FORMS or re.fullmatch(FORMS[name], text) is not None


def is_beyond(datatype: str, text: str) -> bool:
    """Return whether a number is larger than a store compares: one of 64 bits, or 38 digits."""
    name = _local(datatype)
    if name in INTEGERS and WHOLE.fullmatch(text):
        return not -(2**63) <= Decimal(text) < 2**63
    if name == "decimal" and re.fullmatch(NUMBER, text):
        return abs(Decimal(text)) >= LARGEST or len(text.partition(".")[2]) > PLACES
    return False


KEPT = {None, XSD + "string", XSD + "anyURI"}
COMPARISONS = {"<", ">", "<=", ">=", "=", "!="}
STEPS = set("^|/*+?()")
ENDS = {"variable", "iri", "string"}  # a variable between two of these may be any property


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
    # Text is kept as it is; of any other datatype only a store can say what it makes of it.
    suspects = {
        triple
        for triple in triples
        if triple[2].kind == "literal" and not triple[2].language and triple[2].datatype not in KEPT
    }
    kept = stored({triple[2] for triple in suspects})
    changed = [triple for triple in suspects if kept[triple[2]] != triple[2]]
    # Ill-formed literals are no numbers, and yet a store may compare what it has made of them.
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
    has, own = Term("iri", "urn:x-shacl:has"), dict.fromkeys(literals)
    names = {Term("iri", f"urn:x-shacl:{i}"): term for i, term in enumerate(own)}
    store = MemoryStore((name, has, term) for name, term in names.items())
    rows = store.select(f"SELECT ?name ?value WHERE {{ ?name <{has.value}> ?value }}")
    return {names[row["name"]]: row["value"] for row in rows if row["name"] and row["value"]}


def check_terms(root: Shape) -> None:
    """Raise UncompilableError when ``root`` asks for a literal that no store keeps as written."""
    terms = {term for shape, _ in root.every() for c in shape.constraints for term in _terms(c)}
    terms |= {term for term in root.targets.nodes if term.kind == "literal"}
    if terms and any(kept != term for term, kept in stored(terms).items()):
        raise UncompilableError(root.node, Message("shacl.compile-literal"))


def check(root: Shape, altered: Altered) -> None:
    """Raise UncompilableError when ``root`` may find other words than those that are written."""
    if not altered.properties and not altered.uncompared:
        return
    for shape, properties in root.every(frozenset(root.targets.objects_of)):
        # Of a value at a property of the focus node it is known how it is written there.
        direct = shape.path is not None and shape.path.kind == "iri"
        lost = altered.merged if direct else altered.shared
        for constraint in shape.constraints:
            if not properties.isdisjoint(lost) or _counts_words(constraint, properties, altered):
                raise UncompilableError(root.node, Message("shacl.compile-literals"))


def _counts_words(constraint: Constraint, properties: frozenset[str], altered: Altered) -> bool:
    """Whether ``constraint`` looks at how literals are written that are not in the store so.

    ``properties`` lead to the values that it looks at.
    """
    if isinstance(constraint, Query):
        compared = altered.uncompared and _touches(constraint, altered.uncompared, any_use=True)
        return compared or _touches(constraint, altered.properties)
    lost: frozenset[str] = frozenset()
    match constraint.name:
        case "Datatype":
            lost = altered.retyped
        case "Equals" | "Disjoint":
            properties, lost = properties | {constraint.term.value}, altered.properties
        case "LessThan" | "LessThanOrEquals":
            properties, lost = properties | {constraint.term.value}, altered.uncompared
        case "Pattern" | "MinLength" | "MaxLength":
            lost = altered.properties
        case "In" | "HasValue" if _terms(constraint):
            lost = altered.properties
        case name if name in RANGES:
            lost = altered.uncompared
    return not properties.isdisjoint(lost)


def _touches(query: Query, properties: frozenset[str], *, any_use: bool = False) -> bool:
    """Whether a query looks at a value of ``properties``, other than by comparing it.

    With ``any_use`` comparing counts as well.
    """
    try:
        tokens = in_full(tokens_of(query.text), dict(query.prefixes))
    except KeyError:
        return True  # that it is malformed is found elsewhere
    names = {f"<{name}>" for name in properties}
    for index, token in enumerate(tokens):
        end = index
        if token.kind == "iri" and token.text in names:  # where the object of its path stands
            while end < len(tokens) - 1 and (
                tokens[end].kind == "iri" or tokens[end].text in STEPS
            ):
                end += 1
        elif _is_predicate(tokens, index):
            end += 1
        if end > index and (any_use or not _only_compared(tokens, end)):
            return True
    return False


def _is_predicate(tokens: list[QueryToken], index: int) -> bool:
    """Whether the token at ``index`` is a variable between the two ends of a triple."""
    before, after = at(tokens, index - 1), at(tokens, index + 1)
    return (
        tokens[index].kind == "variable"
        and (before.kind in ENDS or before.text == ";")
        and after.kind in ENDS
        and opening(tokens) < index
    )


def _only_compared(tokens: list[QueryToken], index: int) -> bool:
    """Whether the variable at ``index`` stands nowhere else, but where values are compared."""
    name = tokens[index].name
    uses = [i for i, token in enumerate(tokens) if token.name == name and i != index]
    return bool(name) and all(
        COMPARISONS & {at(tokens, i - 1).text, at(tokens, i + 1).text} for i in uses
    )


def _terms(constraint: Constraint) -> list[Term]:
    """Return the literals that ``constraint`` compares word for word."""
    own = [constraint.term] if constraint.name == "HasValue" else []
    terms = constraint.terms if constraint.name == "In" else own
    return [term for term in terms if term.kind == "literal"]
