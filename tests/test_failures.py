"""A check that could not be done is told with its shape: an error is never conformity.

Each kind of constraint of each engine has an error put into it. A new kind without an example here
fails the first test.
"""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pyshacl.constraints
import pyshacl.errors
import pytest
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    BoundShapeValidatorComponent,
    SPARQLConstraintComponentValidator,
)
from rdflib import SH

from tests.conftest import Run, outside
from tests.test_compiled import PREFIXES, read
from wijgraph.errors import QueryError, ShapesError, StoreError, in_language
from wijgraph.graph import Graph
from wijgraph.messages import quoted
from wijgraph.shacl import engine, model, prefilter, reference
from wijgraph.shacl.engine import plan_of
from wijgraph.shacl.index import Index
from wijgraph.shacl.prefilter import Columns
from wijgraph.shacl.vocabulary import COMPONENTS
from wijgraph.store import Store
from wijgraph.validation.engines import data_of, outcome_of, results_in, results_of

EX = "https://example.org/"
SELECT = "SELECT $this ?value WHERE { $this <https://example.org/p> ?value }"
ODD = (
    "ex:Odd a sh:ConstraintComponent ; sh:parameter [ sh:path ex:odd ] ; "
    'sh:validator [ sh:ask "ASK { FILTER($value = $odd) }" ] . '
)
# By the name of the component: what is asked of the value 1 of ex:p at ex:a, in vain.
SHAPES = {
    "Class": "sh:class ex:C",
    "Datatype": "sh:datatype xsd:string",
    "NodeKind": "sh:nodeKind sh:IRI",
    "MinExclusive": "sh:minExclusive 1",
    "MinInclusive": "sh:minInclusive 2",
    "MaxExclusive": "sh:maxExclusive 1",
    "MaxInclusive": "sh:maxInclusive 0",
    "MinLength": "sh:minLength 2",
    "MaxLength": "sh:maxLength 0",
    "Pattern": 'sh:pattern "a"',
    "LanguageIn": 'sh:languageIn ( "nl" )',
    "UniqueLang": "sh:uniqueLang true",
    "In": "sh:in ( 2 )",
    "HasValue": "sh:hasValue 2",
    "MinCount": "sh:minCount 5",
    "MaxCount": "sh:maxCount 1",
    "Equals": "sh:equals ex:q",
    "Disjoint": "sh:disjoint ex:r",
    "LessThan": "sh:lessThan ex:r",
    "LessThanOrEquals": "sh:lessThanOrEquals ex:zero",
    "Not": "sh:not [ sh:nodeKind sh:Literal ]",
    "And": "sh:and ( [ sh:nodeKind sh:IRI ] )",
    "Or": "sh:or ( [ sh:nodeKind sh:IRI ] )",
    "Xone": "sh:xone ( [ sh:nodeKind sh:IRI ] )",
    "Node": "sh:node [ sh:nodeKind sh:IRI ]",
    "Property": "sh:property [ sh:path ex:q ; sh:minCount 1 ]",
    "QualifiedMinCount": "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 1",
    "QualifiedMaxCount": "sh:qualifiedValueShape [ ] ; sh:qualifiedMaxCount 0",
    "Closed": "sh:closed true",
    "SPARQL": f'sh:sparql [ sh:select "{SELECT}" ]',
    "Custom": "ex:odd 7",
}
DATA = 'ex:a ex:p 1 , "x"@nl , "y"@nl ; ex:r 1 ; ex:zero 0 .'
# ex:a is a value where a literal says nothing.
CLOSED = "ex:S sh:targetNode ex:a ; sh:closed true ."


def example(name: str) -> str:
    if name == "Closed":
        return CLOSED
    own = ODD if name == "Custom" else ""
    return f"{own}ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; {SHAPES[name]} ] ."


def test_each_kind_of_constraint_has_an_example() -> None:
    assert {*COMPONENTS, "Custom"} - {"Expression"} == set(SHAPES)  # that is of SHACL-AF
    theirs = {
        kind.__name__.removesuffix("ConstraintComponent")
        for kind in pyshacl.constraints.ALL_CONSTRAINT_COMPONENTS
    }
    names = {"SPARQLBasedConstraint": "SPARQL", "QualifiedValueShape": "QualifiedMinCount"}
    assert {names.get(name, name) for name in theirs} <= set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("which", ["compiled", "pyshacl"])
