"""The gate: what is ill-formed is refused before any engine, all of it at once, with its place."""

import re
from pathlib import Path

import pytest

from tests.conftest import Run, outside
from wijgraph import dossier as dossiers
from wijgraph.errors import SHOWN, ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.validation.engines import results_of
from wijgraph.validation.shapes import Shapes, read_shapes

PREFIXES = (
    "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    "@prefix owl: <http://www.w3.org/2002/07/owl#> . "
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
DATA = "ex:a ex:p 1 ; ex:q 'x'@en ."


def read(text: str, *, lenient: bool = False) -> Shapes:
    return read_shapes([Document("shapes.ttl", PREFIXES + text, "turtle")], lenient=lenient)


def found(shapes: Shapes, engine: str = "auto", data: str = DATA) -> list[str]:
    """Return the components that are reported."""
    graph = Graph(dossiers.builtin(), [Document("data.ttl", PREFIXES + data, "turtle")])
    return sorted(
        result.component.rpartition("#")[2].removesuffix("ConstraintComponent")
        for result in results_of(graph, shapes, engine).results
    )


# What may stand in ex:S, a node shape, or in brackets in the property shape below it; and the words
# of the error. Each line is a rule of https://www.w3.org/TR/shacl/#syntax-rules.
NODE = {
    "sh:targetClass 'Body'": 'sh:targetClass needs an IRI, not "Body"',
    "sh:targetClass [ rdfs:label 'x' ]": "sh:targetClass needs an IRI, not a blank node",
    "sh:targetSubjectsOf 3": "sh:targetSubjectsOf needs an IRI, not 3",
    "sh:targetObjectsOf 'p'@en": 'sh:targetObjectsOf needs an IRI, not "p"@en',
    "sh:targetNode [ ]": "sh:targetNode needs an IRI or literal",
    "sh:severity 'high'": "sh:severity needs an IRI",
    "sh:severity sh:Info , sh:Warning": "sh:severity may stand once, and stands 2 times",
    "sh:message ex:text": "sh:message needs a text",
    "sh:message 3": "sh:message needs a text, with or without a language, not 3",
    "sh:deactivated 'true'": "sh:deactivated needs true or false",
    "sh:deactivated 1": "sh:deactivated needs true or false",
    "sh:deactivated 'yes'^^xsd:boolean": "sh:deactivated needs true or false",
    "sh:deactivated true , false": "sh:deactivated may stand once",
    "sh:path ex:p": "a sh:NodeShape has no sh:path",
    "sh:closed 'true'": "sh:closed needs true or false",
    "sh:closed true , false": "sh:closed may stand once",
    "sh:closed true ; sh:ignoredProperties rdf:type": "sh:ignoredProperties needs a list",
    "sh:closed true ; sh:ignoredProperties ( 'p' )": "ignoredProperties needs an IRI",
    "sh:property 'p'": "sh:property needs a shape",
    "sh:property ex:Nowhere": "is described nowhere, and so has no sh:path",
    "sh:property [ sh:minCount 1 ]": "this property shape has no sh:path",
    "sh:property [ sh:or ( [ sh:nodeKind sh:IRI ] ) ]": "this property shape has no sh:path",
    "sh:node 'S'": "sh:node needs a shape",
    "sh:node [ sh:path ex:p ; sh:minCount 1 ]": "sh:node needs a node shape, and",
    "sh:not 3": "sh:not needs a shape",
    "sh:and ex:T": "sh:and needs a list",
    "sh:or ( 'x' )": "the list of sh:or needs a shape",
    "sh:and ( 'x' )": "the list of sh:and needs a shape",
    "sh:xone ( 'x' )": "the list of sh:xone needs a shape",
    "sh:xone 'x'": "sh:xone needs a list",
    "sh:or ()": "the list of sh:or is empty",
    "sh:closed true ; sh:ignoredProperties () , ( ex:p )": "sh:ignoredProperties may stand once",
    "sh:xone ( [ sh:minCount 1 ] )": "sh:minCount is for property shapes",
    "sh:in ex:a": "sh:in needs a list",
    "sh:in [ rdf:first 1 ]": "sh:in needs a list",
    "sh:in [ rdf:first 1 , 2 ; rdf:rest () ]": "has rdf:first 2 times",
    "sh:in [ rdf:first 1 ; rdf:rest [ rdfs:label 'x' ] ]": "that list has no end",
    "sh:in ( 1 ) , ( 2 )": "sh:in may stand once",
    "sh:in ex:list . ex:list rdf:first 1 ; rdf:rest ex:list": "that list leads to itself",
    "sh:minCount 1": "sh:minCount is for property shapes",
    "sh:maxCount 1": "sh:maxCount is for property shapes",
    "sh:uniqueLang true": "sh:uniqueLang is for property shapes",
    "sh:lessThan ex:q": "sh:lessThan is for property shapes",
    "sh:lessThanOrEquals ex:q": "sh:lessThanOrEquals is for property shapes",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMinCount 1": "is for property shapes",
    "sh:sparql 'SELECT'": "sh:sparql needs an IRI or blank node",
    "sh:sparql [ sh:ask 'ASK { }' ]": "this sh:sparql has no sh:select",
    "sh:sparql [ sh:select 'SELECT $this { }' , 'SELECT * { }' ]": "sh:select may stand once",
    "sh:sparql [ sh:select 'SELECT $this { }'@en ]": "sh:select needs a text without language",
    "sh:sparql [ sh:select 'ASK { }' ]": "is no SELECT",
    "sh:sparql [ sh:select 'SELECT $this WHERE { $this nope }' ]": "is not SPARQL from line 1",
    "sh:sparql [ sh:select 'SELECT $this { $this foo:p 1 }' ]": "uses the prefix foo:",
    "sh:sparql [ sh:select 'SELECT $this { VALUES ?x { 1 } }' ]": "has VALUES",
    "sh:sparql [ sh:select 'SELECT $this { MINUS { $this ?p 1 } }' ]": "has MINUS",
    "sh:sparql [ sh:select 'SELECT $this { SERVICE ex:x { } }' ]": "has SERVICE",
    "sh:sparql [ sh:prefixes 'ex' ; sh:select 'SELECT $this { }' ]": "sh:prefixes needs an IRI",
    "sh:declare 'x'": "sh:declare needs an IRI or blank node",
    "sh:declare [ sh:prefix 'x' ; sh:namespace [ ] ]": "sh:namespace needs a namespace",
    "sh:declare [ sh:prefix 'x' ; sh:namespace 'a' , 'b' ]": "sh:namespace may stand once",
    "sh:shapesGraph 'x'": "sh:shapesGraph needs an IRI",
    "sh:declare [ sh:prefix ex:x ; sh:namespace 'x:' ]": "sh:prefix needs a text",
    "sh:declare [ sh:prefix 'a' , 'b' ; sh:namespace 'x:' ]": "sh:prefix may stand once",
    "sh:minLenght 3": "Did you mean sh:minLength?",
    "sh:shape ex:T": "Did you mean sh:node?",
    "sh:nodeShape ex:T": "Did you mean sh:node?",
    "sh:scopeClass ex:C": "Did you mean sh:targetClass?",
    "a sh:NodeShap": "Did you mean sh:NodeShape?",
    "sh:rule [ ]": "sh:rule is not SHACL Core or SHACL-SPARQL",
    "sh:jsFunctionName 'f'": "sh:jsFunctionName is not SHACL Core",
}
PROPERTY = {
    "sh:path ex:q": "sh:path may stand once",
    "sh:class 'C'": "sh:class needs an IRI",
    "sh:datatype 'string'": "sh:datatype needs an IRI",
    "sh:datatype xsd:string , xsd:date": "sh:datatype may stand once, and stands 2 times "
    "(xsd:string, xsd:date)",
    "sh:nodeKind ex:SomeShape": "sh:nodeKind needs sh:IRI",
    "sh:nodeKind 'IRI'": "sh:nodeKind needs sh:IRI",
    "sh:nodeKind sh:Shape": "sh:nodeKind needs sh:IRI",
    "sh:nodeKind sh:IRI , sh:Literal": "sh:nodeKind may stand once",
    "sh:minCount '1'": 'sh:minCount needs a whole number (xsd:integer) of 0 or more, not "1"',
    "sh:minCount -1": "sh:minCount needs a whole number",
    "sh:maxCount 1.0": "sh:maxCount needs a whole number",
    "sh:maxCount '2'^^xsd:int": 'not "2"^^xsd:int',
    "sh:maxCount 1 , 2": "sh:maxCount may stand once",
    "sh:minLength ex:x": "sh:minLength needs a whole number",
    "sh:maxLength 'x'^^xsd:integer": "sh:maxLength needs a whole number",
    "sh:minInclusive ex:x": "sh:minInclusive needs a literal",
    "sh:maxExclusive [ ]": "sh:maxExclusive needs a literal, not a blank node",
    "sh:minExclusive 1 , 2": "sh:minExclusive may stand once",
    "sh:maxInclusive 1 , 2": "sh:maxInclusive may stand once",
    "sh:pattern ex:x": "sh:pattern needs a text",
    "sh:pattern 'a'@en": "sh:pattern needs a text without language",
    "sh:pattern 'a' , 'b'": "sh:pattern may stand once",
    "sh:minCount 1 , 2": "sh:minCount may stand once",
    "sh:minInclusive 1 , 2": "sh:minInclusive may stand once",
    "sh:maxExclusive 1 , 2": "sh:maxExclusive may stand once",
    "sh:minLength 1 , 2": "sh:minLength may stand once",
    "sh:maxLength 1 , 2": "sh:maxLength may stand once",
    "sh:pattern 'a' ; sh:flags 'i' , 's'": "sh:flags may stand once",
    "sh:languageIn ( 'nl' ) , ( 'en' )": "sh:languageIn may stand once",
    "sh:uniqueLang true , false": "sh:uniqueLang may stand once",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMinCount 1 , 2": "sh:qualifiedMinCount may stand",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMaxCount 1 , 2": "sh:qualifiedMaxCount may stand",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMaxCount ex:x": "sh:qualifiedMaxCount needs a whole",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint "
    "true , false": "sh:qualifiedValueShapesDisjoint may stand once",
    "sh:pattern 'a' ; sh:flags 1": "sh:flags needs a text",
    "sh:languageIn 'nl'": "sh:languageIn needs a list",
    "sh:languageIn ( ex:nl )": "the list of sh:languageIn needs a text",
    "sh:languageIn ( 'nl'@nl )": "the list of sh:languageIn needs a text",
    "sh:uniqueLang 'true'": "sh:uniqueLang needs true or false",
    "sh:equals 'q'": "sh:equals needs an IRI",
    "sh:disjoint [ ]": "sh:disjoint needs an IRI",
    "sh:lessThan 3": "sh:lessThan needs an IRI",
    "sh:qualifiedValueShape ex:T , ex:S ; sh:qualifiedMinCount 1": "may stand once",
    "sh:qualifiedValueShape 'x' ; sh:qualifiedMinCount 1": "sh:qualifiedValueShape needs a shape",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMinCount 'x'": "sh:qualifiedMinCount needs a whole",
    "sh:qualifiedValueShape ex:T ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint 1":
        "sh:qualifiedValueShapesDisjoint needs true or false",
}  # fmt: skip
PATHS = {
    "'p'": '"p" is no property',
    "()": "an empty path",
    "( ex:p )": "a list of 1, where two are needed",
    "( ex:p 'q' )": '"q" is no property',
    "[ ]": "does not say which kind it is of",
    "[ sh:inversePath ex:p , ex:q ]": "it is of several kinds",
    "[ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ]": "it is of several kinds",
    "[ sh:alternativePath ex:p ]": "that is no list",
    "[ sh:alternativePath ( ex:p ) ]": "a list of 1",
    "[ sh:oneOrMorePath [ sh:inversePath 3 ] ]": "3 is no property",
    "_:p . _:p sh:inversePath _:p . ex:T sh:node [ ": "leads to itself, or is nested deeper",
}
GRAPH = {
    "ex:o sh:entailment <http://www.w3.org/ns/entailment/RDFS> .": "nothing is inferred here",
    "[ ] sh:entailment <http://www.w3.org/ns/entailment/OWL-RDF-Based> .": "nothing is inferred",
    "ex:o sh:entailment 'RDFS' .": "nothing is inferred here",
    "ex:o owl:imports ex:elsewhere .": "it imports <https://example.org/elsewhere>",
    "[ ] a rdfs:Class , sh:NodeShape .": "needs an IRI for that",
    "ex:K a sh:ConstraintComponent .": "this component has no sh:parameter",
    "ex:K a sh:ConstraintComponent ; sh:parameter [ ] .": "a parameter needs one sh:path",
    "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:value ] .": "parameter called value",
    "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ; sh:optional true ] .":
        "all parameters of this component are optional",
    "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; sh:validator "
    "[ sh:select 'SELECT $this { }' ] .": "this sh:validator has no sh:ask",
    "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; sh:nodeValidator "
    "[ sh:ask 'ASK { }' ] .": "this sh:nodeValidator has no sh:select",
    "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; sh:validator "
    "[ sh:ask 'SELECT * { }' ] .": "is no ASK",
}  # fmt: skip
COMPONENT = "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] , "
GRAPH |= {
    "ex:K a sh:ConstraintComponent ; sh:parameter 'k' .": "sh:parameter needs an IRI",
    f"{COMPONENT} [ sh:path ex:l ; sh:optional 1 ] .": "sh:optional needs true or false",
    f"{COMPONENT} [ sh:path ex:l ; sh:optional true , false ] .": "sh:optional may stand once",
    f"{COMPONENT} [ sh:path ex:l ] ; sh:validator 'x' .": "sh:validator needs an IRI",
    f"{COMPONENT} [ sh:path ex:l ] ; sh:nodeValidator 'x' .": "sh:nodeValidator needs an IRI",
    f"{COMPONENT} [ sh:path ex:l ] ; sh:propertyValidator 1 .": "sh:propertyValidator needs an IRI",
    f"{COMPONENT} [ sh:path ex:l ] ; sh:validator [ sh:ask 'ASK {{ }}' , 'ASK {{ ?s ?p 1 }}' ] .":
        "sh:ask may stand once",
    f"{COMPONENT} [ sh:path ex:l ] ; sh:validator [ sh:ask ex:x ] .": "sh:ask needs a text",
}  # fmt: skip
BASE = "ex:S a sh:NodeShape ; sh:targetNode ex:a ;\n {} .\nex:T sh:nodeKind sh:IRI ."
CASES = [
    *((BASE.format(said), words) for said, words in NODE.items()),
    *(
        (BASE.format(f"sh:property [ sh:path ex:p ; {said} ]"), words)
        for said, words in PROPERTY.items()
    ),
    *(
        (BASE.format(f"sh:property [ sh:minCount 1 ; sh:path {path} ]"), words)
        for path, words in PATHS.items()
        if "_:p" not in path
    ),
    (BASE.format("sh:property [ sh:path _:p ]") + " _:p sh:inversePath _:p .", "leads to itself"),
    *(
        (f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:IRI .\n{said}", words)
        for said, words in GRAPH.items()
    ),
]


def test_the_shapes_of_the_cases_are_good_without_what_is_wrong() -> None:
    assert found(read(BASE.format("sh:nodeKind sh:Literal"))) == ["NodeKind"]


@pytest.mark.parametrize(("text", "words"), CASES)
def test_what_is_ill_formed_is_refused_with_its_place(
    text: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never comes to pySHACL, whose words and whose leniency are others."""
    monkeypatch.setattr("wijgraph.shacl.reference.run", lambda *_: pytest.fail("pySHACL"))
    with pytest.raises(ShapesError) as error:
        read(text)
    assert words in str(error.value)
    places = [(fault.path, fault.line) for fault in error.value.faults]
    assert all(path == "shapes.ttl" and line in {2, 3, 4} for path, line in places), places
    assert not re.search(r"[0-9a-f]{20}", str(error.value)), "the name of a blank node"


LEGAL = {
    "sh:ignoredProperties ( rdf:type )": [],
    "sh:closed false ; sh:ignoredProperties ( rdf:type )": [],
    "sh:property [ sh:path ex:q ; sh:qualifiedMinCount 1 ]": [],
    "sh:property [ sh:path ex:q ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ]": [],
    "sh:property [ sh:path ex:q ; sh:flags 'i' ]": [],
    "sh:and ()": [],
    "sh:in ()": ["In"],
    "sh:property [ sh:path ex:q ; sh:languageIn () ]": ["LanguageIn"],
    "sh:class ex:A , ex:B": ["Class", "Class"],
    "sh:severity ex:Grave ; sh:nodeKind sh:Literal": ["NodeKind"],
    "sh:node sh:Mine . sh:Mine sh:nodeKind sh:Literal": ["Node"],
    "sh:node ex:Nowhere": [],
    "sh:nodeKind sh:Literal . <http://example.org/o> owl:imports sh:": ["NodeKind"],
    "sh:nodeKind sh:Literal . <http://example.org/o> owl:imports <http://www.w3.org/ns/shacl>":
        ["NodeKind"],
    "sh:nodeKind sh:Literal . ex:o sh:declare [ sh:prefix 'sh' ; sh:namespace 'sh:' ]":
        ["NodeKind"],
    "sh:nodeKind sh:Literal . ex:o rdfs:seeAlso sh:": ["NodeKind"],
    "sh:nodeKind sh:Literal . sh:Function a rdfs:Class ; rdfs:label 'Function'": ["NodeKind"],
    "sh:nodeKind sh:Literal . ex:o sh:entailment <http://www.w3.org/ns/entailment/Simple>":
        ["NodeKind"],
    "sh:sparql [ sh:select 'SELECT $this (COUNT(?x) AS ?value) { $this ?p ?x }' ]": ["SPARQL"],
    "sh:property [ sh:path ex:p ; sh:sparql [ sh:select 'SELECT $this ?value "
    "{ $this $PATH ?value }' ] ]": ["SPARQL"],
    # Recursion that no focus node enters.
    "sh:nodeKind sh:Literal . ex:R sh:targetClass ex:None ; sh:node ex:R": ["NodeKind"],
    "sh:nodeKind sh:Literal . ex:R sh:node ex:R": ["NodeKind"],
    "sh:nodeKind sh:Literal . ex:R sh:targetObjectsOf ex:none ; sh:property "
    "[ sh:path ex:p ; sh:not ex:R ]": ["NodeKind"],
    "sh:node ex:R . ex:R sh:deactivated true ; sh:node ex:R": [],
    # Components without a validator that suits.
    "ex:probe true ; sh:nodeKind sh:Literal . ex:K a sh:ConstraintComponent ; "
    "sh:parameter [ sh:path ex:probe ]": ["NodeKind"],
    "ex:probe true ; sh:nodeKind sh:Literal . ex:K a sh:ConstraintComponent ; "
    "sh:parameter [ sh:path ex:probe ] ; sh:propertyValidator "
    "[ sh:select 'SELECT $this { $this ?p ?o }' ]": ["NodeKind"],
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("text", LEGAL)
def test_what_is_legal_is_not_refused(text: str, engine: str) -> None:
    assert found(read(BASE.format(text)), engine) == LEGAL[text]


def test_a_parameter_that_two_components_share() -> None:
    text = BASE.format(
        "ex:probe true . ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:probe ] . "
        "ex:L a sh:ConstraintComponent ; sh:parameter [ sh:path ex:probe ] ; sh:validator "
        "[ sh:ask 'ASK { FILTER(false) }' ]"
    )
    shapes = read(text)
    assert [notice.code for notice in shapes.notices] == ["component-ignored"]
    assert found(shapes) == ["https://example.org/L"]


@pytest.mark.parametrize("engine", ["auto", "compiled", "pyshacl"])
@pytest.mark.parametrize(
    "text",
    [
        "ex:R sh:targetNode ex:a ; sh:node ex:R .",
        "ex:R sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:not ex:R ] .",
        "ex:O sh:targetObjectsOf ex:p ; sh:or ( ex:R ) . ex:R sh:xone ( [ sh:and ( ex:R ) ] ) .",
        "ex:O a rdfs:Class , sh:NodeShape ; sh:node ex:R . ex:R sh:node ex:O . ex:O sh:in () .",
    ],
)
def test_recursion_that_the_data_enter_is_refused(text: str, engine: str) -> None:
    with pytest.raises(ShapesError, match=r"shapes.ttl:2:\d+: .* leads to itself"):
        found(read(text), engine, f"{DATA} ex:b a ex:O .")


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """ex:S a sh:NodeShape ; sh:targetClass "Body" ;
  sh:property [ sh:path ex:p ; sh:minCount "1" ; sh:maxCount 1, 2 ] ;
  sh:property [
    sh:or ( [ sh:nodeKind sh:IRI ] ) ] .
ex:o <http://www.w3.org/2002/07/owl#imports> ex:one , ex:two ."""
    with pytest.raises(ShapesError) as error:
        read(text)
    places = [(fault.line, fault.column) for fault in error.value.faults]
    assert places == [(2, 38), (3, 44), (3, 65), (4, 15), (6, 46), (6, 55)]
    lines = str(error.value).splitlines()
    assert [line for line in lines if line.startswith("shapes.ttl:")] == [
        'shapes.ttl:2:38: sh:targetClass needs an IRI, not "Body"',
        'shapes.ttl:3:44: sh:minCount needs a whole number (xsd:integer) of 0 or more, not "1"',
        "shapes.ttl:3:65: sh:maxCount may stand once, and stands 2 times (1, 2)",
        "shapes.ttl:4:15: this property shape has no sh:path",
        "shapes.ttl:6:46: it imports <https://example.org/one>, which is not here, and nothing is "
        "fetched",
        "shapes.ttl:6:55: it imports <https://example.org/two>, which is not here, and nothing is "
        "fetched",
    ]
    assert sum("--catalog" in line for line in lines) == 1


@pytest.mark.parametrize("many", [SHOWN, SHOWN + 1, 1000])
def test_no_more_faults_are_shown_than_a_person_reads(many: int) -> None:
    shapes = "\n".join(f"ex:S{n} sh:targetClass 'x' ." for n in range(many))
    with pytest.raises(ShapesError) as error:
        read(shapes)
    lines = str(error.value).splitlines()
    assert len(error.value.faults) == many
    assert sum(line.startswith("shapes.ttl:") for line in lines) == min(many, SHOWN)
    assert (f"and {many - SHOWN} more" in lines) == (many > SHOWN)


def test_places_in_several_files_and_in_files_without_places() -> None:
    one = f"{PREFIXES}ex:S sh:targetNode ex:a ; sh:property ex:P ."
    two = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:sh="http://www.w3.org/ns/shacl#"><rdf:Description rdf:about="https://example.org/P">'
        '<sh:minCount rdf:resource="urn:x"/></rdf:Description></rdf:RDF>'
    )
    documents = [Document("one.ttl", one, "turtle"), Document("two.rdf", two, "rdfxml")]
    with pytest.raises(ShapesError) as error:
        read_shapes(documents)
    assert str(error.value).startswith(
        "two.rdf: sh:minCount needs a whole number (xsd:integer) of 0 or more, not <urn:x>\n"
        "two.rdf: this property shape has no sh:path\n  A property shape needs exactly one path.\n"
    )


WARNED = {
    "sh:node ex:Nowhere": "shape-not-described",
    "sh:or ( ex:Nowhere ex:T )": "shape-not-described",
    "sh:flags 'i'": "constraint-incomplete",
    "sh:ignoredProperties ( rdf:type )": "constraint-incomplete",
    "<http://datashapes.org/dash#rootClass> ex:C": "extension-ignored",
    "ex:probe true . ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:probe ]":
        "component-ignored",
}  # fmt: skip


@pytest.mark.parametrize("text", WARNED)
def test_what_shacl_itself_ignores_is_a_warning(text: str) -> None:
    told = read(BASE.format(text)).notices
    [notice] = [n for n in told if n.code != "shape-left-out"]  # of which nothing is left
    assert (notice.code, notice.shape) == (WARNED[text], "https://example.org/S")
    assert notice.position is not None
    assert notice.position.line == 3
    assert notice.message.keys() == {"nl", "en"}
    assert notice.message["nl"] != notice.message["en"]


def test_our_own_shapes_give_no_warning() -> None:
    from wijgraph.graph.documents import of_dossier

    own = of_dossier(dossiers.builtin(), "shapes")
    known = {t[0].value for d in of_dossier(dossiers.builtin(), "ontology") for t in d.triples}
    shapes = read_shapes(own, known)
    assert (shapes.notices, shapes.left_out, shapes.recursive) == ((), 0, {})


# What each case gives: the exit code, and words of the error, or of the report.
FOREIGN = {
    "07-entailment": (2, "shapes.ttl:7:43: it asks for inference by sh:entailment"),
    "12-targetclass-literal": (2, "shapes.ttl:7:38: sh:targetClass needs an IRI"),
    "14-deactivated-string": (2, "shapes.ttl:7:104: sh:deactivated needs true or false"),
    "15-nodekind-shape": (2, "shapes.ttl:7:85: sh:nodeKind needs sh:IRI"),
    "18-sh-term-unknown": (2, "shapes.ttl:7:98: SHACL has no sh:shape\n  Did you mean sh:node?"),
    "19-sh-namespace-import": (1, "1 violation"),
    "21-imports-offline": (2, "http://purl.org/dc/terms/"),
    "22-component-without-validator": (1, "1 violation"),
    "42-bnode-shape-no-line": (2, "shapes.ttl:8:15: this property shape has no sh:path"),
    "43-assertion-error": (2, "shapes.ttl:7:89: sh:minInclusive needs a literal"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_inputs_of_others(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(outside("WIJGRAPH_CASES") / "foreign" / name)
    outcome = run("--lang", "en", "validate", Path("data.ttl"), "-s", Path("shapes.ttl"))
    assert outcome.code == FOREIGN[name][0]
    assert FOREIGN[name][1] in outcome.out + outcome.err
    assert "Traceback" not in outcome.err


def test_ignored_properties_of_a_shape_that_is_not_closed() -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / "23-ignored-without-closed"
    texts = [(folder / name).read_text() for name in ("shapes.ttl", "data.ttl")]
    shapes = read_shapes([Document("shapes.ttl", texts[0], "turtle")])
    for engine in ("auto", "compiled", "pyshacl"):
        assert found(shapes, engine, texts[1]) == []
