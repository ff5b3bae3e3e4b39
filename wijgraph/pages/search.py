"""The index that the search box looks in: a script, since a page on disk may not fetch."""

import json
from collections.abc import Iterator, Sequence

from wijgraph.messages import LANGUAGES, word
from wijgraph.namespaces import SKOS
from wijgraph.pages.material import Material
from wijgraph.pages.page import Card
from wijgraph.pages.rules import rule_name

# What could end a script, or a line of one, is written otherwise.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def search_index(material: Material, views: Sequence[Card], language: str) -> bytes:
    """Return a script that sets the index: [label, kind, path, other names] for each thing."""
    entries = [list(entry) for entry in _entries(material, views, language)]
    lines = ",\n".join(json.dumps(entry).translate(ESCAPES) for entry in entries)
    return f"globalThis.wijgraphIndex = [\n{lines}\n];\n".encode()


def _entries(
    material: Material, views: Sequence[Card], language: str
) -> Iterator[tuple[str, str, str, str]]:
    others = [other for other in LANGUAGES if other != language]
    paths, facts = material.paths, material.facts
    for node in (*paths.actors, *paths.relations, *paths.sources, *paths.gaps):
        names = [
            *(material.graph.label(node, other) for other in others),
            *facts.values(node, SKOS + "altLabel"),
            paths.slugs[node],
        ]
        yield (
            material.graph.label(node, language),
            material.kind(node, language),
            paths.href(node),
            "; ".join(names),
        )
    for card in views:
        names = [card.title[other] for other in others]
        yield card.title[language], word("view", language), card.path, "; ".join(names)
    for query in material.dossier.queries.values():
        names = [query.summary[other] for other in others]
        names += [query.description[language], query.id]
        yield (
            query.summary[language],
            word("question", language),
            f"questions/{query.id}.html",
            "; ".join(names),
        )
    for rule, _ in material.rules:
        names = [rule_name(rule, other) for other in others]
        names += [rule.id, rule.notation or ""]
        yield (
            rule_name(rule, language),
            word("rule", language),
            f"rules/{rule.id}.html",
            "; ".join(names),
        )
