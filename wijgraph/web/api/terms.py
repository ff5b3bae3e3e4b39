"""The words of the vocabulary and the actors, for who writes SPARQL."""

from wijgraph.namespaces import DCT, GOV, RDF, SKOS, WORD_KINDS, shorten
from wijgraph.web.api.writing import Item, Listing
from wijgraph.web.workers.making import Making

TEXTS = (SKOS + "definition", DCT + "description")


def _terms(making: Making, _: str) -> list[Item]:
    facts = making.snapshot.graph.facts
    found = dict.fromkeys(facts.instances(GOV + "Actor"), "actor")
    for kind, classes in reversed([*WORD_KINDS.items()]):
        # An instance of one of our classes is a node of the dossier, not a word of its vocabulary.
        found |= {node: kind for node in facts if set(classes).intersection(facts.kinds(node))}
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


def _row(item: Item, language: str) -> list[str]:
    return [
        item["id"],
        item["iri"],
        item["kind"],
        item["label"][language],
        item["text"].get(language, ""),
    ]


TERMS = Listing("terms", _terms, ("id", "iri", "kind", "label", "text"), _row)