def test_without_an_error_it_finds_something(name: str, which: str) -> None:
    graph, shapes = read(example(name), DATA)
    outcome = outcome_of(graph, shapes, which)
    assert outcome.results
    assert not outcome.failures


# The compiled engine.


def broken(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("it broke")


def told(graph: Graph, shapes: Index, which: str) -> str:
    """Return the component of the one failure, which must be about ex:S, and be an error."""
    outcome = outcome_of(graph, shapes, which)
    (failure,) = outcome.failures
    assert failure.shape.value == EX + "S"
    assert failure.reason == quoted("it broke")
    assert not outcome.results
    with pytest.raises(ShapesError, match=r"S cannot be used.*it broke") as error:
        results_of(graph, shapes, which)
    assert error.value.path == "shapes.ttl"
    assert error.value.line
    return failure.component.removeprefix(str(SH)).removesuffix("ConstraintComponent")


# A part is checked by the shape above it.
ABOVE = {"Property": "MinCount"}


@pytest.mark.parametrize("name", SHAPES)
def test_a_compiled_check_that_breaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a violation is told the constraint is known."""
    graph, shapes = read(example(name), DATA)
    monkeypatch.setattr(engine, "_result", broken)
    component = told(graph, shapes, "compiled")
    assert component == {"Custom": EX + "Odd", **ABOVE}.get(name, name)


@pytest.mark.parametrize("name", SHAPES)
def test_a_message_that_breaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, shapes = read(example(name), DATA)
    monkeypatch.setattr(engine, "messages", broken)
    component = told(graph, shapes, "compiled")
    assert component == {"Custom": EX + "Odd", **ABOVE}.get(name, name)


@pytest.mark.parametrize("name", SHAPES)
def test_a_store_that_breaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, shapes = read(example(name), DATA)
    data_of(graph), plan_of(shapes)
    monkeypatch.setattr(Store, "select", broken)
    told(graph, shapes, "compiled")
    outcome = results_in(graph.store, shapes)
    assert [failure.shape.value for failure in outcome.failures] == [EX + "S"]
    assert not outcome.results


@pytest.mark.parametrize(
    "name",
    sorted(
        set(SHAPES)
        - {
            "Closed",
            "LessThan",
            "LessThanOrEquals",
            "SPARQL",
            "Custom",
            "MinExclusive",
            "MinInclusive",
            "MaxExclusive",
            "MaxInclusive",
        }
    ),
)
def test_a_set_that_breaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are not decided by sets."""
    graph, shapes = read(example(name), DATA)
    for function in ("_unfit", "_breaking"):
        monkeypatch.setattr(prefilter, function, broken)
    told(graph, shapes, "compiled")


def test_targets_and_paths_that_break(monkeypatch: pytest.MonkeyPatch) -> None:
    for method in ("targets", "along"):
        with monkeypatch.context() as patch:
            patch.setattr(Columns, method, broken)
            told(*read(example("MinCount"), DATA), "compiled")


def test_a_store_that_says_what_is_wrong_is_left_to_say_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: Any) -> NoReturn:
        raise StoreError("the store is away")

    graph, shapes = read(example("Pattern"), DATA)
    data_of(graph)
    monkeypatch.setattr(Store, "select", away)
    with pytest.raises(StoreError, match="the store is away"):
        results_of(graph, shapes)


def test_the_other_shapes_are_checked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = (
        "ex:S sh:targetNode ex:a ; sh:in () . ex:T sh:targetNode ex:a ; sh:nodeKind sh:Literal ."
    )
    original = prefilter.failing

    def some(columns: Columns, shape: model.Shape, focus: set[int]) -> set[int]:
        return broken() if shape.node.value == EX + "S" else original(columns, shape, focus)

    monkeypatch.setattr(engine, "failing", some)
    outcome = outcome_of(*read(shapes, DATA))
    assert [failure.shape.value for failure in outcome.failures] == [EX + "S"]
    assert [result.shape.value for result in outcome.results] == [EX + "T"]


PATTERN = re.compile(r"""(REGEX\([^,]*, )(["'])[^"']*\2""")


class Other(Store):
    """A store whose engine has other regular expressions: each is an error, as in Rust."""

    def select(self, query: str, bindings: Any = None) -> Any:
        return super().select(PATTERN.sub(r'\1"["', query), bindings)


