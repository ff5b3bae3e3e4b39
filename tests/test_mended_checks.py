"""Checks that passed without a look, or failed without a fault: each has its kind here."""

import pytest

from tests.test_gate import found, read
from wijgraph.errors import ShapesError
from wijgraph.namespaces import SH
from wijgraph.shacl.index import path_text

DATA = "ex:a a ex:P ; ex:v 'x' ; ex:n 3 ; ex:r ex:b . ex:b a ex:P ."
ENGINES = pytest.mark.parametrize("engine", ["auto", "pyshacl"])


def shape(said: str, more: str = "") -> str:
    return f"ex:S a sh:NodeShape ; sh:targetClass ex:P ;\n {said} .\n{more}"


def on(path: str, said: str) -> str:
    return shape(f"sh:property [ sh:path {path} ; {said} ]")


def select(query: str) -> str:
    return shape(f"sh:sparql [ sh:select '''{query}''' ]")


REFUSED = {
    shape('sh:closed "1"^^xsd:boolean'): "sh:closed needs true or false",
}

REFUSED |= {
    select("SELECT $this { $this <v> ?o }"): "has the relative IRI <v>, and no BASE",
    select("PREFIX v: <v/> SELECT $this { $this v:o ?o }"): "has the relative IRI <v/o>",
    select("SELECT $this { $this ?p ?o LATERAL { ?o ?q ?r } }"): "has LATERAL, which is not SPARQL",
    on("[ sh:inversePath ex:v ; ex:foo 1 ]", "sh:minCount 1"): "more is said of it than its kind",
    on("[ sh:zeroOrOnePath ex:v ; rdfs:label 'v' ]", "sh:minCount 1"): "its kind (rdfs:label)",
    shape("sh:nodeKind sh:IRI ; sh:declare [ sh:prefix 'v' ; sh:namespace ex: ]"):
        "sh:namespace needs a namespace in quotes",
    select("SELECT $this { BIND(1 AS $this) }"): "binds $this again",
    select("SELECT (?o AS ?this) { ?s ?p ?o }"): "binds $this again",
    select("SELECT $this { { SELECT ?o { ?s ?p ?o } } $this ?p ?o }"): "a subquery that does not",
    select("SELECT $this { { SELECT (COUNT($this) AS ?n) { $this ?p ?o } } }"): "a subquery that",
    select("BASE <v/> SELECT $this { $this <v> ?o }"): "has a BASE that is relative itself: <v/>",
    select("BASE <v:w> BASE <#> SELECT $this { $this ?p ?o }"): "that is relative itself: <#>",
    shape("ex:k 1", "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; "
          "sh:nodeValidator [ sh:select 'SELECT $this { "
          "{ SELECT $this (COUNT(?o) AS ?n) { $this ?p ?o } GROUP BY $this } "
          "FILTER(?n < $k) }' ] ."):
        "a subquery that does not select $k",
    shape("ex:k 1", "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; "
          "sh:validator [ sh:ask 'ASK { { SELECT $this $k { $this ?p ?o } } }' ] ."):
        "a subquery that does not select $value",
    select("SELECT $this { GRAPH $shapesGraph { ?s ?p ?o } }"): "has $shapesGraph",
    select("SELECT $this { $this $PATH ?o }"): "has $PATH, and a node shape has no path",
    shape("sh:nodeKind sh:IRI", "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; "
          "sh:validator [ sh:ask 'ASK { BIND(1 AS ?k) FILTER(?k = $value) }' ] ."):
        "binds $k again",
    shape("ex:k 1 , 2 ; ex:l 3", "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] , "
          "[ sh:path ex:l ] ; sh:validator [ sh:ask 'ASK { FILTER($k = $l) }' ] ."):
        "/k> has 2 values",
    "ex:C a sh:ConstraintComponent ;\n sh:parameter [ sh:path ex:k ] , [ sh:path rdfs:k ] .":
        "this component has more than one parameter called k",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_effect_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ShapesError) as error:
        read(text)
    assert REFUSED[text] in str(error.value)
    assert all(fault.line in {2, 3, 4} for fault in error.value.faults)


@pytest.mark.parametrize(
    "said",
    [
        "sh:uniqueLang ",
        "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 1 ; "
        "sh:qualifiedValueShapesDisjoint ",
    ],
)
def test_what_has_no_effect_by_the_tests_of_the_standard_is_a_warning(said: str) -> None:
    [notice] = read(on("ex:v", said + '"1"^^xsd:boolean')).notices
    assert "checks nothing: only true does" in notice.message["en"]
    assert notice.position is not None
    assert read(on("ex:v", said + '"0"^^xsd:boolean')).notices == ()


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


