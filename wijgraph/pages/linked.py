"""The same facts for machines: JSON-LD in the page, and Turtle and JSON-LD beside it."""

import json
from collections.abc import Iterable
from typing import Any

from wijgraph.model import Term
from wijgraph.namespaces import DCT, GOV, PREFIXES, RDF, XSD, shorten
from wijgraph.pages.material import Material
from wijgraph.store import to_oxigraph

# What is said of a node in the file of it, besides the node itself.
INCIDENT = ("does", "undergoes", "meets", "parts", "gaps")
TYPE = RDF + "type"


def own_nodes(material: Material, node: str) -> list[str]:
    """Return ``node`` and its citations: what its page holds for machines."""
    return [node, *material.facts.values(node, GOV + "citation")]


def file_nodes(material: Material, node: str) -> list[str]:
    """Return ``node``, the statements it has a part in and their citations, or its sections."""
    groups = material.incidence.groups(node)
    statements = [s for name in INCIDENT for s in groups.get(name, ())]
    nodes = [n for one in (node, *statements) for n in own_nodes(material, one)]
    if node in material.paths.sources:
        nodes += [
            section
            for section in material.facts.instances(GOV + "Section")
            if node in material.facts.values(section, GOV + "document")
        ]
    return list(dict.fromkeys(nodes))


def said_of(material: Material, node: str) -> dict[str, list[Term]]:
    """Return what is said of ``node`` by property; blank nodes come last, by steady names."""
    names = material.names
    return {
        prop: sorted(
            (names.get(term, term) for term in terms),
            key=lambda term: term.value if term.kind == "bnode" else "",
        )
        for prop, terms in material.facts.of(node).items()
    }


def turtle(material: Material, nodes: Iterable[str]) -> str:
    """Return all that is said of ``nodes`` as Turtle."""
    blocks, used = [], set[str]()

    def name(iri: str) -> str:
        short = shorten(iri)
        if not short.startswith("<"):
            used.add(short.partition(":")[0])
        return short

    def value(term: Term) -> str:
        if term.kind == "iri":
            return name(term.value)
        if term.datatype and term.datatype != XSD + "string":
            return f"{to_oxigraph(Term('literal', term.value))}^^{name(term.datatype)}"
        return str(to_oxigraph(term))

    for node in nodes:
        said = said_of(material, node)
        lines = [
            f"    {'a' if prop == TYPE else name(prop)} {', '.join(map(value, said[prop]))}"
            for prop in sorted(said, key=lambda prop: (prop != TYPE, prop))
        ]
        if lines:
            blocks.append(f"{name(node)}\n" + " ;\n".join(lines) + " .\n")
    prefixes = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(used))
    return prefixes + "\n" + "\n".join(blocks)


def jsonld(material: Material, nodes: Iterable[str], *, indent: int | None = None) -> str:
    """Return all that is said of ``nodes`` as JSON-LD, with its context in it."""
    nodes = list(nodes)
    terms = (t for n in nodes for ts in material.facts.of(n).values() for t in ts)
    iris = {*nodes, *(p for n in nodes for p in material.facts.of(n)), *(t.value for t in terms)}
    used = set[str]()
    # An IRI may begin like a name with a prefix, and be none.
    schemes = {iri.partition(":")[0] for iri in iris}
    prefixes = {p: namespace for p, namespace in PREFIXES.items() if p not in schemes}

    def name(iri: str) -> str:
        for prefix, namespace in prefixes.items():
            # A name that begins with two slashes would be read as an address.
            if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
                used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def value(term: Term) -> dict[str, str] | str:
        if term.kind != "literal":
            return {"@id": f"_:{term.value}" if term.kind == "bnode" else name(term.value)}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if term.datatype and term.datatype != XSD + "string":
            return {"@value": term.value, "@type": name(term.datatype)}
        return term.value

    described = []
    for node in nodes:
        said = said_of(material, node)
        if not said:
            continue
        one: dict[str, Any] = {"@id": name(node)}
        if TYPE in said:
            one["@type"] = [name(term.value) for term in said[TYPE]]
        for prop in sorted(said):
            if prop != TYPE:
                values = [value(term) for term in said[prop]]
                one[name(prop)] = values[0] if len(values) == 1 else values
        described.append(one)
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    return json.dumps({"@context": context, "@graph": described}, ensure_ascii=False, indent=indent)


def description(material: Material, node: str, language: str) -> str:
    """Return what a page about ``node`` tells those who find it elsewhere."""
    text = material.facts.texts(node, DCT + "description").get(language)
    return text or f"{material.graph.label(node, language)} ({material.kind(node, language)})"
