"""Dossiers of municipalities that do not exist, as many as one wants, with faults that are counted.

Each holds the small town of the tests (council, executive, boards, powers, assignments, research)
and more of everything that dossiers have much of: some 2,800 triples. It keeps all our rules, but
for the faults that are planted in it, of which each breaks one rule once. The same seed gives the
same bytes; dossiers are made one by one, so that any number fits in memory.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pyoxigraph

from wijgraph.namespaces import PREFIXES, WIJ

TOWN = Path(__file__).parents[1] / "tests" / "town" / "data"
WORDS = ["dijk", "sluis", "kade", "brug", "haven", "polder", "molen", "gemaal", "veer", "baken"]
SECTIONS, CITATIONS, FINDINGS, MEASUREMENTS = 20, 80, 50, 50
MEETINGS, ASSIGNMENTS, FLOWS, POSTS = 25, 40, 20, 10
FAULTS_EACH = 0.5  # the chance of each fault in each dossier


@dataclass(frozen=True)
class Fault:
    """What breaks ``rule`` when it is done to a node: ``drop`` a property, ``add`` statements."""

    rule: str
    kind: str
    drop: str = ""
    add: tuple[str, ...] = ()


def iri(name: str) -> str:
    """Return a prefixed name as N-Triples writes it."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


FAULTS = (
    Fault("GOV-NODE-CITATION", "finding", iri("gov:citation")),
    Fault("GOV-STATEMENT-MODALITY", "finding", iri("gov:modality")),
    Fault("GOV-STATEMENT-ABOUT", "finding", iri("gov:about")),
    Fault("GOV-NODE-LABEL", "finding", "", (f'{iri("rdfs:label")} "noch"@de',)),
    Fault("GOV-MEASUREMENT-QUALIFIER", "measurement", iri("gov:qualifier")),
    Fault("GOV-MEASUREMENT-DATE", "measurement", iri("gov:reportedOn")),
    Fault("GOV-MEASUREMENT-NUMBER", "measurement", iri("schema:value")),
    Fault("GOV-MEETING-RHYTHM", "meeting", iri("schema:repeatFrequency")),
    Fault("GOV-MEETING-PARTIES", "meeting", f"{iri('gov:participant')} {iri('wij:manager')}"),
    Fault("GOV-ASSIGNMENT-COMMISSIONER", "assignment", iri("gov:commissioner")),
    Fault("GOV-ASSIGNMENT-VIEW", "assignment", "",
          (f"{iri('gov:outsideViewOf')} {iri('wij:alderman')}",)),
    Fault("GOV-ASSIGNMENT-OVERVIEW", "assignment", iri("dct:isPartOf"), (
        f"{iri('gov:accountabilityArrangement')} {iri('wij:agreement')}",
        f"{iri('gov:servesPurpose')} {iri('wij:purpose')}",
    )),
    Fault("GOV-CITATION-IN-SECTION", "citation", iri("gov:section"),
          (f'{iri("gov:section")} "99"',)),
)  # fmt: skip


def dossier(number: int, seed: int = 0) -> tuple[list[str], Counter[str]]:
    """Return a dossier as lines of N-Triples without their dots, and the findings by rule."""
    chance = Random(f"{seed}/{number}")
    planted = [fault for fault in FAULTS if chance.random() < FAULTS_EACH]
    waiting = {kind: [f for f in planted if f.kind == kind] for kind in {f.kind for f in planted}}
    lines = list(_town())
    for kind, slug, said in _nodes(chance):
        fault = waiting[kind].pop() if waiting.get(kind) else None
        lines += [f"<{WIJ}{slug}> {statement}" for statement in _spoilt(said, fault)]
    code = f"gm{number:04}"
    text = "\n".join(lines).replace(WIJ, f"{WIJ}{code}/").replace('"gm9999"', f'"{code}"')
    return text.split("\n"), Counter(fault.rule for fault in planted)


def write(path: Path, numbers: range, seed: int = 0, *, graphs: bool = False) -> Counter[str]:
    """Write dossiers to ``path``, one by one; return the findings by rule.

    With ``graphs`` it is N-Quads, with a named graph for each dossier, else N-Triples.
    """
    total: Counter[str] = Counter()
    with path.open("w", encoding="utf-8") as file:
        for number in numbers:
            lines, findings = dossier(number, seed)
            end = f" <{WIJ}gm{number:04}> .\n" if graphs else " .\n"
            file.write(end.join(lines) + end)
            total += findings
    return total


