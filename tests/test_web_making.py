"""What is made of the dossier is made in workers: stopped at their limits, and one at a time."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wijgraph
from tests.serving import QUIET, Served, served
from wijgraph.spreadsheets import Sheet, as_xlsx
from wijgraph.views import elk
from wijgraph.web.pages import Pages
from wijgraph.web.sitepages import SitePages
from wijgraph.web.workers.pool import Pool

BRIEF = replace(QUIET, page_seconds=1, page_megabytes=128)
PICTURE = "/api/views/toezicht?format=svg"


def hang() -> None:
    """Never end, and hold no lock of Python."""
    while True:
        time.sleep(0.01)


def turn() -> None:
    """Never end, and take a processor."""
    while True:
        pass


def eat() -> None:
    """Take more memory than there may be."""
    held = []
    while True:
        held.append(bytearray(2**24))


def crash() -> None:
    """Die as a library dies that is written in C."""
    ctypes.string_at(0)


def leave() -> None:
    """Write to the disk, start a program and open a socket, and tell what of it was refused."""
    import socket

    def written() -> None:
        with Path("/tmp/made").open("w") as file:
            file.write("x")

    refused = []
    ways: dict[str, Callable[[], object]] = {
        "socket": socket.socket,
        "program": lambda: subprocess.run(["true"], check=True),
        "file": written,
    }
    for name, what in ways.items():
        try:
            what()
        except OSError:
            refused.append(name)
    raise wijgraph.WijgraphError(" ".join(refused))


FAULTS: dict[str, Callable[[], None]] = {
    "/hang": hang, "/turn": turn, "/eat": eat, "/crash": crash, "/leave": leave,
}  # fmt: skip


class Faulty(Pages):
    """Pages with a fault each, beside one that is fine."""

    def html(self, path: str, language: str) -> str | None:
        if path in FAULTS:
            FAULTS[path]()
        return f"<p>{path} {language}" if path == "/fine" else None


@pytest.fixture(scope="module")
def faulty(town: wijgraph.Dossier) -> Iterator[Served]:
    with served(town, BRIEF, Faulty) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "status", "code", "said"),
    [
        ("/hang", 504, "query-timeout", "could not be made within 1 seconds"),
        ("/turn", 504, "query-timeout", "could not be made within 1 seconds"),
        ("/eat", 507, "query-memory", "the 128 MiB that one page may take"),
        ("/crash", 507, "query-memory", "the 128 MiB"),
        ("/leave", 400, "bad-request", "socket program file"),
    ],
)
def test_a_page_that_does_not_stop_is_one_page(
    faulty: Served, path: str, status: int, code: str, said: str
) -> None:
    answer = faulty.get(path, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert said in answer.json()["detail"]
    assert faulty.get("/fine").text == "<p>/fine nl"
    assert faulty.get(path, "text/html").status_code == status
    assert faulty.get("/health").status_code == 200


def test_pages_that_hang_hold_up_no_queries(faulty: Served) -> None:
    with ThreadPoolExecutor(4) as threads:
        hanging = [threads.submit(faulty.get, f"/hang?{n}") for n in range(4)]
        while not faulty.service.now.pool.lanes["page"].running:
            time.sleep(0.01)
        assert faulty.sparql("ASK {}").json()["boolean"] is True
        assert faulty.get("/health").status_code == 200
        assert not any(one.done() for one in hanging)
        assert {one.result().status_code for one in hanging} == {504}


def zygote(server: Served) -> Any:
    """Return where the workers for pages come from."""
    return server.service.now.pool._zygotes["make"]


def test_a_kill_from_outside_is_told_as_one(town: wijgraph.Dossier) -> None:
    with served(town, replace(BRIEF, page_seconds=60), Faulty) as server:
        assert server.get("/fine").status_code == 200
        with ThreadPoolExecutor(1) as threads:
            for number in range(2):
                waiting = threads.submit(server.get, f"/hang?{number}")
                while not server.service.now.pool.lanes["page"].running:
                    time.sleep(0.01)
                process = zygote(server)._process
                if number:  # the worker itself, and not where it comes from
                    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
                    while not (children := task.read_text().split()):
                        time.sleep(0.01)
                    os.kill(int(children[-1]), signal.SIGKILL)
                else:
                    process.kill()
                answer = waiting.result(60)
                assert (answer.status_code, answer.json()["code"]) == (503, "busy")
                assert "ended from outside" in answer.json()["detail"]
                assert int(answer.headers["Retry-After"]) > 0
                assert server.get(f"/fine?{number}").status_code == 200


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, SitePages) as running:
        yield running


MADE = [
    "/", "/en/actors/rvb.html", "/views/toezicht.html", "/doc/rvb.ttl", "/downloads/dossier.nq",
    "/graphs?default", "/api/actors?format=xlsx", "/api/actors/rvb",
    "/api/queries/gaps?format=xlsx", "/questions/actor.html?actor=rvb",
    "/api/views/overleg?format=svg", "/api/views/overleg?format=graphml",
    "/api/analyses/grip", "/analyses/paths.html?from=raad&to=rvb", "/api.html", "/sparql.html",
    "/network.html?query=SELECT%20?a%20?b%20%7B?a%20a%20?b%7D%20LIMIT%202", "/assets/style.css",
]  # fmt: skip


def test_nothing_is_made_by_the_process_that_serves(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here that would be noticed: it is this one."""

    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("made here")

    for name in (
        "pages.render.render", "pages.material.Material.__init__", "views.svg.svg",
        "spreadsheets._fill", "web.linked.steady", "web.graphs.steady", "web.api.things.explained",
        "web.sitepages.Content", "web.description.written", "network.project",
        "report.writers.written", "web.api.writing.as_csv",
    ):  # fmt: skip
        monkeypatch.setattr(f"wijgraph.{name}", fail)
    for path in MADE:
        assert server.get(path).status_code == 200, path
    assert server.get("/none.html", "text/html").status_code == 404
    assert server.get("/ready").json()["status"] == "ok"


