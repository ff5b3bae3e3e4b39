"""SPARQL Update as a scenario: run on a copy, after a look at what it would do."""

import re
from collections.abc import Iterable

from wijgraph.errors import QueryError
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
REFUSED = {
    "LOAD": "a scenario reads no other files",
    "SERVICE": "a scenario asks no other host",
    "CREATE": "a dossier is one graph",
    "DROP": "name what goes with DELETE",
    "CLEAR": "name what goes with DELETE",
    "ADD": "a dossier is one graph",
    "MOVE": "a dossier is one graph",
    "COPY": "a dossier is one graph",
    "GRAPH": "a dossier is one graph",
    "WITH": "a dossier is one graph",
    "USING": "a dossier is one graph",
}
HINT = "Allowed: INSERT DATA, DELETE DATA, DELETE WHERE, and DELETE/INSERT … WHERE."
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def check(text: str, path: str) -> None:
    """Raise QueryError, with the place, when ``text`` does what a scenario may not do."""
    if len(text) > LONGEST:
        raise QueryError(f"longer than {LONGEST} characters", path=path)
    if match := re.search(r"\\[uU]", text):
        # They are read before anything else, so that a keyword could hide in them.
        raise _at(text, match.start(), path, r"\u in an update", "Write the character itself.")
    bare = OPAQUE.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    for match in WORD.finditer(bare):
        if match[0].upper() in REFUSED:
            reason = REFUSED[match[0].upper()]
            raise _at(text, match.start(), path, f"{match[0]}: {reason}", HINT)
    depth = 0
    for place, character in enumerate(bare):
        depth += (character in "{([") - (character in "})]")
        if depth > DEEPEST:
            raise _at(text, place, path, f"nested deeper than {DEEPEST}", None)
    if sum(bare.count(operator) for operator in "+-*/|&!=<>") > MOST_OPERATORS:
        raise QueryError(f"more than {MOST_OPERATORS} operators", path=path)


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
            self._store.update(text)
        except SyntaxError as error:
            found = query_error(text, error)
            unknown = found.hint is not None  # a prefix that is not declared
            raise QueryError(
                found.message if unknown else "not a SPARQL Update that is allowed",
                path=path,
                line=found.line,
                column=found.column,
                hint=found.hint or HINT,
            ) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the update failed: {error}", path=path) from None


def _at(text: str, offset: int, path: str, message: str, hint: str | None) -> QueryError:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return QueryError(message, path=path, line=line, column=column, hint=hint)
