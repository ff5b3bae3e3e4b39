"""The walls of the service: no upload, connection, reader or page holds others up."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import wijgraph
from tests.commanding import WIJGRAPH
from tests.serving import QUIET, Served, served
from wijgraph.errors import WijgraphError
from wijgraph.pages import actors, content
from wijgraph.web.problems import Problem
from wijgraph.web.relay import CHUNK, Outgoing
from wijgraph.web.service import Received
from wijgraph.web.sitepages import SitePages
from wijgraph.web.workers.forms import fields_of
from wijgraph.web.workers.pool import Shared

PARTS = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"
UPLOAD = (
    b"POST /api/validate HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: text/turtle\r\nContent-Length: 1000000\r\n\r\n#"
)
LARGE = "SELECT * { ?s ?p ?o BIND(STR(?s) AS ?t) BIND(STR(?p) AS ?u) }"
FIELD = b'--x\r\nContent-Disposition: form-data; name="data"'
END = b"\r\n\r\n<a:a> <a:b> 1 .\r\n--x--\r\n"


def part(more: bytes) -> bytes:
    """Return a form of one field, with ``more`` in its head."""
    return FIELD + more + END


HOSTILE = {
    "words": (PARTS, part(b'; filename="' + b"=?utf-8?q?a?= " * 20_000 + b'"')),
    "words-base64": (PARTS, part(b'; filename="' + b"=?utf-8?b?YQ==?=\t" * 30_000 + b'"')),
    "tiny": (PARTS, b"--x\r\n\r\n\r\n" * 60_000 + b"--x--\r\n"),
    "many": (PARTS, part(b"") .removesuffix(b"--x--\r\n") * 5_000 + b"--x--\r\n"),
    "folded": (PARTS, part(b";\r\n a=b" * 40_000)),
    "folded-once": (PARTS, part(b";\r\n a: b")),
    "parameters": (PARTS, part(b"".join(b"; a*%d=b" % n for n in range(30_000)))),
    "lines": (PARTS, part(b"\r\nX: y" * 50_000)),
    "nested": (PARTS, part(b"\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n" * 500)),
    "mail": (PARTS, part(b"\r\nContent-Type: message/rfc822")),
    "coded": (PARTS, part(b"\r\nContent-Transfer-Encoding: base64")),
    "comments": (PARTS, part(b"; a=" + b"(" * 200_000)),
    "idna": (PARTS, FIELD.replace(b'name="data"', b"name*=idna''data") + END),
    "no-end": (PARTS, part(b"").removesuffix(b"--x--\r\n")),
    "no-mark": (PARTS, b"y" * 1_000_000),
    "boundary": ('multipart/form-data; boundary="' + "(" * 8000 + '"', part(b"")),
    "fields": (FORM, b"a=1&" * 200_000),
    "brackets": (FORM, b"a=" + b"(" * 500_000),
}  # fmt: skip


# What is uploaded


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, SitePages) as running:
        yield running


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_form_is_refused_at_once(name: str) -> None:
    start = time.process_time()
    with pytest.raises(WijgraphError):
        fields_of(*HOSTILE[name])
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize("file", ["x.ttl", "../../x.ttl", "é ü.TTL", "a=b; c.ttl"])
def test_a_form_of_a_browser_is_read(file: str) -> None:
    body = part(f'; filename="{file}"\r\nContent-Type: text/turtle'.encode())
    assert fields_of('multipart/form-data; boundary="x"', body) == ("turtle", b"<a:a> <a:b> 1 .")
    syntax = b'--x\r\nContent-Disposition: form-data; name="syntax"\r\n\r\ntrig\r\n--x'
    other = part(b"").replace(b"--x--", syntax + b"--")
    assert fields_of(PARTS, other) == ("trig", b"<a:a> <a:b> 1 .")


def test_no_form_is_read_by_the_process_that_serves(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is handed to a worker as it is; here, in the same process, that would be noticed."""

    def fail(*_: Any) -> None:
        raise AssertionError("read here")

    monkeypatch.setattr("wijgraph.web.workers.forms._parts", fail)
    monkeypatch.setattr("wijgraph.web.workers.forms._addressed", fail)
    monkeypatch.setattr("email.parser.BytesParser.parsebytes", fail)
    for name in ("words", "tiny", "nested", "idna", "brackets"):
        kind, body = HOSTILE[name]
        response = server.client.post(
            "/api/validate", content=body, headers={"Content-Type": kind}, timeout=60
        )
        assert response.status_code == 400, (name, response.text)
        assert response.json()["code"] == "bad-request"


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
XML = {
    "entities": f"{ENTITIES}{RDF}<e:a><e:b>&j;</e:b></e:a></rdf:RDF>",
    "files": f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{RDF}<e:a><e:b>&a;</e:b></e:a></rdf:RDF>',
    "deep": RDF + "<e:a><e:b>" * 50_000 + "</e:b></e:a>" * 50_000 + "</rdf:RDF>",
    "plain": f"{RDF}<e:a><e:b>x</e:b></e:a></rdf:RDF>",
}