@ENGINES
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("[ sh:inversePath ( ex:r ex:q ) ]", "^(ex:r/ex:q)"),
        ("[ sh:inversePath [ sh:inversePath [ sh:inversePath ( ex:r ex:q ) ] ] ]", ""),
        ("[ sh:inversePath ( ex:r [ sh:inversePath [ sh:inversePath ex:q ] ] ) ]", ""),
        ("[ sh:inversePath [ sh:alternativePath ( ( ex:r ex:q ) ( ex:q ex:r ) ) ] ]", ""),
        ("[ sh:inversePath ( ex:r [ sh:oneOrMorePath ex:q ] ) ]", ""),
        ("( [ sh:inversePath ( ex:q [ sh:inversePath ex:w ] ) ] [ sh:inversePath ex:r ] )", ""),
    ],
)
def test_the_inverse_of_several_steps(path: str, text: str, engine: str) -> None:
    shapes = read(f"ex:S sh:targetNode ex:c ; sh:property [ sh:path {path} ; sh:hasValue ex:a ] .")
    data = "ex:a ex:r ex:b . ex:b ex:q ex:c . ex:c ex:w ex:c ."
    assert found(shapes, engine, data) == []
    assert found(shapes, engine, "ex:a ex:q ex:b . ex:b ex:r ex:d .") == ["HasValue"]
    if text:
        [written] = {path_text(shapes, node) for node in shapes.all_objects(f"{SH}path")}
        assert written.replace("<https://example.org/", "ex:").replace(">", "") == text


@ENGINES
def test_words_in_texts_and_comments_are_no_keywords(engine: str) -> None:
    query = 'SELECT $this { # MINUS { VALUES ?x { 1 } }\n $this ?p "no MINUS { VALUES (?x)", 3 }'
    assert found(read(select(query)), engine, "ex:a a ex:P ; ex:v 3 .") == []


@ENGINES
@pytest.mark.parametrize(
    ("said", "data", "results"),
    [
        ("sh:property [ sh:path ex:nope ; sh:node ex:S ]", DATA, []),
        ("sh:nodeKind sh:Literal ; sh:property [ sh:path ex:nope ; sh:not ex:S ]", DATA, 2),
        ("sh:property [ sh:path ex:r ; sh:or ( [ sh:nodeKind sh:BlankNode ] ex:S ) ]", DATA, None),
        ("sh:property [ sh:path ex:r ; sh:node ex:S ]", "ex:a a ex:P ; ex:r ex:a .", None),
        ("sh:property [ sh:path ex:r ; sh:node ex:T ] . ex:T sh:not ex:S", DATA, None),
    ],
)
def test_recursion_is_refused_where_the_data_enter_it(
    said: str, data: str, results: object, engine: str
) -> None:
    shapes = read(shape(said))
    if results is None:
        with pytest.raises(ShapesError, match=r"shapes.ttl:\d+:\d+: .* leads to itself"):
            found(shapes, engine, data)
    else:
        assert len(found(shapes, engine, data)) == (results or 0)


@ENGINES
@pytest.mark.parametrize("never", ["false", "(false)", "0", '""', "1 = 0", "false , x"])
def test_a_filter_that_never_holds(never: str, engine: str) -> None:
    if never == "false , x":
        query = (
            "SELECT $this { $this ?p ?o OPTIONAL { $this ?q ?r FILTER(false) } FILTER(!BOUND(?r)) }"
        )
        assert found(read(select(query)), engine, "ex:a a ex:P .") == ["SPARQL"]
        return
    query = f"SELECT $this {{ $this ?p ?o FILTER({never}) }}"
    assert found(read(select(query)), engine, DATA) == []


@ENGINES
@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('REPLACE(?o, "(x)", "$1y") = "xy"', True),
        ('REPLACE(?o, "(x)", "$1-y") = "x-y"', True),
        ('REPLACE(?o, "(x)", CONCAT("$1", "y")) = "xy"', True),
        ('REPLACE(?o, "x", "y") = "x"', False),
    ],
)
def test_what_a_replacement_means(condition: str, holds: bool, engine: str) -> None:
    query = f"SELECT $this {{ $this <https://example.org/v> ?o FILTER({condition}) }}"
    assert bool(found(read(select(query)), engine, DATA)) == holds


@ENGINES
@pytest.mark.parametrize(
    ("value", "holds"), [("9" * 30, True), ("6", True), ('"300"^^xsd:byte', False)]
)
def test_what_a_query_compares(value: str, holds: bool, engine: str) -> None:
    query = "SELECT $this { $this <https://example.org/v> ?o FILTER(?o > 5) }"
    assert bool(found(read(select(query)), engine, f"ex:a a ex:P ; ex:v {value} .")) == holds