class Strange(Store):
    """A store that has no regular expressions at all."""

    def select(self, query: str, bindings: Any = None) -> Any:
        if "REGEX" in query:
            raise QueryError("no REGEX here")
        return super().select(query, bindings)


@pytest.mark.parametrize(
    "shape",
    [
        example("Pattern"),
        'ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "SELECT $this ?value WHERE { $this '
        "<https://example.org/p> ?value FILTER(!REGEX(STR(?value), '^a$')) }\" ] .",
    ],
)
@pytest.mark.parametrize("kind", [Other, Strange])
def test_a_pattern_that_a_store_cannot_run_is_left_and_said(shape: str, kind: type[Store]) -> None:
    graph, shapes = read(shape, DATA)
    store = kind()
    store.add(triple for document in graph.documents for triple in document.triples)
    outcome = results_in(store, shapes)
    assert list(outcome.left) == [EX + "S"]


# pySHACL.


ERRORS: list[Callable[[], Exception]] = [
    lambda: RuntimeError("it broke"),
    lambda: KeyError("it broke"),
    lambda: AssertionError("it broke"),
    lambda: pyshacl.errors.ValidationFailure("it broke"),  # type: ignore[no-untyped-call]
    lambda: pyshacl.errors.ReportableRuntimeError("it broke"),
    lambda: pyshacl.errors.ConstraintLoadError("it broke", "https://example.org/"),  # type: ignore[no-untyped-call]
    lambda: pyshacl.errors.ConstraintLoadWarning("it broke", "https://example.org/"),  # type: ignore[no-untyped-call]
]


def component_of(name: str) -> type[ConstraintComponent]:
    """Return the class that checks an example, as pySHACL is tuned."""
    reference.tune()
    own = {"Pattern": reference.PatternComponent, "Datatype": reference.DatatypeComponent}
    if name in {"Custom", *own}:
        return own.get(name, BoundShapeValidatorComponent)
    word = {"SPARQL": "sparql"}.get(name, name[0].lower() + name[1:])
    return pyshacl.constraints.CONSTRAINT_PARAMETERS_MAP[SH[word]]


@pytest.fixture
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


NAMED = {"Custom": EX + "Odd"}
WITHOUT_NAME = {"QualifiedMinCount", "QualifiedMaxCount"}  # one class for two components


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error()).__name__)
@pytest.mark.parametrize("method", ["__init__", "evaluate"])
@pytest.mark.parametrize("name", SHAPES)
def test_a_check_of_pyshacl_that_breaks(
    name: str, method: str, error: Callable[[], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> NoReturn:
        raise error()

    graph, shapes = read(example(name), DATA)
    monkeypatch.setattr(component_of(name), method, fails)
    outcome = outcome_of(graph, shapes, "pyshacl")
    (failure,) = outcome.failures
    assert failure.shape.value == EX + "S"
    assert "it broke" in in_language(failure.reason, "nl")
    assert "(Engels)" in in_language(failure.reason, "nl")
    assert not outcome.results


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"Property"}))  # its parts have messages
def test_a_message_of_pyshacl_that_breaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, shapes = read(example(name), DATA)
    for method in ("make_v_result", "make_generic_messages"):
        with monkeypatch.context() as patch:
            patch.setattr(component_of(name), method, broken)
            if name == "SPARQL" and method == "make_generic_messages":
                continue  # it has none
            component = told(graph, shapes, "pyshacl")
            assert name in WITHOUT_NAME or component == NAMED.get(name, name)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("pyshacl.shape.Shape", "value_nodes"),
        ("pyshacl.shape", "value_nodes_from_path"),
        ("wijgraph.shacl.reference.Prepared", "query"),
    ],
)
def test_targets_paths_and_queries_of_pyshacl_that_break(
    owner: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: object = None, *_: Any, **__: Any) -> NoReturn:  # noqa: ARG001 - looked for
        raise RuntimeError("it broke")

    reference.tune()
    graph, shapes = read(example("SPARQL"), DATA)
    monkeypatch.setattr(f"{owner}.{name}", fails)
    told(graph, shapes, "pyshacl")