@pytest.mark.parametrize("name", XML)
def test_rdf_xml_is_no_upload(server: Served, name: str) -> None:
    """Whatever it is called: nothing of it is read as XML."""
    text = XML[name].encode()
    sent: list[tuple[int, dict[str, Any]]] = [
        (415, {"content": text, "headers": {"Content-Type": "application/rdf+xml"}}),
        (415, {"content": text, "headers": {"Content-Type": "application/xml"}}),
        (415, {"content": text}),
        (400, {"content": text, "headers": {"Content-Type": "text/turtle"}}),
        (400, {"content": text, "headers": {"Content-Type": "application/ld+json"}}),
        (400, {"data": {"data": text.decode(), "syntax": "rdfxml"}}),
        (400, {"files": {"data": ("x.rdf", text, "application/rdf+xml")}}),
    ]
    for status, options in sent:
        answer = server.client.post("/api/validate", timeout=60, **options)
        assert answer.status_code == status, (options.keys(), answer.text)
        assert "root:" not in answer.text
    assert server.get("/health").status_code == 200


CHARSETS = ["utf-16", "utf-7", "x-none", "", '"', "utf-8; charset=utf-16", "é"]


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_says_nothing_of_how_it_is_read(server: Served, charset: str) -> None:
    """It is UTF-8, and what is not is refused in words."""
    turtle = "<a:é> a <https://w3id.org/wijgraph/ontology#Council> ."
    for kind in ("text/turtle", FORM, PARTS):
        for coding, statuses in (("utf-8", {200}), ("utf-16", {400})):
            data = turtle.encode(coding)
            body = {
                "text/turtle": data,
                FORM: f"data={quote(data)}".encode(),
                PARTS: part(b"").replace(b"<a:a> <a:b> 1 .", data),
            }[kind]
            named = f"{kind}; charset={charset}".encode()
            answer = server.client.post(
                "/api/validate?allow_nothing_checked=true", content=body,
                headers={b"Content-Type": named}, timeout=60,
            )  # fmt: skip
            assert answer.status_code in statuses, (kind, coding, answer.text)


