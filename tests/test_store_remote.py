"""A store over the network: answers are whole or an error, in time, and no secret is told."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from tests.conftest import Run
from wijgraph.errors import QueryError, StoreError
from wijgraph.model import Term
from wijgraph.store.http import Access, checked_url, host_of
from wijgraph.store.opening import Spec
from wijgraph.store.remote import Remote, looked_over
from wijgraph.store.sending import RemoteWriter

JSON = "application/sparql-results+json"
ROWS = "SELECT ?s WHERE { ?s ?p ?o }"
QUICK = Access(seconds=2)


class Asked(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def query(self) -> str:
        return parse_qs(self.body)["query"][0]


class Said(NamedTuple):
    """What is answered."""

    body: bytes | str = b""
    status: int = 200
    kind: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


def rows(count: int, start: int = 0) -> str:
    found = [{"s": {"type": "uri", "value": f"https://e/{start + n}"}} for n in range(count)]
    return json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": found}})


def always(said: Said) -> Callable[[Asked], Said]:
    """Answer the same to all, and nothing to who asks for what is behind it."""
    return lambda asked: Said(rows(0)) if "OFFSET" in asked.query else said


@contextmanager
def server(answer: Callable[[Asked], Said]) -> Iterator[tuple[str, list[Asked]]]:
    """Answer on a free port of this machine until the end of the block."""
    seen: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen.append(Asked(self.command, self.path, headers, body))
            said = answer(seen[-1])
            data = said.body.encode() if isinstance(said.body, str) else said.body
            self.send_response(said.status)
            self.send_header("Content-Type", said.kind)
            self.send_header("Content-Length", str(len(data)))
            for name, value in said.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_DELETE = _any  # noqa: N815 - as the library calls them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/sparql", seen
    finally:
        running.shutdown()
        running.server_close()


def test_a_query_goes_by_post_with_its_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIJGRAPH_STORE_USER", raising=False)
    with server(always(Said(rows(2)))) as (url, seen):
        table = Remote(url, QUICK).run(ROWS, None, ["https://g/1", "https://g/2"])
        assert [row["s"].value for row in table] == ["https://e/0", "https://e/1"]
    assert seen[0].method == "POST"
    sent = parse_qs(seen[0].body)
    assert sent["default-graph-uri"] == ["https://g/1", "https://g/2"]
    assert sent["query"] == [ROWS + "\n"]
    assert "authorization" not in seen[0].headers


def test_a_server_that_hangs_is_given_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJGRAPH_STORE_SECONDS", "0.5")

    over = threading.Event()

    def slow(_: Asked) -> Said:
        over.wait(60)
        return Said(rows(1))

    with server(slow) as (url, _):
        began = time.monotonic()
        outcome = run("--lang", "en", "--store", url, "query", "who-steers-whom")
        assert time.monotonic() - began < 30
        over.set()
    assert outcome.code == 2
    assert "within 0.5 seconds" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_server_that_drips_is_given_up() -> None:
    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.end_headers()
            for _ in range(1200):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    began = time.monotonic()
    try:
        with pytest.raises(StoreError, match=r"within 0\.5 seconds"):
            Remote(f"http://127.0.0.1:{running.server_port}/", Access(seconds=0.5)).run(ROWS)
    finally:
        running.shutdown()
        running.server_close()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            Said("<html>\x1b[31mhello", kind="text/html"),
            ["text/html", JSON, "<html>\\x1b[31mhello"],
        ),
        (Said("no json"), ["no SPARQL result", "no json"]),
        (Said('{"head": {}}'), ["no SPARQL result"]),
        (Said(rows(1), status=206), ["a part of the answer only"]),
        (Said(rows(1), headers=(("X-SQL-State", "S1TAT"),)), ["a part of the answer only"]),
        (Said("", status=302, headers=(("Location", "https://e/"),)), ["redirect"]),
        (Said("out of order", status=500, kind="text/plain"), ["500", "out of order"]),
        (Said("who are you", status=401, kind="text/plain"), ["401", "WIJGRAPH_STORE_USER"]),
        (Said(rows(1)[:-5]), ["no SPARQL result"]),
    ],
)
def test_what_is_no_whole_answer_is_refused(said: Said, words: list[str]) -> None:
    with server(lambda _: said) as (url, _), pytest.raises(StoreError) as caught:
        Remote(url, QUICK).run(f"{ROWS} LIMIT 5")
    text = str(caught.value)
    assert [word for word in words if word not in text] == []
    assert "\x1b" not in text


def test_what_a_server_says_is_told_in_short() -> None:
    said = Said("x" * 5000, status=500, kind="text/plain")
    with server(lambda _: said) as (url, _), pytest.raises(StoreError) as caught:
        Remote(url, QUICK).run(ROWS)
    assert len(str(caught.value)) < 400


def test_a_malformed_query_is_not_sent() -> None:
    with server(lambda _: Said(rows(1))) as (url, seen):
        with pytest.raises(QueryError) as caught:
            Remote(url, QUICK).run("SELECT ?s\nWHERE { ?s nope ?v }")
        with pytest.raises(QueryError):
            Remote(url, QUICK).run("DELETE WHERE { ?s ?p ?o }")
    assert (caught.value.line, caught.value.column) == (2, 17)
    assert seen == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { ?s ?p ?o FILTER EXISTS { SERVICE# x\n <http://127.0.0.1:9/> {} } }",
        "PREFIX e: <http://127.0.0.1:9/> SELECT * { service e:x { ?s ?p ?o } }",
        "SELECT * { SERVICE ?s { ?s ?p ?o } }",
    ],
)
def test_service_is_not_sent(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        looked_over(query)


def test_a_word_is_no_service() -> None:
    assert looked_over("SELECT * { ?s <https://e/service?x> 'a SERVICE' }")[0] == "table"


def test_only_what_reads_is_tried_again() -> None:
    def busy_first(_: Asked) -> Said:
        return Said(rows(0)) if len(seen) > 2 else Said("busy", 503, "text/plain")

    with server(busy_first) as (url, seen):
        assert len(list(Remote(url, QUICK).run(ROWS))) == 0
        assert len(seen) == 3
    with server(lambda _: Said("busy", 503, "text/plain")) as (url, seen):
        with pytest.raises(StoreError, match="503"):
            RemoteWriter(url, QUICK).put({"https://g/1": b"<https://e/a> <https://e/p> 1 .\n"})
        assert len(seen) == 1


def test_too_much_is_refused() -> None:
    with (
        server(lambda _: Said(rows(2000))) as (url, _),
        pytest.raises(StoreError, match="more than"),
    ):
        Remote(url, Access(seconds=2, most=10_000)).run(ROWS)


def paged(limit: int, total: int, header: bool) -> Callable[[Asked], Said]:
    """Answer as a server that gives ``limit`` rows at most, and tells so or not."""

    def answer(asked: Asked) -> Said:
        words = asked.query.split()
        start = int(words[words.index("OFFSET") + 1]) if "OFFSET" in words else 0
        most = int(words[words.index("LIMIT") + 1]) if "LIMIT" in words else total
        count = max(0, min(limit, most, total - start))
        cut = header and count < min(most, total - start)
        headers = (("X-SPARQL-MaxRows", str(limit)),) if cut else ()
        return Said(rows(count, start), headers=headers)

    return answer


@pytest.mark.parametrize(
    ("limit", "total", "header"),
    [(7, 20, True), (7, 21, True), (1000, 2500, False), (1000, 2000, False), (1000, 1000, False)],
)
def test_pages(limit: int, total: int, header: bool) -> None:
    """What a server cuts off, said or silently at a round number, is asked in pages."""
    query = f"{ROWS}\nORDER BY ?s # by name"
    with server(paged(limit, total, header)) as (url, seen):
        found = [row["s"].value for row in Remote(url, QUICK).run(query)]
    assert found == [f"https://e/{n}" for n in range(total)]
    assert len(seen) > 1
    assert total == limit or "ORDER BY ?s # by name\n?s\nLIMIT" in seen[-1].query


def test_parameters_stand_behind_the_page() -> None:
    with server(paged(1000, 1500, False)) as (url, seen):
        Remote(url, QUICK).run(ROWS, {"o": Term("literal", "x")})
    assert seen[-1].query.endswith('LIMIT 1000 OFFSET 1500\nVALUES (?o) { ("x") }')
    assert "ORDER BY ?s" in seen[-1].query


def test_what_asks_for_a_part_gets_no_pages() -> None:
    with server(paged(1000, 5000, False)) as (url, seen):
        assert len(list(Remote(url, QUICK).run(f"{ROWS} LIMIT 1000"))) == 1000
    assert len(seen) == 1


def basic(asked: Asked) -> Said:
    if asked.headers.get("authorization") == "Basic " + base64.b64encode(b"me:geheim").decode():
        return Said(rows(0))
    return Said("", 401, "text/plain", (("WWW-Authenticate", 'Basic realm="x"'),))


def test_a_password_is_given_when_it_is_asked_for() -> None:
    with server(basic) as (url, seen):
        remote = Remote(url, Access("me", "geheim", seconds=2))
        remote.run(ROWS)
        remote.run(ROWS)
        assert [("authorization" in asked.headers) for asked in seen] == [False, True, True]
        with pytest.raises(StoreError) as caught:
            Remote(url, Access("me", "verkeerd", seconds=2)).run(ROWS)
    assert "verkeerd" not in str(caught.value) + repr(Access("me", "verkeerd"))


def test_a_token_and_netrc(tmp_path: Path) -> None:
    def bearer(asked: Asked) -> Said:
        good = asked.headers.get("authorization") == "Bearer geheim"
        return Said(rows(0)) if good else Said("", 403, "text/plain")

    with server(bearer) as (url, _):
        host = {"WIJGRAPH_STORE_HOST": host_of(url)}
        Remote(url, Access.of(url, {"WIJGRAPH_STORE_TOKEN": "geheim", **host})).run(ROWS)
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login me password geheim\n")
    with server(basic) as (url, _):
        Remote(url, Access.of(url, {"NETRC": str(file)})).run(ROWS)
        with pytest.raises(StoreError, match="401"):
            Remote(url, Access.of(url, {"NETRC": str(tmp_path / "none")})).run(ROWS)


@pytest.mark.parametrize(
    "url",
    [
        "http://me:geheim@127.0.0.1:9/sparql",
        "https://geheim@127.0.0.1/sparql",
        "ftp://me:geheim@127.0.0.1/",
        "http://me:geheim@[oops/",
        "http://me:geheim@127.0.0.1:port/",
        "geheim:x@y",
    ],
)
@pytest.mark.parametrize("command", [["query", "list"], ["query", "who-steers-whom"], ["doctor"]])
def test_a_secret_in_an_address_is_refused_and_not_told(
    url: str, command: list[str], run: Run
) -> None:
    outcome = run("--lang", "en", "--store", url, *command)
    assert outcome.code == 2
    told = outcome.err.replace("called 'geheim'", "")
    assert "geheim" not in told + outcome.out
    assert "Traceback" not in outcome.err


def test_a_query_in_the_address_is_not_told() -> None:
    with pytest.raises(StoreError) as caught:
        Remote("http://127.0.0.1:9/sparql?key=geheim", Access(seconds=0.2)).run(ROWS)
    assert "geheim" not in str(caught.value)
    assert "http://127.0.0.1:9/sparql cannot be reached" in str(caught.value)


def test_which_store_is_meant() -> None:
    assert Spec.of("oxigraph:a/b#noord") == Spec("oxigraph:a/b", "noord")
    assert Spec.of("https://e/sparql?x=1#zuid").dossier == "zuid"
    for wrong in ("oxigraph:", "file.ttl", "sqlite:x", "https://"):
        with pytest.raises(StoreError):
            Spec.of(wrong)
    with pytest.raises(StoreError):
        checked_url("https:///sparql")


def test_blank_nodes_of_virtuoso_get_names_that_are_allowed() -> None:
    body = rows(1).replace('"uri"', '"bnode"').replace("https://e/0", "nodeID://b10")
    with server(always(Said(body))) as (url, _):
        assert [row["s"].value for row in Remote(url, QUICK).run(ROWS)] == ["b10"]
