"""What a finding is known by, so that it is recognised in a later run.

Not by its message or its place: those change without the fault changing.
"""

import json
import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.messages import LANGUAGES, sentence
from wijgraph.model import Finding, Position, Term
from wijgraph.namespaces import FILE, PREFIXES, XSD, Prefixes, shorten
from wijgraph.replaced import former
from wijgraph.shacl.index import Index, path_text

if TYPE_CHECKING:
    from rdflib import BNode
    from rdflib import Graph as RdflibGraph

ROUNDS = 50  # so often nodes are named after one another, which sets apart what is so near
MANY = 100  # blank nodes that hang together are named all at once: each by itself takes the square
# What is known of a graph, for as long as it is there.
KNOWN: WeakKeyDictionary[Graph, "_Known"] = WeakKeyDictionary()
LENGTH = 16  # hex digits: among a million findings the chance that two share a key is 1 in 10^7


def key(finding: Finding, graph: Graph) -> str:
    """Return the key of a finding on ``graph``: a hash of its rule, focus, path and value."""
    # By the first name of a term: a key outlives a change of names.
    focus = former(identity(finding.focus, graph))
    value = None if finding.value is None else former(identity(finding.value, graph))
    return _digest([finding.rule, focus, finding.path, value])


def identity(term: Term, graph: Graph) -> str:
    """Return how ``term`` is recognised, whatever it is called today.

    An IRI is itself, a literal stands in quotes, and a blank node is ``_:`` and a hash of what
    ``graph`` says of it: its triples, those of the blank nodes in them, and what refers to it. A
    blank node that ``graph`` does not hold keeps its name, and is not recognised later.
    """
    if term.kind != "bnode":
        return _plain(term)
    if graph not in KNOWN:
        KNOWN[graph] = _Known(graph.rdflib)
    return KNOWN[graph].identity(term)


class _Known:
    """How the blank nodes of a graph are recognised: each is looked into once."""

    def __init__(self, data: "RdflibGraph") -> None:
        from rdflib import BNode

        from wijgraph.shacl.rdflib_terms import to_term
        from wijgraph.store.canonical import names_in

        self._data = data
        tied = (t for t in data if isinstance(t[0], BNode) or isinstance(t[2], BNode))
        told = ((to_term(s), to_term(p), to_term(o)) for s, p, o in tied)
        self._found = {
            node: "_:" + _digest([name.value]) for node, name in names_in(told, MANY).items()
        }
        self._said: dict[Any, list[tuple[str, Any]]] = {}
        self._rounds: list[dict[Any, str]] = [{} for _ in range(ROUNDS)]

    def identity(self, term: Term) -> str:
        """Return how the blank node ``term`` is recognised."""
        if term not in self._found:
            self._found[term] = self._looked_into(term)
        return self._found[term]

    def _looked_into(self, term: Term) -> str:
        from rdflib import BNode

        node, data = BNode(term.value), self._data
        if (node, None, None) not in data and (None, None, node) not in data:
            return f"_:{term.value}"
        names = self._names(node)
        return "_:" + _digest([names[node], sorted(names.values()), _above(node, data)])

    def _names(self, start: Any) -> dict[Any, str]:
        """Return a name for ``start`` and each blank node that hangs below it, of its triples.

        All begin alike; each round names a node after its triples with the names of the round
        before, until that sets no further nodes apart.
        """
        from rdflib import BNode

        names = {start: ""}
        found = [start]
        for node in found:
            for _, value in self._of(node):
                if isinstance(value, BNode) and value not in names:
                    names[value] = ""
                    found.append(value)
        distinct = 0
        for known in self._rounds:  # what was made for another start is the same for this one
            if len(set(names.values())) <= distinct:
                break
            distinct = len(set(names.values()))
            for node in names:
                if node not in known:
                    said = (
                        [p, f"_:{names[o]}" if isinstance(o, BNode) else o]
                        for p, o in self._of(node)
                    )
                    known[node] = _digest(sorted(said))
            names = {node: known[node] for node in names}
        return names

    def _of(self, node: Any) -> list[tuple[str, Any]]:
        """Return what is said of ``node``; of blank nodes the name is still to come."""
        from rdflib import BNode

        from wijgraph.shacl.rdflib_terms import to_term

        if node not in self._said:
            self._said[node] = [
                (str(p), o if isinstance(o, BNode) else former(_plain(to_term(o))))
                for p, o in self._data.predicate_objects(node)
            ]
        return self._said[node]


