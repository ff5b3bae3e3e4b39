"""What is said of a violation when the shape has no message: one sentence in each language.

The sentences follow from the result and the shapes, so that it does not matter which engine found
it.
"""

from collections.abc import Mapping

from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.shacl.index import Index
from wijgraph.shacl.results import Result
from wijgraph.validation.naming import Names, cut

MOST = 10  # members of a list that are named
Sentence = Mapping[str, str]


def _said(nl: str, en: str) -> Sentence:
    return {"nl": nl, "en": en}


# By constraint component; "Name:condition" goes before "Name" where the condition holds.
SENTENCES: Mapping[str, Sentence] = {
    "And": _said("{value} voldoet niet aan alle van: {and}", "{value} does not meet all of: {and}"),
    "Class": _said("{value} is geen {class}", "{value} is not an instance of {class}"),
    "Closed": _said("{path} is hier niet toegestaan", "{path} is not allowed here"),
    "Datatype": _said(
        "{value} heeft niet het datatype {datatype}", "{value} does not have datatype {datatype}"
    ),
    "Datatype:typed": _said(
        '"{lexical}" is geen geldige {name}', '"{lexical}" is not a valid {name}'
    ),
    "Disjoint": _said(
        "{value} mag niet zowel bij {path} als bij {disjoint} staan",
        "{value} must not be a value of both {path} and {disjoint}",
    ),
    "Equals": _said(
        "{path} en {equals} moeten dezelfde waarden hebben: {value} staat maar bij een van beide",
        "{path} and {equals} must have the same values: only one of them has {value}",
    ),
    "HasValue": _said("{path} moet de waarde {hasValue} hebben", "{path} must have {hasValue}"),
    "HasValue:node": _said("{focus} moet {hasValue} zijn", "{focus} must be {hasValue}"),
    "In": _said("{value} is niet een van: {in}", "{value} is not one of: {in}"),
    "In:empty": _said(
        "{value} mag niet: de lijst van toegestane waarden is leeg",
        "{value} is not allowed: the list of allowed values is empty",
    ),
    "LanguageIn": _said(
        "{value} is geen tekst in een van de talen: {languageIn}",
        "{value} is not text in one of the languages: {languageIn}",
    ),
    "LessThan": _said(
        "{value} moet kleiner zijn dan elke waarde van {lessThan}",
        "{value} must be less than each value of {lessThan}",
    ),
    "LessThanOrEquals": _said(
        "{value} mag niet groter zijn dan een waarde van {lessThanOrEquals}",
        "{value} must not be greater than any value of {lessThanOrEquals}",
    ),
    "MaxCount": _said(
        "te veel waarden voor {path} (hoogstens {maxCount})",
        "too many values for {path} (at most {maxCount})",
    ),
    "MaxCount:none": _said("{path} mag hier niet staan", "{path} must not be given here"),
    "MaxExclusive": _said(
        "{value} moet kleiner zijn dan {maxExclusive}", "{value} must be less than {maxExclusive}"
    ),
    "MaxInclusive": _said(
        "{value} mag hoogstens {maxInclusive} zijn", "{value} must be {maxInclusive} at most"
    ),
    "MaxLength": _said(
        "{value} is te lang (hoogstens {maxLength} tekens)",
        "{value} is too long (at most {maxLength} characters)",
    ),
    "MinCount": _said(
        "te weinig waarden voor {path} (minstens {minCount})",
        "too few values for {path} (at least {minCount})",
    ),
    "MinCount:one": _said("{path} ontbreekt (minstens 1)", "{path} is missing (at least 1)"),
    "MinExclusive": _said(
        "{value} moet groter zijn dan {minExclusive}",
        "{value} must be greater than {minExclusive}",
    ),
    "MinInclusive": _said(
        "{value} moet minstens {minInclusive} zijn", "{value} must be {minInclusive} at least"
    ),
    "MinLength": _said(
        "{value} is te kort (minstens {minLength} tekens)",
        "{value} is too short (at least {minLength} characters)",
    ),
    "Node": _said("{value} voldoet niet aan {node}", "{value} does not meet {node}"),
    "NodeKind": _said("{value} moet {kind} zijn", "{value} must be {kind}"),
    "Not": _said("{value} mag niet voldoen aan {not}", "{value} must not meet {not}"),
    "Or": _said("{value} voldoet aan geen van: {or}", "{value} meets none of: {or}"),
    "Pattern": _said(
        "{value} past niet op het patroon {pattern}", "{value} does not match {pattern}"
    ),
    "QualifiedMaxCount": _said(
        "te veel waarden van {path} voldoen aan {qualifiedValueShape} "
        "(hoogstens {qualifiedMaxCount})",
        "too many values of {path} meet {qualifiedValueShape} (at most {qualifiedMaxCount})",
    ),
    "QualifiedMinCount": _said(
        "te weinig waarden van {path} voldoen aan {qualifiedValueShape} "
        "(minstens {qualifiedMinCount})",
        "too few values of {path} meet {qualifiedValueShape} (at least {qualifiedMinCount})",
    ),
    "SPARQL": _said(
        "{value} voldoet niet aan de SPARQL-voorwaarde van {constraint}",
        "{value} does not meet the SPARQL constraint of {constraint}",
    ),
    "UniqueLang": _said(
        "{path} heeft meer dan één waarde in dezelfde taal",
        "{path} has more than one value in the same language",
    ),
    "Xone": _said(
        "{value} moet aan precies één voldoen van: {xone}",
        "{value} must meet exactly one of: {xone}",
    ),
    "": _said("{value} voldoet niet aan {component}", "{value} does not meet {component}"),
}
KINDS: Mapping[str, Sentence] = {
    "IRI": _said("een IRI", "an IRI"),
    "BlankNode": _said("een naamloze knoop", "a blank node"),
    "Literal": _said("een letterlijke waarde", "a literal"),
    "BlankNodeOrIRI": _said("een IRI of een naamloze knoop", "an IRI or a blank node"),
    "BlankNodeOrLiteral": _said(
        "een letterlijke waarde of een naamloze knoop", "a literal or a blank node"
    ),
    "IRIOrLiteral": _said("een IRI of een letterlijke waarde", "an IRI or a literal"),
}
SHAPES = {"not", "node", "qualifiedValueShape"}
LISTS = {"and", "or", "xone"}
MORE = _said("en nog {}", "and {} more")


