"""The compiled engine finds what pySHACL finds: on our rules, their examples and planted faults."""

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from rdflib import SH, URIRef
from rdflib import Graph as RdflibGraph

import wijgraph
from tests import test_planted_faults as faults
from tests import test_shapes as examples
from tests.conftest import Run
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.namespaces import XSD
from wijgraph.shacl.index import Index
from wijgraph.shacl.literals import well_formed
from wijgraph.shacl.results import ValidationResult
from wijgraph.shacl.vocabulary import WORDS
from wijgraph.store import Store
from wijgraph.validation.engines import AT_HAND, results_of
from wijgraph.validation.shapes import read_shapes

Found = Counter[ValidationResult]
WORD = re.compile(r"[\w.-]+")
DEEP = {"recursion.too.deep", "http"}


def both(graph: Graph, shapes: Index, engine: str = "compiled") -> tuple[Found, Found]:
    """Return what the compiled engine and pySHACL find, to be compared."""
    found = [results_of(graph, shapes, each).results for each in (engine, "pyshacl")]
    assert AT_HAND[graph].columns is not None or altered(graph)
    AT_HAND[graph] = replace(AT_HAND[graph], columns=None)  # the store alone finds the same
    found.append(results_of(graph, shapes, engine).results)
    del AT_HAND[graph]
    one, other, third = (Counter(map(comparable, results)) for results in found)
    assert one == third
    return one, other


def altered(graph: Graph) -> bool:
    """Return whether the store keeps literals otherwise, so that there are no columns."""
    return bool(AT_HAND[graph].altered.merged)


def comparable(result: ValidationResult) -> ValidationResult:
    """Return what must be the same.

    Of a sentence of pySHACL's own that is its words: it names things in no fixed order, and a
    blank node in a ring as often as it happens to.
    """
    said = (
        message
        if message.language
        else message._replace(
            value=" ".join(sorted(set(WORD.findall(message.value.lower())) - DEEP))
        )
        for message in result.messages
    )
    return replace(result, engine="", messages=tuple(sorted(said, key=repr)))


def whole(dossier: wijgraph.Dossier, *more: Document) -> tuple[Graph, Index]:
    """Return a dossier with its shapes and ``more``, as it is validated."""
    own = of_dossier(dossier.files, "shapes")
    documents = [*dossier.graph.documents, *own, *more]
    return Graph(dossier.files, documents), read_shapes(own, KNOWN)


KNOWN = {
    subject.value
    for document in of_dossier(dossiers.builtin(), "ontology", "data")
    for subject, _, _ in document.triples
}


def test_our_own_dossier(dossier: wijgraph.Dossier) -> None:
    compiled, reference = both(*whole(dossier))
    assert compiled == reference
    assert compiled


def test_planted_faults(tmp_path: Path) -> None:
    faults.write(tmp_path / "dossier", faults.FAULTS)
    compiled, reference = both(*whole(wijgraph.open(tmp_path / "dossier")))
    assert compiled == reference
    assert len(compiled) >= len(faults.FAULTS)


@cache
def _examples() -> tuple[Found, Found]:
    context = RdflibGraph().parse(examples.CONTEXT)
    documents = of_dossier(dossiers.builtin(), "ontology", "shapes")
    for path in sorted(examples.EXAMPLES.glob("*/*.*")):
        example = examples.read(path, set(context.subjects()))
        documents.append(Document(path.name, example.serialize(format="nt"), "ntriples"))
    documents.append(Document("context", context.serialize(format="nt"), "ntriples"))
    graph = Graph(dossiers.builtin(), documents)
    return both(graph, read_shapes(of_dossier(dossiers.builtin(), "shapes"), KNOWN))


def test_examples_of_all_rules() -> None:
    compiled, reference = _examples()
    assert compiled == reference
    assert len(compiled) > 250


UNCOMPILABLE = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Town-code a sh:PropertyShape ; sh:targetClass ex:Town ; sh:path ex:code ;
    sh:pattern "^(.)\\\\1\\\\1" .
