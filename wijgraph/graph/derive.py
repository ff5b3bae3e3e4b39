"""The short edges, which follow from the relations and are never written."""

from wijgraph.model import Term
from wijgraph.namespaces import GOV, OWL, RDF, RDFS, SKOS
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


def derive(store: TripleStore) -> tuple[Triple, ...]:
    """Return the short edges that follow from what is in ``store``."""
    return tuple(store.construct(DERIVE))


def origins(store: TripleStore, subject: Term, edge: Term, obj: Term) -> tuple[str, ...]:
    """Return the relations and consultations that a short edge follows from."""
    rows = store.select(ORIGIN, {"from": subject, "edge": edge, "to": obj})
    return tuple(row["origin"].value for row in rows if row["origin"])
