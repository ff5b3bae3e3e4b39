"""Samples in a file: given to the command, and to the service to be checked."""

import os
import re
import time

from tests.attacks.bench import Bench
from tests.attacks.http import send
from tests.attacks.payloads import Attack, by_hand, seconds
from tests.conftest import Outcome

ENDINGS = {"ttl": ".ttl", "nt": ".nt", "nq": ".nq", "trig": ".trig", "rdfxml": ".rdf",
           "jsonld": ".jsonld", "shacl": ".ttl", "gz": ".ttl.gz"}  # fmt: skip
MEDIA = {"ttl": "text/turtle", "nt": "application/n-triples", "rdfxml": "application/rdf+xml",
         "jsonld": "application/ld+json"}  # fmt: skip
SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://ex/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
LIMIT = 4  # seconds for one command
QUOTED = re.compile(r'hint (?:about the )?(?:"([^"]+)"|(byte order mark))')
REFUSED = re.compile(r"(?:refused|error|stops at|clear error|CI fails)\b", re.I)


def run(bench: Bench, attack: Attack) -> None:
    """Give a file to the command, and to the service; check what they say."""
    if attack.kind not in ENDINGS:
        raise AssertionError(f"{attack.id}: {attack.kind!r} is no kind of payload for a file")
    name = f"{attack.id}{ENDINGS[attack.kind]}"
    data = attack.data(bench.port)
    (bench.folder / name).write_bytes(data)
    (bench.folder / "plain.ttl").write_text(_plain())
    (bench.folder / "shapes.ttl").write_text(SHAPES)
    shacl = attack.kind == "shacl"
    files = ["plain.ttl", "--shapes", name] if shacl else [name, "--shapes", "shapes.ttl"]
    start = time.monotonic()
    outcome = bench.command("validate", *files, seconds=LIMIT)
    took = time.monotonic() - start
    if (said := seconds(attack.expected)) is not None:
        assert took < said + 3, took  # a process has to start too
    check(attack, name, outcome)
    if attack.kind in MEDIA:
        upload(bench, attack, data)


def _plain() -> str:
    lines = [f"<http://ex/a{i}> a <http://ex/C> ; <http://ex/p> {i} ." for i in range(1500)]
    return "\n".join(lines)


def check(attack: Attack, name: str, outcome: Outcome) -> None:
    """Fail when what the command says is not what is expected."""
    expected = attack.expected
    if REFUSED.match(expected) and " or " not in expected.split(";")[0].split("(")[0]:
        assert outcome.code == 2, outcome
        assert outcome.out == "", outcome
    if "names file" in expected and (
        place := re.search(r"line (\d+)(?:, column (\d+))?", expected)
    ):
        where = ":".join(part for part in place.groups() if part)
        assert f"{name}:{where}:" in outcome.err, outcome
    if "with line/column" in expected:
        assert re.search(rf"{re.escape(name)}:\d+:\d+: ", outcome.err), outcome
    if outcome.code == 2 and (hint := QUOTED.search(expected)):
        assert (hint[1] or hint[2]) in outcome.err, outcome
    assert "root:x:" not in outcome.out + outcome.err


def upload(bench: Bench, attack: Attack, data: bytes) -> None:
    """Send the same to the service: it says what is wrong, or gives a report."""
    headers = {"Content-Type": MEDIA[attack.kind]}
    answer = send(bench, "POST", "/api/validate", data, headers)
    assert answer.status != 500, answer
    assert answer.status in {200, 400, 413, 415, 422, 504, 507}, answer
    if REFUSED.match(attack.expected) and " or " not in attack.expected.split("(")[0]:
        assert answer.status >= 400, answer
    bench.check(answer.text, str(answer.headers))


@by_hand("data-zipbomb")
def bomb(bench: Bench, attack: Attack) -> None:
    """What is compressed is refused, by its name and by its first bytes."""
    data = attack.data(bench.port)
    (bench.folder / "shapes.ttl").write_text(SHAPES)
    for name in ("bomb.ttl.gz", "bomb.ttl"):
        (bench.folder / name).write_bytes(data)
        outcome = bench.command("validate", name, "--shapes", "shapes.ttl", seconds=LIMIT)
        assert outcome.code == 2
        assert "gzip" in outcome.err


@by_hand("data-shacl-sparql-cartesian")
def endless_constraint(bench: Bench, attack: Attack) -> None:
    """The sample itself an engine may see through; with a comparison of all it cannot."""
    content = attack.content(bench.port)
    (bench.folder / "plain.ttl").write_text(_plain())
    for text in (content, content.replace("?a = 1", "?a = ?e && STR(?c) < STR(?g)")):
        (bench.folder / "endless.ttl").write_text(text)
        arguments = ("validate", "plain.ttl", "--shapes", "endless.ttl")
        outcome = bench.command(*arguments, seconds=LIMIT)
    assert outcome.code == 2, outcome
    assert "stopped after" in outcome.err
    assert outcome.out == ""


@by_hand("data-fifo")
def not_regular(bench: Bench, _: Attack) -> None:
    fifo = bench.folder / "fifo.ttl"
    if not fifo.exists():
        os.mkfifo(fifo)
    (bench.folder / "zero.ttl").unlink(missing_ok=True)
    (bench.folder / "zero.ttl").symlink_to("/dev/zero")
    (bench.folder / "folder.ttl").mkdir(exist_ok=True)
    for name in ("fifo.ttl", "zero.ttl", "folder.ttl"):
        outcome = bench.command("validate", name, "--shapes", name, seconds=LIMIT)
        assert outcome.code == 2, name
        outcome = bench.command("query", "run", "-f", name, seconds=LIMIT)
        assert outcome.code == 2, name


@by_hand("data-bidi")
def turned_around(bench: Bench, attack: Attack) -> None:
    """What turns the text around is written out, and what writes the house form warns."""
    content = attack.content(bench.port).encode().decode("unicode_escape")
    (bench.folder / "bidi.ttl").write_text(content)
    closed = "ex:T a sh:NodeShape ; sh:targetNode <http://a> ; sh:closed true .\n"
    (bench.folder / "shapes.ttl").write_text(SHAPES + closed)
    outcome = bench.command("validate", "bidi.ttl", "--shapes", "shapes.ttl", seconds=LIMIT)
    assert outcome.code == 1
    assert "invoice" in outcome.out
    assert "\u202e" not in outcome.out
    linted = bench.command("format", "--check", "bidi.ttl", seconds=LIMIT)
    assert "bidi.ttl:1:" in linted.err
    assert "U+202E" in linted.err
    assert "\u202e" not in linted.err
