"""Inputs that users of other tools stumbled over, each with what a user may expect here.

The inputs lie outside the repository (``WIJGRAPH_CASES``); the expectation of each is their README.
Each kind has more inputs of our own in the tests of its subject.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Outcome, Run, outside

CHECK = ("validate", "data.ttl", "-s", "shapes.ttl")
LATE = ("validate", "d.ttl", "-s", "shapes.ttl")
ONE = r"\b1 (violation|overtreding)\b"


@dataclass(frozen=True)
class Expected:
    """A command, its exit code, what it says and leaves, as patterns."""

    arguments: tuple[str, ...]
    code: int
    says: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()  # what stands in d.ttl after it
    also: Callable[[Outcome], bool] | None = None


def refused(*says: str, arguments: tuple[str, ...] = CHECK) -> Expected:
    """Expect bad input, told at its place."""
    return Expected(arguments, 2, says)


def found(*says: str, arguments: tuple[str, ...] = CHECK) -> Expected:
    """Expect one violation."""
    return Expected(arguments, 1, (ONE, *says))


def quiet(outcome: Outcome) -> bool:
    return outcome.err == ""


def two_values(outcome: Outcome) -> bool:
    values = {entry["value"] for entry in json.loads(outcome.out)["findings"]}
    return values == {"1.5", "1.50"}


def relative(outcome: Outcome) -> bool:
    return bool(json.loads(outcome.out)[0]["location"]["path"] == "data.ttl")


def one_passed(outcome: Outcome) -> bool:
    return "<testcase" in outcome.out and "<failure" not in outcome.out


NOTHING = r"[Gg]een (enkele )?(regel|knoop)|[Nn]o (rule|shape|node)"
EXPECTED = {
    "01-pattern-invalid": [refused(r"shapes\.ttl:7:\d+", r"\[")],
    "02-pattern-class-subtraction": [found()],
    "03-pattern-i-c": [found()],
    "04-pattern-js-hyphen": [found()],
    "07-entailment": [refused(r"shapes\.ttl:7:\d+", "sh:entailment")],
    "08-json-no-context": [refused(r"bods\.json", arguments=("validate", "bods.json"))],
    "10-no-focus-node": [
        refused(r"tooi\.ttl", NOTHING, arguments=("validate", "tooi.ttl")),
        Expected(("validate", "tooi.ttl", "--allow-nothing-checked"), 0, (NOTHING,)),
    ],
    "11-shape-without-target": [
        refused("ex:S|t#S"),
        Expected((*CHECK, "--allow-nothing-checked"), 0, ("ex:S|t#S",)),
    ],
    "12-targetclass-literal": [refused(r"shapes\.ttl:7:\d+", "sh:targetClass")],
    "14-deactivated-string": [refused(r"shapes\.ttl:7:\d+", "sh:deactivated")],
    "15-nodekind-shape": [refused(r"shapes\.ttl:7:\d+", "sh:nodeKind")],
    "17-owl-class-target": [refused(), refused(arguments=(*CHECK, "--engine", "pyshacl"))],
    "18-sh-term-unknown": [
        refused(r"shapes\.ttl:7:\d+", "sh:shape", "sh:node"),
        found(r"shapes\.ttl:7:\d+", "sh:shape", arguments=(*CHECK, "--lenient")),
    ],
    "19-sh-namespace-import": [found()],
    "21-imports-offline": [
        refused(r"shapes\.ttl:7:\d+", "skos/core", "purl.org/dc/terms/", "foaf/0.1/", "--lenient"),
        found("skos/core", "purl.org/dc/terms/", "foaf/0.1/", arguments=(*CHECK, "--lenient")),
    ],
    "22-component-without-validator": [found("ex:C|t#C")],
    "23-ignored-without-closed": [Expected(CHECK, 0)],
    "25-remote-context": [
        refused(r"d\.jsonld", "--catalog", arguments=("validate", "d.jsonld")),
        # With a copy of the context it is read, and its node has no name.
        found("GOV-GRAPH-IRI", arguments=("validate", "d.jsonld", "--catalog", "catalog.toml")),
    ],
    "26-ttl-prefix-dot": [found("d.ttl:2:1", arguments=LATE)],
    "28-ttl-empty-local-dot": [found("d.ttl:2:1", arguments=LATE)],
    "29-rdfxml-cdata": [
        Expected(("validate", "d.rdf", "-s", "value.ttl"), 0),
        refused(NOTHING, arguments=("validate", "d.rdf")),
    ],
    "31-rdfxml-entities": [
        Expected(("validate", "d.rdf", "-s", "value.ttl"), 0),
        refused(NOTHING, arguments=("validate", "d.rdf")),
    ],
    "32-format-drops-prefixes": [
        Expected(("format", "d.ttl"), 0, leaves=("^@prefix gm:", r"^gm:raad\s+gm:controleert"))
    ],
    "33-format-xsd-string": [Expected(("format", "d.ttl"), 0, leaves=('ex:p "x"',))],
    "35-format-relative": [Expected(("format", "d.ttl"), 0, leaves=("<other.ttl>",))],
    "37-values-merged": [Expected((*CHECK, "-F", "json"), 1, also=two_values)],
    "39-table-of-unbound": [Expected(("query", "run", "-f", "q.rq"), 0, ("avg",))],
    "41-stderr-tracebacks": [Expected(CHECK, 1, (ONE,), also=quiet)],
    "42-bnode-shape-no-line": [refused(r"shapes\.ttl:8:15", "sh:path")],
    "43-assertion-error": [refused(r"shapes\.ttl:7:\d+", "sh:minInclusive")],
    "45-missing-prefix-sparql": [
        refused(r"q\.rq:1:\d+", "vcard:", arguments=("query", "run", "-f", "q.rq"))
    ],
    "47-roo-xml": [refused(r"roo\.xml", "RDF/XML", arguments=("validate", "roo.xml"))],
    "48-junit-empty": [Expected((*CHECK, "-F", "junit"), 0, also=one_passed)],
    "50-absolute-path": [
        Expected(("validate", "{here}/data.ttl", "-s", "shapes.ttl", "-F", "gitlab"), 1,
                 also=relative)
    ],
    "52-nl-message-english": [
        found(r"ex:p ontbreekt \(minstens 1\)", arguments=("--lang", "nl", *CHECK))
    ],
}  # fmt: skip


def valued(literal: str) -> dict[str, str]:
    """Return shapes that demand this value and no other."""
    prefixes = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX ex: <http://example.com/>\n"
    path = f"[ sh:path ex:p ; sh:minCount 1 ; sh:in ({literal}) ]"
    return {
        "value.ttl": f"{prefixes}ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property {path} ."
    }


# What a case is given beside its own files.
MORE = {
    "25-remote-context": {
        "catalog.toml": '"https://schema.org/" = "context.jsonld"\n',
        "context.jsonld": '{"@context": {"@vocab": "http://schema.org/"}}',
    },
    "29-rdfxml-cdata": valued('"a <x>"'),
    "31-rdfxml-entities": valued('"x"'),
}


@pytest.fixture(scope="module")
def cases() -> Path:
    return outside("WIJGRAPH_CASES") / "foreign"


def test_each_case_is_here(cases: Path) -> None:
    assert sorted(p.name for p in cases.iterdir() if p.is_dir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_case(
    name: str, cases: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "case"
    shutil.copytree(cases / name, here)
    here.chmod(0o755)
    for path in here.iterdir():
        path.chmod(0o644)
    for file, text in MORE.get(name, {}).items():
        (here / file).write_text(text)
    monkeypatch.chdir(here)
    for expected in EXPECTED[name]:
        outcome = run(*(word.format(here=here) for word in expected.arguments))
        told = outcome.out + outcome.err
        assert outcome.code == expected.code, told
        for pattern in expected.says:
            assert re.search(pattern, told), (pattern, told)
        assert "Traceback" not in told
        assert "wijgraph itself" not in told
        for pattern in expected.leaves:
            assert re.search(pattern, (here / "d.ttl").read_text(), re.MULTILINE), pattern
        assert expected.also is None or expected.also(outcome), told
