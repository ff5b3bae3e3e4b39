"""The place of a triple is found without reading all files for places, and is the same place."""

import re
from pathlib import Path

import pytest

import wijgraph
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.model import Position

PREFIX = "@prefix ex: <https://example.org/> .\n"
# One node in several files, with blank nodes that have other names where the places are.
TEXTS = {
    "one.ttl": "ex:a ex:p ex:b , [ ex:r 0 ] ; ex:q [ ex:r 1 ] .",
    "two.ttl": "ex:a ex:p [ ex:r 2 ] , ex:c .\nex:b ex:q ex:a .",
    "three.ttl": "ex:b ex:p ex:a .\n\nex:a ex:r 3 ; ex:p ex:d .",
    "four.ttl": "ex:a ex:q ex:d .",
}


def slowly(graph: Graph, *triple: str) -> Position | None:
    """Return the place by asking every file."""
    keys = [triple[:end] for end in range(len(triple), 0, -1)] + [("", triple[0])]
    found = [place for document in graph.documents if (place := document.place(keys))]
    return min(found, key=lambda place: place[0])[1] if found else None


def test_each_place_is_that_of_the_first_best_file() -> None:
    documents = [Document(name, PREFIX + text, "turtle") for name, text in TEXTS.items()]
    graph = Graph(dossiers.builtin(), documents)
    triples = [tuple(map(str, triple)) for triple in graph.rdflib]
    assert len(triples) > 10
    for subject, predicate, obj in triples:
        for rest in ((), (predicate,), (predicate, obj), (predicate, "https://example.org/none")):
            assert graph.position(subject, *rest) == slowly(graph, subject, *rest)
        assert graph.position(obj) == slowly(graph, obj)
    assert graph.position("https://example.org/none") is None


def test_only_the_files_with_a_finding_are_read_for_places(town_folder: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    path.write_text(path.read_text().replace('dct:identifier "gm9999" ;\n', ""))
    dossier = wijgraph.open(town_folder)
    [finding] = dossier.validate().findings
    assert finding.position is not None
    read = [d.name for d in dossier.graph.documents if "placed" in vars(d)]
    assert [Path(name).name for name in read] == ["town.ttl"]


EX = "https://example.org/"
QUADS = f"""\
# A comment . with a dot
<{EX}a> <{EX}p> <{EX}b> <{EX}graph> .

  _:n.1\t<{EX}p>\t"x. \\" . #"@en-GB _:graph .
<{EX}a><{EX}p>"1"^^<{EX}kind>. # and a comment
"""


@pytest.mark.parametrize("form", ["ntriples", "nquads"])
def test_statements_that_are_lines_have_places(form: str) -> None:
    text = QUADS if form == "nquads" else re.sub(r" (<\S*graph>|_:graph) \.", " .", QUADS)
    document = Document("data.nq", text, form)
    found = [
        (place.line, place.column, place.end_column)
        for triple in document.written
        if (place := document.placed[tuple(term.value for term in triple)])
    ]
    assert found == [(2, 49, 72), (4, 33, 50), (5, 47, 78)]
    assert (document.placed[EX + "a",].line, document.placed[EX + "a",].column) == (2, 1)


JSON = """{
  "@context": ["context.jsonld", {"ex": "https://example.org/",
    "knows": {"@id": "ex:knows", "@type": "@id"}, "nr": "@id", "name": {"@id": "ex:name"}}],
  "@graph": [
    {"nr": "ex:a", "knows": "ex:b", "name": ["@id", "ex:b"]},
    {"name": "x", "ex:sub": {"name": "y", "\\u0040id": "ex:b"}},
    {"ex:sub": {"@id": "ex:c"}}, {"@id": "", "name": "q"},
    {"@id": "r/\\u00e9", "name": "q"}, {"@id": "far:d", "name": "q"}
  ]
}"""


def test_nodes_in_json_have_the_place_of_their_id() -> None:
    whole = JSON.replace('"context.jsonld"', '{\n\n"far": "https://far.example/"}')
    document = Document("data.jsonld", whole, "jsonld", "https://base.example/d", source=JSON)
    names = {term.value for t in document.triples for term in t if term.kind == "iri"}
    places = {key[-1]: place for key, place in document.placed.items() if key[-1] in names}
    assert {name: (place.line, place.column) for name, place in places.items()} == {
        EX + "a": (5, 12),
        EX + "b": (6, 55),
        EX + "c": (7, 24),
        "https://base.example/d": (7, 42),
        "https://base.example/r/é": (8, 13),
        "https://far.example/d": (8, 47),
    }
    assert document.place([(EX + "none",)]) is None
    subjects = {triple[0].value for triple in document.triples}
    assert {key[0] for key in document.placed if len(key) == 1} < subjects
    blank = next(t[0].value for t in document.triples if t[0].kind == "bnode")
    assert document.place([(blank,)]) == (0, Position("data.jsonld", None, None))


def test_what_has_no_name_in_json_has_the_place_of_what_it_is_said_of() -> None:
    many = 60
    start = '{"@context": {"@vocab": "https://example.org/"},\n "@id": "https://example.org/a", '
    text = start + '"p": {' * many + '"q": 1' + "}" * many + "}"
    document = Document("data.jsonld", text, "jsonld")
    blanks = {t[0].value for t in document.triples if t[0].kind == "bnode"}
    assert len(blanks) == many
    assert {document.placed[blank,].line for blank in blanks} == {2}
