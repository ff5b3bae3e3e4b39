"""SPARQL Update as a scenario: run on a copy, after a look at what it would do."""

import re
from collections.abc import Iterable

from wijgraph.errors import QueryError, Text
from wijgraph.messages import Message, quoted
from wijgraph.replaced import current_query
from wijgraph.store import Store, Triple, query_error

LONGEST, DEEPEST, MOST_OPERATORS = 100_000, 64, 2_000
# What is left when these are taken out are keywords, brackets and operators.
OPAQUE = re.compile(
    r"""\#[^\n\r]*
    |<[^<>"{}|^`\\\x00-\x20]*>
    |\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}
    |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'
    |[?$@]\w[\w-]*
    |(?:\w[\w.-]*)?:(?:[\w%:-]|\.(?=[\w%:.\\-])|\\.)*""",
    re.VERBOSE | re.DOTALL,
)
WORD = re.compile(r"[A-Za-z]\w*")
ONE_GRAPH, NAMED = Message("analysis.update-one-graph"), Message("analysis.update-delete")
REFUSED = {
    "LOAD": Message("analysis.update-files"),
    "SERVICE": Message("analysis.update-hosts"),
    "CREATE": ONE_GRAPH,
    "DROP": NAMED,
    "CLEAR": NAMED,
    "ADD": ONE_GRAPH,
    "MOVE": ONE_GRAPH,
    "COPY": ONE_GRAPH,
    "GRAPH": ONE_GRAPH,
    "WITH": ONE_GRAPH,
    "USING": ONE_GRAPH,
}
HINT = Message("analysis.update-hint")
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def check(text: str, path: str) -> None:
    """Raise QueryError, with the place, when ``text`` does what a scenario may not do."""
    if len(text) > LONGEST:
        raise QueryError(Message("analysis.update-long", most=LONGEST), path=path)
    if match := re.search(r"\\[uU]", text):
        # They are read before anything else, so that a keyword could hide in them.
        hint = Message("analysis.update-escape-hint")
        raise _at(text, match.start(), path, Message("analysis.update-escape"), hint)
    bare = OPAQUE.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    for match in WORD.finditer(bare):
        if match[0].upper() in REFUSED:
            reason = REFUSED[match[0].upper()]
            refused = Message("analysis.update-refused", word=match[0], reason=reason)
            raise _at(text, match.start(), path, refused, HINT)
    depth = 0
    for place, character in enumerate(bare):
        depth += (character in "{([") - (character in "})]")
        if depth > DEEPEST:
            raise _at(text, place, path, Message("analysis.update-deep", most=DEEPEST), None)
    if sum(bare.count(operator) for operator in "+-*/|&!=<>") > MOST_OPERATORS:
        raise QueryError(Message("analysis.update-operators", most=MOST_OPERATORS), path=path)


def run(text: str, path: str, written: Iterable[Triple], derived: Iterable[Triple]) -> set[Triple]:
    """Return ``written`` as the update makes it; it may ask for what is ``derived`` as well.

    Raises QueryError with line and column when it is no update, or not one that is allowed.
    """
    check(text, path)
    base = set(written)
    edges = set(derived) - base
    store = _Scratch()
    store.add(base | edges)
    store.update(text, path)
    return set(store.construct(ALL)) - edges


class _Scratch(Store):
    """A copy that may be changed."""

    def update(self, text: str, path: str) -> None:
        try:
            self._store.update(current_query(text))
        except SyntaxError as error:
            found = query_error(text, error)
            unknown = found.hint is not None  # a prefix that is not declared
            raise QueryError(
                found.said if unknown else Message("analysis.update-not-allowed"),
                path=path,
                line=found.line,
                column=found.column,
                hint=found.advice or HINT,
            ) from None
        except (OSError, RuntimeError, ValueError) as error:
            failed = Message("analysis.update-failed", reason=quoted(error))
            raise QueryError(failed, path=path) from None


def _at(text: str, offset: int, path: str, message: Text, hint: Text | None) -> QueryError:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return QueryError(message, path=path, line=line, column=column, hint=hint)
