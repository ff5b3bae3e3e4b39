"""Actors, relations, gaps, rules, findings and views, as items of lists."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from wijgraph.analysis.explain import Fact, explain
from wijgraph.graph.facts import Facts
from wijgraph.model import Citation
from wijgraph.namespaces import GOV, slug
from wijgraph.web.api.writing import Item, Listing
from wijgraph.web.snapshot import QUERY
from wijgraph.web.workers.making import Making


def _today() -> object:
    from wijgraph.validation.waivers import today

    return today()


# Pages and pictures of pages come with the pages; these are data.
VIEW_FORMATS = (
    "json-graph", "svg", "graphml", "gexf", "cytoscape", "dot", "mermaid", "csv", "xlsx", "neo4j",
)  # fmt: skip


def _named(facts: Facts, iris: Iterable[str]) -> list[Item]:
    return [{"iri": iri, "label": facts.labels(iri)} for iri in iris]


def _evidence(citations: Iterable[Citation]) -> list[Item]:
    return [
        {
            "citation": c.iri,
            "document": c.document,
            "section": c.section,
            "paragraph": c.paragraph,
            "phrase": c.phrase,
        }
        for c in citations
    ]


def _node(facts: Facts, iri: str) -> Item:
    return {
        "iri": iri,
        "label": facts.labels(iri),
        "id": slug(iri),
        "kinds": _named(facts, facts.kinds(iri)),
        "evidence": _evidence(facts.citations(iri)),
    }


def _part(facts: Facts, iri: str, name: str) -> list[Item]:
    return _named(facts, facts.values(iri, GOV + name))


def _actors(making: Making, _: str) -> list[Item]:
    facts = making.snapshot.graph.facts
    return [_node(facts, iri) for iri in facts.instances(GOV + "Actor")]


def _relations(making: Making, _: str) -> list[Item]:
    facts = making.snapshot.graph.facts
    return [
        _node(facts, iri)
        | {
            "actors": _part(facts, iri, "actor"),
            "counterparties": _part(facts, iri, "counterparty"),
            "modality": _part(facts, iri, "modality"),
            "certainty": _part(facts, iri, "certainty"),
        }
        for iri in facts.instances(GOV + "Relation")
    ]


def _gaps(making: Making, _: str) -> list[Item]:
    facts = making.snapshot.graph.facts
    return [
        _node(facts, iri)
        | {
            "about": _part(facts, iri, "about"),
            "missing": list(facts.values(iri, GOV + "missing")),
            "reason": _part(facts, iri, "reason"),
        }
        for iri in facts.instances(GOV + "Gap")
    ]


def _rules(making: Making, _: str) -> list[Item]:
    from wijgraph.validation.rules import rules_at

    snapshot = making.snapshot
    found = rules_at(snapshot.graph, snapshot.dossier.files).values()
    return [
        {
            "id": rule.id,
            "iri": rule.shape,
            "severity": rule.severity,
            "notation": rule.notation,
            "name": dict(rule.name or {}),
            "message": dict(rule.message or {}),
            "rationale": dict(rule.rationale or {}),
            "source": _evidence([rule.source])[0] if rule.source else None,
        }
        for rule in sorted(found, key=lambda rule: rule.id)
        if rule.reported
    ]


def _findings(making: Making, language: str) -> list[Item]:
    from wijgraph.report.results import Context
    from wijgraph.report.writers import write
    from wijgraph.validation.waivers import settle, today

    snapshot = making.snapshot
    checked, root = snapshot.checked, snapshot.dossier.files.root
    report = settle(checked.report, checked.graph, root, today(), language=language).report
    context = Context(language=language, rules=checked.rules)
    found: list[Item] = json.loads(write("json", report, context))["findings"]
    return found


def _questions(making: Making, _: str) -> list[Item]:
    return [
        {
            "id": query.id,
            "iri": QUERY + query.id,
            "summary": dict(query.summary),
            "description": dict(query.description),
            "tags": list(query.tags),
            "parameters": [
                {"name": p.name, "type": p.type, "optional": p.optional, "text": dict(p.text)}
                for p in query.parameters
            ],
            "columns": [{"name": n, "text": dict(texts)} for n, texts in query.columns.items()],
            "sparql": query.sparql,
        }
        for query in making.snapshot.queries.values()
    ]


def _views(making: Making, _: str) -> list[Item]:
    from wijgraph.network import drawing_of

    return [
        {
            "name": view.name,
            "title": dict(view.title),
            "text": dict(view.text),
            "formats": list(VIEW_FORMATS),
        }
        for view in drawing_of(making.snapshot.graph).views.values()
    ]


def _labels(items: Sequence[Item], language: str) -> str:
    return "; ".join(item["label"][language] for item in items)


def _places(items: Sequence[Item]) -> str:
    return "; ".join(f"{slug(item['document'])} {item['section']}" for item in items)


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def _node_row(item: Item, language: str) -> list[str]:
    return [
        item["id"],
        item["iri"],
        item["label"][language],
        _labels(item["kinds"], language),
        _places(item["evidence"]),
    ]


def _relation_row(item: Item, language: str) -> list[str]:
    parts = ("actors", "counterparties", "modality", "certainty")
    return _node_row(item, language) + [_labels(item[part], language) for part in parts]


def _gap_row(item: Item, language: str) -> list[str]:
    missing = "; ".join(map(slug, item["missing"]))
    about, reason = _labels(item["about"], language), _labels(item["reason"], language)
    return [*_node_row(item, language), about, missing, reason]


def _rule_row(item: Item, language: str) -> list[str]:
    texts = [_text(item[name], language) for name in ("name", "message", "rationale")]
    source = _places([item["source"]] if item["source"] else [])
    return [item["id"], item["iri"], item["severity"], *texts, source]


FOUND = ("rule", "severity", "focus", "label", "path", "value", "message", "file", "line", "waived")


def _finding_row(item: Item, _: str) -> list[str]:
    return ["" if item[name] is None else str(item[name]) for name in FOUND]


def _question_row(item: Item, language: str) -> list[str]:
    names = " ".join(parameter["name"] for parameter in item["parameters"])
    return [item["id"], item["iri"], item["summary"][language], " ".join(item["tags"]), names]


def _view_row(item: Item, language: str) -> list[str]:
    return [item["name"], item["title"][language], item["text"][language]]


NODE = ("id", "iri", "label", "kind", "evidence")
ACTORS = Listing("actors", _actors, NODE, _node_row)
RELATIONS = Listing(
    "relations",
    _relations,
    (*NODE, "actor", "counterparty", "modality", "certainty"),
    _relation_row,
)
GAPS = Listing("gaps", _gaps, (*NODE, "about", "missing", "reason"), _gap_row)
RULES = Listing(
    "rules",
    _rules,
    ("id", "iri", "severity", "name", "message", "rationale", "source"),
    _rule_row,
)
FINDINGS = Listing("findings", _findings, FOUND, _finding_row, _today)  # waivers come to an end
QUESTIONS = Listing(
    "queries", _questions, ("id", "iri", "summary", "tags", "parameters"), _question_row
)
VIEWS = Listing("views", _views, ("name", "title", "text"), _view_row)


def explained(making: Making, iri: str, language: str) -> Item:
    """Return all that is known of a node, in words."""
    known = explain(making.snapshot.graph, iri, language)
    return {
        "iri": known.iri,
        "label": known.label,
        "kinds": list(known.kinds),
        "notes": list(known.notes),
        "properties": [{"name": name, "value": value} for name, value in known.properties],
        "groups": [
            {"part": part, "facts": [_statement(fact) for fact in facts]}
            for part, facts in known.groups
        ],
        "evidence": _evidence(known.citations),
    }


def _statement(fact: Fact) -> dict[str, Any]:
    plain = asdict(fact)
    del plain["citations"]
    return plain | {"notes": list(fact.notes), "evidence": _evidence(fact.citations)}
