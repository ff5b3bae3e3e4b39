"""Queries of strangers: stopped at their limits for real, and with no way out."""

import asyncio
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wijgraph
from tests.canary import canary, ways_out
from tests.serving import QUIET, Served, served
from wijgraph.safety import sandbox
from wijgraph.safety.service import asks_service
from wijgraph.store import Store, kind_of
from wijgraph.web import guard
from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings
from wijgraph.web.workers.parent import Worker, Zygote
from wijgraph.web.workers.pool import Pool

CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGRY = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
FORMS = {"table": "json", "boolean": "json", "graph": "turtle"}
BRIEF = replace(QUIET, query_seconds=1, quick_seconds=0.2, queue_seconds=1, query_megabytes=256)
Answered = tuple[dict[str, Any], bytes]


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, BRIEF) as running:
        yield running


# The network


def test_no_query_goes_out(server: Served) -> None:
    with canary() as (port, hits):
        for query in ways_out(port):
            response = server.sparql(query)
            assert response.status_code == 403, query
            assert response.json()["code"] == "service-disabled", query
        for query in (
            f"SELECT * FROM <http://127.0.0.1:{port}/a.ttl> {{ ?s ?p ?o }}",
            "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
            f"SELECT * FROM NAMED <http://127.0.0.1:{port}/> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        ):
            assert server.sparql(query).json()["results"]["bindings"] == []
        graph = f"http://127.0.0.1:{port}/a.ttl"
        response = server.sparql("SELECT * { ?s ?p ?o }", **{"default-graph-uri": graph})
        assert response.json()["results"]["bindings"] == []
        response = server.sparql(f"LOAD <http://127.0.0.1:{port}/>")
        assert response.status_code == 400
    assert hits == []


def test_no_query_goes_out_of_a_worker_without_the_guard(dossier: wijgraph.Dossier) -> None:
    with canary() as (port, hits), served(dossier, replace(BRIEF, guard=False)) as server:
        for query in ways_out(port):
            response = server.sparql(query)
            # With SILENT nobody is told; over https Oxigraph ends itself, in its worker.
            assert response.status_code in {200, 400, 403, 507}, query
            assert server.sparql("ASK {}").json()["boolean"] is True
    assert hits == []


def test_a_query_would_go_out_of_this_process(dossier: wijgraph.Dossier) -> None:
    """Without the sandbox the canary hears of it, so that the tests above mean something."""
    store = dossier.graph.store
    assert isinstance(store, Store)
    with canary() as (port, hits):
        for query in ways_out(port)[:-1]:  # the last one would end this process
            with suppress(wijgraph.WijgraphError, OSError, RuntimeError):
                result = store.ask_dataset(query)
                list(() if kind_of(result) == "boolean" else result)
    assert len(hits) >= 10


CLOSED = """
import ctypes, os, socket, sys
from wijgraph.safety import sandbox
from wijgraph.safety.service import asks_service
sandbox.follow_parent = lambda: None
if {filtered}:
    sandbox.enter(256, files=True)
else:
    sandbox.deny_calls = lambda _: False
    sandbox.enter(256, files=True)
def refused(action):
    try:
        action()
    except OSError:
        return True
    return False
assert refused(socket.socket), "socket"
assert refused(socket.socketpair), "socketpair"
if {filtered}:
    assert refused(lambda: os.execv("/bin/true", ["true"])), "exec"
    assert refused(lambda: os.kill(os.getppid(), 0)), "kill"
    open("/dev/null").close()
else:
    assert refused(lambda: open("/dev/null")), "open"
assert refused(lambda: os.write(os.open({file!r}, os.O_WRONLY), b"x")) , "write"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")
@pytest.mark.parametrize("filtered", [True, False])
def test_the_sandbox_refuses_sockets(tmp_path: Path, filtered: bool) -> None:
    file = tmp_path / "file"
    file.touch()
    code = CLOSED.format(filtered=filtered, file=str(file))
    code = f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n{code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# Time, memory and size


def test_a_query_is_stopped_and_others_are_answered(dossier: wijgraph.Dossier) -> None:
    # Longer than others would wait, were there not a lane of its own for what takes long.
    with served(dossier, replace(BRIEF, query_seconds=3)) as server:
        stopped_while_others_are_answered(server)


def stopped_while_others_are_answered(server: Served) -> None:
    pool = server.service.now.pool
    killed = pool.counts["killed"]
    with ThreadPoolExecutor(2) as threads:
        start = time.perf_counter()
        heavy = [threads.submit(server.sparql, CARTESIAN) for _ in range(2)]
        time.sleep(0.4)
        pids = _children()
        quiet = []
        for _ in range(20):
            begin = time.perf_counter()
            assert server.sparql("ASK {}").status_code == 200
            assert server.get("/api/queries/who-steers-whom?limit=1").status_code == 200
            quiet.append(time.perf_counter() - begin)
        responses = [future.result() for future in heavy]
    assert time.perf_counter() - start < 30  # each would take hours
    assert {r.status_code for r in responses} == {504}
    assert "3 seconds" in responses[0].json()["detail"]
    assert sorted(quiet)[10] < 1.5
    assert pool.counts["killed"] == killed + 2
    # The two that ran it are gone, and did not stay behind as abandoned threads do.
    deadline = time.monotonic() + 30
    while len(pids & _children()) > len(pids) - 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(pids & _children()) <= len(pids) - 2


def _children() -> set[int]:
    """Return the processes below this one."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(path.parent.name)] = int(fields[1])
    found, line = set[int](), [os.getpid()]
    for one in line:
        fresh = [pid for pid, parent in parents.items() if parent == one]
        found.update(fresh)
        line += fresh
    return found


def test_memory_has_a_limit(dossier: wijgraph.Dossier) -> None:
    with served(dossier, replace(BRIEF, query_seconds=30, query_megabytes=128)) as server:
        response = server.sparql(HUNGRY)
        assert response.status_code == 507
        assert response.json()["code"] == "query-memory"
        assert server.sparql("ASK {}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { BIND(" + "(" * 6000 + "1" + ")" * 6000 + " AS ?x) }",
        "SELECT * {" + "{SELECT * {" * 1200 + "?s ?p ?o" + "}}" * 1200 + "}",
        "SELECT * { BIND(" + "+".join(["1"] * 7000) + " AS ?x) }",
    ],
)
def test_what_crashes_the_engine_crashes_a_worker(dossier: wijgraph.Dossier, query: str) -> None:
    with served(dossier, BRIEF) as server:
        assert server.sparql(query).status_code == 414  # too long for an address
        posted = server.client.post("/sparql", data={"query": query})
        assert (posted.status_code, posted.json()["code"]) == (400, "query-too-complex")
    with served(dossier, replace(BRIEF, guard=False)) as server:
        posted = server.client.post("/sparql", data={"query": query})
        assert posted.status_code in {504, 507}
        assert server.sparql("ASK {}").status_code == 200