def _spoilt(said: list[str], fault: Fault | None) -> list[str]:
    if fault is None:
        return said
    return [s for s in said if not fault.drop or not s.startswith(fault.drop)] + list(fault.add)


@cache
def _town() -> tuple[str, ...]:
    """Return the town of the tests; its citations are of the report that the others cite."""
    found: set[pyoxigraph.Quad] = set()
    for path in sorted(TOWN.glob("*.ttl")):
        found.update(pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    return tuple(sorted(f"{q.subject} {q.predicate} {q.object}" for q in found))


def _nodes(chance: Random) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the nodes beside those of the town: kind, slug, and what is said of it."""

    def named(kind: str, number: int, *said: str, cited: bool = True) -> list[str]:
        name = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
        found = [f'{iri("rdfs:label")} "{name}"@nl', f'{iri("rdfs:label")} "{name}"@en']
        found += [f"{iri('rdf:type')} {iri(f'gov:{kind}')}", *said]
        cited_as = f"<{WIJ}citation/{chance.randrange(CITATIONS)}>"
        return [*found, f"{iri('gov:citation')} {cited_as}"] if cited else found

    def is_(name: str, value: str) -> str:
        return f"{iri(name)} {iri(value)}"

    for n in range(2, SECTIONS + 2):
        yield "section", f"section/report-{n}", named(
            "Section", n, is_("gov:document", "wij:report"), f'{iri("skos:notation")} "{n}"',
            f'{iri("gov:heading")} "{n} {chance.choice(WORDS)}"@nl', _number("schema:position", n),
            _number("gov:paragraphCount", 9), cited=False,
        )  # fmt: skip
    for n in range(CITATIONS):
        words = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(2, 8)))
        yield "citation", f"citation/{n}", [
            is_("rdf:type", "gov:Citation"), is_("gov:document", "wij:report"),
            f'{iri("gov:section")} "{chance.randrange(2, SECTIONS + 2)}"',
            f'{iri("gov:phrase")} "{words}"@nl', _number("gov:paragraph", chance.randrange(1, 9)),
        ]  # fmt: skip
    for n in range(FINDINGS):
        about = chance.choice(["foundation", "town", "executive", "board", "directors"])
        yield (
            "finding",
            f"finding/{n}",
            named(
                "Finding",
                n,
                is_("gov:about", f"wij:{about}"),
                is_("gov:modality", "concept:judged"),
            ),
        )
    for n in range(MEASUREMENTS):
        yield "measurement", f"measurement/{n}", named(
            "Measurement", n, is_("gov:about", "wij:foundation"),
            f'{iri("schema:unitText")} "stuks"@nl', _number("schema:value", chance.randrange(999)),
            is_("gov:qualifier", "concept:exactly"), is_("gov:modality", "concept:practice"),
            f'{iri("gov:reportedOn")} "2024-{chance.randrange(1, 13):02}-01"^^{iri("xsd:date")}',
        )  # fmt: skip
    for n in range(MEETINGS):
        yield "meeting", f"meeting/{n}", named(
            "MeetingSeries", n, is_("gov:basis", "wij:agreement"),
            f'{iri("schema:repeatFrequency")} "P{chance.randrange(1, 12)}M"^^{iri("xsd:duration")}',
            is_("gov:participant", "wij:alderman"), is_("gov:participant", "wij:manager"),
            is_("gov:modality", "concept:agreed"),
        )  # fmt: skip
    for n in range(ASSIGNMENTS):
        yield "assignment", f"assignment/{n}", named(
            "SubAssignment", n, is_("dct:isPartOf", "wij:assignment/group"),
            is_("gov:commissioner", "wij:town"), is_("gov:contractor", "wij:foundation"),
            is_("gov:modality", "concept:agreed"),
        )  # fmt: skip
    for n in range(POSTS):
        place = "wij:town" if n % 2 else "wij:foundation"
        yield "post", f"post/{n}", named("Post", n, is_("org:postIn", place))
    for n in range(FLOWS):
        one, other = chance.sample(range(POSTS), 2)
        yield "flow", f"flow/{n}", named(
            "InformationFlow", n, is_("gov:actor", f"wij:post/{one}"),
            is_("gov:counterparty", f"wij:post/{other}"), is_("gov:modality", "concept:practice"),
        )  # fmt: skip


def _number(name: str, value: int) -> str:
    return f'{iri(name)} "{value}"^^{iri("xsd:integer")}'
