"""What the tests of waivers, keys and the baseline share."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from wijgraph.dossier import Dossier
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.model import Finding, Report, Term
from wijgraph.namespaces import CONCEPT, GOV, WIJ
from wijgraph.validation.waivers import Waiver

TODAY = date(2026, 10, 1)
NOON = "1790856000"  # of that day, in seconds since 1970
RULES = {"GOV-A", "GOV-B", "GOV-STATEMENT-MODALITY"}
GOOD = """\
[[waiver]]
rule = "GOV-A"
focus = "rvb"
reason = "Being mended."
owner = "team data"
added = 2026-09-01
expires = 2027-03-01
"""


def waiver(**changes: Any) -> Waiver:
    given = {"rule": "GOV-A", "focus": "rvb", "path": None, "value": None, "reason": "Because."}
    return Waiver(**{**given, "owner": "team", "expires": TODAY, **changes})


def finding(**changes: Any) -> Finding:
    start = Finding(
        rule="GOV-A",
        shape="https://example.org/shape",
        severity="violation",
        focus=Term("iri", WIJ + "rvb"),
        label={"nl": "rvb", "en": "rvb"},
        path=GOV + "modality",
        value=Term("iri", CONCEPT + "practice"),
        message={"nl": "Fout.", "en": "Wrong."},
        component="InConstraintComponent",
        engine="pyshacl",
    )
    return replace(start, **changes)


def report(*findings: Finding) -> Report:
    return Report(conforms=not findings, findings=findings)


def graph(folder: Path, *texts: str) -> Graph:
    prefixes = f"@prefix gov: <{GOV}> . @prefix wij: <{WIJ}> .\n"
    documents = [Document(f"{n}.ttl", prefixes + t, "turtle") for n, t in enumerate(texts)]
    return Graph(Dossier(folder), documents)


SAID = 'wij:a gov:b [ gov:c "x" ; gov:d [ gov:e wij:f , wij:g ] ] .'


def without(name: str) -> str:
    return "".join(x for x in GOOD.splitlines(keepends=True) if not x.startswith(f"{name} ="))


def changed(name: str, value: str) -> str:
    return without(name) + f"{name} = {value}\n"


def blank(data: Graph, predicate: str) -> Term:
    """Return the blank node that stands as the object of ``predicate``."""
    (node,) = {str(o) for _, p, o in data.rdflib if str(p) == GOV + predicate}
    return Term("bnode", node)
