"""Everything that is known of one node, in words, with the evidence of each statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from wijgraph.graph import Graph
from wijgraph.model import Citation, Term
from wijgraph.namespaces import GOV, ORG, RDF, RDFS, SKOS

INCIDENT = f"""
PREFIX gov: <{GOV}>
SELECT DISTINCT ?statement ?role WHERE {{
  ?statement ?role ?node . ?statement gov:citation ?citation . ?statement a ?kind .
  FILTER (?role != gov:citation && ?kind != gov:Citation)
}} ORDER BY ?role ?statement
"""
TRIPLES = f"""
PREFIX gov: <{GOV}>
SELECT ?statement ?property ?value ?document ?section ?phrase ?paragraph WHERE {{
  ?statement ?property ?value
  OPTIONAL {{ ?value gov:document ?document ; gov:section ?section ; gov:phrase ?phrase
    OPTIONAL {{ ?value gov:paragraph ?paragraph }} }}
}} ORDER BY ?statement ?property ?value
"""
ROLES = {
    GOV + "actor": "does",
    GOV + "counterparty": "undergoes",
    GOV + "participant": "meets",
    GOV + "interviewee": "interview",
    ORG + "unitOf": "parts",
    ORG + "postIn": "parts",
    ORG + "memberOf": "parts",
    GOV + "about": "about",
}
GROUPS = (
    "properties",
    "does",
    "undergoes",
    "meets",
    "parts",
    "about",
    "interview",
    "mentioned",
    "gaps",
)
# Said elsewhere in an explanation, or of no use to a reader.
QUIET = {RDF + "type", RDFS + "label", RDFS + "seeAlso", SKOS + "note", *(
    GOV + name for name in ("modality", "certainty", "citation")
)}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One statement in words, with what makes it trustworthy."""

    iri: str
    text: str
    modality: str
    certainty: str
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Explanation:
    """What is known of a node: its facts by group, in the order in which one reads them."""

    iri: str
    label: str
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    properties: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[Fact, ...]], ...]


Rows = dict[str, list[tuple[str, Term]]]


def explain(graph: Graph, name: str, language: str = "nl") -> Explanation:
    """Return what is known of the node called ``name``.

    Raises UnknownNodeError when nothing is called that.
    """
    iri = graph.node(name)
    node = Term("iri", iri)
    roles: dict[str, str] = {}
    for row in graph.store.select(INCIDENT, {"node": node}):
        statement, role = row["statement"], row["role"]
        if statement and role and statement.value not in roles:
            roles[statement.value] = ROLES.get(role.value, "mentioned")
    known = _Known(graph, [iri, *roles])
    groups: dict[str, list[Fact]] = {}
    for statement_iri, group in roles.items():
        if GOV + "Gap" in known.values(statement_iri, RDF + "type"):
            group = "gaps"  # noqa: PLW2901 - a gap is a gap in whatever role
        groups.setdefault(group, []).append(known.fact(statement_iri, language))
    own = known.fact(iri, language)
    return Explanation(
        iri=iri,
        label=graph.label(iri, language),
        kinds=tuple(graph.label(k, language) for k in known.values(iri, RDF + "type")),
        notes=own.notes,
        citations=own.citations,
        properties=known.properties(iri, language),
        groups=tuple((g, tuple(groups[g])) for g in GROUPS if g in groups),
    )


class _Known:
    """The triples of some nodes, fetched at once."""

    def __init__(self, graph: Graph, iris: Iterable[str]) -> None:
        self._graph = graph
        self._rows: Rows = {}
        self._citations: dict[str, list[Citation]] = {}
        for iri in iris:
            for row in graph.store.select(TRIPLES, {"statement": Term("iri", iri)}):
                prop, value = row["property"], row["value"]
                if prop is None or value is None:
                    continue
                self._rows.setdefault(iri, []).append((prop.value, value))
                document, section, phrase = row["document"], row["section"], row["phrase"]
                if prop.value == GOV + "citation" and document and section and phrase:
                    paragraph = int(row["paragraph"].value) if row["paragraph"] else None
                    self._citations.setdefault(iri, []).append(
                        Citation(
                            value.value, document.value, section.value, phrase.value, paragraph
                        )
                    )

    def values(self, iri: str, prop: str) -> list[str]:
        return [value.value for p, value in self._rows.get(iri, []) if p == prop]

    def fact(self, iri: str, language: str) -> Fact:
        def labels(prop: str) -> str:
            return ", ".join(self._graph.label(v, language) for v in self.values(iri, prop))

        notes = tuple(
            value.value
            for p, value in self._rows.get(iri, [])
            if p == SKOS + "note" and value.language == language
        )
        return Fact(
            iri=iri,
            text=self._graph.label(iri, language),
            modality=labels(GOV + "modality") or labels(GOV + "reason"),
            certainty=labels(GOV + "certainty"),
            notes=notes,
            citations=tuple(self._citations.get(iri, [])),
        )

    def properties(self, iri: str, language: str) -> tuple[tuple[str, str], ...]:
        """Return the node's own properties in words, each property once."""
        found: dict[str, list[str]] = {}
        for prop, value in self._rows.get(iri, []):
            if prop in QUIET or value.language not in {None, language, "nl"}:
                continue
            found.setdefault(prop, []).append(self._graph.text(value, language))
        return tuple(
            (self._graph.label(prop, language), ", ".join(dict.fromkeys(values)))
            for prop, values in found.items()
        )
