"""Validation of what a stranger sends, in a worker."""

from dataclasses import asdict

from wijgraph.dossier import Dossier
from wijgraph.errors import NothingCheckedError, TurtleError, WijgraphError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.messages import Message
from wijgraph.report.results import Context
from wijgraph.report.writers import write
from wijgraph.safety.inspect import inspect
from wijgraph.safety.reading import text_of
from wijgraph.validation.counting import refuse_nothing
from wijgraph.validation.run import check_with
from wijgraph.web.workers.forms import ENDINGS, FormError, LargeError, fields_of
from wijgraph.web.workers.wire import Head, refused

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
        limits = {
            "triples": 100,
            "literal": 100,
            "bytes": 10**7,
            "most": 100,
            "language": "nl",
            "nothing": True,
        }
        for form in setup["reports"]:
            self({"name": "x.ttl", "syntax": "turtle", "form": form, **limits}, SMALL.encode())

    def __call__(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        """Return the report on ``body``, or what is wrong with it; it may be a form."""
        try:
            if "type" in head:
                syntax, body = fields_of(head["type"], body)
                head |= {"syntax": syntax, "name": f"upload.{ENDINGS[syntax]}"}
            if len(body) > head["most"]:
                raise LargeError(Message("web.data", most=head["most"]))
            document = self._read(head, body)
            graph = Graph(self._dossier, [*self._ontology, document])
            checked = check_with(graph, self._shapes, given=[document], general=True)
            if not (checked.report.findings or head["nothing"]):
                refuse_nothing(checked.report)
            rules = checked.rules
            documents = {rule.source.document for rule in rules.values() if rule.source}
            language = head["language"]
            context = Context(
                language=language,
                rules=rules,
                version=self._version,
                labels={name: checked.graph.label(name, language) for name in documents},
                idle=checked.idle,
                prefixes=checked.names.prefixes if checked.names else {},
            )
            report = write(head["form"], checked.report, context).encode()
        except (MemoryError, RecursionError):
            return {"error": "query-memory"}, b""
        except FormError as error:
            return refused(error, error.code), b""
        except WijgraphError as error:
            code = "nothing-checked" if isinstance(error, NothingCheckedError) else "syntax"
            return refused(error, code), b""
        if len(report) > head["bytes"]:
            return {"error": "result-limit", "limit": "bytes"}, b""
        findings = checked.report.findings
        counts = {
            level: sum(f.severity == level for f in findings)
            for level in ("violation", "warning", "info")
        }
        checks = asdict(checked.report.checks) if checked.report.checks else {}
        return {"conforms": checked.report.passes, "counts": counts, "checks": checks}, report

    def _read(self, head: Head, body: bytes) -> Document:
        text = text_of(body, head["name"])
        inspect(text, head["syntax"], DEPTH)
        document = Document(head["name"], text, head["syntax"])
        if not document.triples:  # to find nothing in nothing would look like a pass
            raise TurtleError(Message("web.no-triples"))
        if len(document.triples) > head["triples"]:
            raise TurtleError(Message("web.triples", most=head["triples"]))
        sizes = (len(term.value) for triple in document.triples for term in triple)
        longest = max(sizes, default=0)
        if longest > head["literal"]:
            raise TurtleError(Message("web.literal", most=head["literal"]))
        return document
