"""The parameters of a shape as constraints: what each component of SHACL asks."""

import re
from collections.abc import Callable, Iterator

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH, XSD
from wijgraph.validation.compiled.datatypes import is_beyond, is_well_formed
from wijgraph.validation.compiled.model import (
    Class,
    Closed,
    Constraint,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    In,
    LanguageIn,
    LessThan,
    LessThanOrEquals,
    Logical,
    MaxCount,
    MaxLength,
    MinCount,
    MinLength,
    Node,
    NodeKind,
    Not,
    Pattern,
    Qualified,
    Range,
    Shape,
    Sparql,
    UncompilableError,
    UniqueLang,
)
from wijgraph.validation.compiled.prefixes import prefixes_of
from wijgraph.validation.index import NIL, REST, Index
from wijgraph.validation.regex import RegexError, translate

RANGES = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
KINDS = {
    "IRI": ("isIRI",),
    "BlankNode": ("isBlank",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}
TRUE = Term("literal", "true", None, XSD + "boolean")
TEXTS = {None, XSD + "string"}
WHOLE = re.compile(r"\+?\d+\Z|-0+\Z")
DIGITS = 18
MOST = 10**17


def one(index: Index, node: Term, word: str) -> Term | None:
    """Return the value of a parameter; raise UncompilableError when there are several."""
    found = index.objects(node, SH + word)
    if len(found) > 1:
        raise UncompilableError(node, Message("validation.compile-several", word=word))
    return found[0] if found else None


def boolean(index: Index, node: Term, word: str) -> bool:
    """Return whether a parameter is true."""
    value = one(index, node, word)
    if value is not None and (value.datatype != XSD + "boolean"):
        raise UncompilableError(node, Message("validation.compile-boolean", word=word))
    return value == TRUE


class Reader:
    """Reads the constraints of one shape; ``shape`` reads those that it leads to."""

    def __init__(
        self, index: Index, node: Term, is_property: bool, shape: Callable[[Term], Shape]
    ) -> None:
        self._index = index
        self._node = node
        self._said = index.said(node)
        self._is_property = is_property
        self._shape = shape

    def constraints(self) -> Iterator[Constraint]:
        """Yield the constraints of the core, and those in SPARQL."""
        yield from self._of_values()
        yield from self._of_text()
        yield from self._of_shapes()
        yield from self._of_pairs()
        yield from self._of_sets()
        for node in self._all("sparql"):
            if not boolean(self._index, node, "deactivated"):
                yield self._sparql(node)

    def _fail(self, reason: Message) -> UncompilableError:
        return UncompilableError(self._node, reason)

    def _all(self, word: str) -> list[Term]:
        return self._said.get(SH + word, [])

    def _one(self, word: str) -> Term | None:
        found = self._all(word)
        if len(found) > 1:
            raise self._fail(Message("validation.compile-several", word=word))
        return found[0] if found else None

    def _iris(self, word: str) -> list[str]:
        terms = self._all(word)
        if any(term.kind != "iri" for term in terms):
            raise self._fail(Message("validation.compile-iri", word=word))
        return [term.value for term in terms]

    def _whole(self, word: str) -> int | None:
        term = self._one(word)
        if term is None:
            return None
        if term.datatype != XSD + "integer" or not WHOLE.match(term.value):
            raise self._fail(Message("validation.compile-whole", word=word))
        # None counts so far, and a store has no number that is larger than its integers.
        return min(int(term.value.lstrip("+-0")[:DIGITS] or "0"), MOST)

    def _list(self, head: Term, word: str) -> list[Term]:
        node, seen = head, set()
        while node.value != NIL:  # a list that is broken or runs in a ring is none
            rest = self._index.objects(node, REST)
            if len(rest) != 1 or node in seen:
                raise self._fail(Message("validation.compile-list", word=word))
            seen.add(node)
            node = rest[0]
        return self._index.items(head)

    def _only_with_path(self, *words: str) -> None:
        for word in words:
            if not self._is_property and self._all(word):
                raise self._fail(Message("validation.compile-property-only", word=word))

    def _of_values(self) -> Iterator[Constraint]:
        yield from map(Class, self._iris("class"))
        if datatype := self._one("datatype"):
            if datatype.kind != "iri":
                raise self._fail(Message("validation.compile-datatype"))
            yield Datatype(datatype.value)
        if kind := self._one("nodeKind"):
            name = kind.value.removeprefix(SH)
            if name not in KINDS:
                raise self._fail(Message("validation.compile-node-kind"))
            yield NodeKind(kind.value, KINDS[name])
        for word, operator in RANGES.items():
            for bound in self._all(word):
                if bound.kind != "literal":
                    raise self._fail(Message("validation.compile-no-literal", word=word))
                if not is_well_formed(str(bound.datatype), bound.value) or is_beyond(
                    str(bound.datatype), bound.value
                ):
                    raise self._fail(Message("validation.compile-beyond", word=word))
                yield Range(word, operator, bound)

    def _of_text(self) -> Iterator[Constraint]:
        if (shortest := self._whole("minLength")) is not None:
            yield MinLength(shortest)
        if (longest := self._whole("maxLength")) is not None:
            yield MaxLength(longest)
        flags = self._one("flags")
        for pattern in self._all("pattern"):
            if pattern.kind != "literal" or pattern.datatype not in TEXTS:
                raise self._fail(Message("validation.compile-pattern-text"))
            try:
                translate(pattern.value, flags.value if flags else "")
            except RegexError as error:
                raise self._fail(
                    Message("validation.compile-pattern-unusable", reason=error.reason)
                ) from None
            yield Pattern(pattern.value, flags.value if flags else "")
        if (tags := self._one("languageIn")) is not None:
            members = self._list(tags, "languageIn")
            if any(term.kind != "literal" or term.datatype not in TEXTS for term in members):
                raise self._fail(Message("validation.compile-language"))
            yield LanguageIn(tuple(term.value for term in members))
        self._only_with_path("uniqueLang")
        if boolean(self._index, self._node, "uniqueLang"):
            yield UniqueLang()

    def _of_shapes(self) -> Iterator[Constraint]:
        yield from (Not(self._shape(node)) for node in self._all("not"))
        for word in ("and", "or", "xone"):
            for head in self._all(word):
                members = self._list(head, word)
                if not members:
                    raise self._fail(Message("validation.compile-empty", word=word))
                yield Logical(word, tuple(map(self._shape, members)), head)
        for node in self._all("node"):
            if self._index.objects(node, SH + "path"):
                raise self._fail(Message("validation.compile-node-property"))
            yield Node(self._shape(node))
        if self._is_property:  # SHACL has them ignored elsewhere
            yield from self._qualified()

    def _qualified(self) -> Iterator[Constraint]:
        index, node = self._index, self._node
        wanted = {word: self._whole(f"qualified{word}Count") for word in ("Min", "Max")}
        values = self._all("qualifiedValueShape")
        siblings: dict[Term, None] = {}
        if boolean(index, node, "qualifiedValueShapesDisjoint"):
            for owner in index.subjects(SH + "property", node):
                for other in index.objects(owner, SH + "property"):
                    siblings |= dict.fromkeys(index.objects(other, SH + "qualifiedValueShape"))
        for value in values:
            others = tuple(self._shape(s) for s in siblings if s != value)
            for word, count in wanted.items():
                if count is not None:
                    yield Qualified(word, self._shape(value), others, count)

    def _of_pairs(self) -> Iterator[Constraint]:
        self._only_with_path("lessThan", "lessThanOrEquals")
        yield from map(Equals, self._iris("equals"))
        yield from map(Disjoint, self._iris("disjoint"))
        yield from map(LessThan, self._iris("lessThan"))
        yield from map(LessThanOrEquals, self._iris("lessThanOrEquals"))

    def _of_sets(self) -> Iterator[Constraint]:
        self._only_with_path("minCount", "maxCount")
        if (least := self._whole("minCount")) is not None:
            yield MinCount(least)
        if (most := self._whole("maxCount")) is not None:
            yield MaxCount(most)
        yield from map(HasValue, map(self._named, self._all("hasValue")))
        if (head := self._one("in")) is not None:
            yield In(tuple(map(self._named, self._list(head, "in"))))
        if boolean(self._index, self._node, "closed"):
            ignored = self._one("ignoredProperties")
            paths = [p for s in self._all("property") for p in self._index.objects(s, SH + "path")]
            allowed = [*paths, *(self._list(ignored, "ignoredProperties") if ignored else [])]
            yield Closed(tuple(dict.fromkeys(t.value for t in allowed if t.kind == "iri")))

    def _named(self, term: Term) -> Term:
        if term.kind == "bnode":
            raise self._fail(Message("validation.compile-blank"))
        return term

    def _sparql(self, node: Term) -> Sparql:
        select = one(self._index, node, "select")
        if select is None or select.datatype not in TEXTS:
            raise self._fail(Message("validation.compile-select"))
        return Sparql(
            node,
            select.value,
            prefixes_of(self._index, node, self._node),
            tuple(self._index.objects(node, SH + "message")),
        )
