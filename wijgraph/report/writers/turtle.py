"""The SHACL validation report itself, as the engine gave it, in Turtle."""

from collections import Counter
from hashlib import sha256
from typing import Any

from wijgraph.characters import ODD
from wijgraph.errors import WijgraphError
from wijgraph.messages import word
from wijgraph.model import Report
from wijgraph.report.results import Context, notices_in_words


def results(report: Report, context: Context) -> str:
    """Return the results in the words of SHACL, none added: waived findings are among the others.

    The same results make the same text: blank nodes are named after what is said of them. SHACL has
    no word for notices: they are comments.

    Raises WijgraphError when the engine left no SHACL report.
    """
    from rdflib import Graph

    if report.results is None:
        raise WijgraphError(
            "there is no SHACL report of this validation", hint="Ask for another format."
        )
    graph = Graph(bind_namespaces="none")
    names = _named(report.results)
    for triple in report.results:
        graph.add(tuple(names.get(term, term) for term in triple))
    used = {str(term) for triple in graph for term in triple}
    for prefix, namespace in context.prefixes.items():
        if any(iri.startswith(namespace) for iri in used):
            graph.bind(prefix, namespace)
    notices = notices_in_words(report, context.language)
    comments = "".join(f"# {word('notice', context.language)}: {line}\n" for line in notices)
    return ODD.sub(_escape, comments + graph.serialize(format="turtle"))


def _named(results: Any) -> dict[Any, Any]:
    """Return a name for each blank node, made of what is said of it and of what says it.

    rdflib's canonical graphs do this for every graph there is, and take minutes for a thousand
    results; here nodes that are alike in all they say are told apart in no fixed order.
    """
    from rdflib import BNode

    edges: dict[Any, list[tuple[str, Any]]] = {}
    for subject, predicate, obj in results:
        for node, way, other in ((subject, ">", obj), (obj, "<", subject)):
            if isinstance(node, BNode):
                edges.setdefault(node, []).append((f"{way}{predicate}", other))
    names = dict.fromkeys(edges, "")
    known = 0
    while len(set(names.values())) > known:  # each round looks one step further
        known = len(set(names.values()))
        names = {
            node: _hash(sorted(f"{way} {names[n] if n in names else n.n3()}" for way, n in ways))
            for node, ways in edges.items()
        }
    seen: Counter[str] = Counter()
    for node, name in names.items():
        seen[name] += 1
        names[node] = f"b{name}{seen[name]}"
    return {node: BNode(name) for node, name in names.items()}


def _hash(parts: list[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:24]


def _escape(match: Any) -> str:
    character: str = match[0]
    code = ord(character)
    if character == "\n":
        return character
    return f"\\u{code:04X}" if code < 1 << 16 else f"\\U{code:08X}"
