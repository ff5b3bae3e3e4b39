"""The standard protocols as the description of the interface has them: SPARQL and graphs."""

from typing import Any

from wijgraph.web.api.field_docs import ETAG, UNCHANGED, Schema, problems
from wijgraph.web.negotiate import GRAPHS, HTML, TABLES
from wijgraph.web.sparql import FORM, QUERY

REFUSED = (400, 403, 406, 503, 504, 507)
ANY: Schema = {"schema": {}}
RESULTS = {media.type: ANY for media in (*TABLES, *GRAPHS)}
IRI = {"type": "string", "format": "uri", "maxLength": 500}
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 10_000}
EXAMPLE = "SELECT * { ?s ?p ?o } LIMIT 5"


def _parameter(name: str, schema: Schema, description: str, **more: Any) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema,
            "description": description, **more}  # fmt: skip


def _answers(*statuses: int, **contents: Schema) -> Schema:
    found = {"200": {"description": "The whole result.", "headers": ETAG, **contents}}
    return {**found, "304": UNCHANGED, **problems(*statuses)}


DATASET = [
    _parameter("default-graph-uri", {"type": "array", "items": IRI, "maxItems": 10},
               "Graphs that make up the default graph."),
    _parameter("named-graph-uri", {"type": "array", "items": IRI, "maxItems": 10},
               "Graphs that GRAPH finds."),
]  # fmt: skip
QUERIED = _parameter("query", TEXT, "A SPARQL 1.1 query; without it the service is described.",
                     example=EXAMPLE)  # fmt: skip
PATHS: dict[str, Schema] = {
    "/sparql": {
        "get": {
            "summary": "The SPARQL 1.1 Protocol: ask by GET.",
            "operationId": "sparql-get",
            "tags": ["sparql"],
            "parameters": [QUERIED, *DATASET],
            "responses": _answers(*REFUSED, content={**RESULTS, HTML.type: ANY}),
        },
        "post": {
            "summary": "The SPARQL 1.1 Protocol: ask by POST. Updates are refused.",
            "operationId": "sparql-post",
            "tags": ["sparql"],
            "parameters": DATASET,
            "requestBody": {
                "required": True,
                "content": {
                    FORM: {
                        "schema": {
                            "type": "object",
                            "properties": {"query": TEXT},
                            "required": ["query"],
                        },
                        "example": {"query": EXAMPLE},
                    },
                    QUERY: {"schema": {"type": "string"}},
                },
            },
            "responses": _answers(*REFUSED, 415, content=RESULTS),
        },
    },
    "/graphs": {
        "get": {
            "summary": "The Graph Store Protocol, for reading: the default graph, or a named one.",
            "operationId": "graphs-get",
            "tags": ["sparql"],
            "parameters": [
                _parameter("default", {"type": "string"}, "The default graph, whatever its value.",
                           allowEmptyValue=True),
                _parameter("graph", IRI, "The IRI of a named graph."),
            ],
            "responses": _answers(400, 404, 406, 503, content={m.type: ANY for m in GRAPHS}),
        }
    },
}  # fmt: skip
