"""The SPARQL 1.1 Service Description of the endpoint."""

from wijgraph.model import Term
from wijgraph.namespaces import RDF, XSD
from wijgraph.store import Triple, written
from wijgraph.web.snapshot import Snapshot

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def _iri(value: str) -> Term:
    return Term("iri", value)


def describe(snapshot: Snapshot, form: str, address: str | None) -> bytes:
    """Return the description of the service in ``form``; ``address`` is where it is, if known."""
    service = Term("iri", address) if address else Term("bnode", "service")
    whole, default = Term("bnode", "dataset"), Term("bnode", "default")

    def count(number: int) -> Term:
        return Term("literal", str(number), datatype=XSD + "integer")

    kind = _iri(RDF + "type")
    found: list[Triple] = [
        (service, kind, _iri(SD + "Service")),
        *([(service, _iri(SD + "endpoint"), service)] if address else []),
        (service, _iri(SD + "supportedLanguage"), _iri(SD + "SPARQL11Query")),
        *((service, _iri(SD + "resultFormat"), _iri(FORMATS + name)) for name in RESULTS),
        (service, _iri(SD + "defaultDataset"), whole),
        (whole, kind, _iri(SD + "Dataset")),
        (whole, _iri(SD + "defaultGraph"), default),
        (default, kind, _iri(SD + "Graph")),
        (default, _iri(VOID + "triples"), count(len(snapshot.graph.store))),
    ]
    for number, (iri, triples) in enumerate(snapshot.graphs.items()):
        graph, content = Term("bnode", f"named{number}"), Term("bnode", f"graph{number}")
        found += [
            (whole, _iri(SD + "namedGraph"), graph),
            (graph, kind, _iri(SD + "NamedGraph")),
            (graph, _iri(SD + "name"), _iri(iri)),
            (graph, _iri(SD + "graph"), content),
            (content, kind, _iri(SD + "Graph")),
            (content, _iri(VOID + "triples"), count(len(triples))),
        ]
    return written(found, form)
