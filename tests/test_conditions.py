"""A condition that is an error in every row is refused: SPARQL would drop each row, and pass."""

import pytest

from tests.test_gate import read
from wijgraph.errors import ShapesError

NEVER = [
    'FILTER(?value > 1 && (?value < 9) && "x" < 3)',
    "FILTER(1/0 = 1)",
    "FILTER(1/0)",
    'FILTER(?value + "a" > 3)',
    'FILTER(STRLEN(?value) > "a")',
    'BIND(?value AS ?copy) FILTER(?copy - "b"@en)',
    "FILTER(<https://example.org/x>)",
    'FILTER(<http://www.w3.org/2001/XMLSchema#integer>("a") > 3)',
    "BIND(1/0 AS ?none) FILTER(?none = 1)",
    "BIND(?none AS ?more) BIND(1/0 AS ?none) FILTER(?more = 1)",
    "OPTIONAL { ?value ?q ?r FILTER(ABS(STR(?r)) > 1) }",
]
UNBOUND = [
    "FILTER(?valeu > 3)",
    "FILTER(?valeu)",
    'FILTER REGEX(?valeu, "a")',
    "FILTER NOT EXISTS { ?value ?q ?r FILTER(?r > ?valeu) }",
]
SOMETIMES = [
    'FILTER(?value > 1 && ("x" < 3 || ?value < 9))',
    'FILTER(?value > 1 || ?value < 9 && "x" < 3)',
    r'FILTER(REGEX(?value, "^\\\\i[a-z-[x]]"))',
    r'FILTER(REGEX(?value, "^(a|b)\\\\1$"))',
    "FILTER(?more > 3) BIND(?value + 1 AS ?more)",
    "BIND(1/0 AS ?none) FILTER(!BOUND(?none))",
    "FILTER(?value > 2 || 1/0)",
    "FILTER(1 / ?value > 2)",
    "FILTER(!BOUND(?valeu))",
    "FILTER(COALESCE(?valeu, true))",
    "FILTER(false)",
    'FILTER(?value = "P"^^<https://example.org/kind>)',
    "FILTER(<http://www.w3.org/2001/XMLSchema#integer>(SUBSTR(?value, 4)) > 3)",
    'FILTER(STRDT(STRAFTER(?value, "-"), <http://www.w3.org/2001/XMLSchema#integer>) > 3)',
    'FILTER(TZ(?value) = "Z")',
    "?value ?q ?r . FILTER(?r - ?value > "
    '"P1D"^^<http://www.w3.org/2001/XMLSchema#dayTimeDuration>)',
    "{ SELECT $this (COUNT(?o) AS ?n) { $this ?q ?o } GROUP BY $this } FILTER(?n > 1)",
    "?value ?q (?r ?s) FILTER(?s > 3)",
    "?value ?q [ ?r ?s ] FILTER(?s > 3)",
    "FILTER(NOT EXISTS { ?value ?q ?r } && ?value > 3)",
    "FILTER(?value IN (1, 2) && ?value - 1 < 3)",
]


def shape(condition: str) -> str:
    select = f"SELECT $this ?value {{ $this <https://example.org/p> ?value . {condition} }}"
    return f"ex:S sh:targetNode ex:a ; sh:sparql [ sh:select '''{select}''' ] ."


@pytest.mark.parametrize("condition", [*NEVER, *UNBOUND])
def test_what_is_an_error_in_every_row_is_refused_with_its_place(condition: str) -> None:
    with pytest.raises(ShapesError) as error:
        read(shape(condition))
    said = str(error.value)
    assert said.startswith("shapes.ttl:2:")
    assert "an error in every row" in said
    assert ("?valeu gets no value anywhere" in said) == (condition in UNBOUND)


@pytest.mark.parametrize("condition", SOMETIMES)
def test_what_is_an_error_in_some_rows_only_is_not(condition: str) -> None:
    read(shape(condition))


def test_having_without_an_aggregate_is_a_condition_too() -> None:
    query = "SELECT $this { $this ?p ?o } GROUP BY $this HAVING (1/0 > 3)"
    with pytest.raises(ShapesError, match="an error in every row"):
        read(f'ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "{query}" ] .')


@pytest.mark.parametrize(("value", "refused"), [("3", False), ("'abc'", True), ("ex:x", True)])
@pytest.mark.parametrize(
    ("word", "query"),
    [
        ("validator", "ASK { FILTER(STRLEN(STR($value)) < $most) }"),
        ("nodeValidator", "SELECT $this { FILTER(STRLEN(STR($this)) > $most) }"),
    ],
)
def test_a_value_that_a_component_cannot_reckon_with(
    word: str, query: str, value: str, refused: bool
) -> None:
    text = (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ; "
        f"sh:{word} [ sh:{query.split(maxsplit=1)[0].lower()} '{query}' ] .\n"
        f"ex:S sh:targetNode ex:a ;\n ex:most {value} ."
    )
    if not refused:
        read(text)
        return
    with pytest.raises(ShapesError, match=r"an error in every row") as error:
        read(text)
    assert error.value.line == 4


@pytest.mark.parametrize(("name", "refused"), [("most", False), ("more", True)])
def test_the_parameter_of_a_component_has_a_value(name: str, refused: bool) -> None:
    text = (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ; "
        f"sh:validator [ sh:ask 'ASK {{ FILTER($value < ${name}) }}' ] . "
        "ex:S sh:targetNode ex:a ; ex:most 3 ."
    )
    if not refused:
        read(text)
        return
    with pytest.raises(ShapesError, match="more gets no value anywhere"):
        read(text)
