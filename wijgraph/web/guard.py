"""What is refused before it runs, so that the refusal can be told in words.

This is for messages. What keeps the service up and the network closed is the worker process, in
which no socket can be opened: see ``safety.sandbox``.
"""

from wijgraph.messages import Message
from wijgraph.safety.service import HINT
from wijgraph.shacl.sparql import asks_service
from wijgraph.shacl.sparql import tokens_of as tokens
from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings

NESTING = 64
OPERATORS = 500
OPENINGS = 500
PATTERNS = 100
# Two steps between terms make a triple; an element of a list makes two triples.
STEP, ELEMENT, PATTERN = 1, 4, 2

TERMS = {"iri", "string", "variable", "blank", "name", "number"}


def check(query: str, settings: Settings) -> None:
    """Raise Problem for a query that is too long, too complex or asks another service."""
    if len(query.encode(errors="replace")) > settings.query_bytes:
        raise Problem("too-large", Message("web.query", most=settings.query_bytes), status=413)
    if "\x00" in query:
        raise Problem("syntax", Message("web.null"))
    if not settings.guard:
        return
    if asks_service(query):
        raise Problem("service-disabled", Message("web.service-off"), hint=HINT)
    _complexity(query)


def _complexity(query: str) -> None:
    """Raise Problem for what the parser or the planner would choke on."""
    stack: list[str] = []
    operators = openings = weight = 0
    before, values, selecting = False, 0, False
    for kind, text in tokens(query):
        if kind == "word":
            word = text.upper()
            selecting = word in {"SELECT", "CONSTRUCT", "DESCRIBE"} or (
                selecting and word in {"DISTINCT", "REDUCED", "FROM", "NAMED"}
            )
            values = len(stack) + 1 if word == "VALUES" else values
        term = kind in TERMS or text == "a"
        if kind == "open":
            inside = bool(values) and len(stack) >= values
            selecting = selecting and text != "{"
            stack.append(text if not inside else "")
            openings += not inside
        elif kind == "close" and stack:
            stack.pop()
            values = 0 if text == "}" and len(stack) < values else values
        quiet = selecting or (values and len(stack) >= values)
        operators += kind == "operator" and not quiet
        if not quiet and term and before:
            weight += ELEMENT if stack and stack[-1] == "(" else STEP
        elif not quiet and kind == "operator" and text in "/|^" and stack[-1:] != ["("]:
            weight += PATTERN
        elif not quiet and text in ",;" and stack[-1:] in (["{"], ["["]):
            weight += STEP
        before = term
        if len(stack) > NESTING:
            raise Problem("query-too-complex", Message("web.nesting", most=NESTING))
    if operators > OPERATORS or openings > OPENINGS:
        raise Problem(
            "query-too-complex",
            Message("web.operators", most=OPERATORS, brackets=OPENINGS),
        )
    if weight > PATTERNS * PATTERN:
        raise Problem(
            "query-too-complex",
            Message("web.patterns", most=PATTERNS),
            hint=Message("web.patterns-hint"),
        )
