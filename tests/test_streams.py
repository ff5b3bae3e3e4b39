"""Standard streams that are closed, full or left: told in words, with an exit code of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commanding import WIJGRAPH, environment, script
from tests.conftest import Outcome, Run, make_town
from wijgraph.cli.common import in_words
from wijgraph.errors import StoreError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the town, and a store of it."""
    here = tmp_path_factory.mktemp("streams")
    make_town(here / "town")
    shell(f"{COMMAND} --store oxigraph:{here / 'store'} register add {here / 'town'}", here)
    return here


COMMAND = f"{' '.join(WIJGRAPH)} --lang en"


def shell(line: str, folder: Path, **more: str) -> Outcome:
    asked = line.replace("wijgraph ", f"{COMMAND} ", 1) if line.startswith("wijgraph ") else line
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", asked], capture_output=True, text=True, check=False,
        cwd=folder, env=environment(**more), timeout=100,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


CLOSED = "wijgraph: standard output cannot be written: it is closed\n"
FULL = "wijgraph: standard output cannot be written: no space left on the disk\n"


@pytest.mark.parametrize(
    ("line", "code", "err"),
    [
        ("wijgraph query list >&-", 2, CLOSED),
        ("wijgraph --help >&-", 2, CLOSED),
        ("wijgraph --version >&-", 2, CLOSED),
        ("wijgraph --dossier town validate >&-", 2, CLOSED),
        ("wijgraph doctor >&-", 2, CLOSED),
        ("wijgraph query list > /dev/full", 2, None),
        ("wijgraph --version > /dev/full", 2, None),
        ("wijgraph --dossier town export -o x.ttl >&-", 0, ""),
        ("wijgraph query list 2>&- > /dev/null", 0, ""),
        ("wijgraph query list 2> /dev/full > /dev/null", 0, ""),
        ("wijgraph query run nothing 2>&-", 2, ""),
        ("wijgraph query run nothing 2> /dev/full", 2, ""),
        ("wijgraph --dossier town validate <&- >&- 2>&-", 2, ""),
        ("wijgraph format - <&-", 2, "wijgraph: <stdin>: cannot be read: it is closed\n"),
        ("wijgraph --dossier town export -F ntriples | head -c 1 > /dev/null", 141, ""),
        ("wijgraph --dossier town export -o /dev/stdout | head -c 1 > /dev/null", 141, ""),
        ("wijgraph --dossier town validate -F sarif | true", 141, ""),
        ("wijgraph --help | true", None, ""),
    ],
)
def test_a_stream_that_fails(folder: Path, line: str, code: int | None, err: str | None) -> None:
    done = shell(line, folder)
    assert "Traceback" not in done.err
    assert code is None or done.code == code
    assert done.code != 1  # which means findings
    if err is None:
        assert done.err.startswith("wijgraph: standard output cannot be written: ")
    else:
        assert done.err == err


def test_findings_are_not_lost_with_the_remarks(folder: Path, tmp_path: Path) -> None:
    town = shutil.copytree(folder / "town", tmp_path / "town")
    wrong = "<https://w3id.org/wijgraph/id/x> a <https://w3id.org/wijgraph/ontology#Council> .\n"
    (town / "data" / "wrong.ttl").write_text(wrong)
    (town / "waivers.toml").write_text("")  # which is remarked
    for away in ("2>&-", "2> /dev/full"):
        done = shell(f"wijgraph --dossier {town} validate -F json {away}", folder)
        assert done.code == 1
        assert json.loads(done.out)["findings"]


# What libraries say


def test_what_is_written_past_python_is_not_for_people() -> None:
    code = "import os, sys; prepare(); os.write(2, b'of an engine'); sys.stderr.write('of us')"
    done = script(f"from wijgraph.cli.streams import prepare; {code}")
    assert (done.code, done.err) == (0, "of us")


def test_no_certificates(folder: Path) -> None:
    asked = "wijgraph --store https://localhost:1/sparql query run gaps"
    done = shell(asked, folder, SSL_CERT_FILE="/dev/null")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("wijgraph: no secure connection can be made: ")
    assert "SSL_CERT_FILE" in done.err