def sentence(result: Result, shapes: Index, names: Names) -> dict[str, str]:
    """Return what ``result`` means, by language."""
    name = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    condition = _condition(name, result, shapes)
    known = f"{name}:{condition}" if condition else name if name in SENTENCES else ""
    return {
        language: text.format_map(_Parts(result, shapes, names, language))
        for language, text in SENTENCES[known].items()
    }


def _condition(name: str, result: Result, shapes: Index) -> str:
    """Return which of the sentences of a component it is, where it has several."""

    def is_number(word: str, number: str) -> bool:
        return {v.value for v in shapes.objects(result.shape, SH + word)} == {number}

    value = result.value
    if name == "MinCount" and is_number("minCount", "1"):
        return "one"
    if name == "MaxCount" and is_number("maxCount", "0"):
        return "none"
    if name == "HasValue" and not shapes.objects(result.shape, SH.path):
        return "node"
    if name == "In" and not any(map(shapes.items, shapes.objects(result.shape, SH.in_))):
        return "empty"
    if name == "Datatype" and value and value.kind == "literal" and value.datatype:
        own = {v.value for v in shapes.objects(result.shape, SH.datatype)}
        return "typed" if value.datatype in own else ""
    return ""


class _Parts(dict[str, str]):
    """The parts of a sentence, each made when it is asked for."""

    def __init__(self, result: Result, shapes: Index, names: Names, language: str) -> None:
        super().__init__()
        self._result = result
        self._shapes = shapes
        self._names = names
        self._language = language

    def __missing__(self, part: str) -> str:
        result, names = self._result, self._names
        match part:
            case "focus":
                return self._term(result.focus)
            case "value":
                return self._term(result.value or result.focus)
            case "path":
                path = result.path or self._shapes.value(result.shape, SH.path)
                text = names.path(path) if path else self._term(result.focus)
            case "lexical":
                text = cut(result.value.value) if result.value else ""
            case "name":
                text = names.iri(str(result.value and result.value.datatype))
            case "component":
                text = names.iri(result.component)
            case "constraint":
                text = names.shape(result.constraint or result.shape)
            case _:
                text = self._parameter(part)
        return text

    def _term(self, term: Term | None) -> str:
        return self._names.term(term, self._language) if term else ""

    def _parameter(self, part: str) -> str:
        """Return what the shape has for a parameter of the component."""
        word = "nodeKind" if part == "kind" else part
        values = self._shapes.objects(self._result.shape, SH + word)
        if self._result.parameter in values:
            values = [self._result.parameter]
        if part == "kind":
            kinds = (v.value.removeprefix(SH) for v in values)
            return ", ".join(KINDS[kind][self._language] for kind in kinds if kind in KINDS)
        if part in SHAPES:
            return self._joined([self._names.shape(value) for value in values])
        if part in LISTS:
            members = [m for head in values for m in self._shapes.items(head)]
            return self._joined([self._names.shape(member) for member in members])
        if part in {"in", "languageIn"}:
            values = [m for head in values for m in self._shapes.items(head)]
        plain = part in {"pattern", "languageIn"} or part.endswith(("Count", "Length"))
        return self._joined([v.value if plain else self._term(v) for v in values])

    def _joined(self, texts: list[str]) -> str:
        more = [MORE[self._language].format(len(texts) - MOST)] * (len(texts) > MOST)
        return ", ".join([*texts[:MOST], *more])
