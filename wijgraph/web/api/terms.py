"""The words of the vocabulary and the actors, for who writes SPARQL."""

from wijgraph.namespaces import DCT, GOV, OWL, RDF, SKOS, shorten
from wijgraph.web.api.writing import Item, Listing
from wijgraph.web.service import Serving

KINDS = {
    "class": (OWL + "Class",),
    "property": (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty"),
    "concept": (SKOS + "Concept",),
    "actor": (GOV + "Actor",),
}
TEXTS = (SKOS + "definition", DCT + "description")


def _terms(serving: Serving, _: str) -> list[Item]:
    facts = serving.snapshot.graph.facts
    own = facts.instances(GOV + "Actor")
    found: dict[str, str] = {}
    for kind, classes in KINDS.items():
        # An instance of one of our classes is a node of the dossier, not a word of its vocabulary.
        nodes = own if kind == "actor" else [n for n in facts if _is(facts.kinds(n), classes)]
        found |= {node: kind for node in nodes if node not in found}
    return [
        {
            "id": shorten(iri),
            "iri": iri,
            "kind": kind,
            "label": facts.labels(iri),
            "text": {
                language: text
                for prop in reversed(TEXTS)
                for language, text in facts.texts(iri, prop).items()
                if language in {"nl", "en"}
            },
        }
        for iri, kind in sorted(found.items())
    ] + [
        {"id": "rdf:type", "iri": RDF + "type", "kind": "property",
         "label": {"nl": "is een", "en": "is a"}, "text": {}}
    ]  # fmt: skip


def _is(kinds: tuple[str, ...], classes: tuple[str, ...]) -> bool:
    return any(kind in classes for kind in kinds)


def _row(item: Item, language: str) -> list[str]:
    return [
        item["id"],
        item["iri"],
        item["kind"],
        item["label"][language],
        item["text"].get(language, ""),
    ]


TERMS = Listing("terms", _terms, ("id", "iri", "kind", "label", "text"), _row)