def test_the_other_shapes_are_checked_by_pyshacl_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shapes = (
        "ex:S sh:targetNode ex:a ; sh:in () . ex:T sh:targetNode ex:a ; sh:nodeKind sh:Literal ."
    )
    graph, index = read(shapes, DATA)
    monkeypatch.setattr(component_of("In"), "evaluate", broken)
    outcome = outcome_of(graph, index, "pyshacl")
    assert [failure.shape.value for failure in outcome.failures] == [EX + "S"]
    assert [result.shape.value for result in outcome.results] == [EX + "T"]


def test_when_pyshacl_fails_on_a_shape_even_without_targets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(self: object, *_: Any, **__: Any) -> NoReturn:  # noqa: ARG001 - looked for
        raise RuntimeError("it broke")

    reference.tune()
    monkeypatch.setattr("pyshacl.shape.Shape.focus_nodes", fails)
    with pytest.raises(ShapesError, match=r"the shapes cannot be used, at .*it broke"):
        outcome_of(*read(example("In"), DATA), "pyshacl")


def test_when_the_shapes_as_a_whole_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    reference.tune()
    monkeypatch.setattr("pyshacl.shapes_graph.ShapesGraph._build_node_shape_cache", broken)
    with pytest.raises(ShapesError, match="the shapes cannot be used: it broke"):
        outcome_of(*read(example("In"), DATA), "pyshacl")


# What users write.