ex:Town-name a sh:PropertyShape ; sh:targetClass ex:Town ; sh:path ex:name ; sh:minCount 1 .
"""
TOWN = '<https://example.org/a> a <https://example.org/Town> ; <https://example.org/code> "0014" .'


def test_what_cannot_be_compiled_goes_to_pyshacl_and_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(UNCOMPILABLE)
    (tmp_path / "data.ttl").write_text(TOWN)
    arguments = ["validate", tmp_path / "data.ttl", "-s", tmp_path / "shapes.ttl", "-F", "json"]
    outcome = run(*arguments)
    findings = json.loads(outcome.out)["findings"]
    engines = {finding["component"]: finding["engine"] for finding in findings}
    assert engines == {
        "PatternConstraintComponent": "pyshacl",
        "MinCountConstraintComponent": "compiled",
    }
    assert "https://example.org/Town-code" in outcome.err
    assert "Town-name" not in outcome.err

    refused = run(*arguments, "--engine", "compiled")
    assert refused.code == 2
    assert "https://example.org/Town-code" in refused.err
    assert refused.out == ""

    other = run(*arguments, "--engine", "pyshacl")
    assert {finding["engine"] for finding in json.loads(other.out)["findings"]} == {"pyshacl"}
    assert other.err == ""


def test_what_conforms_needs_neither_rdflib_nor_pyshacl(town_folder: Path) -> None:
    """Importing them takes longer than the validation."""
    code = (
        "import sys; from wijgraph.cli.main import main; "
        f"code = main(['validate', {str(town_folder)!r}]); "
        "print(code, 'rdflib' in sys.modules, 'pyshacl' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 False False"


def test_the_words_of_shacl_are_those_of_its_vocabulary() -> None:
    assert {str(term).removeprefix(str(SH)) for term in dir(SH)} <= WORDS
    assert all(URIRef(SH + word) in SH for word in WORDS)


FORMS = {
    "boolean": (["true", "0"], ["TRUE", "yes", ""]),
    "byte": (["-128", "+7"], ["128", "1.0", "x"]),
    "date": (["2024-02-29", "2023-12-31Z"], ["2023-02-29", "2023-13-01", "2023-1-1", "1900-02-29"]),
    "dateTime": (
        ["2000-02-29T24:00:00", "2023-01-01T10:00:00.5+01:00"],
        ["2023-01-01", "2023-01-01T25:00:00"],
    ),
    "decimal": (["1.", "-.5", "10"], ["1e3", ".", "1,5"]),
    "double": (["1e3", "-INF", "NaN"], ["inf", "e3"]),
    "duration": (["P1Y2M3DT4H5M6.7S", "-P1M", "PT5M"], ["P", "P1YT", "1Y", "P5M1Y"]),
    "gMonthDay": (["--02-29"], ["--02-30", "02-01"]),
    "gYear": (["2023", "-0044"], ["23", "02023"]),
    "hexBinary": (["0aFF", ""], ["0aF"]),
    "base64Binary": (["QUJD", "QUI=", "QQ=="], ["QUJ", "Q==="]),
    "integer": (["007", "-1"], ["1.0", "", "one"]),
    "nonNegativeInteger": (["0", "12345678901234567890"], ["-1"]),
    "time": (["23:59:59", "24:00:00"], ["24:00:01", "9:00:00"]),
    "unsignedByte": (["255"], ["256", "-1"]),
    "yearMonthDuration": (["P1Y", "-P2Y3M"], ["P1D", "P"]),
}


@pytest.mark.parametrize("name", FORMS)
def test_how_literals_are_written(name: str) -> None:
    for good, texts in zip((True, False), FORMS[name], strict=True):
        for text in texts:
            condition = well_formed(XSD + name, "?v")
            query = f'ASK {{ VALUES ?v {{ "{text}" }} FILTER({condition}) }}'
            assert Store().ask(query) is good, text


PREFIXES = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def read(shapes: str, data: str) -> tuple[Graph, Index]:
    graph = Graph(dossiers.builtin(), [Document("data.ttl", PREFIXES + data, "turtle")])
    return graph, read_shapes([Document("shapes.ttl", PREFIXES + shapes, "turtle")])


@pytest.mark.parametrize("count", range(7))
@pytest.mark.parametrize("word", ["minCount", "maxCount"])
@pytest.mark.parametrize("part", ["{}", "sh:not [ sh:not [ {} ] ]"])
def test_so_many_values(word: str, count: int, part: str) -> None:
    """Few are sought one within the other, more are counted; as a part of a shape too."""
    data = "".join(f"ex:n{n} a ex:C ; ex:p {values(n)} .\n" for n in range(1, 8)) + "ex:n0 a ex:C ."
    inner = part.format(f"sh:property [ sh:path ex:p ; sh:{word} {count} ]")
    graph, shapes = read(f"ex:S sh:targetClass ex:C ; {inner} .", data)
    found = {int(r.focus.value[-1]) for r in results_of(graph, shapes, "compiled").results}
    wrong = {n for n in range(8) if (n < count if word == "minCount" else n > count)}
    assert found == wrong


def values(number: int) -> str:
    return " , ".join(map(str, range(number)))


@pytest.mark.parametrize(
    ("data", "constraint", "engine"),
    [
        ("1.50", "sh:datatype xsd:decimal", "compiled"),  # the value counts, not how it is written
        ("1.50", "sh:maxInclusive 1", "compiled"),
        ("1.50", 'sh:pattern "5$"', "pyshacl"),
        ("1.50", "sh:in ( ex:a )", "compiled"),
        ("1.50", "sh:in ( 2.5 )", "pyshacl"),
        ("1.50", "sh:maxCount 0", "compiled"),
        ("1.50 , 1.5", "sh:maxCount 1", "pyshacl"),
        ('"7"^^xsd:byte', "sh:datatype xsd:integer", "pyshacl"),
        ('"7"', "sh:in ( 2.50 )", "pyshacl"),
    ],
)
def test_literals_that_the_store_keeps_otherwise(data: str, constraint: str, engine: str) -> None:
    shape = f"ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; {constraint} ] ."
    graph, shapes = read(shape, f"ex:a ex:p {data} .")
    found = results_of(graph, shapes).results
    assert {result.engine for result in found} <= {engine}
    assert bool(results_of(graph, shapes).left) == (engine == "pyshacl")
    one, other = both(graph, shapes, "auto")
    assert one == other
