"""The triples and filters of a group in a query, one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wijgraph.validation.compiled.patterns import Variables
from wijgraph.validation.compiled.tokens import Token, closing, joined

AWAY = 9  # the cost of a pattern that nothing leads to


@dataclass(frozen=True)
class Triple:
    """A triple pattern; of a path with steps, one step."""

    subject: Token
    predicate: str
    object: Token

    @property
    def names(self) -> set[str]:
        """The variables in it."""
        return {token.name for token in (self.subject, self.object) if token.name}

    def cost(self, near: Collection[str], known: Collection[str]) -> float:
        """Return how much there is to look at when the variables ``near`` and ``known`` are bound.

        What is near follows from the focus node; what is known besides may be shared by all.
        """
        ends = [self._end(token, near, known) for token in (self.subject, self.object)]
        steps = 0.5 if self.predicate[-1] in "*+" else 0.0
        if AWAY not in ends:
            return min(ends)
        return min(ends) + 1 + steps if min(ends) < AWAY else AWAY + steps

    @staticmethod
    def _end(token: Token, near: Collection[str], known: Collection[str]) -> float:
        if token.name == "this":
            return -0.5
        if token.name:
            return 0 if token.name in near else 3 if token.name in known else AWAY
        return 4


@dataclass(frozen=True)
class Filter:
    """A condition, as it is written."""

    words: tuple[Token, ...]

    @property
    def names(self) -> set[str]:
        """The variables in it."""
        return {word.name for word in self.words if word.name}

    @property
    def inside(self) -> tuple[Token, ...] | None:
        """What it says must exist, when it says nothing else."""
        words = self.words
        if words[0].word == "EXISTS" and closing(list(words), 1) == len(words) - 1:
            return words[2:-1]
        return None


def parse(
    tokens: Sequence[Token], variables: Variables
) -> tuple[list[Triple], list[Filter]] | None:
    """Return the triples and filters in ``tokens``; None when there is anything else."""
    words = [token for token in tokens if token.kind != "space"]
    triples: list[Triple] = []
    filters: list[Filter] = []
    blanks: dict[str, Token] = {}
    index = 0
    while index < len(words):
        if words[index].text == ".":
            index += 1
            continue
        if words[index].word == "FILTER":
            end = _end_of_filter(words, index)
            filters += [] if end is None else [Filter(tuple(words[index + 1 : end]))]
        else:
            end = _same_subject(words, index, triples, blanks, variables)
        if end is None:
            return None
        index = end
    return triples, filters


def _end_of_filter(words: list[Token], index: int) -> int | None:
    """Return where the filter at ``index`` ends; None when that cannot be told."""
    index += 1
    while index < len(words) and words[index].word in {"NOT", "EXISTS"}:
        index += 1
    if index < len(words) and words[index].text == "{":
        return closing(words, index) + 1
    if index < len(words) and words[index].text != "(":
        index += 1  # the name of a function
    if index >= len(words) or words[index].text != "(":
        return None
    return closing_bracket(words, index)


def _same_subject(
    words: list[Token],
    index: int,
    triples: list[Triple],
    blanks: dict[str, Token],
    variables: Variables,
) -> int | None:
    """Add the triples of the subject at ``index``; return where they end, None when it is none."""

    def term(place: int) -> Token | None:
        word = words[place] if place < len(words) else Token("sign", ".")
        if word.text.startswith("_:"):
            return blanks.setdefault(word.text, Token("variable", variables.fresh()))
        return None if word.kind == "sign" else word

    subject = term(index)
    if subject is None or subject.kind == "word":
        return None
    sign = ";"
    while sign in {";", ","}:
        index += 1
        if sign == ";":
            while index < len(words) and words[index].text == ";":
                index += 1
            if index >= len(words) or words[index].text == "." or words[index].word == "FILTER":
                return index
            steps, index = _path(words, index)
        obj = term(index)
        if obj is None or not steps:
            return None
        _add(triples, subject, steps, obj, variables)
        index += 1
        sign = words[index].text if index < len(words) else "."
    return index


def _path(words: list[Token], index: int) -> tuple[list[str], int]:
    """Return the steps of the path at ``index``, and where it ends; no steps when it is none."""
    steps: list[str] = []
    text, start = "", index
    while index < len(words):
        while index < len(words) and words[index].text in {"^", "!"}:
            text += words[index].text
            index += 1
        if index >= len(words):
            return [], start
        if words[index].text == "(":
            end = closing_bracket(words, index)
            text += joined(words[index:end])
            index = end
        elif words[index].kind in {"iri", "variable", "path"} or words[index].text == "a":
            text += words[index].text
            index += 1
        else:
            return [], start
        while index < len(words) and words[index].text in {"*", "+", "?"}:
            text += words[index].text
            index += 1
        sign = words[index].text if index < len(words) else ""
        if sign not in {"/", "|"}:
            return [*steps, text], index
        if sign == "/" and "|" not in text:
            steps.append(text)
            text = ""
        else:  # a choice without brackets is one step, however it goes on
            text = "/".join([*steps, text]) + sign
            steps = []
        index += 1
    return [], start


def closing_bracket(words: Sequence[Token], index: int) -> int:
    """Return where what stands in the bracket at ``index`` has ended; the end when it has not."""
    depth = 0
    for place in range(index, len(words)):
        depth += {"(": 1, ")": -1}.get(words[place].text, 0)
        if depth == 0:
            return place + 1
    return len(words)


def _add(
    triples: list[Triple], subject: Token, steps: list[str], obj: Token, variables: Variables
) -> None:
    for number, step in enumerate(steps, 1):
        end = obj if number == len(steps) else Token("variable", variables.fresh())
        triples.append(Triple(subject, step, end))
        subject = end