def _plain(term: Term) -> str:
    if term.kind == "iri":
        return term.value
    text = json.dumps(term.value, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype in {None, XSD + "string"} else f"{text}^^<{term.datatype}>"


def _digest(parts: Sequence[Any]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:LENGTH]


def _above(start: Any, data: "RdflibGraph") -> list[tuple[int, str, str]]:
    """Return what refers to ``start``, through other blank nodes too, with the number of steps.

    Without it the empty blank nodes of two subjects would be one and the same.
    """
    from rdflib import BNode

    seen, level, above = {start}, [start], set()
    for steps in range(1, len(data) + 1):
        referring = [pair for node in level for pair in data.subject_predicates(node)]
        above |= {(steps, str(p), str(s)) for s, p in referring if not isinstance(s, BNode)}
        above |= {(steps, str(p), "") for s, p in referring if isinstance(s, BNode)}
        level = [s for s in {s for s, _ in referring} if isinstance(s, BNode) and s not in seen]
        seen.update(level)
        if not level:
            break
    return sorted(above)


# A word of the catalogue of results, or none, and what comes behind it.
Step = tuple[str, str]
LONGEST = 100  # characters of a literal in a sentence
DEEPEST = 20  # steps that are told of the way to a blank node
MOST = 50  # nodes that are alike and told apart; of more it does not matter
# What stands in Turtle without quotes.
BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
PLAIN = {XSD + "string", XSD + "integer", XSD + "decimal", XSD + "double", XSD + "boolean"}


class ReportNames:
    """The names of what a graph and its shapes hold."""

    def __init__(self, graph: Graph, shapes: Index, documents: Sequence[Document] = ()) -> None:
        """Take the ``documents`` that ``shapes`` were read from, for their prefixes and places."""
        self._graph = graph
        self._shapes = shapes
        self._documents = documents
        self._known: dict[Term, dict[str, str]] = {}
        self._cells: dict[Any, tuple[Any, int]] = {}  # of lists, each with where that begins
        self._told: dict[Any, tuple[bool, str, str] | None] = {}  # by which triple
        self._alike: dict[tuple[str, str, bool], dict[str, int]] = {}  # with their numbers

    @cached_property
    def prefixes(self) -> Prefixes:
        """The namespaces by prefix: those of the shapes, of the data, and our own for the rest.

        The first to declare a prefix has it. Names of files are relative unless one is written.
        """
        found = Prefixes()
        documents = (*self._documents, *self._graph.texts)
        if not any(FILE in d.text for d in documents):
            found.bases = [d.base for d in documents if d.base and d.base.startswith(FILE)]
        declared = [d.prefixes for d in documents]
        for prefixes in (*declared, PREFIXES):
            for prefix, namespace in prefixes.items():
                if prefix not in found and namespace not in found.values():
                    found[prefix] = namespace
        return found

    def iri(self, iri: str) -> str:
        """Return ``iri`` as a prefixed name, or in full."""
        return shorten(iri, self.prefixes).strip("<>")

    def term(self, term: Term, language: str) -> str:
        """Return what a sentence calls ``term``."""
        if term.kind == "iri":
            return self.iri(term.value)
        if term.kind == "bnode":
            return self.blank(term)[language]
        pattern = BARE.get(term.datatype or "")
        if pattern and pattern.fullmatch(term.value):
            return cut(term.value)
        text = f'"{cut(term.value)}"'
        if term.language:
            return f"{text}@{term.language}"
        known = term.datatype is None or term.datatype in PLAIN
        return text if known else f"{text}^^{self.iri(str(term.datatype))}"

    def path(self, path: Term) -> str:
        """Return a property path of the shapes, as SPARQL writes it."""
        if path.kind == "iri":
            return self.iri(path.value)
        pieces = path_text(self._shapes, path).replace(">", "<").split("<")
        return "".join(self.iri(p) if i % 2 else p for i, p in enumerate(pieces))

    def place(self, shape: Term) -> Position | None:
        """Return where a shape is written."""
        for document in self._documents:
            if document.may_hold(shape.value) and (found := document.place([(shape.value,)])):
                return found[1]
        return None

    def shape(self, shape: Term) -> str:
        """Return the name of a shape; of a blank node it is the place in its file."""
        if shape.kind == "iri":
            return self.iri(shape.value)
        place = self.place(shape)
        if place is None:
            return "[]"
        return ":".join(str(p) for p in (place.path, place.line, place.column) if p is not None)

    def is_blank(self, node: Term) -> bool:
        """Return whether ``node`` is a blank node of the data."""
        from rdflib import BNode

        data, it = self._graph.rdflib, BNode(node.value)
        return (it, None, None) in data or (None, None, it) in data

    def blank(self, node: Term) -> dict[str, str]:
        """Return what a blank node of the data is called: how it is reached, in each language."""
        if node not in self._known:
            from rdflib import BNode

            steps = self._steps(BNode(node.value))
            self._known[node] = {language: _told(steps, language) for language in LANGUAGES}
        return self._known[node]

    def _steps(self, node: "BNode") -> list[Step]:
        """Return the way up from ``node`` to an IRI, or to what nothing refers to."""
        from rdflib import RDF, BNode

        data = self._graph.rdflib
        steps: list[Step] = []
        seen: set[Any] = set()
        while node not in seen:
            seen.add(node)
            above = self._above(node)
            if above is None:
                break
            if len(steps) > DEEPEST:
                return [*steps, ("", "…")]
            anonymous, predicate, subject = above
            if predicate == str(RDF.rest):  # the list begins further up
                before = steps.pop()[1] if steps and steps[-1][0] == "item" else "1"
                node, number = self._cell(node) if anonymous else (node, 1)
                steps.append(("item", str(int(before) + number)))
                if anonymous:
                    continue
                return [*steps, ("", self.iri(subject))]
            first = predicate == str(RDF.first)
            nth = "" if first else self._number(node, predicate, subject, anonymous)
            steps.append(("item", "1") if first else ("", self.iri(predicate) + nth))
            if not anonymous:
                return [*steps, ("", self.iri(subject))]
            node = BNode(subject)
        kinds = sorted(str(kind) for kind in data.objects(node, RDF.type))
        return [*steps, ("a", self.iri(kinds[0])) if kinds else ("unnamed", "")]

    def _above(self, node: "BNode") -> tuple[bool, str, str] | None:
        """Return the triple by which ``node`` is told: whether its subject is blank, and it."""
        from rdflib import BNode

        if node not in self._told:
            found = (
                (isinstance(subject, BNode), str(predicate), str(subject))
                for subject, predicate in self._graph.rdflib.subject_predicates(node)
            )
            self._told[node] = min(found, default=None)
        return self._told[node]

    def _cell(self, node: "BNode") -> tuple["BNode", int]:
        """Return the first cell of the list that ``node`` is in, and how many steps up that is."""
        from rdflib import RDF, BNode

        way: dict[Any, None] = {}
        while node not in self._cells and node not in way:
            above = self._above(node)
            if above is None or above[1] != str(RDF.rest) or not above[0]:
                self._cells[node] = node, 0
                break
            way[node] = None
            node = BNode(above[2])
        head, number = self._cells.get(node, (node, 0))
        for steps, cell in enumerate(reversed(way), number + 1):
            self._cells[cell] = head, steps
        return self._cells[next(iter(way))] if way else (head, number)

    def _number(self, node: "BNode", predicate: str, subject: str, anonymous: bool) -> str:
        """Return which of the blank nodes that ``subject`` has there ``node`` is, if several."""
        from rdflib import BNode, URIRef

        where = predicate, subject, anonymous
        if where not in self._alike:
            above = BNode(subject) if anonymous else URIRef(subject)
            values = self._graph.rdflib.objects(above, URIRef(predicate))
            alike = [str(value) for value in values if isinstance(value, BNode)]
            if not 1 < len(alike) <= MOST:
                alike = []
            alike.sort(key=lambda one: identity(Term("bnode", one), self._graph))
            self._alike[where] = {one: number for number, one in enumerate(alike, 1)}
        number = self._alike[where].get(str(node))
        return f" ({number})" if number else ""


def cut(text: str) -> str:
    """Return the beginning of ``text``, if it is long."""
    return text[:LONGEST] + "…" * (len(text) > LONGEST)


def _told(steps: Sequence[Step], language: str) -> str:
    said = (
        f"{sentence(f'results.{word}', language)} {name}" if word else name for word, name in steps
    )
    of = f" {sentence('results.of', language)} "
    return f"[{of.join(part.strip() for part in said)}]"
