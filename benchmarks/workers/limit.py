"""The limit: the twelve shapes by hand, over columns of numbers, to know what is possible.

Each term is a number and each property two sorted columns; nothing here reads shapes.
"""

from typing import Any

import numpy as np
import pyoxigraph as ox
from loop import serve

GOV, SH = "https://w3id.org/wijgraph/ontology#", "http://www.w3.org/ns/shacl#"
RDF, XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"
ORG, TWELVE = "http://www.w3.org/ns/org#", "https://w3id.org/wijgraph/benchmark#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
PART, VALUE = "http://purl.org/dc/terms/isPartOf", "https://schema.org/value"
Ids = Any  # an array of numbers of terms
EMPTY = np.empty(0, np.int64)


class Columns:
    """The data, encoded."""

    def __init__(self, path: str) -> None:
        numbers: dict[Any, int] = {}
        pairs: dict[str, list[int]] = {}
        for quad in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES):
            pair = pairs.setdefault(quad.predicate.value, [])
            pair.append(numbers.setdefault(quad.subject, len(numbers)))
            pair.append(numbers.setdefault(quad.object, len(numbers)))
        self.numbers, self.terms = numbers, list(numbers)
        self.by: dict[str, tuple[Ids, Ids]] = {}
        self.turned: dict[str, tuple[Ids, Ids]] = {}
        for name, flat in pairs.items():
            both = np.unique(np.array(flat, np.int64).reshape(-1, 2), axis=0)
            self.by[name] = both[:, 0], both[:, 1]
            order = np.argsort(both[:, 1], kind="stable")
            self.turned[name] = both[order, 1], both[order, 0]
        self.iri = np.array([isinstance(term, ox.NamedNode) for term in self.terms])
        sorts = [_sort(term) for term in self.terms]
        self.language, self.kind, self.integer = (np.array(c) for c in zip(*sorts, strict=True))

    def of(self, name: str) -> tuple[Ids, Ids]:
        """Return subjects and objects of a property, sorted by subject."""
        return self.by.get(name, (EMPTY, EMPTY))

    def instances(self, kind: str) -> Ids:
        """Return the instances of a class, sorted."""
        classes, nodes = self.turned[RDF + "type"]
        number = self.numbers.get(ox.NamedNode(GOV + kind), -1)
        return nodes[slice(*np.searchsorted(classes, [number, number + 1]))]


def _sort(term: Any) -> tuple[str, str, int]:
    """Return language, datatype and number of a literal; of other terms nothing."""
    if not isinstance(term, ox.Literal):
        return "", "", -1
    kind = term.datatype.value
    return term.language or "", kind, int(term.value) if kind == XSD + "integer" else -1


def count(subjects: Ids, nodes: Ids) -> Ids:
    """Return how often each of ``nodes`` is among the sorted ``subjects``."""
    return np.searchsorted(subjects, nodes, "right") - np.searchsorted(subjects, nodes, "left")


def among(nodes: Ids, members: Ids) -> Ids:
    """Return whether each of ``nodes`` is one of the sorted ``members``."""
    return count(members, nodes) > 0


data: list[Columns] = []
found: list[tuple[str, str, Ids]] = []


def load(path: str) -> None:
    """Read and encode the data."""
    data[:] = [Columns(path)]


