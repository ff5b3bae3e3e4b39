"""Why an answer is empty: the source is silent, nothing is recorded, or a name does not exist.

Only a gap of the dossier may say that a source is silent, and only on what the gap is about. When
that is not sure, nothing is recorded: that is all one knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wijgraph.errors import QueryError
from wijgraph.graph import Graph
from wijgraph.graph.resolver import did_you_mean
from wijgraph.messages import LANGUAGES, Message, in_language
from wijgraph.model import Term
from wijgraph.namespaces import DCT, GOV, PREFIXES, RDF, RDFS, SKOS, XSD, shorten
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.shacl.sparql import tokens_of as tokens

SILENT, NOTHING, UNKNOWN = "source-silent", "nothing-recorded", "no-such-name"
# Asked for in many questions, whatever they are about: who, where it is written, and when.
PLUMBING = {DCT + "date", RDFS + "label", RDFS + "subClassOf", SKOS + "notation", *(
    GOV + name
    for name in (
        "about", "actor", "basis", "certainty", "citation", "counterparty", "document", "missing",
        "inForce", "modality", "paragraph", "period", "phrase", "process", "reason", "reportedOn",
        "section",
    )
)}  # fmt: skip
# Datatypes and functions, which stand in a query whatever the graph has.
VALUES = (XSD, RDF + "langString", "http://www.w3.org/2005/xpath-functions")
# Gaps about all of some nodes that lack what is asked. Of a relation one cannot tell from a gap who
# would be at which end of it: one about another actor too covers no question about one actor alone.
COVERING = f"""
SELECT DISTINCT ?gap ?reason WHERE {{
  VALUES ?named {{ %(named)s }}
  %(lacks)s
  ?gap a <{GOV}Gap> ; <{GOV}missing> ?missing ; %(about)s .
  FILTER NOT EXISTS {{ %(node)s ?missing ?other }}
  OPTIONAL {{ ?gap <{GOV}reason> ?reason }}
}} ORDER BY ?gap ?reason
"""
RELATIONS = f"SELECT ?edge WHERE {{ VALUES ?named {{ %s }} ?named <{GOV}shortcut> ?edge }} LIMIT 1"
RELATION = f"?named <{RDFS}subClassOf>* ?kind . ?kind <{GOV}shortcut> ?missing ."
ALONE = f"""FILTER NOT EXISTS {{
  ?gap <{GOV}about> ?also . ?also a/<{RDFS}subClassOf>* <{GOV}Actor> FILTER (?also != %(node)s) }}
