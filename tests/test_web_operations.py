"""Running the service: settings, limits of HTTP, logs, counters, reload and the command."""

import json
import logging
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

import wijgraph
from tests.conftest import ROOT
from tests.serving import QUIET, Served, served
from wijgraph.errors import WijgraphError
from wijgraph.web import create_app
from wijgraph.web.pages import Pages
from wijgraph.web.settings import Settings, load

HTTP = replace(
    QUIET, read_seconds=0.5, write_seconds=0.5, connections=20, hosts=("127.0.0.1", "good.example")
)


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, HTTP) as running:
        yield running


def raw(server: Served, data: bytes, *, wait: float = 5) -> bytes:
    """Return all that comes back for ``data`` until the connection is closed."""
    host, port = httpx.URL(server.url).host, httpx.URL(server.url).port
    with socket.create_connection((host, port or 0)) as link:
        link.settimeout(wait)
        found = b""
        try:
            link.sendall(data)
            while part := link.recv(65536):
                found += part
        except (TimeoutError, ConnectionError):
            pass
        return found


# Health and counters


def test_health_and_readiness(server: Served) -> None:
    assert server.get("/health").json() == {"status": "ok"}
    ready = server.get("/ready").json()
    assert ready["status"] == "ok"
    assert ready["fingerprint"] == server.service.now.snapshot.fingerprint
    assert server.get("/ready").headers["Cache-Control"] == "no-store"


def test_not_ready_without_workers(dossier: wijgraph.Dossier) -> None:
    with served(dossier) as server:
        server.service.now.pool.close()
        assert server.get("/ready").status_code == 503
        assert server.get("/health").status_code == 200


def test_counters(server: Served) -> None:
    server.sparql("SELEC")
    server.get("/api/queries/gaps")
    server.get("/api/queries/gaps")
    text = server.get("/metrics").text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'wijgraph_\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+', li) for li in lines)
    assert 'wijgraph_problems_total{code="syntax"}' in text
    assert 'wijgraph_requests_total{route="/api/queries/{name}",status="200"} 2' in text
    assert 'wijgraph_request_seconds_bucket{route="/sparql",le="+Inf"}' in text
    assert "wijgraph_workers_started_total" in text
    names = re.findall(r"^# TYPE (\S+)", text, re.M)
    assert len(names) == len(set(names))


# Headers and limits


def test_every_answer_has_security_headers(server: Served) -> None:
    for path in ("/", "/sparql", "/doc/rvb", "/none", "/api/actors", "/health", "/metrics"):
        headers = server.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in policy
        assert "server" not in headers
        shared = path == "/sparql"
        assert ("Access-Control-Allow-Origin" in headers) == shared
        assert "Set-Cookie" not in headers


def test_scripts_of_other_sites_may_read_the_endpoint(server: Served) -> None:
    before = server.client.options("/sparql", headers={"Origin": "https://elsewhere.example"})
    assert before.status_code == 204
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    wrong = server.sparql("SELEC")
    assert wrong.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in wrong.headers


def test_requests_have_a_size(server: Served) -> None:
    limits = Settings()
    assert server.get("/" + "x" * limits.url_bytes).status_code == 414
    assert server.get("/", headers={"X-Long": "x" * limits.header_bytes}).status_code == 431
    many = ",".join(f"a/b{i};q=0.1" for i in range(5000))
    start = time.perf_counter()
    assert server.sparql("ASK {}", many).status_code == 431
    assert time.perf_counter() - start < 5
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = "&".join(f"a{i}=1" for i in range(10_000))
    assert server.client.post("/sparql", content=body, headers=form).status_code == 413
    few = "&".join(f"a{i}=1" for i in range(500))
    assert server.client.post("/sparql", content=few, headers=form).status_code == 413
    query = {"query": f"ASK {{}} # {'x' * limits.query_bytes}"}
    assert server.client.post("/sparql", data=query).status_code == 413


