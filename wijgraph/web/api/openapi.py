"""The description of the interface (OpenAPI): the questions, and what every answer can be."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from wijgraph.queries.catalogue import NamedQuery, Parameter
from wijgraph.web.api.models import Answer, ProblemDetails
from wijgraph.web.api.writing import offered
from wijgraph.web.negotiate import CSV, XLSX
from wijgraph.web.problems import KINDS, MEDIA
from wijgraph.web.snapshot import Snapshot

Schema = dict[str, Any]
PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
# What the service as a whole may answer, whatever is asked.
ALWAYS = (408, 413, 414, 429, 431, 500)
TITLES = dict(reversed(list(KINDS.values())))
TYPES: dict[str, Schema] = {
    "iri": {"type": "string", "minLength": 1, "maxLength": 200},
    "string": {"type": "string", "maxLength": 200},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
}
# The words of a parameter end in an example of it.
EXAMPLE = re.compile(r"e\.g\. (\S+)\Z")
BINARY = {"schema": {"type": "string", "format": "binary"}}
ETAG = {"ETag": {"schema": {"type": "string"}}, "Vary": {"schema": {"type": "string"}}}


def problem(status: int) -> Schema:
    """Return the description of a problem."""
    return {"description": TITLES[status], "content": {MEDIA: {"schema": PROBLEM}}}


def documented(
    *statuses: int, tables: bool = False, view: bool = False
) -> dict[int | str, dict[str, Any]]:
    """Return the description of what an address may answer beside what its model says."""
    content: Schema = {}
    if tables:
        content = {m.type: BINARY for m in offered() if m in {CSV, XLSX}}
    if view:
        from wijgraph.views.exports import FORMATS
        from wijgraph.web.api.things import VIEW_FORMATS

        content = {FORMATS[name].media: {"schema": {}} for name in VIEW_FORMATS}
    found: dict[int | str, dict[str, Any]] = {
        status: problem(status) for status in sorted({*statuses, *ALWAYS})
    }
    found[200] = {"headers": ETAG, **({"content": content} if content else {})}
    found[304] = {"description": "It has not changed."}
    return found


def _parameter(parameter: Parameter) -> Schema:
    found = {
        "name": parameter.name,
        "in": "query",
        "required": not parameter.optional,
        "description": parameter.text["en"],
        "schema": TYPES[parameter.type],
    }
    example = EXAMPLE.search(parameter.text["en"])
    return found | ({"example": example[1]} if example else {})


def _own(name: str, schema: Schema, description: str) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


def _question(query: NamedQuery) -> Schema:
    """Return the description of the address of a question."""
    forms = ["json", "csv", "xlsx", "xml", "tsv"] if XLSX in offered() else [
        "json", "csv", "xml", "tsv"]  # fmt: skip
    number = {"type": "integer", "maximum": 100_000}
    types = [m.type for m in offered()[1:]] + [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/tab-separated-values",
    ]
    answer = {"schema": {"$ref": "#/components/schemas/Answer"}}
    return {
        "get": {
            "summary": query.summary["en"],
            "description": query.description["en"],
            "operationId": f"query-{query.id}",
            "tags": ["queries"],
            "parameters": [
                *map(_parameter, query.parameters),
                _own("limit", {**number, "minimum": 1}, "How many rows at most."),
                _own("offset", {**number, "minimum": 0}, "How many rows to pass over."),
                _own("lang", {"type": "string", "enum": ["nl", "en"]}, "Language of labels."),
                _own("format", {"type": "string", "enum": forms}, "Format; else Accept."),
            ],
            "responses": {
                "200": {
                    "description": "The rows, each with its source.",
                    "headers": ETAG,
                    "content": {"application/json": answer, **dict.fromkeys(types, BINARY)},
                },
                "304": {"description": "It has not changed."},
                **{
                    str(status): problem(status)
                    for status in sorted({400, 404, 406, 503, 504, 507, *ALWAYS})
                },
            },
        }
    }


def describe(app: FastAPI, snapshot: Snapshot, version: str) -> Schema:
    """Return the whole description, with the questions that there are now."""
    found = get_openapi(
        title="wijgraph",
        version=version,
        summary="Who steers, who supervises and who reports to whom: each answer with its source.",
        routes=app.routes,
    )
    schemas = found["components"]["schemas"]
    for name, schema in (
        Answer.model_json_schema(ref_template="#/components/schemas/{model}").pop("$defs").items()
    ):
        schemas.setdefault(name, schema)
    answer = Answer.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["Answer"] = {key: value for key, value in answer.items() if key != "$defs"}
    schemas["ProblemDetails"] = ProblemDetails.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for query in snapshot.queries.values():
        found["paths"][f"/api/queries/{query.id}"] = _question(query)
    for path in found["paths"].values():
        for operation in path.values():
            # What the framework would say itself is said as a problem, with another status.
            operation["responses"].pop("422", None)
    return found
