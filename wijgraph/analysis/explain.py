"""Everything that is known of one node, in words, with the evidence of each statement."""

from dataclasses import dataclass

from wijgraph.graph import Graph
from wijgraph.graph.facts import Facts
from wijgraph.model import Citation
from wijgraph.namespaces import GOV, ORG, RDF, RDFS, SKOS

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


class Incidence:
    """What each node is said to do and undergo, and where else it is named.

    Made once from all facts, so that many nodes cost little more than one.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._roles: dict[str, list[tuple[str, str]]] = {}
        for statement in facts:
            said = facts.of(statement)
            if GOV + "citation" not in said or {*facts.kinds(statement)} <= {GOV + "Citation"}:
                continue
            for role, terms in said.items():
                for node in {t.value for t in terms if t.kind == "iri"}:
                    if role != GOV + "citation":
                        self._roles.setdefault(node, []).append((role, statement))

    def groups(self, node: str) -> dict[str, list[str]]:
        """Return the statements that name ``node``, by what it does in them.

        The groups come in the order of GROUPS.
        """
        found: dict[str, str] = {}
        for role, statement in sorted(self._roles.get(node, [])):
            # A gap is a gap in whatever role.
            gap = GOV + "Gap" in self.facts.kinds(statement)
            found.setdefault(statement, "gaps" if gap else ROLES.get(role, "mentioned"))
        return {
            group: statements
            for group in GROUPS
            if (statements := [s for s, own in found.items() if own == group])
        }


def explain(graph: Graph, iri: str, language: str = "nl") -> Explanation:
    """Return what is known of the node ``iri``."""
    facts = graph.facts
    groups = Incidence(facts).groups(iri)
    own = _fact(facts, iri, language)
    return Explanation(
        iri=iri,
        label=graph.label(iri, language),
        kinds=tuple(graph.label(kind, language) for kind in facts.kinds(iri)),
        notes=own.notes,
        citations=own.citations,
        properties=properties(facts, iri, language),
        groups=tuple(
            (group, tuple(_fact(facts, statement, language) for statement in statements))
            for group, statements in groups.items()
        ),
    )


def _fact(facts: Facts, iri: str, language: str) -> Fact:
    def labels(prop: str) -> str:
        return ", ".join(facts.graph.label(value, language) for value in facts.values(iri, prop))

    notes = facts.of(iri).get(SKOS + "note", ())
    return Fact(
        iri=iri,
        text=facts.graph.label(iri, language),
        modality=labels(GOV + "modality") or labels(GOV + "reason"),
        certainty=labels(GOV + "certainty"),
        notes=tuple(note.value for note in notes if note.language == language),
        citations=facts.citations(iri),
    )


def properties(facts: Facts, iri: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return the own properties of ``iri`` in words, each property once."""
    found: dict[str, list[str]] = {}
    for prop, values in facts.of(iri).items():
        texts = [
            facts.graph.text(value, language)
            for value in values
            if value.language in {None, language, "nl"}
        ]
        if texts and prop not in QUIET:
            found[prop] = texts
    return tuple(
        (facts.graph.label(prop, language), ", ".join(dict.fromkeys(texts)))
        for prop, texts in found.items()
    )
