"""Stores of others, on free ports of this machine, each in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.conftest import tool
from wijgraph.register import Register
from wijgraph.store import TripleStore

PATIENCE = 60  # seconds for a server to start
# Small on purpose: a cut at so many rows is met by the questions of our own dossier.
ROWS = 10_000
VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 8
EnabledGzipContent = 1
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Endpoint:
    """A running store: where it is asked, and where it is written to."""

    kind: str
    url: str
    update_url: str
    graph_store_url: str
    environ: dict[str, str]  # what lets one write
    pid: int

    @property
    def writing(self) -> list[str]:
        """The arguments of ``register`` that let one write."""
        return ["--update-url", self.update_url, "--graph-store-url", self.graph_store_url]


def free_ports(count: int) -> list[int]:
    links = [socket.socket() for _ in range(count)]
    try:
        for link in links:
            link.bind(("127.0.0.1", 0))
        return [link.getsockname()[1] for link in links]
    finally:
        for link in links:
            link.close()


@contextmanager
def running(command: list[str], url: str, log: Path) -> Iterator[int]:
    """Run a server until the end of the block; it answers at ``url`` when the block begins."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=log.parent)
        try:
            ends = time.monotonic() + PATIENCE
            while True:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < ends, log.read_text()
                try:
                    httpx.get(url, timeout=2)
                except httpx.TransportError:
                    time.sleep(0.1)
                else:
                    break
            yield process.pid
        finally:
            process.kill()
            process.wait(20)


@contextmanager
def oxigraph(folder: Path) -> Iterator[Endpoint]:
    """Run the server of Oxigraph, from the package of that name."""
    name = Path(sys.executable).parent / "oxigraph"
    program = str(name) if name.is_file() else tool("oxigraph")
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    with running(command, url, folder / "log") as pid:
        yield Endpoint("oxigraph", f"{url}/query", f"{url}/update", f"{url}/store", {}, pid)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Endpoint]:
    """Run Virtuoso 7, with a configuration and a database of its own."""
    program = tool("virtuoso-t")
    port, sql = free_ports(2)
    config = folder / "virtuoso.ini"
    config.write_text(VIRTUOSO.format(folder=folder, port=port, sql=sql, rows=ROWS))
    url = f"http://127.0.0.1:{port}"
    command = [program, "+foreground", "+configfile", str(config)]
    with running(command, f"{url}/sparql?query=ASK%7B%7D", folder / "log") as pid:
        secret = {"WIJGRAPH_STORE_USER": "dba", "WIJGRAPH_STORE_PASSWORD": "dba"}
        secret |= {"WIJGRAPH_STORE_HOST": f"127.0.0.1:{port}"}
        auth = (f"{url}/sparql-auth", f"{url}/sparql-graph-crud-auth")
        yield Endpoint("virtuoso", f"{url}/sparql", *auth, secret, pid)


STORES = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def graphs_in(store: TripleStore) -> set[str]:
    """Return the graphs in a store, but for those that a server has for itself."""
    rows = store.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    found = {row["g"].value.removesuffix("/mended") for row in rows if row["g"]}
    beside = ("/selftest/", "#state", "www.openlinksw.com/", "://local", "/owl#", "/ldp#")
    return {iri for iri in found if not any(word in iri for word in beside)}


def owned(register: Register) -> set[str]:
    """Return the graphs that the dossiers of a register are in."""
    every = [(entry.iri, *entry.graphs.values()) for entry in register.entries.values()]
    found = [e.validated.findings for e in register.entries.values() if e.validated]
    return {iri for own in every for iri in own} | set(found)