def test_a_body_without_a_length_has_a_size_too(server: Served) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    head = b"POST /sparql HTTP/1.1\r\nHost: good.example\r\nTransfer-Encoding: chunked\r\n"
    kind = b"Content-Type: application/sparql-query\r\n\r\n"
    found = raw(server, head + kind + chunk * 4)
    assert found.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in found.lower()


@pytest.mark.parametrize(
    "data",
    [
        b"GET /health HTTP/1.1\nHost: good.example\n\n",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: good.example\r\nX: a\r\n b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(server: Served, data: bytes) -> None:
    assert raw(server, data).startswith(b"HTTP/1.1 400")


def test_slow_clients_are_not_waited_for(server: Served) -> None:
    start = time.perf_counter()
    assert raw(server, b"GET /health HTTP/1.1\r\nHost: good.example\r\nX-", wait=60) == b""
    assert raw(server, b"", wait=60) == b""
    body = b"POST /sparql HTTP/1.1\r\nHost: good.example\r\nContent-Length: 9\r\n"
    kind = b"Content-Type: application/sparql-query\r\n\r\nASK"
    assert raw(server, body + kind, wait=60).startswith(b"HTTP/1.1 408")
    assert time.perf_counter() - start < 30
    assert server.get("/health").status_code == 200


def test_slow_readers_are_not_waited_for(server: Served) -> None:
    host, port = httpx.URL(server.url).host, httpx.URL(server.url).port
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect((host, port))
        link.sendall(b"GET /downloads/dossier.nq HTTP/1.1\r\nHost: good.example\r\n\r\n")
        time.sleep(2)
        found = 0
        try:
            while part := link.recv(65536):
                found += len(part)
        except ConnectionError:
            pass
    assert found < 6_000_000


def test_only_names_of_its_own(server: Served) -> None:
    assert server.get("/health", headers={"Host": "good.example"}).status_code == 200
    assert server.get("/health", headers={"Host": "good.example:80"}).status_code == 200
    assert server.get("/health", headers={"Host": "localhost"}).status_code == 200
    for name in ("evil.example", "good.example.evil.example", "", "127.0.0.1.evil.example"):
        assert server.get("/health", headers={"Host": name}).status_code == 400


def test_methods(server: Served) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        for path in ("/sparql", "/api/actors", "/"):
            response = server.client.request(method, path)
            assert response.status_code == 405, path
            assert "GET" in response.headers["Allow"]
    assert server.client.post("/health").status_code == 405


class Telling(Pages):
    """Pages that fail, and tell where."""

    def html(self, *_: str) -> str | None:
        raise RuntimeError("secret /root/path")


def test_no_traceback_and_no_path(
    dossier: wijgraph.Dossier, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "wijgraph.web"), served(dossier, QUIET, Telling) as server:
        response = server.get("/")
    assert response.status_code == 500
    assert response.json()["code"] == "internal"
    assert "secret" not in response.text + str(response.headers)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.json()["request"] in caplog.text
    assert "secret /root/path" in caplog.text


# The log


def test_the_log_tells_no_queries(
    dossier: wijgraph.Dossier, caplog: pytest.LogCaptureFixture
) -> None:
    private = "SELECT ?secret { ?secret ?p 'private' }"
    for told in (False, True):
        caplog.clear()
        settings = replace(QUIET, access_log=True, log_queries=told)
        with caplog.at_level(logging.INFO, "wijgraph.access"), served(dossier, settings) as server:
            server.sparql(private)
            server.client.post("/sparql", data={"query": private})
            server.get("/none%0Ainjected%1b[31m")
        lines = [r.message for r in caplog.records if r.name == "wijgraph.access"]
        entries = [json.loads(line) for line in lines]
        assert len(entries) == 3
        assert ("private" in "".join(lines)) == told
        assert {e["client"] for e in entries} == {"127.0.0.0"}
        assert {"time", "id", "method", "path", "status", "bytes", "ms"} <= entries[0].keys()
        assert all("\n" not in line and "\x1b" not in line for line in lines)


# Reload


def test_a_changed_dossier_is_served_at_once(town_folder: Path) -> None:
    settings = replace(QUIET, reload_seconds=0.1)
    with served(wijgraph.open(town_folder), settings) as server:
        first = server.get("/ready").json()
        tag = server.get("/graphs?default").headers["ETag"]
        file = town_folder / "data" / "new.ttl"
        file.write_text('<https://w3id.org/wijgraph/id/new> <http://ex/p> "new" .\n')
        second = _until(
            lambda: server.get("/ready").json(), lambda r: r["triples"] != first["triples"]
        )
        assert second["triples"] == first["triples"] + 1
        assert server.sparql('ASK { ?s <http://ex/p> "new" }').json()["boolean"] is True
        assert server.get("/graphs?default").headers["ETag"] != tag
        assert server.get("/doc/new").status_code == 200
        # What is broken is not served; what was served goes on.
        file.write_text("<broken")
        third = _until(lambda: server.get("/ready").json(), lambda r: "changes" in r)
        assert third["triples"] == second["triples"]
        assert "wijgraph_stale 1" in server.get("/metrics").text
        assert server.sparql('ASK { ?s <http://ex/p> "new" }').json()["boolean"] is True
        file.unlink()
        _until(lambda: server.get("/ready").json(), lambda r: r["triples"] == first["triples"])
        assert server.get("/graphs?default").headers["ETag"] == tag


def _until(ask: Any, fine: Any) -> Any:
    for _ in range(300):
        found = ask()
        if fine(found):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_two_applications_know_nothing_of_each_other(
    dossier: wijgraph.Dossier, town: wijgraph.Dossier
) -> None:
    with served(dossier) as one, served(town) as other:
        assert one.get("/ready").json() != other.get("/ready").json()
        totals = [server.get("/api/gaps").json()["total"] for server in (one, other, one)]
        assert totals[0] == totals[2] != totals[1]


# Settings


def test_settings_come_from_flags_environment_and_file(tmp_path: Path) -> None:
    file = tmp_path / "serve.toml"
    file.write_text('rows = 5\nport = 1\nhosts = ["a", "b"]\nlog_queries = true\n')
    environ = {"WIJGRAPH_ROWS": "6", "WIJGRAPH_PORT": "2", "WIJGRAPH_OTHER": "x"}
    found = load({"port": 3, "host": None}, file, environ)
    assert (found.rows, found.port, found.hosts) == (6, 3, ("a", "b"))
    assert found.log_queries is True
    assert load({}, None, {"WIJGRAPH_HOSTS": "a, b", "WIJGRAPH_GUARD": "no"}).hosts == ("a", "b")
    assert load({}, None, {"WIJGRAPH_PROXIES": ""}).proxies == ()
    assert load({}, None, {}).host == "127.0.0.1"


@pytest.mark.parametrize(
    "flags",
    [{"colour": "red"}, {"rows": "many"}, {"rows": -1}, {"guard": "maybe"}, {"language": "de"}],
)
def test_wrong_settings_are_refused(flags: dict[str, Any]) -> None:
    with pytest.raises(wijgraph.WijgraphError):
        load(flags, None, {})


@pytest.mark.parametrize(
    "wrong", ["rows = -1", "rows = 'x'", "rows = inf", "language = 'fr'", "x = 1"]
)
def test_a_wrong_setting_is_told_with_where_it_is_said(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "serve.toml"
    file.write_text(wrong)
    with pytest.raises(WijgraphError) as error:
        load({}, file, {})
    assert error.value.told("nl").startswith(f"{file}: ")
    name, _, value = wrong.replace("'", "").partition(" = ")
    if name != "x":
        with pytest.raises(WijgraphError, match=f"^WIJGRAPH_{name.upper()}: "):
            load({}, None, {f"WIJGRAPH_{name.upper()}": value})
        with pytest.raises(WijgraphError, match=r"^--set: "):
            load({name: value}, None, {})


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs" / "server.md").read_text()
    for field in fields(Settings):
        assert f"`{field.name}`" in text, field.name


def test_create_app_takes_a_dossier_alone(town: wijgraph.Dossier) -> None:
    assert create_app(town).openapi()["info"]["title"] == "wijgraph"


# The command


@pytest.fixture
def process(tmp_path: Path, town_folder: Path) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    log = tmp_path / "log"
    command = [sys.executable, "-m", "wijgraph", "--dossier", str(town_folder), "serve"]
    command += ["--port", "0", "--set", "query_seconds=3", "--set", "reload_seconds=0"]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as running,
    ):
        assert running.stdout
        yield running, running.stdout.readline().strip(), log
        running.kill()


def test_the_command_serves_until_told_to_stop(
    process: tuple[subprocess.Popen[str], str, Path], town_folder: Path
) -> None:
    running, url, log = process
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
    limits = httpx.get(f"{url}sparql?query=ASK%7B%7D", timeout=60).headers["Wijgraph-Limits"]
    assert "seconds=3" in limits
    (town_folder / "data" / "new.ttl").write_text("<http://ex/s> <http://ex/p> 1 .\n")
    before = httpx.get(f"{url}ready", timeout=60).json()["triples"]
    running.send_signal(signal.SIGHUP)
    _until(lambda: httpx.get(f"{url}ready", timeout=60).json()["triples"], (before + 1).__eq__)
    # What runs when it is told to stop is finished.
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    with subprocess.Popen(
        [sys.executable, "-c", "import httpx, sys; print(httpx.get(sys.argv[1], params={'query': "
         "sys.argv[2]}, timeout=60).status_code)", f"{url}sparql", slow],
        stdout=subprocess.PIPE, text=True,
    ) as client:  # fmt: skip
        runs = re.compile(r"^wijgraph_lane_\w+_running 1$", re.M)
        _until(lambda: httpx.get(f"{url}metrics", timeout=60).text, runs.search)
        running.send_signal(signal.SIGTERM)
        out, _ = client.communicate(timeout=60)
    assert out.strip() in {"200", "504"}
    assert running.wait(60) == 0
    text = log.read_text()
    assert "Traceback" not in text
    assert all(json.loads(li)["status"] for li in text.splitlines() if li.startswith("{"))


def test_two_pictures_at_once_right_after_the_start(
    process: tuple[subprocess.Popen[str], str, Path],
) -> None:
    running, url, log = process
    pages = [
        f"{url}views/{name}.html" for name in ("toezicht", "overleg", "beheersing", "opdrachten")
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda page: httpx.get(page, timeout=60), pages))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all("<svg" in answer.text for answer in answers)
    running.terminate()
    assert running.wait(60) == 0
    assert "Traceback" not in log.read_text()


def test_the_command_leaves_no_process_behind(
    process: tuple[subprocess.Popen[str], str, Path],
) -> None:
    running, url, _ = process
    httpx.get(f"{url}sparql?query=ASK%7B%7D", timeout=60)
    below = _below(running.pid)
    assert below
    running.kill()
    running.wait()
    _until(lambda: [pid for pid in below if Path(f"/proc/{pid}").exists()], lambda left: not left)


def _below(pid: int) -> list[int]:
    line = [pid]
    for one in line:
        for tasks in Path(f"/proc/{one}/task").glob("*/children"):
            line += map(int, tasks.read_text().split())
    return line[1:]


def test_a_port_that_is_taken(capfd: pytest.CaptureFixture[str]) -> None:
    from wijgraph.cli.main import main

    with socket.create_server(("127.0.0.1", 0)) as link:
        port = str(link.getsockname()[1])
        assert main(["serve", "--port", port]) == 2
    assert "--port" in capfd.readouterr().err
    assert main(["serve", "--set", "colour=red"]) == 2
    assert main(["serve", "--set", "colour"]) == 2


# The container
