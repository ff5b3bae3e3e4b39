"""Samples over HTTP that are told in prose: what a client does, not what it sends."""

import re
import socket
import time
from contextlib import suppress
from urllib.parse import quote

import httpx

from tests.attacks.bench import Bench, until
from tests.attacks.http import by_get_and_post, raw, send
from tests.attacks.payloads import Attack, by_hand

CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FLOOD = 40  # connections; more only takes longer


def idle(bench: Bench) -> bool:
    """Return whether no query runs."""
    text = send(bench, "GET", "/metrics").text
    lines = re.findall(r"^wijgraph_lane_\w+_running .*$", text, re.M)
    assert lines, text[:2000]
    return all(float(line.split()[-1]) == 0 for line in lines)


@by_hand("http-flood-disconnect")
def flood(bench: Bench, _: Attack) -> None:
    url = httpx.URL(bench.url)
    request = f"GET /sparql?query={quote(CARTESIAN)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    for _number in range(FLOOD):
        with socket.create_connection((url.host, url.port or 0)) as link:
            link.sendall(request)
            time.sleep(0.05)
    assert until(lambda: idle(bench), 2)
    bench.check()


@by_hand("http-slow-reader")
def slow_reader(bench: Bench, _: Attack) -> None:
    url = httpx.URL(bench.url)
    query = "SELECT * { ?s ?p ?o BIND(STR(?s) AS ?t) BIND(STR(?p) AS ?u) }"
    found = b""
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect((url.host, url.port))
        address = f"/sparql?query={quote(query)}"
        link.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        found += link.recv(1)
        assert until(lambda: idle(bench), 1)  # the worker does not wait for the reader
        time.sleep(2.5)  # longer than the service waits
        with suppress(ConnectionError):
            while part := link.recv(65536):
                found += part
    length = re.search(rb"content-length: (\d+)", found)
    assert length
    assert int(length[1]) > 5_000_000
    assert len(found) < int(length[1])
    bench.check()


@by_hand("http-size-chunked")
def endless_chunks(bench: Bench, _: Attack) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/sparql-query\r\n\r\n"
    )
    answer = raw(bench, head + chunk * 20)
    assert answer.status in {413, 0}  # 0: closed before the answer could be read
    assert answer.headers.get("connection", "close") == "close"
    bench.check(answer.text)


@by_hand("http-host-header")
def other_host(bench: Bench, attack: Attack) -> None:
    answer = raw(bench, attack.data(bench.port))
    described = send(
        bench, "GET", "/sparql", headers={"Host": "evil.example", "Accept": "text/turtle"}
    )
    for one in (answer, described):
        assert one.status == 400 or "evil.example" not in one.text + str(one.headers)
    bench.check(answer.text)


@by_hand("http-resource-iri-injection")
def injected_iri(bench: Bench, attack: Attack) -> None:
    iri = attack.payload.partition("iri=")[2]
    for path in (f"/graphs?graph={iri}", f"/id/{iri}", f"/doc/{iri}", f"/api/actors/{iri}",
                 f"/api/queries/actor?actor={iri}"):  # fmt: skip
        answer = send(bench, "GET", path)
        assert answer.status in {400, 404}, (path, answer.status)
        bench.check(answer.text)
    plain = send(bench, "GET", attack.payload.removeprefix("GET "))
    assert plain.status in {400, 404}


@by_hand("http-proto-double-decode")
def decoded_once(bench: Bench, attack: Attack) -> None:
    answer = send(bench, "GET", attack.payload.removeprefix("GET "))
    assert answer.status == 200
    once = 'ASK { FILTER("%25" = CONCAT("%", "25")) }'
    for found in by_get_and_post(bench, once):
        assert '"boolean":true' in found.text.replace(" ", "")
    bench.check(answer.text)


@by_hand("http-csrf-post")
def cross_site(bench: Bench, _: Attack) -> None:
    """No route changes anything, whoever sends the form."""
    headers = {
        "Origin": "https://evil.example",
        "Sec-Fetch-Site": "cross-site",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    paths = send(bench, "GET", "/openapi.json").text
    assert paths
    for path in (
        "/",
        "/id/rvb",
        "/doc/rvb",
        "/graphs?default",
        "/ontology",
        "/api/actors",
        "/health",
    ):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = send(bench, method, path, b"a=1", headers)
            assert answer.status == 405, (method, path, answer.status)
    updated = send(bench, "POST", "/sparql", b"update=CLEAR+ALL", headers)
    assert updated.status == 403
    asked = send(bench, "POST", "/sparql", b"query=ASK%7B%7D", headers)
    assert asked.status == 200
    assert "set-cookie" not in asked.headers
    assert "access-control-allow-credentials" not in asked.headers
    bench.check(updated.text)


@by_hand("http-info-leak")
def tells_little(bench: Bench, _: Attack) -> None:
    for path in (
        "/none", "/sparql?query=SELEC", "/id/%00", "/api/queries/none", "/api/actors?limit=x",
        "/graphs?graph=file:///etc/passwd", "/views/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/api/views/none?format=svg", "/whatif/../../../etc/passwd",
    ):  # fmt: skip
        answer = send(bench, "GET", path)
        assert 400 <= answer.status < 500, (path, answer.status)
        assert answer.headers["X-Request-ID"]
        assert "server" not in answer.headers
        for name in ("pyoxigraph", "rdflib", "uvicorn", "fastapi", "starlette", "root:x:"):
            assert name not in (answer.text + str(answer.headers)).lower(), (path, name)
        bench.check(answer.text, str(answer.headers))
