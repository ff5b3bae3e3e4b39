"""The house writer: one canonical text for a graph, so that a changed label is a one-line diff."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby, pairwise

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from wijgraph.errors import TurtleError
from wijgraph.messages import Message
from wijgraph.namespaces import DCT, GOV, PREFIXES, SCHEMA, SH, shorten
from wijgraph.shacl.rdflib_terms import RdflibTerms
from wijgraph.store import Triple, parse
from wijgraph.store.canonical import named
from wijgraph.turtle.reader import spans
from wijgraph.turtle.syntax import Lines, tokens
from wijgraph.turtle.tidy import tidy

# Predicates in the order in which one reads a node; those not named here come between, by IRI.
FIRST = [
    RDF.type,
    OWL.versionIRI,
    OWL.imports,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    URIRef(DCT + "title"),
    SKOS.prefLabel,
    RDFS.label,
    SKOS.altLabel,
    SKOS.definition,
    URIRef(DCT + "description"),
    SKOS.scopeNote,
    SKOS.example,
    *(URIRef(SH + name) for name in ("targetClass", "targetSubjectsOf", "path", "property")),
    *(URIRef(GOV + name) for name in ("document", "section", "phrase")),
    URIRef(SCHEMA + "position"),
    *(URIRef(GOV + name) for name in ("actor", "via", "counterparty", "basis", "about")),
]
LAST = [
    *(URIRef(SH + name) for name in ("severity", "name", "message", "description")),
    *(URIRef(GOV + name) for name in ("modality", "certainty")),
    SKOS.note,
    URIRef(GOV + "citation"),
    URIRef(DCT + "source"),
    RDFS.seeAlso,
    RDFS.isDefinedBy,
]
RANK: dict[Node, int] = {
    **{p: i for i, p in enumerate(FIRST)},
    **{p: 1000 + i for i, p in enumerate(LAST)},
}
LANGUAGES = {"nl": 0, "en": 1}
PLAIN = {
    str(XSD.integer): re.compile(r"[+-]?[0-9]+\Z"),
    str(XSD.decimal): re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    str(XSD.double): re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+\Z"),
    str(XSD.boolean): re.compile(r"(?:true|false)\Z"),
}
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')
UNSAFE_IN_LINES = re.compile(r'"(?="")|"\Z|[\\\x00-\x09\x0b-\x1f\x7f]')
# A prefix that may be written again as it is.
PREFIX = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
BASE = "http://base.invalid/"  # relative IRIs are kept, so it matters to nobody
Short = Callable[[str], str]


def format_turtle(text: str, path: str = "<text>", *, house: bool = False) -> str:
    """Return ``text`` in the layout of the house form, with all that stands in it.

    With ``house`` it gets the form of a dossier as well: one order, its own prefixes only, no
    comment below the header and no blank node but those of lists.

    Raises TurtleError, with the line, when it is not Turtle or something would get lost.
    """
    text = text.removeprefix("\ufeff")
    triples = list(parse(text, path, base=None if house else BASE))
    if not house:
        return tidy(text, path)
    header = _header(text, path)
    _refuse_blank_nodes(text, triples, path)
    written = header + write_turtle(_graph(triples), path, _prefixes(text))
    if named(triples) != named(parse(written, path)):
        raise TurtleError(Message("turtle.not-the-same-graph"), path=path)
    return written


def _graph(triples: Iterable[Triple]) -> Graph:
    terms = RdflibTerms()
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(tuple(map(terms, triple)))
    return graph


def _header(text: str, path: str) -> str:
    """Return the comment that opens the file; raise TurtleError for one that stands elsewhere."""
    lines, place = Lines(text), 1
    kept: list[str] = []
    for token in tokens(text):
        line, column = lines(token.start)
        if token.part != "comment":
            place = 0
        elif place and column == 1:
            kept += [""] * (line - place) + [text[token.start : token.end].rstrip()]
            place = line + 1
        else:
            raise TurtleError(
                Message("turtle.comment-lost"),
                path=path,
                line=line,
                hint=Message("turtle.comment-lost-hint"),
            )
    comment = "\n".join(kept).strip("\n")
    return f"{comment}\n\n" if comment else ""


def _refuse_blank_nodes(text: str, triples: list[Triple], path: str) -> None:
    cells = {subject for subject, predicate, _ in triples if predicate.value == str(RDF.first)}
    blank = [
        (number, triple[0].kind == "bnode" and triple[0] not in cells)
        for number, triple in enumerate(triples)
        if any(term.kind == "bnode" and term not in cells for term in triple)
    ]
    if not blank:
        return
    line = column = None
    if places := spans(text, triples):
        offsets = (places[n].subject if subject else places[n].start for n, subject in blank)
        line, column = Lines(text)(min(offsets))
    raise TurtleError(
        Message("turtle.blank-node"),
        path=path,
        line=line,
        column=column,
        hint=Message("turtle.blank-node-hint"),
    )


def _prefixes(text: str) -> dict[str, str]:
    """Return our prefixes, and those of ``text`` that are none of them."""
    own = dict(PREFIXES)
    found = [token for token in tokens(text) if token.part == "directive"]
    for name, iri in pairwise(found):
        prefix, namespace = text[name.start : name.end - 1], text[iri.start + 1 : iri.end - 1]
        ours = prefix in own or namespace in own.values()
        if name.kind == "name" and not ours and PREFIX.match(prefix) and "\\" not in namespace:
            own[prefix] = namespace
    return own


def write_turtle(
    graph: Graph, path: str = "<graph>", prefixes: Mapping[str, str] = PREFIXES
) -> str:
    """Return ``graph`` as canonical Turtle: used prefixes, ordered subjects, one object a line."""
    short = partial(shorten, prefixes=prefixes)
    subjects = sorted(
        {s for s in graph.subjects() if not _is_list_cell(graph, s)},
        key=lambda s: (_is_header(graph, s), str(s)),
    )
    blocks = []
    for subject in subjects:
        if isinstance(subject, BNode):
            raise TurtleError(
                Message("turtle.blank-node"), path=path, hint=Message("turtle.blank-node-hint")
            )
        lines = [
            f"    {_verb(predicate, short)} {_term(graph, obj, short, path)}"
            for predicate, obj in _ordered(graph.predicate_objects(subject))
        ]
        blocks.append(f"{short(str(subject))}\n" + " ;\n".join(lines) + " .\n")
    body = "\n".join(blocks)
    said = {body[t.start : t.end].partition(":")[0] for t in tokens(body) if t.kind == "name"}
    used = [
        f"@prefix {prefix}: <{namespace}> .\n"
        for prefix, namespace in prefixes.items()
        if prefix in said
    ]
    return "".join(used) + ("\n" if used and body else "") + body


def _is_header(graph: Graph, subject: Node) -> int:
    kinds = set(graph.objects(subject, RDF.type))
    return 0 if OWL.Ontology in kinds else 1 if SKOS.ConceptScheme in kinds else 2


def _is_list_cell(graph: Graph, node: Node) -> bool:
    return isinstance(node, BNode) and (node, RDF.first, None) in graph


def _ordered(pairs: Iterable[tuple[Node, Node]]) -> Iterable[tuple[Node, Node]]:
    def by_predicate(pair: tuple[Node, Node]) -> tuple[int, str]:
        return RANK.get(pair[0], 500), str(pair[0])

    for _, group in groupby(sorted(pairs, key=by_predicate), by_predicate):
        yield from sorted(group, key=lambda pair: _object_key(pair[1]))


def _object_key(term: Node) -> tuple[int, int, str, str]:
    if isinstance(term, Literal):
        language = term.language or ""
        return 1, LANGUAGES.get(language, 2), language, str(term)
    return 0, 0, "", str(term)


def _verb(predicate: Node, short: Short) -> str:
    return "a" if predicate == RDF.type else short(str(predicate))


def _term(graph: Graph, term: Node, short: Short, path: str) -> str:
    if isinstance(term, Literal):
        return _literal(term, short)
    if isinstance(term, BNode):
        return " ".join(_list(graph, term, short, path))
    return "()" if term == RDF.nil else short(str(term))


def _list(graph: Graph, cell: Node | None, short: Short, path: str) -> Iterator[str]:
    """Yield the signs and terms of a list, and of the lists in it, however deep they lie."""
    around: list[Node | None] = []  # where to go on behind each that is open
    seen = set()
    yield "("
    while around or cell != RDF.nil:
        if cell == RDF.nil:
            yield ")"
            cell = around.pop()
            continue
        if cell is None or not _is_list_cell(graph, cell) or cell in seen:
            raise TurtleError(
                Message("turtle.blank-node"), path=path, hint=Message("turtle.blank-node-hint")
            )
        seen.add(cell)
        item, cell = graph.value(cell, RDF.first), graph.value(cell, RDF.rest)
        if isinstance(item, BNode):
            yield "("
            around.append(cell)
            cell = item
        elif item is not None:
            yield _term(graph, item, short, path)
    yield ")"


def _literal(literal: Literal, short: Short) -> str:
    datatype = str(literal.datatype) if literal.datatype else ""
    if datatype in PLAIN and PLAIN[datatype].match(str(literal)):
        return str(literal)
    text = _quoted(str(literal))
    if literal.language:
        return f"{text}@{literal.language}"
    if datatype and datatype != str(XSD.string):
        return f"{text}^^{short(datatype)}"
    return text


def _quoted(text: str) -> str:
    """Return ``text`` in quotes: in three, on several lines, where it has several."""
    several = "\n" in text
    unsafe = UNSAFE_IN_LINES if several else UNSAFE
    escaped = unsafe.sub(lambda m: ESCAPES.get(m.group(), f"\\u{ord(m.group()):04X}"), text)
    return f'"""{escaped}"""' if several else f'"{escaped}"'
