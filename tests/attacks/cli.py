"""Samples on the command line: by hand, since they are in the words of another program."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.attacks.bench import Bench
from tests.attacks.payloads import Attack, by_hand
from tests.commanding import at_work, environment
from tests.conftest import make_town
from tests.crashing import kill_while_writing, tiny_disk

LABEL = "Policy [/foo] [link=http://evil]x[/link]"


def run(bench: Bench, attack: Attack) -> None:
    """Run the arguments of a sample; whatever they are, nothing is harmed."""
    if attack.kind != "argv":
        raise AssertionError(f"{attack.id}: {attack.kind!r} is no kind of payload for the command")
    import shlex

    bench.command(*shlex.split(attack.content(bench.port)))


def town(bench: Bench, name: str) -> Path:
    """Return the town as a dossier of its own."""
    folder = bench.folder / name
    return folder if folder.exists() else make_town(folder)


@by_hand("cli-output-traversal")
def output_elsewhere(bench: Bench, _: Attack) -> None:
    """A file goes where the user says; a name from the data leads nowhere else."""
    folder = town(bench, "wandering")
    escape = "https://w3id.org/wijgraph/id/../../../../evil"
    (folder / "data" / "own.ttl").write_text(
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f"<{escape}> a gov:Organisation ; rdfs:label 'evil'@nl, 'evil'@en .\n"
        "<https://w3id.org/wijgraph/id//etc/evil> a gov:Organisation ; rdfs:label 'e'@nl .\n"
    )
    before = set(bench.folder.rglob("*evil*"))
    deep = bench.folder / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True, exist_ok=True)
    dossier = ("--dossier", "wandering")
    outcome = bench.command(*dossier, "view", "toezicht", "-o", "a/b/../../evil.html")
    assert outcome.code == 0
    assert (bench.folder / "evil.html").is_file()
    outcome = bench.command(*dossier, "build", "-o", "a/b/c/d/site", seconds=60)
    assert outcome.code in {0, 2}
    made = set(bench.folder.rglob("*evil*")) - before - {bench.folder / "evil.html"}
    assert all(p.is_relative_to(deep / "site") for p in made), made
    assert not Path("/etc/evil.html").exists()


@by_hand("cli-kill9-export")
def killed(bench: Bench, _: Attack) -> None:
    kill_while_writing(bench.folder, ["export", "-F", "ntriples", "-o", "x.nt"], "x.nt", runs=8)
    bench.check()


@by_hand("cli-disk-full-load")
def full(bench: Bench, _: Attack) -> None:
    with tiny_disk(bench.folder / "tiny", 1) as disk:
        (disk / "x.nt").write_text("old")
        outcome = bench.command("export", "-F", "ntriples", "-o", str(disk / "x.nt"))
        assert outcome.code == 2
        assert "No space left" in outcome.err or "too large" in outcome.err
        assert (disk / "x.nt").read_text() == "old"
        assert [p.name for p in disk.iterdir()] == ["x.nt"]


@by_hand("cli-symlink-race")
def symlink(bench: Bench, _: Attack) -> None:
    outside = bench.folder / "outside"
    outside.mkdir(exist_ok=True)
    link = bench.folder / "link.nt"
    link.unlink(missing_ok=True)
    link.symlink_to(outside / "real.nt")
    outcome = bench.command("export", "-F", "ntriples", "-o", "link.nt")
    assert outcome.code == 2
    assert str(outside / "real.nt") in outcome.err
    assert link.is_symlink()
    assert not list(outside.iterdir())


@by_hand("cli-rich-markup")
def markup(bench: Bench, _: Attack) -> None:
    folder = town(bench, "marked")
    (folder / "data" / "own.ttl").write_text(
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f"<https://w3id.org/wijgraph/id/marked> a gov:Organisation ;\n"
        f"  rdfs:label '{LABEL}\\u001b]8;;http://evil\\u0007'@nl, '{LABEL}'@en .\n"
    )
    query = "SELECT ?x { VALUES ?x { <https://w3id.org/wijgraph/id/marked> } }"
    for arguments in (["query", "run", "-f", "-"], ["explain", "marked"]):
        outcome = bench.command("--dossier", "marked", *arguments, stdin=query.encode())
        assert outcome.code == 0
        assert LABEL in outcome.out
        assert "\x1b" not in outcome.out


@by_hand("cli-env-template")
def not_expanded(bench: Bench, _: Attack) -> None:
    for value in ("${HOME}/../../etc", "~root", "$PWD", "%h"):
        outcome = bench.command("--dossier", value, "query", "list")
        assert outcome.code == 2
        assert "no such folder" in outcome.err
    assert bench.command("query", "gaps", "-o", "${HOME}/x").code == 2
    assert not (Path.home() / "x").exists()


@by_hand("cli-sigint")
def interrupted(bench: Bench, _: Attack) -> None:
    export = ["export", "-F", "xlsx", "-o", "int.xlsx"]
    arguments = [["validate"], export, ["build", "-o", "intsite"]]
    for own in arguments:
        with subprocess.Popen(
            [sys.executable, "-m", "wijgraph", *own], cwd=bench.folder, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        ) as running:  # fmt: skip
            at_work(running, 0.1)
            os.killpg(running.pid, signal.SIGINT)
            out, err = running.communicate(timeout=60)
        assert running.returncode == 130, (own, err)
        assert "Traceback" not in err
        assert out == ""
    left = [p.name for p in bench.folder.iterdir() if "int" in p.name and "site" in p.name]
    assert left == [], left
    assert not (bench.folder / "int.xlsx").exists()
