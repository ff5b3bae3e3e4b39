"""What lies in a store is served from a copy: strangers ask the copy, and changes are noticed."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import make_town
from tests.serving import Served, served
from tests.stores import oxigraph
from wijgraph.cli.main import main

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def count(server: Served) -> int:
    answer = server.sparql(COUNT).json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


@pytest.fixture(params=["disk", "network"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[list[str], ExitStack]]:
    """How the store is named on the command line to add to it, and what ends it."""
    with ExitStack() as stack:
        if request.param == "disk":
            yield ["--store", f"oxigraph:{tmp_path / 'store'}", "register"], stack
            return
        endpoint = stack.enter_context(oxigraph(tmp_path))
        yield ["--store", endpoint.url, "register", *endpoint.writing], stack


def test_serve(store: tuple[list[str], ExitStack], tmp_path: Path) -> None:
    command, ending = store
    town = make_town(tmp_path / "town")
    add = [*command, "add", "--write", str(town)]
    assert main(add) == 0
    dossier = wijgraph.open(town, store=f"{command[1]}#town")
    with served(dossier) as server:
        size = len(wijgraph.open(town).graph.store)
        assert count(server) == size
        board = server.get("/id/board", "text/turtle", follow_redirects=True)
        assert board.status_code == 200
        assert "supervisory board of Dike" in board.text
        first = server.service.now.snapshot.fingerprint

        # Nothing changed, then something did.
        assert not asyncio.run(server.service.look())
        (town / "data" / "more.ttl").write_text("<https://e/a> <https://e/p> 1 .\n")
        assert main(add) == 0
        assert asyncio.run(server.service.look())
        assert server.service.now.snapshot.fingerprint != first
        assert count(server) == size + 1

        # Without the store what was fetched is served on.
        ending.close()
        assert count(server) == size + 1
        if "http" in command[1]:
            (town / "data" / "more.ttl").write_text("<https://e/a> <https://e/p> 2 .\n")
            assert not asyncio.run(server.service.look())
            assert "cannot be reached" in server.service.failed
        assert server.get("/health").status_code == 200


def test_validation_and_pages(store: tuple[list[str], ExitStack], tmp_path: Path) -> None:
    command, _ = store
    town = make_town(tmp_path / "town")
    assert main([*command, "add", "--write", str(town)]) == 0
    other = make_town(tmp_path / "other")  # other files at hand than what lies there
    (other / "data" / "more.ttl").write_text("<https://e/a> <https://e/p> 1 .\n")
    dossier = wijgraph.open(other, store=f"{command[1]}#town")
    from wijgraph.web.snapshot import DATA, ONTOLOGY, SHAPES, Snapshot

    snapshot, plain = Snapshot(dossier), Snapshot(wijgraph.open(town))
    for graph in (ONTOLOGY, DATA):
        assert set(snapshot.graphs[graph]) == set(plain.graphs[graph])
    assert len(snapshot.graphs[SHAPES]) == len(plain.graphs[SHAPES])
    assert snapshot.checked.report.findings == plain.checked.report.findings
