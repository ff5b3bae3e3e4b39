"""Reading texts: files, the triples in them, and what a parser says of a mistake."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from wijgraph.errors import QueryError, TurtleError
from wijgraph.store.terms import GRAPH_FORMATS, Triple, known

SPARQL_PLACE = re.compile(r"error at (\d+):(\d+):")


def read_text(path: Path) -> str:
    """Return the text of a file; raise TurtleError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TurtleError(f"cannot be read: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        raise TurtleError(
            f"is not UTF-8 (byte {error.start})", path=path, hint="Save it as UTF-8."
        ) from None


def parse(text: str, path: str, form: str = "turtle", base: str | None = None) -> Iterator[Triple]:
    """Yield the triples of ``text``, of whatever graph they are in.

    Relative IRIs are an error, unless there is a ``base`` to take them from.

    Raises TurtleError with line and column, where the format has those, when it is malformed.
    """
    try:
        for quad in ox.parse(
            text.encode(),
            GRAPH_FORMATS[form],
            base_iri=base,
            rename_blank_nodes=True,  # _:a of one file is not _:a of another
        ):
            yield known(quad.subject), known(quad.predicate), known(quad.object)
    except SyntaxError as error:
        raise turtle_error(error, path, form) from None


def turtle_error(error: SyntaxError, path: str, form: str) -> TurtleError:
    """Return what is wrong with a text, and where."""
    names = {"turtle": "Turtle", "trig": "TriG", "jsonld": "JSON-LD", "rdfxml": "RDF/XML"}
    message, line, column = _place(error)
    return TurtleError(
        f"not {names.get(form, form)}: {message}", path=path, line=line, column=column
    )


def _place(error: SyntaxError) -> tuple[str, int | None, int | None]:
    message = str(error.msg)
    if error.lineno is not None:
        return message.rpartition(": ")[2], error.lineno, error.offset
    return message, None, None


def query_error(query: str, error: SyntaxError) -> QueryError:
    """Return what is wrong in few words: the parser lists all that it would accept."""
    message = str(error.msg)
    match = SPARQL_PLACE.match(message)
    if not match:
        return QueryError(f"not SPARQL: {message}")
    line, column = int(match.group(1)), int(match.group(2))
    found = (query.splitlines()[line - 1 : line] or [""])[0][column - 1 :].strip()[:30]
    what = f"unexpected {found!r}" if found else "it ends too early"
    hint = "A prefix may be missing." if "Prefix not found" in message else None
    return QueryError(f"not SPARQL: {what}", line=line, column=column, hint=hint)
