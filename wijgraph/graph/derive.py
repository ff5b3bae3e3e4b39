"""The short edges, which follow from the relations and are never written."""

from collections.abc import Mapping

from wijgraph.errors import DossierError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import GOV, OWL, RDF, RDFS, SKOS, shorten
from wijgraph.store import Triple, TripleStore

# Every short edge of the graph: from relations in force (their class, or one above it, names the
# edge) and between those who sit at the same table. A concept's preferred label is its label, and
# the members of a class are in the deprecated class above it too, for who asks by the old name.
DERIVE = f"""
PREFIX gov: <{GOV}>
PREFIX owl: <{OWL}>
PREFIX rdf: <{RDF}>
PREFIX rdfs: <{RDFS}>
PREFIX skos: <{SKOS}>
CONSTRUCT {{ ?from ?edge ?to }}
WHERE {{
  {{ ?relation a ?kind ; gov:actor ?from ; gov:counterparty ?to ; gov:modality ?modality .
     ?modality gov:inForce true .
     ?kind rdfs:subClassOf* ?class .
     ?class gov:shortcut ?edge }}
  UNION
  {{ ?meeting gov:participant ?from , ?to FILTER (?from != ?to) BIND (gov:meetsWith AS ?edge) }}
  UNION
  {{ ?from skos:prefLabel ?to BIND (rdfs:label AS ?edge) }}
  UNION
  {{ ?from a/rdfs:subClassOf+ ?to . ?to owl:deprecated true BIND (rdf:type AS ?edge) }}
}}
"""
ORIGIN = f"""
PREFIX gov: <{GOV}>
PREFIX rdfs: <{RDFS}>
SELECT DISTINCT ?origin
WHERE {{
  {{ ?origin a ?kind ; gov:actor ?from ; gov:counterparty ?to ; gov:modality/gov:inForce true .
     ?kind rdfs:subClassOf*/gov:shortcut ?edge }}
  UNION
  {{ ?origin gov:participant ?from , ?to BIND (gov:meetsWith AS ?edge) }}
}} ORDER BY ?origin
"""
# How many ends the facts have of which each end gets an edge to each other.
ENDS = f"""
PREFIX gov: <{GOV}>
SELECT ?fact ?property (COUNT(DISTINCT ?end) AS ?ends)
WHERE {{
  {{ ?fact gov:participant ?end BIND (gov:participant AS ?property) }}
  UNION
  {{ VALUES ?property {{ gov:actor gov:counterparty }}
     ?fact ?property ?end ; gov:modality/gov:inForce true }}
}} GROUP BY ?fact ?property HAVING (COUNT(DISTINCT ?end) > 1) ORDER BY ?fact
"""
MOST = 1_000_000  # pairs of all facts with several ends together: what has no end otherwise


def derive(store: TripleStore) -> tuple[Triple, ...]:
    """Return the short edges that follow from what is in ``store``.

    Raises DossierError, with the fact that gives most, when these are too many.
    """
    refuse_many(store)
    return tuple(store.construct(DERIVE))


def refuse_many(store: TripleStore) -> None:
    """Stop when facts with several ends make too many pairs, which grow with the square of these.

    Raises DossierError, with the fact that gives most. What has one end gives an edge for each.
    """
    ends: dict[str, dict[str, int]] = {}
    for one, prop, number in store.select(ENDS).rows:
        if one and prop and number:
            ends.setdefault(one.value, {})[prop.value] = int(number.value)
    pairs = {one: _pairs(each) for one, each in ends.items()}
    if (count := sum(pairs.values())) > MOST:
        fact = max(pairs, key=lambda one: pairs[one])
        raise DossierError(
            Message(
                "graph.edges",
                fact=shorten(fact),
                ends=sum(ends[fact].values()),
                pairs=pairs[fact],
                count=count,
                most=MOST,
            ),
            iri=fact,
            hint=Message("graph.edges-hint"),
        )


def _pairs(ends: Mapping[str, int]) -> int:
    """Return between how many pairs a fact with so many ends of each kind gives edges."""
    together = ends.get(GOV + "participant", 0)
    joint = ends.get(GOV + "actor", 0) * ends.get(GOV + "counterparty", 0)
    return together * (together - 1) + joint


def origins(store: TripleStore, subject: Term, edge: Term, obj: Term) -> tuple[str, ...]:
    """Return the relations and consultations that a short edge follows from."""
    rows = store.select(ORIGIN, {"from": subject, "edge": edge, "to": obj})
    return tuple(row["origin"].value for row in rows if row["origin"])
