"""The command on files of strangers: nothing goes out, and it stops at its limits in words."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.canary import canary, ways_out
from tests.commanding import WIJGRAPH, at_work, command, environment, script
from tests.conftest import Run
from wijgraph.errors import WijgraphError
from wijgraph.safety import limits
from wijgraph.safety.sandbox import CALLS, NETWORK, PROGRAMS

CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGRY = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
# As the command runs, without the look at the text that refuses SERVICE in words.
UNGUARDED = """
import sys
import wijgraph.cli.query
wijgraph.cli.query.refuse_service = lambda _: None
from wijgraph.cli.main import main
sys.argv[0] = "wijgraph"
sys.exit(main({arguments}))
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")


# The network


def test_service_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    with canary() as (port, hits):
        for text in ways_out(port):
            query.write_text(text)
            outcome = run("--lang", "en", "query", "run", "-f", query)
            assert (outcome.code, outcome.out) == (2, ""), text
            assert "SERVICE is off" in outcome.err, text
    assert hits == []


@linux
def test_no_query_goes_out_without_the_words(tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    code = UNGUARDED.format(arguments="")
    with canary() as (port, hits):
        for text in ways_out(port)[::5]:
            query.write_text(text)
            outcome = script(code, "query", "run", "-f", query)
            assert outcome.code in {0, 2}, text
            assert "Traceback" not in outcome.err
        assert hits == []
        # Not closed in, the same does go out: that is what the test above stands on.
        query.write_text(ways_out(port)[0])
        script(UNGUARDED.format(arguments="sys.argv[1:]"), "query", "run", "-f", query)
    assert hits


@linux
@pytest.mark.parametrize(
    ("network", "programs", "expected"),
    [
        (False, False, "socket: denied, program: denied, pair: fine"),
        (False, True, "socket: denied, program: fine, pair: fine"),
        (True, False, "socket: fine, program: denied, pair: fine"),
    ],
)
def test_the_work_has_no_socket_and_no_program(
    network: bool, programs: bool, expected: str
) -> None:
    code = f"""
import os, socket, subprocess
from wijgraph.safety.limits import Limits
from wijgraph.safety.supervise import supervised

def tried(action):
    try:
        action()
    except OSError as error:
        return "denied" if error.errno == 1 else str(error)
    return "fine"

def work():
    print("socket:", tried(socket.socket), end=", ")
    print("program:", tried(lambda: subprocess.run(["true"])), end=", ")
    print("pair:", tried(socket.socketpair))
    return 7

raise SystemExit(supervised(work, Limits(), network={network}, programs={programs}))
"""
    outcome = script(code)
    assert (outcome.code, outcome.out.strip()) == (7, expected), outcome.err


def test_every_machine_has_the_same_calls() -> None:
    # ARM has no fork and vfork of its own: a program still needs execve.
    names = [set(numbers) | {"fork", "vfork"} for _, numbers in CALLS.values()]
    assert names[0] == names[1]
    assert names[0] >= NETWORK | PROGRAMS


def test_only_what_must_reach_out_may(monkeypatch: pytest.MonkeyPatch) -> None:
    from wijgraph.cli.main import _reaches_out

    monkeypatch.delenv("WIJGRAPH_DOSSIER", raising=False)
    monkeypatch.delenv("WIJGRAPH_STORE", raising=False)
    assert not _reaches_out("query", ["query", "run", "-f", "http://elsewhere.example/"])
    assert not _reaches_out("view", ["view", "png-board", "-o", "x.svg"])
    assert _reaches_out("view", ["view", "rvb", "-o", "x.PNG"])
    assert _reaches_out("view", ["view", "rvb", "--format=pdf"])
    assert _reaches_out("query", ["query", "--store", "https://elsewhere.example/", "gaps"])
    assert _reaches_out("query", ["query", "--store=http://elsewhere.example/", "gaps"])
    monkeypatch.setenv("WIJGRAPH_STORE", "http://elsewhere.example/")
    assert _reaches_out("query", ["query", "gaps"])


# Limits


def test_time_is_limited(tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text(CARTESIAN)
    start = time.monotonic()
    outcome = command("--lang", "en", "query", "run", "-f", query, WIJGRAPH_SECONDS="1")
    assert time.monotonic() - start < 30  # without the limit it takes hours
    assert (outcome.code, outcome.out) == (2, "")
    assert "stopped after 1 seconds" in outcome.err
    assert "WIJGRAPH_SECONDS" in outcome.err


@linux
def test_memory_is_limited(tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text(HUNGRY)
    outcome = command("query", "run", "-f", query, WIJGRAPH_MEGABYTES="300")
    assert (outcome.code, outcome.out) == (2, "")
    assert "300 MiB" in outcome.err


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "{" * 6000 + "}" * 6000 + "}",
        "SELECT * { BIND(" + "(" * 9000 + "1" + ")" * 9000 + " AS ?x) }",
        "SELECT * { BIND(" + "+".join(["1"] * 30000) + " AS ?x) }",
    ],
)
def test_what_crashes_the_engine_is_told(tmp_path: Path, text: str) -> None:
    query = tmp_path / "own.rq"
    query.write_text(text)
    outcome = command("--lang", "en", "query", "run", "-f", query)
    assert (outcome.code, outcome.out) == (2, "")
    assert "nested too deep" in outcome.err
    assert "Traceback" not in outcome.err


def test_the_environment_sets_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.limits() == limits.Limits(300, 2048, 256, 10_000_000)
    assert limits.limits(120).seconds == 120
    monkeypatch.setenv("WIJGRAPH_SECONDS", "7")
    assert limits.limits(120).seconds == 7
    for value in ("", "0", "-1", "many", "1e9", "9" * 5000):
        monkeypatch.setenv("WIJGRAPH_SECONDS", value)
        with pytest.raises(WijgraphError, match="WIJGRAPH_SECONDS"):
            limits.limits()


def test_a_wrong_limit_is_told() -> None:
    outcome = command("query", "list", WIJGRAPH_MEGABYTES="much")
    assert outcome.code == 2
    assert "WIJGRAPH_MEGABYTES" in outcome.err


# Stopping


@linux
@pytest.mark.parametrize("group", [True, False])
def test_interrupted(tmp_path: Path, group: bool) -> None:
    """By Ctrl-C, of which both processes hear, and by a signal to the first alone."""
    query, out = tmp_path / "own.rq", tmp_path / "out.csv"
    query.write_text(CARTESIAN)
    out.write_text("earlier")
    arguments = [*WIJGRAPH, "query", "run", "-f", str(query), "-F", "csv", "-o", str(out)]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        start_new_session=True,
    ) as running:  # fmt: skip
        at_work(running)
        if group:
            os.killpg(running.pid, signal.SIGINT)
        else:
            running.send_signal(signal.SIGINT)
        printed, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert (printed, "Traceback" in errors) == ("", False), errors
    assert "gestopt" in errors
    assert out.read_text() == "earlier"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "own.rq"]


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_stopped_leaves_nothing_beside(tmp_path: Path, number: int) -> None:
    """The first process is stopped at the moment that the file is half written."""
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    code = f"""
import os, sys, time
def stop(_):
    os.kill(os.getppid(), {int(number)})
    time.sleep(60)
os.fsync = stop
from wijgraph.cli.main import main
sys.exit(main())
"""
    outcome = script(code, "query", "run", "gaps", "-F", "csv", "-o", out)
    assert (outcome.code, outcome.out, "Traceback" in outcome.err) == (128 + number, "", False)
    assert "gestopt" in outcome.err
    assert out.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@linux
