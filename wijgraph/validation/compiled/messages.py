"""What is said of a violation: the messages of the shape, or else a sentence like pySHACL's."""

import re
from collections.abc import Callable, Mapping

from wijgraph.model import Term
from wijgraph.namespaces import SH, XSD
from wijgraph.validation.compiled.model import (
    Class,
    Closed,
    Constraint,
    Custom,
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
    UniqueLang,
)
from wijgraph.validation.index import FIRST, Index

PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
DEEPEST = 6  # as deep as pySHACL looks
SIGNS = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}


def messages(
    shape: Shape,
    constraint: Constraint,
    row: Mapping[str, Term | None],
    shapes: Index,
    describe: Callable[[], Index],
) -> tuple[Term, ...]:
    """Return what to say of the violation in ``row``.

    ``describe`` gives the data, for the blank nodes that a sentence has to describe.
    """
    said = list(shape.messages)
    if isinstance(constraint, Sparql | Custom):
        own = row.get("message")
        said += [own] if own and own.kind == "literal" else constraint.messages
        known = dict(row)
        if isinstance(constraint, Custom):
            known |= dict(constraint.parameters)
        said = [_filled(message, known) for message in said]
    if said:
        return tuple(dict.fromkeys(said))
    text = _Generic(shape, row, shapes, describe).text(constraint)
    return (Term("literal", text, None, XSD + "string"),) if text else ()


def _filled(message: Term, known: Mapping[str, Term | None]) -> Term:
    def value(match: re.Match[str]) -> str:
        term = known.get(match[1])
        return term.value if term else match[0]

    text = PLACEHOLDER.sub(value, message.value)
    return Term("literal", text, message.language, message.datatype)