def turn(path: Path) -> None:
    data = bytearray(path.read_bytes())
    start, size = len(data) // 4, min(600, len(data) // 2)
    data[start : start + size] = bytes(byte ^ 0xA5 for byte in data[start : start + size])
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "harm"), [("MANIFEST-*", turn), ("CURRENT", cut), ("*.sst", cut), ("*.sst", turn)]
)
def test_a_damaged_store_is_told_as_damaged(
    folder: Path, tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    store = shutil.copytree(folder / "store", tmp_path / "store")
    for path in store.glob(name):
        harm(path)
    done = shell(f"wijgraph --store oxigraph:{store} register list", folder)
    assert (done.code, done.out) == (2, "")
    assert "this store is damaged" in done.err
    assert "backup" in done.err
    assert not {"Traceback", "what():", "backtrace", "Corruption"} & set(done.err.split())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("Corruption: block checksum mismatch"), "this store is damaged"),
        (OSError("Corruption: Sst file size mismatch"), "this store is damaged"),
        (RecursionError("maximum recursion depth exceeded"), "nested too deep"),
        (OverflowError("date value out of range"), "number or date"),
        (ValueError("Exceeds the limit; use sys.set_int_max_str_digits() to"), "more digits"),
        (FileNotFoundError(2, "No such file or directory"), "go to another one"),
        (KeyError("x"), "something is wrong in wijgraph itself: KeyError"),
    ],
)
def test_errors_of_libraries_are_told_in_words(error: Exception, said: str) -> None:
    told = in_words(error).told("en")
    assert said in told
    assert "sys." not in told


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
@pytest.mark.parametrize("asked", ["serve --port 0", "export"])
def test_little_memory_is_told_as_it_is(folder: Path, asked: str) -> None:
    done = shell(f"ulimit -v 150000; {COMMAND} --lang en --dossier town {asked}", folder)
    assert done.code == 2
    assert done.err == "wijgraph: this needs more than 146 MiB of memory\n"


# Values that nobody can count with

DIGITS = "9" * 10_000
ODD = [
    '"99999-13-45"^^xsd:date', '"-5000-01-01"^^xsd:date', '"12000-01-01"^^xsd:date',
    '"2020-02-30"^^xsd:date', '"2020-01-01+99:99"^^xsd:date', '"-5000"^^xsd:gYear',
    '"0000"^^xsd:gYear', '"99999999"^^xsd:gYear', '"2020-13"^^xsd:gYearMonth',
    '"2020-01-01T25:00:00"^^xsd:dateTime', '"24:61:61"^^xsd:time', '"P9999999999Y"^^xsd:duration',
    f'"{DIGITS}"^^xsd:integer', DIGITS, f"{DIGITS}.5", '"1E999999999"^^xsd:decimal',
    '"1e99999999"^^xsd:double', '"x"^^xsd:boolean', '"!"^^xsd:base64Binary', '"<a"^^rdf:XMLLiteral',
]  # fmt: skip
PREFIXES = """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix wij: <https://w3id.org/wijgraph/id/> .
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a town with dates and numbers that no library likes."""
    town = make_town(tmp_path_factory.mktemp("odd") / "town")
    said = ("schema:startDate", "schema:endDate", "gov:minimumPerYear", "gov:paragraph")
    lines = [f"wij:odd-{n} {p} {value} ." for n, value in enumerate(ODD) for p in said]
    (town / "data" / "odd.ttl").write_text(PREFIXES + "\n".join(lines) + "\n")
    return town


@pytest.mark.parametrize(
    "asked",
    [
        "validate", "validate --engine pyshacl", "export -F rdfxml", "export -F jsonld",
        "view toezicht -F xlsx -o x.xlsx", "--at 2020-01-01 explain raad",
        "--at 9999-12-31 explain raad", "--at 0001-01-01 query run changes", "format --check data",
        "--at 99999-13-45 explain raad", "--at -5000-01-01 explain raad",
        "--at 2020-02-30 diff . .",
        "analyse agenda", "sources coverage",
    ],
)  # fmt: skip
def test_odd_values_are_no_business_of_python(odd: Path, asked: str) -> None:
    done = shell(f"wijgraph --dossier . {asked}", odd)
    assert done.code in {0, 1, 2}
    for sign in ("Traceback", "site-packages", "sys.set_int", "wrong in wijgraph", 'File "'):
        assert sign not in done.out + done.err


def test_a_register_of_odd_values(odd: Path, tmp_path: Path) -> None:
    register = f"wijgraph --store oxigraph:{tmp_path / 'store'} register"
    assert shell(f"{register} add {odd}", odd).code == 0
    done = shell(f"{register} validate", odd)
    assert done.code == 1
    for sign in ("Traceback", "site-packages", "sys.set_int", "rdflib"):
        assert sign not in done.err


def test_stdin_that_is_no_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, "wb") as closed:  # noqa: PTH123
        monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": closed})())
        assert run("format", "-").code == 2
