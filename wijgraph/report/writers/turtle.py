"""The SHACL validation report itself, as the engine gave it, in Turtle."""

from typing import Any

from wijgraph.characters import ODD
from wijgraph.errors import WijgraphError
from wijgraph.messages import Message, word
from wijgraph.model import Report
from wijgraph.report.results import Context, notices_in_words
from wijgraph.store.canonical import names_in


def results(report: Report, context: Context) -> str:
    """Return the results in the words of SHACL, none added: waived findings are among the others.

    The same results make the same text: blank nodes are named after what is said of them. SHACL has
    no word for notices: they are comments.

    Raises WijgraphError when the engine left no SHACL report.
    """
    from rdflib import BNode, Graph

    from wijgraph.turtle.reader import to_term

    if report.results is None:
        hint = Message("validation.no-shacl-report-hint")
        raise WijgraphError(Message("validation.no-shacl-report"), hint=hint)
    graph = Graph(bind_namespaces="none")
    plain = [(triple, tuple(map(to_term, triple))) for triple in report.results]
    names = names_in((s, p, o) for _, (s, p, o) in plain)
    for triple, terms in plain:
        known = (names.get(term) for term in terms)
        renamed: Any = (BNode(n.value) if n else t for n, t in zip(known, triple, strict=True))
        graph.add(tuple(renamed))
    used = {str(term) for triple in graph for term in triple}
    for prefix, namespace in context.prefixes.items():
        if any(iri.startswith(namespace) for iri in used):
            graph.bind(prefix, namespace)
    notices = notices_in_words(report, context.language)
    comments = "".join(f"# {word('notice', context.language)}: {line}\n" for line in notices)
    return ODD.sub(_escape, comments + graph.serialize(format="turtle"))


def _escape(match: Any) -> str:
    character: str = match[0]
    code = ord(character)
    if character == "\n":
        return character
    return f"\\u{code:04X}" if code < 1 << 16 else f"\\U{code:08X}"