class _Generic:
    """A sentence for a shape without messages of its own."""

    def __init__(
        self,
        shape: Shape,
        row: Mapping[str, Term | None],
        shapes: Index,
        describe: Callable[[], Index],
    ) -> None:
        self._shape = shape
        self._row = row
        self._index = shapes
        self._describe = describe

    def _all(self, kind: type[Constraint]) -> list[Constraint]:
        return [c for c in self._shape.constraints if isinstance(c, kind)]

    def _named(self, word: str) -> list[str]:
        """What the shape has for a parameter."""
        return [self._show(term) for term in self._index.objects(self._shape.node, SH + word)]

    def _data(self, name: str) -> str:
        """What the row has for a variable."""
        term = self._row.get(name)
        if term is None:
            return ""
        return show(term, self._describe() if term.kind == "bnode" else self._index)

    def _show(self, term: Term | None) -> str:
        return "" if term is None else show(term, self._index)

    def text(self, constraint: Constraint) -> str:  # noqa: PLR0911 - one for each kind
        """Return the sentence for a violation of ``constraint``."""
        focus, value = self._data("this"), self._data("value")
        match constraint:
            case Class(name):
                names = self._named("class")
                if len(names) > 1:
                    return f"Value class is not in classes ({', '.join(names)})"
                return f"Value does not have class <{name}>"
            case Datatype(name):
                return f"Value is not Literal with datatype <{name}>"
            case NodeKind(name, _):
                return f"Value is not of Node Kind sh:{name.removeprefix(SH)}"
            case MinCount(count) | MaxCount(count):
                word = "Less" if isinstance(constraint, MinCount) else "More"
                return f"{word} than {count} values on {focus}->{self._show(self._shape.path_node)}"
            case Range(word, _, _):
                bounds = self._named(word)
                text = bounds[0] if len(bounds) == 1 else f"in ({', '.join(bounds)})"
                return f"Value is not {SIGNS[word]} {text}"
            case MinLength() | MaxLength():
                word = "minLength" if isinstance(constraint, MinLength) else "maxLength"
                sign = ">=" if isinstance(constraint, MinLength) else "<="
                return f"String length not {sign} {self._named(word)[0]}"
            case Pattern(regex, _):
                found = [c.regex for c in self._all(Pattern) if isinstance(c, Pattern)]
                if len(found) > 1:
                    patterns = "', '".join(found)
                    return f"Value does not match every pattern in ('{patterns}')"
                return f"Value does not match pattern '{regex}'"
        return self._of_more(constraint, focus, value)

    def _of_more(  # noqa: PLR0911, PLR0912 - one for each kind
        self, constraint: Constraint, focus: str, value: str
    ) -> str:
        match constraint:
            case LanguageIn():
                return f"String language is not in {self._named('languageIn')[0]}"
            case UniqueLang():
                return "More than one String shares the same Language"
            case In(terms):
                return f"Value {value} not in list {list(map(self._show, terms))}"
            case HasValue():
                wanted = self._named("hasValue")
                if self._shape.path_node is None:
                    return f"Node {focus} value is not a in the set of values: {wanted}"
                path = self._show(self._shape.path_node)
                return f"Node {focus}->{path} does not contain a value in the set: {wanted}"
            case Closed():
                return f"Node {focus} is closed. It cannot have value: {value}"
            case LessThan():
                inclusive = isinstance(constraint, LessThanOrEquals)
                names = self._named("lessThanOrEquals" if inclusive else "lessThan")
                return f"Value of {focus}->{', '.join(names)} {'<' if inclusive else '<='} {value}"
            case Not():
                names = self._named("not")
                if len(names) == 1:
                    return f"Node {value} must not conform to shape {names[0]}"
                return f"Node {value} must not conform to any shapes in {' , '.join(names)}"
            case Node():
                names = self._named("node")
                every = "', '".join(names)
                text = (
                    f"Value does not conform to Shape {every}."
                    if len(names) == 1
                    else f"Value must conform to every Shape in ('{every}')."
                )
                return f"{text} See details for more information."
            case Logical(word):
                how = {
                    "and": "all shapes in",
                    "or": "one or more shapes in",
                    "xone": "exactly one shape in",
                }[word]
                return f"Node {value} must conform to {how} {self._lists(word)}"
            case Qualified():
                return self._qualified()
            case Equals():
                return f"Value of {focus}->{', '.join(self._named('equals'))} != {value}"
            case Disjoint():
                return f"Value of {focus}->{', '.join(self._named('disjoint'))} == {value}"
            case Custom():
                return "Parameterised SHACL Query generated constraint validation reports."
        return ""

    def _lists(self, word: str) -> str:
        heads = self._index.objects(self._shape.node, SH + word)
        lists = [" , ".join(map(self._show, self._index.items(head))) for head in heads]
        return lists[0] if len(lists) == 1 else " and ".join(f"({text})" for text in lists)

    def _qualified(self) -> str:
        index, node = self._index, self._shape.node
        shapes = ",".join(self._named("qualifiedValueShape"))
        counts = "".join(
            f" {word}Count {count.value}"
            for word in ("Min", "Max")
            if (count := index.value(node, f"{SH}qualified{word}Count"))
        )
        return f"Focus node does not conform to shape{counts}: {shapes}"


def show(term: Term, index: Index, depth: int = 0) -> str:
    """Return how pySHACL writes ``term``: a blank node with all that ``index`` says of it."""
    if term.kind == "iri":
        word = term.value.removeprefix(SH)
        return f"sh:{word}" if word != term.value else f"<{term.value}>"
    if term.kind == "literal":
        return _literal(term)
    if depth >= DEEPEST:
        return "<http://recursion.too.deep>"
    said = index.said(term)
    if FIRST in said:
        members = " ".join(show(item, index, depth + 1) for item in index.items(term))
        return f"( {members} )"
    if not said:
        return "[ ]"
    parts = {
        show(Term("iri", predicate), index): ", ".join(
            sorted(show(value, index, depth + 1) for value in values)
        )
        for predicate, values in said.items()
    }
    return f"[ {' ; '.join(f'{name} {text}' for name, text in sorted(parts.items()))} ]"


def _literal(term: Term) -> str:
    text = f'"{term.value}"'
    if term.language:
        return f"Literal({text}, lang={term.language})"
    if term.datatype in {None, XSD + "string"}:
        return f"Literal({text})"
    if term.datatype != XSD + "integer":
        from wijgraph.turtle.reader import Terms

        value = Terms()(term).value
        if value is not None and str(value) != term.value:
            text += f" = {value}"
    return f"Literal({text}, datatype=<{term.datatype}>)"
