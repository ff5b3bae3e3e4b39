"""What a shape without a message says: plain, in two languages, the same from both engines."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run, outside
from wijgraph.messages import words_of

PREFIXES = """\
@prefix ex: <http://example.org/t#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# What a property shape of ex:p asks, the values that break it, and what is said of that.
BROKEN = {
    "MinCount:one": (
        "sh:minCount 1",
        "",
        "ex:p ontbreekt (minstens 1)",
        "ex:p is missing (at least 1)",
    ),
    "MinCount": (
        "sh:minCount 2",
        "ex:p 1",
        "te weinig waarden voor ex:p (minstens 2)",
        "too few values for ex:p (at least 2)",
    ),
    "MaxCount": (
        "sh:maxCount 1",
        "ex:p 1, 2",
        "te veel waarden voor ex:p (hoogstens 1)",
        "too many values for ex:p (at most 1)",
    ),
    "MaxCount:none": (
        "sh:maxCount 0",
        "ex:p 1",
        "ex:p mag hier niet staan",
        "ex:p must not be given here",
    ),
    "Class": ("sh:class ex:D", "ex:p ex:b", "ex:b is geen ex:D", "ex:b is not an instance of ex:D"),
    "Datatype": (
        "sh:datatype xsd:date",
        'ex:p "x"',
        '"x" heeft niet het datatype xsd:date',
        '"x" does not have datatype xsd:date',
    ),
    "Datatype:typed": (
        "sh:datatype xsd:date",
        'ex:p "31/12"^^xsd:date',
        '"31/12" is geen geldige xsd:date',
        '"31/12" is not a valid xsd:date',
    ),
    "NodeKind": ("sh:nodeKind sh:IRI", "ex:p 1", "1 moet een IRI zijn", "1 must be an IRI"),
    "In": (
        "sh:in ( ex:x ex:y )",
        "ex:p ex:z",
        "ex:z is niet een van: ex:x, ex:y",
        "ex:z is not one of: ex:x, ex:y",
    ),
    "In:empty": (
        "sh:in ()",
        "ex:p 1",
        "1 mag niet: de lijst van toegestane waarden is leeg",
        "1 is not allowed: the list of allowed values is empty",
    ),
    "HasValue": (
        "sh:hasValue ex:x",
        "ex:p 1",
        "ex:p moet de waarde ex:x hebben",
        "ex:p must have ex:x",
    ),
    "MinLength": (
        "sh:minLength 3",
        'ex:p "ab"@nl',
        '"ab"@nl is te kort (minstens 3 tekens)',
        '"ab"@nl is too short (at least 3 characters)',
    ),
    "MaxLength": (
        "sh:maxLength 1",
        'ex:p "ab"',
        '"ab" is te lang (hoogstens 1 tekens)',
        '"ab" is too long (at most 1 characters)',
    ),
    "Pattern": (
        'sh:pattern "^[0-9]+$"',
        'ex:p "a"',
        '"a" past niet op het patroon ^[0-9]+$',
        '"a" does not match ^[0-9]+$',
    ),
    "MinInclusive": (
        "sh:minInclusive 3",
        "ex:p 1",
        "1 moet minstens 3 zijn",
        "1 must be 3 at least",
    ),
    "MinExclusive": (
        "sh:minExclusive 3",
        "ex:p 3",
        "3 moet groter zijn dan 3",
        "3 must be greater than 3",
    ),
    "MaxInclusive": (
        "sh:maxInclusive 3",
        "ex:p 4",
        "4 mag hoogstens 3 zijn",
        "4 must be 3 at most",
    ),
    "MaxExclusive": (
        "sh:maxExclusive 3",
        "ex:p 3",
        "3 moet kleiner zijn dan 3",
        "3 must be less than 3",
    ),
    "LanguageIn": (
        'sh:languageIn ( "nl" "en" )',
        'ex:p "x"@de',
        '"x"@de is geen tekst in een van de talen: nl, en',
        '"x"@de is not text in one of the languages: nl, en',
    ),
    "UniqueLang": (
        "sh:uniqueLang true",
        'ex:p "a"@nl, "b"@nl',
        "ex:p heeft meer dan één waarde in dezelfde taal",
        "ex:p has more than one value in the same language",
    ),
    "Equals": (
        "sh:equals ex:q",
        "ex:p 1",
        "ex:p en ex:q moeten dezelfde waarden hebben: 1 staat maar bij een van beide",
        "ex:p and ex:q must have the same values: only one of them has 1",
    ),
    "Disjoint": (
        "sh:disjoint ex:q",
        "ex:p 1 ; ex:q 1",
        "1 mag niet zowel bij ex:p als bij ex:q staan",
        "1 must not be a value of both ex:p and ex:q",
    ),
    "LessThan": (
        "sh:lessThan ex:q",
        "ex:p 2 ; ex:q 1",
        "2 moet kleiner zijn dan elke waarde van ex:q",
        "2 must be less than each value of ex:q",
    ),
    "LessThanOrEquals": (
        "sh:lessThanOrEquals ex:q",
        "ex:p 2 ; ex:q 1",
        "2 mag niet groter zijn dan een waarde van ex:q",
        "2 must not be greater than any value of ex:q",
    ),
    "Node": ("sh:node ex:N", "ex:p 1", "1 voldoet niet aan ex:N", "1 does not meet ex:N"),
    "Not": ("sh:not ex:M", "ex:p 1", "1 mag niet voldoen aan ex:M", "1 must not meet ex:M"),
    "And": (
        "sh:and ( ex:N ex:M )",
        "ex:p 1",
        "1 voldoet niet aan alle van: ex:N, ex:M",
        "1 does not meet all of: ex:N, ex:M",
    ),
    "Or": (
        "sh:or ( ex:N [ sh:nodeKind sh:IRI ] )",
        "ex:p 1",
        "1 voldoet aan geen van: ex:N, shapes.ttl:5:84",
        "1 meets none of: ex:N, shapes.ttl:5:84",
    ),
    "Xone": (
        "sh:xone ( ex:M ex:M )",
        "ex:p 1",
        "1 moet aan precies één voldoen van: ex:M, ex:M",
        "1 must meet exactly one of: ex:M, ex:M",
    ),
    "QualifiedMinCount": (
        "sh:qualifiedValueShape ex:N ; sh:qualifiedMinCount 1",
        "ex:p 1",
        "te weinig waarden van ex:p voldoen aan ex:N (minstens 1)",
        "too few values of ex:p meet ex:N (at least 1)",
    ),
    "QualifiedMaxCount": (
        "sh:qualifiedValueShape ex:M ; sh:qualifiedMaxCount 0",
        "ex:p 1",
        "te veel waarden van ex:p voldoen aan ex:M (hoogstens 0)",
        "too many values of ex:p meet ex:M (at most 0)",
    ),
    "SPARQL": (
        "sh:sparql ex:Q",
        "ex:p 1",
        "ex:a voldoet niet aan de SPARQL-voorwaarde van ex:Q",
        "ex:a does not meet the SPARQL constraint of ex:Q",
    ),
    "": ("ex:odd 3", "ex:p 4", "4 voldoet niet aan ex:Odd", "4 does not meet ex:Odd"),
}
MORE = """
ex:N sh:nodeKind sh:IRI .
ex:M sh:nodeKind sh:Literal .
ex:Q sh:select "SELECT $this WHERE { $this $PATH ?v }" .
ex:Odd a sh:ConstraintComponent ; sh:parameter [ sh:path ex:odd ] ;
  sh:validator [ sh:ask "ASK { FILTER ($value = $odd) }" ] .
"""
NODES = {
    "Closed": ("sh:closed true", "ex:q is hier niet toegestaan", "ex:q is not allowed here"),
    "HasValue:node": ("sh:hasValue ex:b", "ex:a moet ex:b zijn", "ex:a must be ex:b"),
}


