"""Validation of what a stranger sends, in a worker."""

import json
from collections.abc import Iterator
from typing import Any

from wijgraph.dossier import Dossier
from wijgraph.errors import TurtleError, WijgraphError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.reports import Context, write
from wijgraph.validation.run import check_with
from wijgraph.web.workers.wire import Head

DEPTH = 100
SMALL = "<https://w3id.org/wijgraph/id/x> a <https://w3id.org/wijgraph/ontology#Council> .\n"


class Checking:
    """The rules and the ontology of a dossier, ready to check an upload with."""

    def __init__(self, setup: Head) -> None:
        self._dossier = Dossier(setup["root"])
        self._ontology = [Document(*document) for document in setup["ontology"]]
        self._shapes = [Document(*document) for document in setup["shapes"]]
        self._version = setup["version"]
        # Once, so that what this needs is loaded, and each worker is forked with it.
        limits = {"triples": 100, "literal": 100, "bytes": 10**7, "language": "nl"}
        for form in setup["reports"]:
            self({"name": "x.ttl", "syntax": "turtle", "form": form, **limits}, SMALL.encode())

    def __call__(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        """Return the report on ``body``, or what is wrong with it."""
        try:
            document = self._read(head, body)
            checked = check_with(Graph(self._dossier, [*self._ontology, document]), self._shapes)
            rules = checked.rules
            documents = {rule.source.document for rule in rules.values() if rule.source}
            language = head["language"]
            context = Context(
                language=language,
                rules=rules,
                version=self._version,
                labels={name: checked.graph.label(name, language) for name in documents},
            )
            report = write(head["form"], checked.report, context).encode()
        except (MemoryError, RecursionError):
            return {"error": "query-memory"}, b""
        except WijgraphError as error:
            return {
                "error": "syntax",
                "detail": error.message,
                "hint": error.hint,
                "line": error.line,
                "column": error.column,
            }, b""
        if len(report) > head["bytes"]:
            return {"error": "result-limit", "limit": "bytes"}, b""
        findings = checked.report.findings
        counts = {
            level: sum(f.severity == level for f in findings)
            for level in ("violation", "warning", "info")
        }
        return {"conforms": checked.report.conforms, "counts": counts}, report

    def _read(self, head: Head, body: bytes) -> Document:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TurtleError(f"is not UTF-8 (byte {error.start})") from None
        if text.lstrip()[:9].lower() in {"<!doctype", "<html"}:
            raise TurtleError("this looks like HTML", line=1, column=1)
        if head["syntax"] == "jsonld":
            _plain_json(text)
        document = Document(head["name"], text, head["syntax"])
        if not document.triples:  # to find nothing in nothing would look like a pass
            raise TurtleError("there are no triples in it")
        if len(document.triples) > head["triples"]:
            raise TurtleError(f"more than {head['triples']} triples")
        sizes = (len(term.value) for triple in document.triples for term in triple)
        longest = max(sizes, default=0)
        if longest > head["literal"]:
            raise TurtleError(f"a literal of more than {head['literal']} characters")
        return document


def _plain_json(text: str) -> None:
    """Raise TurtleError for JSON-LD that nests too deep, says a thing twice or asks others."""
    depth, inside, escaped = 0, False, False
    for sign in text:
        if inside:
            inside = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign in "[{":
            depth += 1
            if depth > DEPTH:
                raise TurtleError(f"brackets are nested deeper than {DEPTH}")
        elif sign in "]}":
            depth -= 1
        else:
            inside = sign == '"'
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise TurtleError(f"not JSON: {error.msg}", line=error.lineno, column=error.colno) from None
    except ValueError as error:  # a number of too many digits
        raise TurtleError(f"not JSON-LD: {error}") from None
    if any(isinstance(c, str) for c in _contexts(data)):
        raise TurtleError(
            "remote contexts are off", hint="Write the context itself in the document."
        )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise TurtleError("an object says the same key twice")
    return found


def _contexts(data: Any) -> Iterator[Any]:
    """Yield every context in ``data``, and what it imports."""
    if isinstance(data, list):
        for item in data:
            yield from _contexts(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in {"@context", "@import"}:
                yield from value if isinstance(value, list) else [value]
            yield from _contexts(value)