"""
PROPERTY = f"?gap <{GOV}missing> ?missing FILTER (?missing = ?named)"


@dataclass(frozen=True)
class Silence:
    """A gap that covers what was asked: what it says and why, by language."""

    iri: str
    label: Mapping[str, str]
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Empty:
    """Why there is nothing: its ``kind``, a sentence by language, and the gaps that say so."""

    kind: str
    text: Mapping[str, str]
    gaps: tuple[Silence, ...] = ()

    def lines(self, language: str) -> list[str]:
        """Return the sentence, and one for each gap with its reason."""
        told = [self.text[language]]
        for gap in self.gaps:
            why = gap.reason[language]
            reason = Message("empty.reason", reason=why)[language] if why else ""
            told.append(f"{gap.label[language]} {reason}".strip())
        return told

    def rows(self, language: str) -> str:
        """Return the lines as text, for where rows would have been."""
        first, *rest = self.lines(language)
        told = f"{Message('empty.rows')[language]} {first}"
        return "\n".join([told, *(f"- {line}" for line in rest)]) + "\n"

    def values(self) -> dict[str, Any]:
        """Return this for JSON."""
        return {
            "kind": self.kind,
            "text": dict(self.text),
            "gaps": [
                {"iri": gap.iri, "label": dict(gap.label), "reason": dict(gap.reason)}
                for gap in self.gaps
            ],
        }


RECORDED_NOT = Empty(NOTHING, Message("empty.nothing"))


def silent(gaps: tuple[Silence, ...] = ()) -> Empty:
    """Return that the source is silent, as ``gaps`` say."""
    return Empty(SILENT, Message("empty.silent"), gaps)


def of_question(
    graph: Graph, query: NamedQuery, terms: Mapping[str, Term], *, dated: bool = False
) -> Empty:
    """Return why ``query`` has no rows for ``terms``; ``dated`` when only one day was looked at."""
    nodes = [term.value for term in terms.values() if term.kind == "iri"]
    if dated or not nodes or len(set(nodes)) < len(terms):
        return RECORDED_NOT  # a gap is about nodes, each another, on whatever day
    found = covering(graph, nodes, {iri for iri, _ in _iris(query.sparql)})
    return silent(found) if found else RECORDED_NOT


def covering(graph: Graph, nodes: list[str], asked: set[str]) -> tuple[Silence, ...]:
    """Return the gaps about all of ``nodes`` that lack a property or relation that was asked."""
    named = " ".join(f"<{iri}>" for iri in sorted(asked - PLUMBING))
    if not named:
        return ()
    node, about = f"<{nodes[0]}>", " ; ".join(f"<{GOV}about> <{node}>" for node in nodes)
    lacks = PROPERTY
    if graph.store.select(RELATIONS % named).rows:
        lacks = RELATION + (ALONE % {"node": node} if len(nodes) == 1 else "")
    query = COVERING % {"named": named, "lacks": lacks, "about": about, "node": node}
    reasons: dict[str, list[str]] = {}
    for row in graph.store.select(query):
        if row["gap"]:
            own = reasons.setdefault(row["gap"].value, [])
            own += [row["reason"].value] if row["reason"] else []

    def texts(iris: list[str]) -> dict[str, str]:
        return {la: ", ".join(graph.label(iri, la) for iri in iris) for la in LANGUAGES}

    return tuple(Silence(gap, texts([gap]), texts(own)) for gap, own in reasons.items())


def _iris(sparql: str) -> Iterator[tuple[str, bool]]:
    """Yield each IRI of a query, and whether it names a graph."""
    prefixes: dict[str, str] = {}
    word, before = "", ""
    for kind, text in tokens(sparql):
        named = word in {"GRAPH", "FROM", "NAMED"}
        prefix, _, local = text.partition(":")
        if kind == "iri" and word == "PREFIX":
            prefixes[before.partition(":")[0]] = text[1:-1]
        elif kind == "iri" and word != "BASE":
            yield text[1:-1], named
        elif kind == "name" and word != "PREFIX" and prefix in prefixes:
            yield prefixes[prefix] + local, named
        if kind != "name":  # PREFIX stands before a name and an IRI
            word = text.upper() if kind == "word" else ""
        before = text


def of_text(graph: Graph, sparql: str) -> Empty:
    """Return why a query of one's own has no rows: what it names may not exist here."""
    lines: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for iri, graph_name in dict.fromkeys(_iris(sparql)):
        if iri.startswith(VALUES) or _occurs(graph, iri, graph_name):
            continue
        ours = iri.startswith((*PREFIXES.values(), *graph.resolver.bases)) and not graph_name
        near = did_you_mean(graph.resolver.near(graph.resolver.slug(iri)) if ours else ())
        for language, told in lines.items():
            said = Message("empty.unknown", name=shorten(iri))[language]
            told.append(f"{said} {in_language(near, language)}" if near else said)
    if not lines[LANGUAGES[0]]:
        return RECORDED_NOT
    return Empty(UNKNOWN, {language: " ".join(told) for language, told in lines.items()})


def _occurs(graph: Graph, iri: str, graph_name: bool) -> bool:
    """Return whether anything in the store is called ``iri``."""
    patterns = (
        [f"GRAPH <{iri}> {{ ?s ?p ?o }}"]
        if graph_name
        else [f"<{iri}> ?p ?o", f"?s <{iri}> ?o", f"?s ?p <{iri}>"]
    )
    try:
        return any(graph.store.ask(f"ASK {{ {pattern} }}") for pattern in patterns)
    except QueryError:
        return True  # it cannot be told