def test_a_result_is_whole_or_an_error(dossier: wijgraph.Dossier) -> None:
    with served(dossier, replace(BRIEF, rows=10, result_bytes=20_000)) as server:
        for form in ("json", "xml", "csv", "tsv"):
            exact = server.sparql("SELECT * { ?s ?p ?o } LIMIT 10", format=form)
            assert exact.status_code == 200
            assert "rows=10" in exact.headers["Wijgraph-Limits"]
            over = server.sparql("SELECT * { ?s ?p ?o } LIMIT 11", format=form)
            assert over.status_code == 413
            assert over.json()["code"] == "result-limit"
            assert "10 rows" in over.json()["detail"]
            assert "LIMIT" in over.json()["hint"]
        triples = server.sparql("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 11")
        assert triples.status_code == 413
        # Literals may hold what stands for a row.
        tricky = 'SELECT ("{{{{{{{{{{{{<result>\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n" AS ?x) {}'
        for form in ("json", "xml", "csv", "tsv"):
            assert server.sparql(tricky, format=form).status_code == 200
        long = 'SELECT ?x { VALUES ?i { 1 2 3 4 } BIND("' + "x" * 6000 + '" AS ?x) }'
        assert server.sparql(long).json()["code"] == "result-limit"


def test_too_many_at_once_are_told_to_wait(dossier: wijgraph.Dossier) -> None:
    brief = replace(BRIEF, workers=1, queue_seconds=0.2, quick_seconds=5)
    with served(dossier, brief) as server, ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(lambda _: server.sparql(CARTESIAN), range(8)))
        codes = {r.status_code for r in responses}
        assert codes == {503, 504}
        refused = next(r for r in responses if r.status_code == 503)
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.json()["code"] == "busy"
        both = list(threads.map(lambda _: server.sparql(CARTESIAN), range(2)))
        assert sorted(r.status_code for r in both) == [503, 504]
        assert server.sparql("ASK {}").status_code == 200


