"""What the tests of exports share: the networks, and what a hostile dossier holds."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import wijgraph
from tests.conftest import ROOT, make_town, tool
from wijgraph.network import drawing_of, project
from wijgraph.spreadsheets import guard

DRAWN = drawing_of(wijgraph.open().graph)
VIEWS, FAMILIES = DRAWN.views, DRAWN.families
NAMES = (*VIEWS, "actor:rvb")
SCRIPT = "</script><img src=x onerror=alert(1)>"
LONG = "lang" * 75
MEAN = (
    SCRIPT,
    LONG,
    "=cmd|' /C calc'!A1",
    "\uff20SUM(1)",
    '"];} %%{init: {}}%% --> #35; &lt; <!-- ``` \\N \\" {{x}} [a](javascript:b) | ; end',
    "a\u0001b\ufffec\nd\te\u2028f",
)


class Read(NamedTuple):
    """What a program understood of a file; an edge is its two ends, its label and its direction."""

    nodes: dict[str, str]
    edges: "Counter[tuple[str, str, str, bool]]"


def line(text: str) -> str:
    """Return ``text`` as a file may hold it: on one line, without what no file can hold."""
    return " ".join(re.sub("[\x00-\x08\x0e-\x1f\ufffe\uffff]", "", text).split())


def expected(network: Any, language: str) -> Read:
    return Read(
        {node: line(data["label"][language]) for node, data in network.nodes(data=True)},
        Counter(
            (one, other, line(data["label"][language]), data["directed"])
            for one, other, data in network.edges(data=True)
        ),
    )


def held(read: Read, form: str) -> Read:
    """Return what a file of a format holds of a network: in CSV no name is a formula."""
    if form not in {"csv", "neo4j"}:
        return read
    return Read(
        {node: guard(label) for node, label in read.nodes.items()},
        Counter({(a, b, guard(label), d): n for (a, b, label, d), n in read.edges.items()}),
    )


@cache
def networks() -> dict[str, Any]:
    """Return every view of the built-in dossier, and that of an actor."""
    facts = wijgraph.open().graph.facts
    return {name: project(facts, name) for name in NAMES}


def hostile_dossier(folder: Path) -> wijgraph.Dossier:
    """Return the town with actors whose names are attacks, each steering the next."""
    make_town(folder)
    parts = [
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix wij: <https://w3id.org/wijgraph/id/> .",
        "wij:place a gov:Citation ; gov:document wij:report ; gov:section '1' ; "
        f"gov:phrase {json.dumps(SCRIPT)}@nl .",
    ]
    for number, name in enumerate(MEAN):
        label = json.dumps(name)
        following = (number + 1) % len(MEAN)
        parts.append(
            f"wij:mean{number} a gov:Organisation ; rdfs:label {label}@nl, {label}@en ; "
            f"skos:note {label}@nl ; gov:citation wij:place ."
        )
        parts.append(
            f"wij:fact{number} a gov:Steering ; rdfs:label {label}@nl, {label}@en ; "
            f"gov:actor wij:mean{number} ; gov:counterparty wij:mean{following} ; "
            f"gov:modality gov:practice ; skos:note {label}@nl ; gov:citation wij:place ."
        )
    (folder / "data" / "mean.ttl").write_text("\n".join(parts) + "\n", encoding="utf-8")
    return wijgraph.open(folder)


class Npm:
    """The packages of tests/npm, which read Mermaid and Cytoscape files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, form: str, texts: Sequence[str]) -> list[dict[str, Any]]:
        asked = "".join(json.dumps({"form": form, "text": text}) + "\n" for text in texts)
        done = subprocess.run(
            [tool("node"), "read.mjs"],
            cwd=self._folder,
            input=asked,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(answer) for answer in done.stdout.splitlines()]


NPM = ROOT / "tests" / "npm"