def validate() -> None:
    """Find all violations."""
    columns = data[0]
    found.clear()

    def say(shape: str, component: str, nodes: Ids) -> None:
        if len(nodes):
            found.append((shape, component, nodes))

    def values(nodes: Ids, name: str, shape: str, least: int, most: int | None = None) -> Any:
        subjects, objects = columns.of(name)
        times = count(subjects, nodes)
        say(shape, "MinCount", nodes[times < least])
        if most is not None:
            say(shape, "MaxCount", nodes[times > most])
        own = among(subjects, nodes)
        return subjects[own], objects[own]

    def are(pair: Any, kind: str, shape: str) -> None:
        say(shape, "Class", pair[0][~among(pair[1], columns.instances(kind))])

    citations = columns.instances("Citation")
    are(values(citations, GOV + "document", "document", 1, 1), "Source", "document")
    who, what = values(citations, GOV + "phrase", "phrase", 1, 1)
    say("phrase", "Datatype", who[columns.kind[what] != RDF + "langString"])
    say("phrase", "LanguageIn", who[columns.language[what] != "nl"])
    _named(columns, np.unique(columns.of(GOV + "citation")[0]), values, say)

    who, what = values(columns.instances("Finding"), GOV + "modality", "modality", 1, 1)
    known = [columns.numbers.get(ox.NamedNode(GOV + name), -1) for name in ("judged", "practice")]
    say("modality", "In", who[~np.isin(what, known)])

    measurements, meetings = columns.instances("Measurement"), columns.instances("MeetingSeries")
    every = np.unique(np.concatenate([columns.instances("Finding"), measurements, meetings]))
    are(values(every, GOV + "citation", "cited", 1), "Citation", "cited")

    who, what = values(measurements, VALUE, "value", 1, 1)
    say("value", "Datatype", who[columns.kind[what] != XSD + "integer"])
    say("value", "MinInclusive", who[columns.integer[what] < 0])
    who, what = values(measurements, GOV + "qualifier", "qualifier", 1)
    say("qualifier", "NodeKind", who[~columns.iri[what]])

    who, what = values(meetings, GOV + "participant", "participant", 2)
    say("participant", "NodeKind", who[~columns.iri[what]])

    tasks = columns.instances("SubAssignment")
    are(values(tasks, GOV + "commissioner", "commissioner", 1), "Municipality", "commissioner")
    are(values(tasks, GOV + "contractor", "contractor", 1), "InHouseContractor", "contractor")
    _queries(columns, citations, meetings, tasks, say)


def _named(columns: Columns, nodes: Ids, values: Any, say: Any) -> None:
    who, what = values(nodes, LABEL, "label", 2)
    tags = columns.language[what]
    say("label", "LanguageIn", who[(tags != "nl") & (tags != "en")])
    _, codes = np.unique(tags, return_inverse=True)
    keys, times = np.unique(who * 1000 + codes, return_counts=True)
    say("label", "UniqueLang", keys[times > 1] // 1000)


def _queries(columns: Columns, citations: Ids, meetings: Ids, tasks: Ids, say: Any) -> None:
    size = len(columns.terms)
    who, document = columns.of(GOV + "document")
    own = among(who, citations)
    where, section = columns.of(GOV + "section")
    sections = columns.instances("Section")
    of_section = among(who, sections)
    subjects, notation = columns.of(NOTATION)
    place = np.searchsorted(subjects, who[of_section])
    known = np.unique(document[of_section] * size + notation[np.minimum(place, len(subjects) - 1)])
    asked = document[own][np.searchsorted(who[own], where)] * size + section
    say("inSection", "SPARQL", where[~among(asked, known)])

    near = columns.instances("InHouseContractor")
    while True:
        steps = [columns.of(ORG + name) for name in ("postIn", "unitOf")]
        more = np.unique(np.concatenate([near, *(s[among(o, near)] for s, o in steps)]))
        if len(more) == len(near):
            break
        near = more
    who, what = columns.of(GOV + "participant")
    agreed, basis = columns.of(GOV + "basis")
    agreed = np.unique(agreed[among(basis, columns.instances("Agreement"))])
    ours = meetings[among(meetings, agreed)]
    say("parties", "SPARQL", ours[~among(ours, who[among(what, near)])])

    who, what = columns.of(GOV + "about")
    seen = np.unique(what[among(who, columns.instances("Overview"))])
    part, whole = columns.of(PART)
    out = tasks[~among(tasks, part[among(whole, seen)]) & ~among(tasks, seen)]
    say("outOfView", "SPARQL", out)

    who, what = columns.of(GOV + "actor")
    by = who[among(what, columns.instances("MunicipalExecutive"))]
    by = by[among(by, columns.instances("Appointment"))]
    who, what = columns.of(GOV + "counterparty")
    boards = columns.instances("SupervisoryBoard")
    say("appointed", "SPARQL", boards[~among(boards, np.sort(what[among(who, by)]))])


def results() -> list[list[str]]:
    """Return what was found last: focus, component and shape."""
    terms = data[0].terms
    return sorted(
        [terms[n].value, f"{SH}{component}ConstraintComponent", TWELVE + shape]
        for shape, component, nodes in found
        for n in nodes.tolist()
    )


serve({"load": load, "validate": validate, "results": results})