def test_each_client_has_its_share(dossier: wijgraph.Dossier) -> None:
    strict = replace(BRIEF, limit_local=True, client_running=1, client_errors=3, client_seconds=2)
    with served(dossier, strict) as server:
        assert server.get("/api/queries/actor?actor=rvb").status_code == 200
        with ThreadPoolExecutor(2) as threads:
            responses = list(threads.map(lambda _: server.sparql(CARTESIAN), range(2)))
        assert sorted(r.status_code for r in responses) == [429, 504]
        assert server.sparql("ASK {}").status_code == 200
        assert server.sparql("SELEC").status_code == 400
        assert server.sparql("SELECT").status_code == 400
        refused = server.sparql("ASK {}")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        # What is the same for all is no burden, nor an answer that is kept; what one fills in is.
        assert server.get("/api/queries/gaps").status_code == 200
        assert server.get("/api/queries/actor?actor=rvb").status_code == 200
        assert server.get("/api/queries/actor?actor=rvt").status_code == 429
    with served(dossier, replace(strict, client_errors=30, client_seconds=0.5)) as server:
        assert server.sparql(CARTESIAN).status_code == 504
        assert server.sparql("ASK {}").status_code == 429


def test_a_client_that_leaves_takes_its_query_along(dossier: wijgraph.Dossier) -> None:
    with served(dossier, replace(BRIEF, query_seconds=20, quick_seconds=10)) as server:
        pool = server.service.now.pool
        for _ in range(6):
            with pytest.raises(httpx.ReadTimeout):
                server.client.get("/sparql", params={"query": CARTESIAN}, timeout=0.1)
        deadline = time.monotonic() + 30
        while not pool.quiet and time.monotonic() < deadline:
            time.sleep(0.02)
        assert pool.quiet
        assert pool.counts["killed"] >= 2
        assert server.sparql("ASK {}").status_code == 200


def test_a_worker_that_nobody_waits_for_is_ended() -> None:
    zygote = Zygote({"kind": "query", "megabytes": 256, "files": False}, b"")
    pool, fork, made = Pool({"query": zygote}, Settings()), zygote.fork, list[int]()

    def late() -> tuple[int, socket.socket]:
        pid, link = fork()
        time.sleep(0.5)
        made.append(pid)
        return pid, link

    async def leave() -> None:
        zygote.fork = late  # type: ignore[method-assign]
        asking = asyncio.ensure_future(
            pool.ask({"query": "ASK {}", "forms": FORMS, "rows": 1, "bytes": 99})
        )
        await asyncio.sleep(0.1)
        asking.cancel()
        for _ in range(600):
            await asyncio.sleep(0.05)
            if made and not Path(f"/proc/{made[0]}").exists():
                break

    zygote.start()
    try:
        asyncio.run(leave())
        assert made and not Path(f"/proc/{made[0]}").exists()
    finally:
        pool.close()


