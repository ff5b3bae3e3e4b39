"""Turtle has places that are right, and the house form loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Namespace
from rdflib.compare import isomorphic

from wijgraph.errors import TurtleError
from wijgraph.graph.documents import Document
from wijgraph.turtle.writer import format_turtle, write_turtle

EX = Namespace("https://example.org/")
TEXT = """\
# A comment that stays.

@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

ex:b a ex:Thing ;
    rdfs:label "two # not a comment"@en , "twee"@nl ;
    ex:list ( ex:x "y" ) .
ex:a ex:knows ex:b ; a ex:Thing .
"""
FORMATTED = """\
# A comment that stays.

@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/> .

ex:a
    a ex:Thing ;
    ex:knows ex:b .

ex:b
    a ex:Thing ;
    rdfs:label "twee"@nl ;
    rdfs:label "two # not a comment"@en ;
    ex:list ( ex:x "y" ) .
"""


def test_house_form() -> None:
    assert format_turtle(TEXT, house=True) == FORMATTED


def test_house_form_stays_as_it_is() -> None:
    assert format_turtle(FORMATTED, house=True) == FORMATTED


def test_comment_below_the_header_is_refused_not_lost() -> None:
    with pytest.raises(TurtleError, match="comment") as caught:
        format_turtle(TEXT + "# lost\n", "x.ttl", house=True)
    assert (caught.value.path, caught.value.line) == ("x.ttl", TEXT.count("\n") + 1)


def test_blank_node_is_refused() -> None:
    with pytest.raises(TurtleError, match="blank node"):
        format_turtle("<https://example.org/a> <https://example.org/p> [ ] .", house=True)


def place(text: str, line: int | None, column: int | None) -> str:
    assert line and column
    return text.splitlines()[line - 1][column - 1 :]


def test_positions_point_at_the_object() -> None:
    places = Document("x.ttl", TEXT, "turtle").placed
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    position = places[f"{EX}b", label, "twee"]
    assert place(TEXT, position.line, position.column).startswith('"twee"@nl')
    assert place(TEXT, position.end_line, position.end_column).startswith(" ;")
    opened = places[f"{EX}a",]
    assert place(TEXT, opened.line, opened.column).startswith("ex:a")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_do_not_shift_lines(end: str) -> None:
    text = TEXT.replace("\n", end)
    position = Document("x.ttl", text, "turtle").placed[f"{EX}a", f"{EX}knows", f"{EX}b"]
    assert position.line == 9


@pytest.mark.parametrize(
    "text",
    ["@prefix", "<a> <b> .", "<a> <b> 'x", "[", "<a> <b> ( 1 ", "'a:b", "<a> <b> ($1 2) .",
     "<http://a> <http://b> " + "[" * 2000],
)  # fmt: skip
def test_what_is_not_turtle_is_an_error_with_the_file(text: str) -> None:
    with pytest.raises(TurtleError) as caught:
        print(Document("x.ttl", text, "turtle").placed)
    assert caught.value.path == "x.ttl"


literals = st.one_of(
    st.builds(
        Literal, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    ),
    st.builds(lambda t: Literal(t, lang="nl"), st.text("aé\"\\\n\t'#<>@", max_size=8)),
    st.integers().map(lambda n: Literal(str(n), datatype=RDF.value)),
)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("pq"), literals), max_size=8))
def test_written_text_is_the_same_graph(rows: list[tuple[str, str, Literal]]) -> None:
    graph = Graph()
    for subject, predicate, value in rows:
        graph.add((EX[subject], EX[predicate], value))
    again = Graph().parse(data=write_turtle(graph), format="turtle")
    assert isomorphic(graph, again)
