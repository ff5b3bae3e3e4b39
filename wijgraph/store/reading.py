"""Reading texts: files, the triples in them, and what a parser says of a mistake."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from wijgraph.errors import QueryError, TurtleError, WijgraphError
from wijgraph.messages import Message, quoted
from wijgraph.model import Term
from wijgraph.namespaces import DCT, OWL, PREFIXES, RDFS
from wijgraph.replaced import VOCABULARY, current
from wijgraph.safety import reading
from wijgraph.safety.inspect import RefusedError, inspect
from wijgraph.safety.limits import limits
from wijgraph.store.terms import GRAPH_FORMATS, NewerTermError, Terms, Triple
from wijgraph.store.text import WORDS_ONLY

OXIGRAPH_PLACE = re.compile(r"^Parser error at line .*?: |(?: \(line \d+\))$")
# A declaration of a prefix, or a name with one; strings, IRIs and comments are passed over.
PREFIXED = re.compile(
    rf"{WORDS_ONLY.pattern}"
    r"|[?$]\w+|_:[\w.-]+|@[\w-]+"
    r"|\bPREFIX(?:\s|\#[^\n]*\n)+(?P<declared>[\w.-]*):"
    r"|(?P<used>(?:\w(?:[\w.-]*[\w-])?)?):(?:[\w:%-]|\\.|\.(?=[\w:%-]))*",
    re.DOTALL | re.IGNORECASE,
)
# What only RDF 1.2 has; strings, IRIs, comments and escapes are passed over.
NEWER = re.compile(
    rf"{WORDS_ONLY.pattern}|\\.|(?P<newer><<|\{{\||~|@[A-Za-z]+(?:-[A-Za-z0-9]+)*--[a-z]+)",
    re.DOTALL,
)
XMLNS = re.compile(r"""\sxmlns:([\w.-]+)\s*=\s*["']([^"'&<]+)["']""")
# Two, each beginning with fixed letters: those are found many times faster.
DECLARATIONS = [
    re.compile(word + r"""\s+([\w.-]*)\s*:\s*<([^<>"{}|^`\\\s]*)>""")
    for word in ("prefix", "PREFIX")
]
# A query that changes something is told as such; what it begins with is the first of these words.
WORD = re.compile(r"#[^\n]*|<[^>]*>|\w*:|\w+")
CHANGES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
FORMS = CHANGES | {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
SPARQL_PLACE = re.compile(r"error at (\d+):(\d+):")

ABOUT_NAMES = {OWL + "deprecated", DCT + "isReplacedBy", RDFS + "isDefinedBy"}


def read_text(path: Path) -> str:
    """Return the text of a file; raise TurtleError when it cannot be read."""
    try:
        return reading.read_text(path)
    except WijgraphError as error:
        raise _told(error, path) from None


def _told(error: WijgraphError, path: Path | str) -> TurtleError:
    return TurtleError(
        error.said, path=path, line=error.line, column=error.column, hint=error.advice
    )


def parse(
    text: str,
    path: str,
    form: str = "turtle",
    base: str | None = None,
    *,
    names: bool = True,
) -> Iterator[Triple]:
    """Yield the triples of ``text``, of whatever graph they are in.

    Relative IRIs are an error, unless there is a ``base`` to take them from. Terms that were
    replaced have their new names, unless ``names`` are to stay as they are.

    Raises TurtleError with line and column, where the format has those, when it is malformed, when
    it would harm the parser or ask another host, and when there is too much in it.
    """
    most, terms = limits().triples, Terms()
    text = text.removeprefix("\ufeff")
    old = names and VOCABULARY in text
    try:
        inspect(text, form)
        known = _plain_xml(text, base) if form == "rdfxml" else text
        for number, quad in enumerate(
            ox.parse(
                known.encode(),
                GRAPH_FORMATS[form],
                base_iri=base,
                rename_blank_nodes=True,  # _:a of one file is not _:a of another
            )
        ):
            if number >= most:
                raise TurtleError(
                    Message("store.too-many-triples", most=most),
                    path=path,
                    hint=Message("store.in-parts"),
                )
            yield current_triple(terms.triple(quad)) if old else terms.triple(quad)
    except SyntaxError as error:
        raise turtle_error(error, path, form, text) from None
    except NewerTermError as error:
        match = next((m for m in NEWER.finditer(text) if m["newer"]), None)
        error.line, error.column = place(text, match.start("newer")) if match else (None, None)
        raise _told(error, path) from None
    except RefusedError as error:
        raise _told(error, path) from None
    except MemoryError as error:
        # So Oxigraph tells of one term that is larger than it will hold.
        if "buffer" not in str(error):
            raise
        raise TurtleError(Message("store.literal-too-large"), path=path) from None


def current_triple(triple: Triple) -> Triple:
    """Return ``triple`` with the new names of terms that were replaced."""
    subject, predicate, obj = triple
    if predicate.value in ABOUT_NAMES:  # which say that a name is old
        return triple
    if subject.kind == "iri" and subject.value.startswith(VOCABULARY):
        subject = Term("iri", current(subject.value))
    if obj.kind == "iri" and obj.value.startswith(VOCABULARY):
        obj = Term("iri", current(obj.value))
    return subject, predicate, obj


def _plain_xml(text: str, base: str | None) -> str:
    from wijgraph.safety.xml import plain

    return plain(text, base)


def _mistake_in_xml(text: str) -> WijgraphError | None:
    from wijgraph.safety.xml import mistake_in

    return mistake_in(text)


def prefixes_in(text: str, form: str, base: str | None = None) -> dict[str, str]:
    """Return the namespaces by the prefixes that ``text`` declares, without reading all of it.

    It is for showing names: what looks like a declaration in a literal counts as well.
    """
    if form == "jsonld":
        parser = ox.parse(text.encode(), GRAPH_FORMATS[form], base_iri=base)
        with suppress(SyntaxError):
            for _ in parser:  # the prefixes are known once the parser has come to them
                pass
        return dict(parser.prefixes)
    patterns = [XMLNS] if form == "rdfxml" else DECLARATIONS
    declared = [pair for pattern in patterns for pair in pattern.findall(text)]
    return {
        prefix: f"{base or ''}#" if namespace == "#" else urljoin(base or "", namespace)
        for prefix, namespace in declared
    }


def turtle_error(error: SyntaxError, path: str, form: str, text: str) -> TurtleError:
    """Return what is wrong with a ``text``, and where."""
    names = {
        "turtle": "Turtle", "trig": "TriG", "jsonld": "JSON-LD", "rdfxml": "RDF/XML",
        "ntriples": "N-Triples", "nquads": "N-Quads",
    }  # fmt: skip
    message, line, column = _place(error)
    known = reading.mistake_in(text)
    if form == "rdfxml" and not known and (mistake := _mistake_in_xml(text)):
        return _told(mistake, path)
    return TurtleError(
        Message("store.not-form", form=names.get(form, form), reason=known or quoted(message)),
        path=path,
        line=line,
        column=column,
    )


def _place(error: SyntaxError) -> tuple[str, int | None, int | None]:
    message = str(error.msg)
    if error.lineno is not None:
        return OXIGRAPH_PLACE.sub("", message), error.lineno, error.offset
    return message, None, None


def place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of ``offset``."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def query_error(query: str, error: SyntaxError) -> QueryError:
    """Return what is wrong in few words: the parser lists all that it would accept."""
    message = str(error.msg)
    match = SPARQL_PLACE.match(message)
    if not match:
        return QueryError(Message("store.not-sparql", reason=quoted(message)))
    line, column = int(match.group(1)), int(match.group(2))
    unknown = undeclared_prefix(query)
    if unknown and unknown[1:] < (line, column):
        prefix, line, column = unknown
        return QueryError(
            Message("store.prefix-undeclared", prefix=prefix),
            line=line,
            column=column,
            hint=Message(
                "store.prefix-undeclared-hint",
                prefix=prefix,
                namespace=PREFIXES.get(prefix, "…"),
            ),
        )
    written = (query.splitlines()[line - 1 : line] or [""])[0]
    while 1 < column <= len(written) and written[column - 2 : column].isalpha():
        column -= 1  # to where the word begins
    found = written[column - 1 :].strip()[:30]
    if next((word for word in WORD.findall(query) if word.upper() in FORMS), "").upper() in CHANGES:
        what = Message("store.query-changes")
    elif found:
        what = Message("store.not-sparql-unexpected", found=found)
    else:
        what = Message("store.not-sparql-early")
    return QueryError(what, line=line, column=column)


def undeclared_prefix(query: str, known: Iterable[str] = ()) -> tuple[str, int, int] | None:
    """Return the first prefix in ``query`` that nobody declared, with its line and column."""
    declared = set(known)
    for match in PREFIXED.finditer(query):
        if match["declared"] is not None:
            declared.add(match["declared"])
        elif match["used"] is not None and match["used"] not in declared:
            return match["used"], *place(query, match.start())
    return None