def test_workers_are_renewed(dossier: wijgraph.Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijgraph.web.workers.pool.RECYCLE_JOBS", 3)
    with served(dossier, BRIEF) as server:
        for _ in range(7):
            assert server.sparql("ASK {}").status_code == 200
        assert server.service.now.pool.counts["started"] == 3


def test_idle_workers_go(dossier: wijgraph.Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijgraph.web.workers.pool.IDLE_SECONDS", 2)
    others = _children()
    with served(dossier, BRIEF) as server:
        for _ in range(4):  # one that is needed again in time stays
            assert server.sparql("ASK {}").status_code == 200
            time.sleep(0.2)
        pool = server.service.now.pool
        assert pool.counts["started"] == 1
        deadline = time.monotonic() + 30
        while len(_children() - others) > 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(_children() - others) == 1  # where new ones come from
        assert server.sparql("ASK {}").status_code == 200
        assert pool.counts["started"] == 2


def test_the_source_of_workers_is_replaced_when_it_dies(dossier: wijgraph.Dossier) -> None:
    others = _children()
    with served(dossier, BRIEF) as server:
        assert server.sparql("ASK {}").status_code == 200
        process = server.service.now.pool._zygotes["query"]._process
        with ThreadPoolExecutor(1) as threads:
            heavy = threads.submit(server.sparql, CARTESIAN)
            time.sleep(0.3)
            below = _children() - others
            assert len(below) >= 2
            process.kill()
            process.wait()
            time.sleep(0.3)
            # What ran goes with it, and does not run on without anybody.
            assert not below & _children()
            refused = heavy.result()
            # It is no fault of the query, and not told as one.
            assert (refused.status_code, refused.json()["code"]) == (503, "busy")
            assert "ended from outside" in refused.json()["detail"]
        codes = [server.sparql("ASK {}").status_code for _ in range(4)]
        assert codes[-2:] == [200, 200]
        assert set(codes) <= {200, 503}


def test_only_workers_of_its_own_are_ended(dossier: wijgraph.Dossier) -> None:
    """The id of a worker from an earlier life may be that of any process by now."""
    quads = dossier.graph.store.dump("ntriples")
    zygote = Zygote({"kind": "query", "megabytes": 256, "files": False}, quads)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        try:
            pid, link = zygote.fork()
            worker = Worker(zygote, pid, link)
            assert zygote.bury(other.pid) == 0
            assert other.poll() is None
            worker.kill()
            assert worker.bury() in {0, signal.SIGKILL}  # its line is closed too
            assert not Path(f"/proc/{pid}").exists()
            earlier = Worker(zygote, other.pid, zygote.fork()[1])
            zygote.lives += 1
            earlier.kill()
            time.sleep(0.1)
            assert other.poll() is None
        finally:
            zygote.close()
            other.communicate(b"\n")


def test_a_pool_serves_one_loop_after_another(dossier: wijgraph.Dossier) -> None:
    quads = dossier.graph.store.dump("ntriples")
    zygote = Zygote({"kind": "query", "megabytes": 256, "files": False}, quads)
    pool = Pool({"query": zygote}, Settings())

    async def ask() -> Answered:
        return await pool.ask({"query": "ASK {}", "forms": FORMS, "rows": 1, "bytes": 1000})

    try:
        for _ in range(2):
            assert json.loads(asyncio.run(ask())[1])["boolean"] is True
    finally:
        pool.close()


# The guard, which is for messages


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a <http://ex/SERVICE> }",
        "# SERVICE\nASK {}",
        'SELECT ("SERVICE <http://ex/> {}" AS ?x) {}',
        "SELECT ('''it's SERVICE''' AS ?x) {}",
        "PREFIX ex: <http://ex/> ASK { ex:service ex:SERVICE 'x'@service }",
        "PREFIX my-service: <http://ex/> ASK { my-service:x a my-service:y }",
        "ASK { _:service a 1 }",
        "ASK { ?s <http://ex/service> ?o FILTER(?o = <http://ex/service>) }",
        "ASK { VALUES (?a ?b) { (1 <http://ex/service>) } }",
        "ASK { ?s ?p (1 <http://ex/service>) }",
        "ASK { ?a ?b ?c FILTER(?a < ?b && ?c > 'SERVICE') }",
    ],
)
def test_the_word_service_may_be_said(server: Served, query: str) -> None:
    assert not asks_service(query)
    assert server.sparql(query).status_code == 200


