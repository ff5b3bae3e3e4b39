"""Every sample of an attack, with what must hold after each; and the runner itself."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks import behaviour, cli, data, export, http, pages, registers, stores
from tests.attacks.bench import Bench, bench
from tests.attacks.payloads import (
    BY_HAND,
    Attack,
    all_attacks,
    attack,
    own_attacks,
    seconds,
    statuses,
)
from tests.conftest import outside

ATTACKS = all_attacks() + own_attacks()
SURFACES = {"http": http.run, "data": data.run, "cli": cli.run, "export": export.run}
OVER_HTTP = [a for a in ATTACKS if a.surface == "http" and a.kind and a.id not in BY_HAND]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("guarded"), guard=True) as made:
        yield made


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("bare"), guard=False) as made:
        yield made


def run(on: Bench, sample: Attack) -> None:
    """Run a sample: by hand when it is told in prose, else by the kind of its payload."""
    driver = BY_HAND.get(sample.id) or (SURFACES.get(sample.surface) if sample.kind else None)
    if driver is None and sample.surface == "export":
        driver = export.run
    assert driver, (
        f"{sample.id} is told in prose, and nobody wrote how to run it: add a driver in "
        f"tests/attacks/ for {sample.payload[:80]!r}"
    )
    driver(on, sample)


def test_the_samples_are_there() -> None:
    assert len(all_attacks() or outside("WIJGRAPH_ATTACKS").parts) > 0
    assert len({a.id for a in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("sample", ATTACKS, ids=str)
def test_attack(guarded: Bench, sample: Attack) -> None:
    run(guarded, sample)


@pytest.mark.parametrize("sample", OVER_HTTP, ids=str)
def test_attack_without_the_look_at_the_text(bare: Bench, sample: Attack) -> None:
    run(bare, sample)


# The runner itself: it must not take for fine what it does not understand.


def test_prose_without_a_driver_fails(tmp_path: Path) -> None:
    sample = attack({"id": "new", "surface": "http", "payload": "ask it nicely", "expected": "400"})
    made = Bench("", 0, 0, [], tmp_path, tmp_path, guard=True)
    with pytest.raises(AssertionError, match="nobody wrote how to run it"):
        run(made, sample)


def test_a_sample_of_others_is_run_by_its_prefix(guarded: Bench) -> None:
    entry = {"id": "theirs", "surface": "http", "payload": "sparql:SELEC", "expected": "400"}
    run(guarded, attack(entry))
    with pytest.raises(AssertionError, match="theirs: 400"):
        run(guarded, attack({**entry, "expected": "200 with one row"}))
    entry |= {"surface": "data", "payload": "ttl:nonsense", "expected": "refused with line/column"}
    run(guarded, attack(entry))
    entry |= {"payload": "ttl:<http://a> <http://b> 1 ."}
    with pytest.raises(AssertionError):
        run(guarded, attack(entry))


def test_who_knocks_at_the_canary_is_noticed(guarded: Bench) -> None:
    guarded.hits.append(b"knock")
    try:
        with pytest.raises(AssertionError):
            guarded.check()
    finally:
        guarded.hits.clear()
    with pytest.raises(AssertionError):
        guarded.check('Traceback (most recent call last):\n  File "/x.py"')
    guarded.check("a text as any other")


def test_a_service_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("its last words")
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"], text=True) as gone:
        gone.wait()
    made = Bench("", 0, 0, [], tmp_path, tmp_path / "log", guard=True, running=gone)
    with pytest.raises(AssertionError, match="the service ended with 3: its last words"):
        made.check()


@pytest.mark.parametrize(
    ("expected", "codes"),
    [
        ("403 problem type service-disabled; canary hits 0 (rdflib and 500 others)", {403}),
        ("400 (httptools) - h11 answers 200", {400}),
        ("504/507 or right answer; bounded", {504, 507}),
        ("403 (or 415); store unchanged", {403, 415}),
        ("200 or 400, not 500 (Python int-digit limit)", {200, 400}),
        ("200/400/406/431 in < 200 ms", {200, 400, 406, 431}),
        ("treated as text (no regex); < 200 ms", set()),
        ("error problem type result-limit, never a silently truncated 200; RSS bounded", set()),
    ],
)
def test_expectations_are_read(expected: str, codes: set[int]) -> None:
    assert statuses(expected) == codes


def test_times_are_read() -> None:
    assert seconds("< 200 ms") == 0.2
    assert seconds("refused in < 1 s (entity)") == 1
    assert seconds("400") is None
    assert min(behaviour.FLOOD, pages.LEAVING, stores.SECONDS, len(registers.ENDLESS)) > 0