def test_who_asks_for_the_same_is_given_the_same(server: Served) -> None:
    counts = server.service.now.pool.counts
    made, make = [], Pool.make

    async def counted(pool: Pool, job: bytes, *, heavy: bool = False) -> Any:
        made.append(job)
        return await make(pool, job, heavy=heavy)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(4) as threads:
        patch.setattr(Pool, "make", counted)
        answers = list(threads.map(server.get, ["/api/views/monitoring?format=dot"] * 4))
    assert len({answer.text for answer in answers}) == 1
    assert len(made) == 1
    assert counts["died"] == 0


# Pictures


def test_a_layout_process_that_is_killed_is_tried_again(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = elk._Process.layout
    left = [1]

    def killed(process: Any, graph: str, seconds: float) -> str | None:
        if left:
            left.pop()
            process.kill()
        return layout(process, graph, seconds)

    monkeypatch.setattr(elk._Process, "layout", killed)
    assert server.get(f"{PICTURE}&focus=rvt").status_code == 200
    assert not left
    left += [1, 2]
    answer = server.get(f"{PICTURE}&focus=rvb", "image/svg+xml", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert server.get(f"{PICTURE}&focus=rvb").status_code == 200


def test_a_layout_that_does_not_end_is_stopped(
    dossier: wijgraph.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = elk._Process._send
    with served(dossier, replace(QUIET, page_seconds=5)) as server:
        assert server.get(PICTURE).status_code == 200
        # It waits for a graph that does not come.
        monkeypatch.setattr(elk._Process, "_send", lambda *_: None)
        late = server.get(f"{PICTURE}&focus=rvb")
        assert (late.status_code, late.json()["code"]) == (504, "query-timeout")
        deadline = time.monotonic() + 60  # which is less than a layout may take elsewhere
        while elk.ENGINE._lent and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not elk.ENGINE._lent
        monkeypatch.setattr(elk._Process, "_send", send)
        assert server.get(f"{PICTURE}&focus=rvt").status_code == 200


# The disk and the clock


def test_a_workbook_needs_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", full)
    assert as_xlsx([Sheet("a", ["b"], [["c"]])], "nl").startswith(b"PK")


def test_limits_of_time_heed_no_clock_on_the_wall(
    town: wijgraph.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall, jumps = time.time, iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: wall() + (-1) ** next(jumps) * 10**6)
    strict = replace(BRIEF, limit_local=True, client_seconds=30, client_errors=2, query_seconds=1)
    with served(town, strict, Faulty) as server:
        for number in range(3):
            assert server.get(f"/fine?{number}").status_code == 200
            assert server.sparql(f"ASK {{}} # {number}").status_code == 200
        endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        assert [server.sparql(endless).status_code for _ in range(3)] == [504, 504, 429]
        assert server.get("/hang").status_code == 504