NOISE = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "'",
            '"',
            "#",
            "\n",
            "\\",
            "?a",
            "<http://e/>",
            "'''",
            "ex:",
            "_:",
            "@",
            " ",
            "1",
            "(",
        ]
    ),
    max_size=8,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(NOISE, NOISE)
def test_no_noise_hides_a_call(before: str, after: str) -> None:
    """Whatever Oxigraph reads as a call of another service, the guard has seen."""
    store = Store()
    query = f"SELECT * {{ {before} SERVICE <http://127.0.0.1:1/> {{}} {after} }}"
    try:
        list(store.ask_dataset(query))
    except OSError as error:
        assert "port 1" in str(error)
        assert asks_service(query)
    except wijgraph.WijgraphError as error:
        if "port 1" in str(error):
            assert asks_service(query)


@pytest.mark.parametrize(
    ("query", "fine"),
    [
        ("SELECT * {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(300)) + "}", False),
        ("SELECT * {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(90)) + "}", True),
        ("SELECT * { ?s ?p (" + " ".join(["1"] * 300) + ") }", False),
        ("SELECT * { ?s ?p (" + " ".join(["1"] * 20) + ") }", True),
        ("SELECT * { ?s " + "/".join(["<http://e/p>"] * 1000) + " ?o }", False),
        ("SELECT * { VALUES ?x { " + " ".join(map(str, range(2000))) + " } ?s ?p ?x }", True),
        ("SELECT * { VALUES (?x ?y) { " + "(1 2) " * 900 + "} ?s ?p ?x }", True),
        ("SELECT " + " ".join(f"?v{i}" for i in range(300)) + " { ?s ?p ?o }", True),
        ("SELECT * { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(900))) + ")) }", True),
        ("SELECT * { " + "[" * 70 + "]" * 70 + " ?p ?o }", False),
        ("SELECT * { BIND(" + "!" * 600 + "true AS ?x) }", False),
    ],
)
def test_complexity(query: str, fine: bool) -> None:
    if fine:
        guard.check(query, Settings())
    else:
        with pytest.raises(Problem) as error:
            guard.check(query, Settings())
        assert error.value.code == "query-too-complex"


def test_our_own_questions_pass_the_guard(dossier: wijgraph.Dossier) -> None:
    for query in dossier.queries.values():
        guard.check(query.sparql, Settings())


def test_memory_of_a_process_is_known() -> None:
    assert min(sandbox.memory()) > 2**20


def test_who_asks_too_much_waits_to_hear_so(dossier: wijgraph.Dossier) -> None:
    """Others need not: a client that asks again and again would cost them more than it does."""
    strict = replace(BRIEF, limit_local=True, client_errors=1, refusal_seconds=120)
    with served(dossier, strict) as server:
        assert server.sparql("SELEC").status_code == 400
        with socket.create_connection(
            (urlsplit(server.url).hostname, urlsplit(server.url).port)
        ) as refused:
            refused.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert server.get("/api/queries/who-steers-whom").status_code == 200
            assert server.get("/health").status_code == 200
            assert not select.select([refused], [], [], 0.5)[0]  # it still waits
    with served(dossier, replace(strict, refusal_seconds=1)) as server:
        assert server.sparql("SELEC").status_code == 400
        start = time.monotonic()
        assert server.sparql("ASK {}").status_code == 429
        assert time.monotonic() - start >= 1
