"""What is said of a violation when the shape has no message: one sentence in each language.

The sentences follow from the result and the shapes, so that it does not matter which engine found
it.
"""

from wijgraph.messages import LANGUAGES, sentence, words_of
from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.shacl.index import Index
from wijgraph.shacl.results import ValidationResult
from wijgraph.validation.naming import ReportNames, cut

MOST = 10  # members of a list that are named
SHAPES = {"not", "node", "qualifiedValueShape"}
LISTS = {"and", "or", "xone"}


def sentence_of(result: ValidationResult, shapes: Index, names: ReportNames) -> dict[str, str]:
    """Return what ``result`` means, by language."""
    name = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    condition = _condition(name, result, shapes)
    key, found = f"{name}.{condition}" if condition else name, {}
    for language in LANGUAGES:
        words = words_of("results", language)
        parts = _Parts(result, shapes, names, language)
        found[language] = words.get(key, words["other"]).format_map(parts)
    return found


def _condition(name: str, result: ValidationResult, shapes: Index) -> str:
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

    def __init__(
        self, result: ValidationResult, shapes: Index, names: ReportNames, language: str
    ) -> None:
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
            return ", ".join(sentence(f"results.kind.{kind}", self._language) for kind in kinds)
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
        if len(texts) > MOST:
            more = sentence("results.more", self._language).format(count=len(texts) - MOST)
            texts = [*texts[:MOST], more]
        return ", ".join(texts)
