"""The page of the vocabulary: each word, what it means and what it falls under."""

from dataclasses import dataclass

from wijgraph.messages import word
from wijgraph.namespaces import GOV, RDFS, SKOS, WORD_KINDS, term_name
from wijgraph.pages.material import Material
from wijgraph.pages.page import Cell, Page, Part
from wijgraph.pages.paths import VOCABULARY

ABOVE = (RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "broader", SKOS + "inScheme")


@dataclass(frozen=True)
class Term:
    """A word of the vocabulary, in one language."""

    name: str  # its anchor too
    label: str
    meaning: str
    above: Cell
    edge: str  # the short edge that relations of this class give


def vocabulary_page(material: Material, language: str) -> Page:
    """Return the page of the vocabulary: its classes, properties and concepts."""
    facts = material.facts
    parts: dict[str, list[Term]] = {"class": [], "property": [], "concept": []}
    for iri in material.paths.terms:
        kinds = facts.kinds(iri)
        kind = next((k for k, own in WORD_KINDS.items() if set(own).intersection(kinds)), "concept")
        parts[kind].append(_term(material, iri, language))
    found = [
        (kind, word(f"ontology_{kind}", language), sorted(terms, key=lambda t: t.name.casefold()))
        for kind, terms in parts.items()
        if terms
    ]
    return Page(VOCABULARY, "vocabulary.html", word("ontology", language), {"parts": found})


def _term(material: Material, iri: str, language: str) -> Term:
    facts, above = material.facts, list[Part]()
    for node in dict.fromkeys(facts.values(iri, *ABOVE)):
        if above:
            above.append(Part(", "))
        above.append(material.link(node, language))
    texts = facts.texts(iri, SKOS + "definition") or facts.texts(iri, RDFS + "comment")
    edge = facts.value(iri, GOV + "shortcut")
    return Term(
        term_name(iri),
        material.graph.label(iri, language),
        texts.get(language, ""),
        tuple(above),
        edge.removeprefix(GOV) if edge else "",
    )
