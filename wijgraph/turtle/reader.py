"""Reading Turtle with the place of every statement, by rdflib's own parser."""

import logging
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import rdflib
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.plugins.parsers.trig import TrigSinkParser
from rdflib.term import Node

from wijgraph.errors import TurtleError
from wijgraph.model import Position, Term

# It would tell of each literal that is not well-formed, with a traceback; the rules tell that.
logging.getLogger("rdflib").setLevel(logging.CRITICAL)

# A dossier is kept as it was written: "007"^^xsd:integer stays that.
rdflib.NORMALIZE_LITERALS = False

Triple = tuple[Node, Node, Node]


@dataclass
class Document:
    """A parsed Turtle text.

    ``triples`` gives the places of each triple's object (a triple may be written twice);
    ``subjects`` the place where each subject is first opened.
    """

    path: str
    graph: Graph
    triples: dict[Triple, list[Position]] = field(default_factory=dict)
    subjects: dict[Node, Position] = field(default_factory=dict)


def read(text: str, path: str, base: str | None = None, *, trig: bool = False) -> Document:
    """Return the triples of ``text`` with their positions.

    With ``trig`` the text may hold named graphs; their triples are all put into one.

    Raises TurtleError with line and column when ``text`` is not Turtle.
    """
    # rdflib counts a carriage return as a line of its own.
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    document = Document(path, Graph(bind_namespaces="none"))
    parser = (_TrigPlaces if trig else _TurtlePlaces)(document, text, base)
    try:
        parser.loadBuf(text)
    except BadSyntax as error:
        line, column = parser.place(error._i)  # noqa: SLF001 - the only way to the offset
        raise TurtleError(error._why, path=path, line=line, column=column) from None  # noqa: SLF001
    except MemoryError:
        raise
    except Exception as error:  # its parser raises whatever comes up for a text that is no Turtle
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise TurtleError(f"cannot be read: {reason}", path=path) from None
    if trig:
        store = document.graph.store
        document.graph = Graph(bind_namespaces="none")
        document.graph += (triple for triple, _ in store.triples((None, None, None)))
    for prefix, namespace in parser._bindings.items():  # noqa: SLF001
        document.graph.bind(prefix, namespace)
    return document


class _Places(SinkParser):
    """rdflib's parser, noting where each subject and object stands as it goes."""

    def __init__(self, document: Document, text: str, base: str | None) -> None:
        sink = RDFSink(document.graph)
        super().__init__(sink, baseURI=base or "urn:wijgraph:base", turtle=True)
        self._document = document
        self._line_starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        # One frame for each property list being read: the spans of its objects not yet stored.
        self._frames: list[list[tuple[int, int]]] = [[]]
        self._statement = 0
        self._bracket: int | None = None  # the offset of a `[` whose node is not known yet
        self._brackets: dict[Any, int] = {}  # the offset of the `[` of each node in brackets

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, of ``offset``."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def statement(self, argstr: str, i: int) -> int:
        self._statement = self.skipSpace(argstr, i)
        return int(super().statement(argstr, i))

    def node(self, argstr: str, i: int, res: Any, subjectAlready: Any = None) -> int:  # noqa: N803
        start = self.skipSpace(argstr, i)
        self._bracket = start if start >= 0 and argstr[start] == "[" else None
        return int(super().node(argstr, i, res, subjectAlready))

    def property_list(self, argstr: str, i: int, subj: Any) -> int:
        if self._bracket is not None:
            self._brackets[subj] = self._bracket
            self._bracket = None
        self._frames.append([])
        try:
            return int(super().property_list(argstr, i, subj))
        finally:
            self._frames.pop()

    def object(self, argstr: str, i: int, res: Any) -> int:
        start = self.skipSpace(argstr, i)
        end = super().object(argstr, i, res)
        if end >= 0:
            self._frames[-1].append((start, end))
        return int(end)

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802 - rdflib calls it so
        super().makeStatement(quadruple)
        context, predicate, subject, obj = quadruple
        triple: Any = tuple(
            self._store.normalise(context, term) for term in (subject, predicate, obj)
        )
        frame = self._frames[-1]
        if len(self._frames) > 1 and frame:
            start, end = frame.pop(0)
            line, column = self.place(start)
            end_line, end_column = self.place(end)
            position = Position(self._document.path, line, column, end_line, end_column)
            self._document.triples.setdefault(triple, []).append(position)
            if triple[0] not in self._document.subjects:
                line, column = self.place(self._brackets.get(triple[0], self._statement))
                self._document.subjects[triple[0]] = Position(self._document.path, line, column)


class _TurtlePlaces(_Places):
    """Places in Turtle."""


class _TrigPlaces(_Places, TrigSinkParser):
    """Places in TriG."""


class Terms:
    """Plain terms as rdflib's own, each made once."""

    def __init__(self) -> None:
        self._known: dict[Term, Any] = {}

    def __call__(self, term: Term) -> Any:
        """Return ``term`` as rdflib has it."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = _to_rdflib(term)
        return known


def _to_rdflib(term: Term) -> Any:
    if term.kind == "iri":
        return URIRef(term.value)
    if term.kind == "bnode":
        return BNode(term.value)
    # rdflib writes and compares a plain string without its datatype.
    plain = term.language or term.datatype in {None, str(XSD.string)}
    datatype = None if plain else URIRef(str(term.datatype))
    return Literal(term.value, lang=term.language, datatype=datatype)


def to_term(term: Any) -> Term:
    """Return one of rdflib's terms as a plain one."""
    if isinstance(term, URIRef):
        return Term("iri", str(term))
    if isinstance(term, BNode):
        return Term("bnode", str(term))
    datatype = None if term.language else str(term.datatype or XSD.string)
    return Term("literal", str(term), term.language, datatype)
