"""Nothing of a library stands on standard error: what is wrong with the data is a finding."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import outside
from tests.test_compiled import PREFIXES

SHAPES = f"""{PREFIXES}
ex:S sh:targetSubjectsOf ex:p ;
    sh:property [ sh:path ex:p ; sh:datatype xsd:integer ; sh:message "Nee."@nl , "No."@en ] .
"""
ILL = {
    "a date": '"31/12/2024"^^xsd:dateTime',
    "a number": '"x"^^xsd:integer , "1,5"^^xsd:decimal',
    "a duration": '"three days"^^xsd:duration',
    "bytes": '"zz"^^xsd:hexBinary',
    "HTML": '"<p>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>',
}


def errors_of(*arguments: object) -> str:
    """Return what a process of its own writes to standard error."""
    command = [sys.executable, "-m", "wijgraph", "--lang", "en", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
def test_ill_typed_literals(engine: str, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    texts = " , ".join(ILL.values())
    (tmp_path / "data.ttl").write_text(f"{PREFIXES} ex:a ex:p {texts} .")
    arguments = ["validate", tmp_path / "data.ttl", "-s", tmp_path / "shapes.ttl"]
    for form in ("text", "turtle"):
        assert errors_of(*arguments, "--engine", engine, "-F", form) == ""


def test_the_case_of_others() -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / "41-stderr-tracebacks"
    assert errors_of("validate", folder / "data.ttl", "-s", folder / "shapes.ttl") == ""


def test_our_own_notes_are_still_told() -> None:
    """They go the same way: the log of this package is not that of a library."""
    code = (
        "import logging; from wijgraph.cli import main; main._quiet(); "
        "logging.getLogger('rdflib.term').warning('theirs'); "
        "logging.getLogger('wijgraph').warning('ours'); "
        "import warnings; warnings.warn('theirs')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "ours\n"


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "opgehaald en hier nagekeken"), ("en", "is fetched and checked here")],
)
def test_our_own_notes_follow_the_language(language: str, words: str) -> None:
    code = (
        "import logging, sys; sys.argv[1:] = ['--lang', sys.argv[1]]\n"
        "from wijgraph.cli.main import _quiet\n"
        "from wijgraph.messages import Message\n"
        "_quiet()\n"
        "log = logging.getLogger('wijgraph')\n"
        "log.warning(Message('validation.rules-not-there', store='S'))\n"
        "log.warning('as %s', 'ever')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, language], capture_output=True, text=True, check=True
    )
    told, plain = done.stderr.splitlines()
    assert words in told
    assert plain == "as ever"
