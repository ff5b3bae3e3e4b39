"""What SECURITY.md promises is held by tests that exist, and its numbers are those of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT
from wijgraph.safety import xml
from wijgraph.safety.inspect import DEPTH
from wijgraph.safety.limits import VARIABLES, Limits
from wijgraph.web.settings import KIB, MIB, Settings
from wijgraph.web.workers import checking

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAME = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def promises() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    table = TEXT.partition("<!-- promises -->")[2].partition("<!-- end of promises -->")[0]
    for row in table.strip().splitlines()[2:]:
        promise, _, held = (cell.strip() for cell in row.strip("|").split("|"))
        yield promise, NAME.findall(held)


def test_every_promise_is_held_by_a_test_that_exists() -> None:
    found = list(promises())
    assert len(found) > 30
    for promise, tests in found:
        assert tests, promise
        for file, name in tests:
            path = Path(__file__).parent / file
            assert path.is_file(), (promise, file)
            text = path.read_text(encoding="utf-8")
            assert re.search(rf"^def {name}\(", text, re.M), name


def test_numbers_are_those_of_the_code() -> None:
    web, cli = Settings(), Limits()
    for number in (
        f"{web.query_seconds:g} s; 504", f"{web.query_megabytes} MiB; 507",
        f"{web.rows:,} rows, {web.result_bytes // MIB} MiB; 413",
        f"{web.client_running} running, {web.client_seconds:g} s and {web.client_errors} errors",
        f"{web.url_bytes // KIB} KiB address and headers, {web.body_bytes // KIB} KiB body, "
        f"{web.read_seconds:g} s", f"{cli.seconds} s, `validate` 120 s",
        f"{cli.megabytes // 1024} GiB; code 2",
        f"{cli.file_megabytes} MiB, {cli.triples:,} triples",
        f"{DEPTH} levels, uploads {checking.DEPTH}",
        f"{xml.TIMES} times the text or 1 MiB, {xml.DEPTH} levels",
    ):  # fmt: skip
        assert number in TEXT, number
    for variable in VARIABLES.values():
        assert f"`{variable}`" in TEXT
