"""The W3C SHACL test suite, core and SPARQL, by the way that ``wijgraph validate`` takes.

Each test runs with both engines: compiled, and pySHACL for everything.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from tests.conftest import outside
from wijgraph import dossier
from wijgraph.errors import ShapesError
from wijgraph.validation.run import check, documents_in

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
# What the standard lets a result say, and what two engines must agree on.
COMPARED = [
    RDF.type,
    SH.focusNode,
    SH.resultSeverity,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
]
# Tests that fail, each with the reason and whose fault it is.
WITH_BOTH = {
    "core/property/qualifiedValueShape-001.ttl": "the test itself has sh:nodeShape, which is no "
    "word of SHACL; wijgraph refuses such words, because they would be checks that never fail",
    "sparql/component/validator-001.ttl": "the test imports <http://datashapes.org/dash>, which is "
    "not in the suite; wijgraph fetches nothing and never passes over an import",
    "sparql/pre-binding/shapesGraph-001.ttl": "neither engine has $shapesGraph, which the standard "
    "leaves optional; wijgraph says so and exits with 2",
}
EXPECTED_FAILURES = {
    "auto": WITH_BOTH,
    "pyshacl": WITH_BOTH
    | {
        "sparql/node/prefixes-001.ttl": "pySHACL: it does not follow owl:imports from sh:prefixes "
        "to the prefixes declared there, as the standard asks",
    },
}
# What cannot be compiled, so that pySHACL checks it: Oxigraph keeps "4.0" as "4" and a byte as an
# integer.
LEFT_TO_PYSHACL = {
    "core/node/maxExclusive-001.ttl",
    "core/node/maxInclusive-001.ttl",
    "core/node/minExclusive-001.ttl",
    "core/property/datatype-ill-formed.ttl",
}


def manifests(path: Path) -> Iterator[Path]:
    """Yield the files that a manifest includes and that hold tests."""
    graph = Graph().parse(path, publicID=path.as_uri())
    if (None, RDF.type, SHT.Validate) in graph:
        yield path
    for included in graph.objects(None, MF.include):
        yield from manifests(Path(unquote(urlparse(str(included)).path)))


def path_in(graph: Graph, path: Any) -> Any:
    """Return a SHACL path as nested tuples: two paths are the same when these are."""
    if isinstance(path, URIRef):
        return path
    if (path, RDF.first, None) in graph:
        return tuple(path_in(graph, part) for part in Collection(graph, path))
    return frozenset((word, path_in(graph, part)) for word, part in graph.predicate_objects(path))


def comparable(source: Graph, report: Any, paths: Graph) -> Counter[frozenset[Any]]:
    """Return how often each result is in a report, as what is to be compared of it.

    A blank node is only known to be one: nothing else is said of it, and none stands in two places.
    """
    found: Counter[frozenset[Any]] = Counter()
    for result in source.objects(report, SH.result):
        said: list[Any] = []
        for predicate in COMPARED:
            for value in source.objects(result, predicate):
                known = "a blank node" if isinstance(value, BNode) else value
                if isinstance(value, Literal) and value.datatype == XSD.string:
                    known = Literal(str(value))  # the same term in RDF 1.1
                said.append((predicate, known))
        for path in source.objects(result, SH.resultPath):
            holder = source if (path, None, None) in source else paths
            said.append((SH.resultPath, path_in(holder, path)))
        found[frozenset(said)] += 1
    return found


def files_of(suite: Path) -> list[tuple[str, Path]]:
    root = suite / "w3c-shacl"
    return [(str(path.relative_to(root)), path) for path in manifests(root / "manifest.ttl")]


def run(path: Path, engine: str) -> set[str]:
    """Run the tests in one file; return the engines that found something.

    Raises AssertionError when a test fails.
    """
    engines = set()
    manifest = Graph().parse(path, publicID=path.as_uri())
    for test in manifest.subjects(RDF.type, SHT.Validate):
        action, expected = manifest.value(test, MF.action), manifest.value(test, MF.result)
        data, shapes = (
            documents_in(Path(unquote(urlparse(str(manifest.value(action, p))).path)))
            for p in (SHT.dataGraph, SHT.shapesGraph)
        )
        if expected == SHT.Failure:
            with pytest.raises(ShapesError):
                check(dossier.builtin(), data, shapes, engine)
            continue
        report = check(dossier.builtin(), data, shapes, engine).report
        engines |= {finding.engine for finding in report.findings}
        wanted = str(manifest.value(expected, SH.conforms)) == "true"
        assert report.conforms == wanted
        found = report.results.value(None, RDF.type, SH.ValidationReport)
        assert comparable(report.results, found, manifest) == comparable(
            manifest, expected, manifest
        )
    return engines


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "w3c" not in metafunc.fixturenames:
        return
    import os

    folder = os.environ.get("WIJGRAPH_CONFORMANCE")
    found = files_of(Path(folder)) if folder else []
    metafunc.parametrize(
        ("engine", "w3c"),
        [
            pytest.param(
                engine,
                path,
                id=f"{engine}-{name}",
                marks=[pytest.mark.xfail(reason=failures[name], strict=True)]
                if name in failures
                else [],
            )
            for engine, failures in EXPECTED_FAILURES.items()
            for name, path in found
        ],
    )


def test_the_suite_is_there() -> None:
    assert len(files_of(outside("WIJGRAPH_CONFORMANCE"))) > 100


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_w3c(w3c: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left = any(w3c.as_posix().endswith(name) for name in LEFT_TO_PYSHACL)
    wanted = "pyshacl" if engine == "pyshacl" or left else "compiled"
    assert run(w3c, engine) <= {wanted}
    if wanted == "compiled":  # once more with the store alone, as where no data is at hand
        monkeypatch.setattr("wijgraph.shacl.engine.Columns", lambda _: ())
        assert run(w3c, engine) <= {wanted}