@pytest.mark.parametrize("name", ["wijgraph.errors", "click", "wijgraph.safety.supervise"])
def test_interrupted_while_it_starts(name: str) -> None:
    code = f"""
import os, signal, sys
class Early:
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Early())
sys.argv[0] = "/usr/bin/wijgraph"
from wijgraph.cli.main import main
sys.exit(main())
"""
    outcome = script(code, "query", "list")
    assert (outcome.code, outcome.out, outcome.err) == (-signal.SIGINT, "", "")


@linux
def test_the_work_ends_with_who_waits_for_it(tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text(CARTESIAN)
    with subprocess.Popen(
        [*WIJGRAPH, "query", "run", "-f", str(query)], env=environment()
    ) as running:
        child = str(at_work(running))
        running.kill()
    deadline = time.monotonic() + 30
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: str) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_what_nobody_foresaw_is_one_line() -> None:
    code = """
import sys
import wijgraph.cli.query
def fail(*_):
    raise RuntimeError("nobody foresaw")
wijgraph.cli.query.dossier_of = fail
from wijgraph.cli.main import main
sys.argv[0] = "wijgraph"
sys.exit(main())
"""
    outcome = script(code, "query", "list")
    assert outcome.code == 2
    assert "RuntimeError: nobody foresaw" in outcome.err
    assert "Traceback" not in outcome.err
    assert "Traceback" in script(code, "query", "list", WIJGRAPH_TRACEBACK="1").err


def test_a_pipe_that_is_closed_early() -> None:
    arguments = [*WIJGRAPH, "export", "-F", "ntriples"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.read(10)
        running.stdout.close()
        assert running.wait(30) in {0, 141}  # who reads has what it wanted
        assert running.stderr.read() == b""


@linux
def test_a_full_device() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*WIJGRAPH, "export", "-F", "ntriples"], stdout=full, stderr=subprocess.PIPE,
            env=environment(WIJGRAPH_LANG="en"), check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert b"cannot be written: No space left" in done.stderr
    assert b"Traceback" not in done.stderr