BEGUN = b"POST /api/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/turtle\r\n"
WRONG = {
    "too-long": (b"Content-Length: 1000\r\n\r\n<a:a>", 408),
    "too-short": (b"Content-Length: 5\r\n\r\n<a:a> a <a:b> .\r\n\r\n", 400),
    "two": (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<a:a>", 400),
    "negative": (b"Content-Length: -1\r\n\r\n<a:a>", 400),
    "words": (b"Content-Length: five\r\n\r\n<a:a>", 400),
    "huge": (b"Content-Length: 99999999999999999999999999\r\n\r\n<a:a>", 400),
    "chunks": (b"Transfer-Encoding: chunked\r\n\r\n" + b"5\r\n<a:a>\r\n" * 9, 408),
    "large-chunks": (b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"#" * 65536, 408),
    "chunk-size": (b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n<a:a>", 400),
    "coding": (b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\n<a:a>\r\n0\r\n\r\n", 400),
}


@pytest.fixture(scope="module")
def brief(town: wijgraph.Dossier) -> Iterator[Served]:
    with served(town, replace(QUIET, read_seconds=1)) as running:
        yield running


@pytest.mark.parametrize("name", WRONG)
def test_a_body_that_is_not_as_it_says(brief: Served, name: str) -> None:
    rest, status = WRONG[name]
    with connection(brief.url) as link:
        link.settimeout(30)
        link.sendall(BEGUN + rest)
        found = b""
        while more := link.recv(65536):  # until it is closed
            found += more
    assert f"HTTP/1.1 {status} ".encode() in found
    deadline = time.monotonic() + 30
    while brief.service.received._size and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not brief.service.received._size  # nothing of it is held any more


def test_a_client_is_counted_before_its_body_is_read(dossier: wijgraph.Dossier) -> None:
    limits = replace(QUIET, limit_local=True, client_running=1, read_seconds=5)
    with served(dossier, limits) as server, connection(server.url) as link:
        link.sendall(UPLOAD)
        time.sleep(0.3)
        start = time.monotonic()
        with connection(server.url) as other:
            other.sendall(UPLOAD)
            other.settimeout(10)
            assert other.recv(100).startswith(b"HTTP/1.1 429")
        assert time.monotonic() - start < 4  # before the rest of it could be late


def test_no_client_has_all_places_for_validation() -> None:
    async def tried() -> None:
        lane = Shared(2, 0.2)
        async with lane.turn("one"):
            await lane.enter()
            with pytest.raises(Problem, match="busy"):
                async with lane.turn("one"):
                    pass
            async with asyncio.timeout(0.1), lane.turn("other"):
                await lane.enter()
        lane.leave()
        async with lane.turn("one"):
            pass
        assert not lane._turns  # who is gone is forgotten

    asyncio.run(tried())


def test_what_comes_in_has_a_size_in_all() -> None:
    received = Received(100)
    with received.hold() as one:
        one(b"x" * 60)
        with received.hold() as other, pytest.raises(Problem):
            other(b"x" * 50)
        one(b"x" * 40)
    with received.hold() as one:
        one(b"x" * 100)


# Connections


def connection(url: str, own: str = "", buffer: int = 0) -> socket.socket:
    """Return a connection, from the address ``own``."""
    link = socket.socket()
    try:
        if buffer:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if own:
            link.bind((own, 0))
        link.connect((httpx.URL(url).host, httpx.URL(url).port or 0))
    except OSError:
        link.close()
        raise
    return link


def asking(query: str) -> bytes:
    """Return a request with a query."""
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def closed(link: socket.socket) -> bool:
    """Return whether the other side closed a connection of which nothing was read."""
    link.setblocking(False)
    try:
        return link.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="addresses of Linux")
@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHo", b"POST /sparql HTTP/1.1\r\n"
                         b"Host: localhost\r\nContent-Length: 9\r\n\r\n"])  # fmt: skip
@pytest.mark.parametrize("spread", [True, False])
def test_connections_that_wait_keep_nobody_out(
    dossier: wijgraph.Dossier, sent: bytes, spread: bool
) -> None:
    with served(dossier, replace(QUIET, connections=20)) as server, ExitStack() as open_:
        assert server.get("/doc/rvb.ttl").status_code == 200  # workers have begun
        links = [
            open_.enter_context(connection(server.url, f"127.7.0.{n if spread else 1}"))
            for n in range(1, 60)
        ]
        for link in links:
            link.sendall(sent)
        for _ in range(3):
            start = time.monotonic()
            assert httpx.get(f"{server.url}health").status_code == 200
            assert httpx.get(f"{server.url}doc/rvb.ttl").status_code == 200
            assert time.monotonic() - start < 2
            time.sleep(0.15)
        assert sum(map(closed, links)) >= 39


CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n#\r\n"
ENDLESS = {
    "trailers": (CHUNKED + b"0\r\n", b"A: b\r\n"),
    "trailer": (CHUNKED + b"0\r\nA: ", b"b"),
    "name": (CHUNKED + b"0\r\n", b"b"),
    "extension": (CHUNKED + b"1;a=", b"b"),
    "head": (b"GET / HTTP/1.1\r\nA: ", b"b"),
    "lines": (b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\r\n"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_reader_is_not_taken(server: Served, name: str) -> None:
    start, more = ENDLESS[name]
    with connection(server.url) as link:
        link.settimeout(5)
        link.sendall(start)
        time.sleep(0.1)
        with pytest.raises(ConnectionError):
            for _ in range(100):
                link.sendall(more * (100_000 // len(more)))


def test_one_address_has_its_share_of_connections(dossier: wijgraph.Dossier) -> None:
    limits = replace(QUIET, limit_local=True, client_connections=5)
    with served(dossier, limits) as server, ExitStack() as open_:
        links = [open_.enter_context(connection(server.url, "127.7.0.1")) for _ in range(12)]
        other = open_.enter_context(connection(server.url, "127.7.0.2"))
        time.sleep(0.3)
        assert [closed(link) for link in links] == [True] * 7 + [False] * 5
        assert not closed(other)
    with (
        served(dossier, replace(limits, proxies=("127.7.0.1",))) as server,
        ExitStack() as open_,
    ):
        links = [open_.enter_context(connection(server.url, "127.7.0.1")) for _ in range(12)]
        time.sleep(0.3)
        assert not any(map(closed, links))  # those of a proxy are of many


def test_readers_hold_no_more_than_is_set() -> None:
    class Line:
        def __init__(self) -> None:
            self.gone = False
            self.transport = self

        def abort(self) -> None:
            self.gone = True

    outgoing, lines = Outgoing(3 * CHUNK), [Line() for _ in range(4)]
    with ExitStack() as held:
        for line in lines:
            held.enter_context(outgoing.hold(line, CHUNK + 1))  # type: ignore[arg-type]
        assert [line.gone for line in lines] == [True, True, False, False]
        held.enter_context(outgoing.hold(Line(), 100 * CHUNK))  # type: ignore[arg-type]
        assert all(line.gone for line in lines)


# Pages


class Broken(SitePages):
    """Pages of which two kinds cannot be made."""

    def html(self, path: str, language: str) -> str | None:
        def fail(*_: Any, **__: Any) -> Any:
            raise RuntimeError("of one kind")

        # Only ever called in the process that makes them.
        setattr(content, "gaps_page", fail)  # noqa: B010 - of another module
        actors._actor = fail
        return super().html(path, language)


def test_a_page_that_cannot_be_made_is_one_page(town: wijgraph.Dossier) -> None:
    with served(town, QUIET, Broken) as server:
        actor = server.get("/sitemap.html").text.partition('href="actors/')[2].partition('"')[0]
        assert server.get(f"/actors/{actor}").status_code == 500
        assert server.get("/gaps.html").status_code == 500
        for path in ("/", "/en/", "/relations.html", "/assets/style.css", "/search.html"):
            assert server.get(path).status_code == 200, path
        assert server.get("/none.html").status_code == 404
        ready = server.get("/ready")
        assert ready.status_code == 503
        assert (ready.json()["status"], sorted(ready.json()["failed"])) == (
            "pages", ["actors", "gaps"],
        )  # fmt: skip


# The command: two processes


class Command:
    """``wijgraph serve`` on a folder."""

    def __init__(self, folder: Path, log: Path, *settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url, self.log = f"http://127.0.0.1:{port}/", log
        command = [sys.executable, "-m", "wijgraph", "--dossier", str(folder), "serve"]
        command += ["--port", str(port)]
        command += [part for setting in settings for part in ("--set", setting)]
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    def open(self) -> "Command":
        """Wait until its port is open."""
        for _ in range(2000):
            try:
                connection(self.url).close()
                return self
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.01)
        raise AssertionError

    def ready(self) -> "Command":
        """Wait until it tells its address."""
        assert self.process.stdout
        assert self.process.stdout.readline().strip() == self.url, self.log.read_text()
        return self

    def answering(self) -> int:
        """Return the process that has the dossier."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(found.split()[0])

    def end(self) -> None:
        """End it whatever it does."""
        with self.process as process:
            process.kill()

    def stopped(self) -> None:
        """End it; fail when that is not with 0 and without a traceback."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0, self.log.read_text()
        assert "Traceback" not in self.log.read_text()


@pytest.fixture
def command(town_folder: Path, tmp_path: Path) -> Iterator[Command]:
    made = Command(town_folder, tmp_path / "log", "drain_seconds=2", "reload_seconds=0")
    yield made
    made.end()


def test_health_is_told_from_the_moment_that_the_port_is_open(command: Command) -> None:
    command.open()
    start = time.monotonic()
    assert httpx.get(f"{command.url}health").json() == {"status": "ok"}
    assert time.monotonic() - start < 1
    assert httpx.get(f"{command.url}ready").json() == {"status": "starting"}
    assert httpx.get(f"{command.url}doc/rvb.ttl", timeout=60).status_code in {200, 404}
    command.ready().stopped()


def test_what_answers_is_started_again(command: Command) -> None:
    command.ready()
    assert httpx.get(f"{command.url}graphs?default", timeout=60).status_code == 200
    before = command.answering()
    os.kill(before, signal.SIGKILL)
    for _ in range(5):
        assert httpx.get(f"{command.url}health").status_code == 200
    assert httpx.get(f"{command.url}graphs?default", timeout=60).status_code == 200
    assert command.answering() != before
    assert "started again" in command.log.read_text()
    command.stopped()


def test_too_few_files_for_all_connections_are_told(town_folder: Path) -> None:
    line = [*WIJGRAPH, "--lang", "en", "--dossier", str(town_folder), "serve", "--port", "0"]
    limited = ["bash", "-c", 'ulimit -n 64; exec "$@"', "bash", *line]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert "may have 64 files open; for its connections the service needs 880" in done.stderr


def test_a_dossier_that_cannot_be_read_is_told(town_folder: Path, tmp_path: Path) -> None:
    (town_folder / "data" / "broken.ttl").write_text("<broken")
    broken = Command(town_folder, tmp_path / "log")
    assert broken.process.wait(60) == 2
    assert "broken.ttl" in broken.log.read_text()
    assert "Traceback" not in broken.log.read_text()
    broken.end()


def at_once(command: Command) -> list[socket.socket]:
    """Be stopped when the port has just been opened."""
    return [connection(command.url)]


def waiting(command: Command) -> list[socket.socket]:
    """Be stopped with connections that wait."""
    command.ready()
    return [connection(command.url, f"127.7.1.{n}") for n in range(1, 30)]


def uploading(command: Command) -> list[socket.socket]:
    """Be stopped in the middle of an upload."""
    link = connection(command.ready().url)
    link.sendall(UPLOAD)
    return [link]


def drawing(command: Command) -> list[socket.socket]:
    """Be stopped while a picture is drawn."""
    link = connection(command.ready().url)
    link.sendall(b"GET /api/views/toezicht?format=svg HTTP/1.1\r\nHost: localhost\r\n\r\n")
    time.sleep(0.2)
    return [link]


def reading(command: Command) -> list[socket.socket]:
    """Be stopped while clients read slowly, or have left."""
    link = connection(command.ready().url, buffer=4096)
    link.sendall(asking(LARGE))
    left = connection(command.url)
    left.sendall(asking(LARGE))
    time.sleep(0.5)
    left.close()
    return [link]


def reloading(command: Command) -> list[socket.socket]:
    """Be stopped while it reads the dossier again."""
    command.ready().process.send_signal(signal.SIGHUP)
    return []


@pytest.mark.parametrize("busy", [at_once, waiting, uploading, drawing, reading, reloading])
def test_it_ends_well_at_any_moment(command: Command, busy: Any) -> None:
    links = busy(command.open())
    command.stopped()
    for link in links:
        link.close()


def test_a_client_that_leaves_is_no_failure(command: Command) -> None:
    command.ready()
    with connection(command.url) as link:
        link.sendall(UPLOAD)
        time.sleep(0.2)
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with connection(command.url) as link:
        link.sendall(
            f"GET /sparql?query={quote(heavy)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        time.sleep(0.3)
    time.sleep(0.5)
    told = httpx.get(f"{command.url}metrics").text
    assert 'wijgraph_left_total{method="POST"} 1' in told
    assert 'wijgraph_left_total{method="GET"} 1' in told
    assert "wijgraph_connections_left_total 2" in told
    assert not re.search(r"wijgraph_problems_total\{", told)
    command.stopped()
