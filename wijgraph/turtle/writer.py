"""The house writer: one canonical text for a graph, so that a changed label is a one-line diff."""

import re
from collections.abc import Iterable
from itertools import groupby

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from wijgraph.errors import TurtleError
from wijgraph.namespaces import DCT, GOV, PREFIXES, SCHEMA, SH, shorten
from wijgraph.turtle.reader import read

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
    str(XSD.integer): re.compile(r"[+-]?\d+\Z"),
    str(XSD.decimal): re.compile(r"[+-]?\d*\.\d+\Z"),
    str(XSD.boolean): re.compile(r"(?:true|false)\Z"),
}
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')
# Strings and IRIs are matched too, so that a # inside them is not taken for a comment.
TOKEN = re.compile(r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\])*"|<[^>\s]*>|#[^\n]*', re.DOTALL)


def format_turtle(text: str, path: str = "<text>") -> str:
    """Return ``text`` in the house form: same graph, header comment kept.

    Raises TurtleError when it is not Turtle, holds a comment below the header (it would be lost),
    or a blank node that is not a list.
    """
    header, body_line = _header(text)
    for token in TOKEN.finditer(text):
        line = text.count("\n", 0, token.start()) + 1
        if token.group().startswith("#") and line >= body_line:
            raise TurtleError(
                "a comment below the header would be lost",
                path=path,
                line=line,
                hint="Move it to the header, or say it in skos:note or rdfs:comment.",
            )
    graph = read(text, path).graph
    written = header + write_turtle(graph, path)
    again = read(written, path).graph
    if not isomorphic(graph, again):
        raise TurtleError("the formatted text would not be the same graph", path=path)
    return written


def write_turtle(graph: Graph, path: str = "<graph>") -> str:
    """Return ``graph`` as canonical Turtle: used prefixes, ordered subjects, one object a line."""
    subjects = sorted(
        {s for s in graph.subjects() if not _is_list_cell(graph, s)},
        key=lambda s: (_is_header(graph, s), str(s)),
    )
    blocks = []
    for subject in subjects:
        if isinstance(subject, BNode):
            raise TurtleError(
                "a blank node cannot be cited or compared", path=path, hint="Give it an IRI."
            )
        lines = [
            f"    {_verb(predicate)} {_term(graph, obj, path)}"
            for predicate, obj in _ordered(graph.predicate_objects(subject))
        ]
        blocks.append(f"{shorten(str(subject))}\n" + " ;\n".join(lines) + " .\n")
    body = "\n".join(blocks)
    used = [
        f"@prefix {prefix}: <{namespace}> .\n"
        for prefix, namespace in PREFIXES.items()
        if re.search(rf"(?<![\w<:/]){prefix}:(?!//)", _without_strings(body))
    ]
    return "".join(used) + ("\n" if used and body else "") + body


def _header(text: str) -> tuple[str, int]:
    """Return the comment that opens the file, and the number of the line after it."""
    lines = text.splitlines()
    kept = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            break
        kept.append(line.rstrip())
    comment = "\n".join(kept).strip("\n")
    return (f"{comment}\n\n" if comment else ""), len(kept) + 1


def _without_strings(text: str) -> str:
    return TOKEN.sub(lambda m: "" if m.group()[0] in '"<' else m.group(), text)


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


def _verb(predicate: Node) -> str:
    return "a" if predicate == RDF.type else shorten(str(predicate))


def _term(graph: Graph, term: Node, path: str) -> str:
    if isinstance(term, Literal):
        return _literal(term)
    if isinstance(term, BNode):
        if not _is_list_cell(graph, term):
            raise TurtleError(
                "a blank node cannot be cited or compared", path=path, hint="Give it an IRI."
            )
        return f"( {' '.join(_term(graph, item, path) for item in Collection(graph, term))} )"
    return "()" if term == RDF.nil else shorten(str(term))


def _literal(literal: Literal) -> str:
    datatype = str(literal.datatype) if literal.datatype else ""
    if datatype in PLAIN and PLAIN[datatype].match(str(literal)):
        return str(literal)
    text = UNSAFE.sub(lambda m: ESCAPES.get(m.group(), f"\\u{ord(m.group()):04X}"), str(literal))
    if literal.language:
        return f'"{text}"@{literal.language}'
    if datatype and datatype != str(XSD.string):
        return f'"{text}"^^{shorten(datatype)}'
    return f'"{text}"'
