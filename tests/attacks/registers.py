"""The register, with names and data that mean harm; and a store on disk, asked what is endless."""

import json
import shutil
from pathlib import Path

import pytest

from tests.attacks.bench import Bench
from tests.attacks.payloads import Attack, by_hand
from tests.attacks.stores import BREAKING
from tests.conftest import make_town
from wijgraph.dossier import find
from wijgraph.errors import StoreError, WijgraphError
from wijgraph.graph.documents import Document
from wijgraph.graph.manifest import KIND, REGISTER, WORDS, entries
from wijgraph.register.laying import Common
from wijgraph.register.register import checked_slug, slug_of
from wijgraph.store.opening import Spec, open_store

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?i)) }"
HUNGRY = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
CRASHING = "SELECT * { BIND(" + "(" * 6000 + "1" + ")" * 6000 + " AS ?x) }"


def kept(bench: Bench, name: str) -> tuple[str, Path]:
    """Return a store on disk with the town in it, and where it is."""
    folder = bench.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    make_town(folder / "noord")
    store = f"oxigraph:{name}/store"
    assert bench.command("--store", store, "register", "add", f"{name}/noord").code == 0
    return store, folder


@by_hand("own-register-names")
def names(bench: Bench, _: Attack) -> None:
    store, folder = kept(bench, "named")
    make_town(folder / BREAKING)
    asked = ("--store", store, "register")
    assert bench.command(*asked, "add", f"named/{BREAKING}").code == 0
    assert bench.command(*asked, "add", "named/noord", "--name", "../x").code == 0
    assert bench.command(*asked, "add", "named/noord", "--name", "..").code == 2
    for name in ("..", "data", "\x1b", "\u202e", "€", "\n"):
        with pytest.raises(StoreError, match="cannot be the name"):
            slug_of(name)
    for name in ("../noord", BREAKING, "noord/data", "NOORD\n"):
        with pytest.raises(StoreError, match="cannot be the name"):
            checked_slug(name)
    assert bench.command(*asked, "remove", BREAKING).code == 2
    assert bench.command(*asked, "query", "gaps", "--in", "../noord").code == 2
    assert bench.command("--store", f"{store}#../noord", "query", "gaps").code == 2
    found = json.loads(bench.command(*asked, "list", "-F", "json").out)
    assert [one["name"] for one in found] == ["noord", "x", "x-drop-all"]
    assert {p.name for p in folder.iterdir()} == {"noord", "store", BREAKING}


@by_hand("own-register-data")
def data(bench: Bench, _: Attack) -> None:
    store, folder = kept(bench, "fed")
    before = bench.command("--store", store, "register", "list", "-F", "json").out
    common = Common.of(find(folder / "noord"))
    broken = ("<http://e/s> <http://e/p> <http://e/o> <http://e/> ; DROP ALL> .",
              f"<http://e/s> <http://e/p> <http://e/o> <{BREAKING}> .",
              "<http://e/s> <http://e/p> \"a\" <http://e/g\n> .")  # fmt: skip
    for text in broken:
        with pytest.raises(WijgraphError, match=r"a\.nq:"):
            common.lay([Document("a.nq", text, "nquads")])
    (folder / "noord" / "data" / "mean.ttl").write_text(f"<{BREAKING}> a <http://e/x> .\n")
    outcome = bench.command("--store", store, "register", "add", "fed/noord")
    assert outcome.code == 2
    assert "mean.ttl:1:" in outcome.err
    assert bench.command("--store", store, "register", "list", "-F", "json").out == before
    # Data that would pass for the register itself stays data.
    me = f"<{REGISTER}noord>"
    (folder / "zuid").mkdir()
    shutil.copytree(folder / "noord", folder / "zuid", dirs_exist_ok=True)
    (folder / "zuid" / "data" / "mean.ttl").write_text(
        f"{me} a <{KIND.value}> ; <{WORDS}fingerprint> 'x' ; <{WORDS}data> <http://e/evil> ;\n"
        f"  <{WORDS}pending> <{REGISTER}noord> ; <{WORDS}validated> 'x' .\n"
    )
    assert bench.command("--store", store, "register", "add", "fed/zuid").code == 0
    found = json.loads(bench.command("--store", store, "register", "list", "-F", "json").out)
    assert [one for one in found if one["name"] == "noord"] == json.loads(before)


@by_hand("own-disk-query")
def hostile_queries(bench: Bench, _: Attack) -> None:
    store, folder = kept(bench, "asked")
    ask = ("--store", store, "query")
    wanted = bench.command(*ask, "who-steers-whom", "-F", "csv")
    assert wanted.code == 0
    assert wanted.out.count("\n") > 1
    files = {p.name for p in (folder / "store").iterdir()}
    for query, more, words in (
        (ENDLESS, {"seconds": 2}, "stopped after 2 seconds"),
        (HUNGRY, {"seconds": 60, "WIJGRAPH_MEGABYTES": "400"}, "more than 400 MiB"),
        (CRASHING, {"seconds": 10}, "nested too deep"),
    ):
        outcome = bench.command(*ask, "run", "-f", "-", stdin=query.encode(), **more)
        assert (outcome.code, outcome.out) == (2, ""), outcome
        assert words in outcome.err, outcome
    assert bench.command(*ask, "who-steers-whom", "-F", "csv") == wanted
    assert {p.name for p in (folder / "store").iterdir()} == files
    whole = open_store(Spec.of(f"oxigraph:{folder / 'store'}"), write=True)  # no lock is left
    assert list(entries(whole)) == ["noord"]