def said(run: Run, language: str, engine: str) -> list[str]:
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl", "-F", "json", "--engine", engine]
    outcome = run("--lang", language, *arguments)
    assert outcome.code == 1, outcome.err
    assert not [line for line in outcome.err.splitlines() if "pySHACL checks" not in line]
    return sorted({finding["message"] for finding in json.loads(outcome.out)["findings"]})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_sentence_has_a_test() -> None:
    known = {key.replace(".", ":") for key in words_of("results", "nl") if key[0].isupper()}
    assert {*BROKEN, *NODES} == known | {""}


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("name", BROKEN)
def test_sentences_of_a_property(run: Run, name: str, engine: str) -> None:
    asked, values, nl, en = BROKEN[name]
    if (name, engine) == ("", "pyshacl"):  # it tells no value: tests/test_compiled_standard.py
        nl, en = nl.replace("4", "ex:a"), en.replace("4", "ex:a")
    shape = f"ex:S sh:targetNode ex:a ;\n sh:property [ sh:path ex:p ; {asked} ] ."
    Path("shapes.ttl").write_text(PREFIXES + shape + MORE)
    Path("data.ttl").write_text(f"{PREFIXES}ex:a ex:r 1 ; {values} .")
    if name == "Or":  # where a shape without a name is
        column = shape.splitlines()[1].index("[ sh:nodeKind") + 1
        nl, en = (text.replace("5:84", f"5:{column}") for text in (nl, en))
    assert said(run, "nl", engine) == [nl]
    assert said(run, "en", engine) == [en]


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("name", NODES)
def test_sentences_of_a_node(run: Run, name: str, engine: str) -> None:
    asked, nl, en = NODES[name]
    Path("shapes.ttl").write_text(f"{PREFIXES}ex:S sh:targetNode ex:a ; {asked} .")
    Path("data.ttl").write_text(f"{PREFIXES}ex:a ex:q 1 .")
    assert (said(run, "nl", engine), said(run, "en", engine)) == ([nl], [en])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data.ttl", "PREFIX eigen: <http://own.example/> eigen:a eigen:r 1 ."),
        (
            "data.jsonld",
            '{"@context": {"eigen": "http://own.example/"}, "@id": "eigen:a", "eigen:r": 1}',
        ),
        (
            "data.rdf",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns:eigen="http://own.example/"><r:Description r:about="http://own.example/a">'
            "<eigen:r>1</eigen:r></r:Description></r:RDF>",
        ),
    ],
)
def test_names_have_the_prefixes_of_the_files(run: Run, name: str, text: str) -> None:
    Path("shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://s/S> sh:targetNode "
        "<http://own.example/a> ; sh:property [ sh:path <http://own.example/p> ; sh:minCount 1 ] ."
    )
    Path(name).write_text(text)
    out = run("--lang", "nl", "validate", name, "-s", "shapes.ttl").out
    assert "  eigen:a, eigen:p\n  eigen:p ontbreekt (minstens 1)\n" in out


