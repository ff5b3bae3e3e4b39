"""The description of the interface (OpenAPI): the questions, and what every answer can be."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from wijgraph.queries.catalogue import NamedQuery, Parameter
from wijgraph.web.api import protocol
from wijgraph.web.api.field_docs import BINARY, ETAG, LETTERS, UNCHANGED, Schema, problems
from wijgraph.web.api.models import Answer, ProblemDetails
from wijgraph.web.api.writing import offered
from wijgraph.web.negotiate import CSV, XLSX
from wijgraph.web.snapshot import Snapshot

TYPES: dict[str, Schema] = {
    "iri": {"type": "string", "minLength": 1, "maxLength": LETTERS},
    "string": {"type": "string", "maxLength": LETTERS},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "section": {"type": "string", "minLength": 1, "maxLength": LETTERS},
}
# The words of a parameter end in an example of it.
EXAMPLE = re.compile(r"e\.g\. (\S+)\Z")
PAGE = "Who reads pages is led to one."


def documented(
    *statuses: int, tables: bool = False, view: bool = False, page: bool = False
) -> dict[int | str, dict[str, Any]]:
    """Return the description of what an address may answer beside what its model says.

    With ``page`` who reads pages is led to one.
    """
    content: Schema = {}
    if tables:
        content = {m.type: BINARY for m in offered() if m in {CSV, XLSX}}
    if view:
        from wijgraph.views.exports import FORMATS
        from wijgraph.web.api.things import VIEW_FORMATS

        content = {FORMATS[name].media: {"schema": {}} for name in VIEW_FORMATS}
    found: dict[int | str, dict[str, Any]] = {
        int(status): problem for status, problem in problems(*statuses).items()
    }
    found[200] = {"headers": ETAG, **({"content": content} if content else {})}
    found[304] = UNCHANGED
    if page:
        found[303] = {"description": PAGE}
        found[200].setdefault("content", {})["text/html"] = BINARY
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
    forms = ["json", "csv", *(["xlsx"] if XLSX in offered() else []), "xml", "tsv"]
    forms += ["spreadsheet", "html"]
    number = {"type": "integer", "maximum": 100_000}
    types = [m.type for m in offered()[1:]] + [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/tab-separated-values",
        "text/html",
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
                "303": {"description": PAGE},
                "304": UNCHANGED,
                **problems(400, 404, 406, 503, 504, 507),
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
    named = {o["operationId"] for path in found["paths"].values() for o in path.values()}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    found["paths"] |= protocol.PATHS
    for query in snapshot.queries.values():
        found["paths"][f"/api/queries/{query.id}"] = _question(query)
    for path in found["paths"].values():
        for operation in path.values():
            # What the framework would say itself is said as a problem, with another status.
            operation["responses"].pop("422", None)
            if operation["operationId"] in named:
                # It makes a summary of the name of a function; what it is for says more.
                first, _, rest = operation.pop("description").partition("\n")
                operation |= {"summary": first, "description": rest.strip()}
    return found
