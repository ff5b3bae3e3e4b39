"""Checks that passed without a look, or failed without a fault: each has its kind here."""

import pytest

from tests.test_gate import found, read
from wijgraph.errors import ShapesError

DATA = "ex:a a ex:P ; ex:v 'x' ; ex:n 3 ; ex:r ex:b . ex:b a ex:P ."
ENGINES = pytest.mark.parametrize("engine", ["auto", "pyshacl"])


def shape(said: str, more: str = "") -> str:
    return f"ex:S a sh:NodeShape ; sh:targetClass ex:P ;\n {said} .\n{more}"


def on(path: str, said: str) -> str:
    return shape(f"sh:property [ sh:path {path} ; {said} ]")


REFUSED = {
    shape('sh:closed "1"^^xsd:boolean'): "sh:closed needs true or false",
    on("ex:v", 'sh:uniqueLang "1"^^xsd:boolean'): "sh:uniqueLang needs true or false",
    on(
        "ex:v",
        "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 1 ; "
        'sh:qualifiedValueShapesDisjoint "0"^^xsd:boolean',
    ): "sh:qualifiedValueShapesDisjoint needs true or false",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_effect_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ShapesError) as error:
        read(text)
    assert REFUSED[text] in str(error.value)
    assert all(fault.line in {2, 3, 4} for fault in error.value.faults)


COMPONENT = (
    "ex:C a ex:K ; sh:parameter [ sh:path ex:k ] ; "
    "sh:validator [ sh:ask 'ASK { FILTER($value = $k) }' ] ."
)


@ENGINES
@pytest.mark.parametrize(
    "kinds",
    [
        "ex:K rdfs:subClassOf sh:ConstraintComponent .",
        "ex:K rdfs:subClassOf ex:L . ex:L rdfs:subClassOf ex:M , ex:K . "
        "ex:M rdfs:subClassOf sh:ConstraintComponent .",
    ],
)
def test_a_component_of_a_class_below_that_of_components(kinds: str, engine: str) -> None:
    shapes = read(shape("ex:k ex:b", f"{COMPONENT} {kinds}"))
    assert found(shapes, engine, DATA) == ["https://example.org/C"]


def test_a_component_of_such_a_class_is_looked_over() -> None:
    with pytest.raises(ShapesError, match="parameter called value"):
        read(
            "ex:C a ex:K ; sh:parameter [ sh:path ex:value ] . "
            "ex:K rdfs:subClassOf sh:ConstraintComponent ."
        )


LARGE = ["9223372036854775807", "9223372036854775808", "9" * 30, "+0" + "9" * 4000]


@ENGINES
@pytest.mark.parametrize("number", LARGE)
def test_numbers_larger_than_any_count(number: str, engine: str) -> None:
    number = f'"{number}"^^xsd:integer'
    least = f"sh:minLength {number} ; sh:minCount {number}"
    assert found(read(on("ex:v", least)), engine, "ex:a a ex:P ; ex:v 'x' .") == [
        "MinCount",
        "MinLength",
    ]
    most = f"sh:maxLength {number} ; sh:maxCount {number} ; sh:qualifiedMaxCount {number} ; "
    most += "sh:qualifiedValueShape [ sh:nodeKind sh:Literal ]"
    assert found(read(on("ex:v", most)), engine, DATA) == []


# The data, the constraint, and whether it holds.
COMPARED = [
    ('"300"^^xsd:byte', "sh:minInclusive -5", False),
    ('"-1"^^xsd:nonNegativeInteger', "sh:maxInclusive 5", False),
    ('"2020-01-01T00:00:00"^^xsd:dateTimeStamp', "sh:maxInclusive "
     '"2030-01-01T00:00:00Z"^^xsd:dateTime', False),
    ("3", 'sh:minInclusive "-300"^^xsd:byte', False),
    ('"100"^^xsd:byte', "sh:minInclusive -5", True),
    ("3", f"sh:maxInclusive {'9' * 30}", True),
    ("9" * 30, "sh:minInclusive 5", True),
    ("9" * 30 + ".5", "sh:minInclusive 5.0", True),
    ('"300"^^xsd:byte', "sh:lessThan ex:w", False),
    ("3", "sh:lessThan ex:w", True),
    ("[ ]", "sh:lessThan ex:w", False),
    ("ex:b", "sh:lessThanOrEquals ex:w", False),
    ("999", "sh:lessThanOrEquals ex:w", True),
    ('"-0"^^xsd:integer', 'sh:minCount "-0"^^xsd:integer', True),
]  # fmt: skip


@ENGINES
@pytest.mark.parametrize(("value", "said", "holds"), COMPARED)
def test_what_is_ill_typed_compares_with_nothing(
    value: str, said: str, holds: bool, engine: str
) -> None:
    data = f"ex:a a ex:P ; ex:v {value} ; ex:w 999 ."
    assert (found(read(on("ex:v", said)), engine, data) == []) == holds


def select(query: str) -> str:
    return shape(f"sh:sparql [ sh:select '''{query}''' ]")


COMPONENTS = (
    "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; "
    "sh:nodeValidator [ sh:select 'SELECT $this { $this ?p ?o FILTER(REGEX(STR(?o), $k)) }' ] ."
)


@ENGINES
@pytest.mark.parametrize(
    "query",
    [
        'SELECT $this { BIND("(" AS ?p) $this ?q ?o FILTER(REGEX(STR(?o), ?p)) }',
        'SELECT $this { $this ?q ?o FILTER(REGEX(STR(?o), CONCAT("[", "a"))) }',
        'SELECT $this { $this ?q ?o FILTER(!REGEX("a", "a", CONCAT("y", ""))) }',
        'SELECT $this { $this <https://example.org/v> ?p FILTER(REGEX("x", CONCAT(?p, "("))) }',
        'SELECT $this { $this ?q ?o BIND(REPLACE(STR(?o), CONCAT("*", ""), "") AS ?value) }',
    ],
)
def test_a_pattern_that_is_none_is_told_wherever_it_comes_from(query: str, engine: str) -> None:
    with pytest.raises(ShapesError, match="cannot be used"):
        found(read(select(query)), engine, DATA)


@ENGINES
@pytest.mark.parametrize(
    ("pattern", "matches"), [(r"^x\\i?$", True), ("^[a-z-[x]]$", False), ("^[a-z-[y]]$", True)]
)
@pytest.mark.parametrize("parameter", [True, False])
def test_a_pattern_is_that_of_sparql_wherever_it_comes_from(
    pattern: str, matches: bool, parameter: bool, engine: str
) -> None:
    if parameter:
        shapes = read(shape(f"ex:k '{pattern}'", COMPONENTS))
    else:
        once = pattern.replace("\\", "\\\\")
        query = f'SELECT $this {{ $this ?q ?o FILTER(REGEX(STR(?o), CONCAT("{once}", ""))) }}'
        shapes = read(select(query))
    assert bool(found(shapes, engine, "ex:a a ex:P ; ex:v 'x' .")) == matches


@pytest.mark.parametrize("value", ["'('", "'a'@en", "3", "ex:b"])
def test_a_parameter_that_is_a_pattern_is_looked_over(value: str) -> None:
    with pytest.raises(ShapesError, match="cannot be used as a pattern") as error:
        read(shape(f"ex:k {value}", COMPONENTS))
    assert error.value.line == 3