def test_a_message_of_the_shape_goes_before_ours(run: Run) -> None:
    shape = (
        'ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:message "Eh" ] .'
    )
    Path("shapes.ttl").write_text(PREFIXES + shape)
    Path("data.ttl").write_text(f"{PREFIXES}ex:a ex:q 1 .")
    for engine in ("auto", "pyshacl"):
        assert said(run, "nl", engine) == said(run, "en", engine) == ["Eh"]


def test_the_report_of_shacl_has_the_sentences_too(run: Run) -> None:
    Path("shapes.ttl").write_text(
        PREFIXES + "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    )
    Path("data.ttl").write_text(f"{PREFIXES}ex:a ex:q 1 .")
    out = run("validate", "data.ttl", "-s", "shapes.ttl", "-F", "turtle").out
    assert '"ex:p ontbreekt (minstens 1)"@nl' in out
    assert '"ex:p is missing (at least 1)"@en' in out


def test_case_of_others(run: Run) -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / "52-nl-message-english"
    outcome = run("--lang", "nl", "validate", folder / "data.ttl", "-s", folder / "shapes.ttl")
    assert outcome.code == 1
    assert "  ex:p ontbreekt (minstens 1)\n" in outcome.out


def test_a_value_that_is_no_date_is_told_once(run: Run) -> None:
    """Not by rdflib as well, with a traceback."""
    folder = outside("WIJGRAPH_CASES") / "foreign" / "41-stderr-tracebacks"
    arguments = ["validate", folder / "data.ttl", "-s", folder / "shapes.ttl"]
    for engine in ("auto", "pyshacl"):
        outcome = run(*arguments, "--engine", engine)
        assert (outcome.code, outcome.err) == (1, "")
        assert '"31/12/2024" is geen geldige xsd:dateTime' in outcome.out


@pytest.mark.parametrize("value", ['"x"^^xsd:integer', '"13:61"^^xsd:time', '"P"^^xsd:duration'])
def test_no_library_speaks_on_standard_error(run: Run, value: str) -> None:
    kind = value.rpartition("^^")[2]
    Path("shapes.ttl").write_text(
        f"{PREFIXES}ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:datatype {kind} ] ."
    )
    Path("data.ttl").write_text(f"{PREFIXES}ex:a ex:p {value} .")
    for engine in ("auto", "pyshacl"):
        outcome = run("validate", "data.ttl", "-s", "shapes.ttl", "--engine", engine)
        assert (outcome.code, outcome.err) == (1, "")