REFUSED = {
    "no class": ('sh:pattern "["', '"[" cannot be used: a class [ is not closed'),
    "look-around": ('sh:pattern "^(?=a)"', "look-around"),
    "possessive": ('sh:pattern "a*+"', "two quantifiers"),
    "a flag": ('sh:pattern "a" ; sh:flags "g"', "there is no flag 'g'"),
    "in a query": (
        "sh:sparql [ sh:select \"SELECT $this WHERE { $this ?p ?o FILTER(REGEX(?o, '[')) }\" ]",
        "a regular expression in it: a class [ is not closed",
    ),
    "replaced in a query": (
        "sh:sparql [ sh:select \"SELECT $this WHERE { $this ?p ?o FILTER(REPLACE(?o, '(?=a)', "
        "'') = '') }\" ]",
        "look-around",
    ),
    "flags in a query": (
        "sh:sparql [ sh:select \"SELECT $this WHERE { $this ?p ?o FILTER REGEX(?o, 'a', 'g') }\" ]",
        "there is no flag 'g'",
    ),
    "in a language": (
        "sh:sparql [ sh:select \"SELECT $this WHERE { $this ?p ?o FILTER REGEX(?o, 'a'@nl) }\" ]",
        "must be plain text",
    ),
    "an unknown function": (
        'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o FILTER(<urn:f>(?o)) }" ]',
        "<urn:f> is not supported",
    ),
    "an unknown function that is bound": (
        'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o BIND(<urn:f>(?o) AS ?x) '
        'FILTER(?x) }" ]',
        "<urn:f> is not supported",
    ),
    "no SPARQL": ('sh:sparql [ sh:select "SELECT $this WHERE { $this nope }" ]', "is not SPARQL"),
    "no $this": (
        'sh:sparql [ sh:select "SELECT ?x WHERE { $this ?p ?x }" ]',
        "it does not select $this",
    ),
    "an undeclared prefix": (
        'sh:sparql [ sh:select "SELECT $this WHERE { $this foo:p ?x }" ]',
        "the prefix foo:, which is declared nowhere",
    ),
    "in an ASK": (
        "ex:x 1 . ex:Odd a sh:ConstraintComponent ; sh:parameter [ sh:path ex:odd ] ; "
        "sh:validator [ sh:ask \"ASK { FILTER(REGEX($value, '[')) }\" ]",
        "a class [ is not closed",
    ),
    "an ASK with an unknown function": (
        "ex:x 1 . ex:Odd a sh:ConstraintComponent ; sh:parameter [ sh:path ex:odd ] ; "
        'sh:validator [ sh:ask "ASK { FILTER(<urn:f>($value)) }" ]',
        "<urn:f> is not supported",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_an_error_in_each_row_is_refused_with_its_place(
    name: str, run: Run, tmp_path: Path
) -> None:
    constraint, words = REFUSED[name]
    (tmp_path / "shapes.ttl").write_text(f"{PREFIXES}ex:S sh:targetNode ex:a ;\n  {constraint} .")
    (tmp_path / "data.ttl").write_text(PREFIXES + DATA)
    for which in ("auto", "compiled", "pyshacl"):
        arguments = ["validate", tmp_path / "data.ttl", "-s", tmp_path / "shapes.ttl"]
        outcome = run("--lang", "en", *arguments, "--engine", which)
        assert outcome.code == 2
        assert outcome.out == ""
        assert words in outcome.err
        assert "shapes.ttl:5:" in outcome.err


def test_what_is_deactivated_is_not_refused() -> None:
    """An error of one row is no error of the query: SPARQL says what it means."""
    query = 'sh:select "SELECT nope" ; sh:deactivated true'
    assert not results_of(*read(f"ex:S sh:targetNode ex:a ; sh:sparql [ {query} ] .", DATA)).results


@pytest.mark.parametrize("which", ["auto", "pyshacl"])
def test_an_error_in_one_row_is_what_sparql_makes_of_it(which: str) -> None:
    query = (
        "SELECT $this ?value WHERE { $this <https://example.org/p> ?value FILTER(?value + 1 > 1) }"
    )
    shape = f'ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "{query}" ] .'
    found = results_of(*read(shape, DATA), which).results
    assert [result.value and result.value.value for result in found] == ["1"]


def test_a_function_that_only_one_engine_has(quiet: None) -> None:  # noqa: ARG001
    query = (
        "SELECT $this WHERE { $this ?p ?o FILTER(<http://www.w3.org/2001/XMLSchema#gYear>(?o)) }"
    )
    shape = f'ex:S sh:targetNode ex:a ; sh:sparql [ sh:select "{query}" ] .'
    assert not results_of(*read(shape, DATA)).results
    with pytest.raises(ShapesError, match="gYear>, which pySHACL does not have"):
        results_of(*read(shape, DATA), "pyshacl")


def test_a_component_with_two_values_is_two_constraints_or_refused() -> None:
    shape = f"{ODD} ex:S sh:targetNode ex:a ; ex:odd ex:a , ex:b ."
    assert len(results_of(*read(shape, DATA)).results) == 1
    with pytest.raises(ShapesError, match="several values"):
        results_of(*read(shape, DATA), "pyshacl")


@pytest.mark.filterwarnings("ignore")  # as it is outside of tests
@pytest.mark.parametrize(
    ("data", "fine"), [("ex:a ex:p ex:b .", True), ("ex:a ex:p ex:a .", False)]
)
def test_recursion_is_a_failure_only_when_the_data_enters_it(data: str, fine: bool) -> None:
    """Whoever reads shapes may refuse it before."""
    graph, shapes = read("ex:S sh:targetNode ex:a ; sh:property ex:P . ex:P sh:path ex:p .", data)
    ring = next(triple for triple in read("ex:P sh:node ex:S .  ex:T sh:targetNode 1 .", "")[1])
    outcome = outcome_of(graph, Index([*shapes, ring]))
    assert bool(outcome.failures) is not fine
    assert all("leads to itself" in str(failure.reason) for failure in outcome.failures)


@pytest.mark.parametrize(
    "case", ["01-pattern-invalid", "02-pattern-class-subtraction", "03-pattern-i-c",
             "04-pattern-js-hyphen", "17-owl-class-target", "22-component-without-validator",
             "23-ignored-without-closed", "37-values-merged", "43-assertion-error"]
)  # fmt: skip
@pytest.mark.parametrize("which", ["auto", "pyshacl"])
def test_cases_of_others(case: str, which: str, run: Run) -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / case
    files = [folder / "data.ttl", "-s", folder / "shapes.ttl"]
    outcome = run("--lang", "en", "validate", *files, "-F", "json", "--engine", which)
    wanted = {"01": 2, "02": 1, "03": 1, "04": 1, "17": 2, "22": 1, "23": 0, "37": 1, "43": 2}
    assert outcome.code == wanted[case[:2]]
    if case.startswith("37"):
        assert outcome.out.count('"rule"') == 2
    assert "Traceback" not in outcome.err
    assert "Error" not in outcome.err


def test_a_validator_of_other_shapes_is_not_used() -> None:
    """PySHACL remembers validators by where a graph lies in memory, which comes back."""
    for value in ("1", "2", "3"):
        shape = ODD.replace("$odd", value) + "ex:S sh:targetNode 2 ; ex:odd 7 ."
        found = results_of(*read(shape, DATA), "pyshacl").results
        assert len(found) == (value != "2")
        assert len(SPARQLConstraintComponentValidator.validator_cache) == 1
