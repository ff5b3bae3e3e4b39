"""The prefixes that the SPARQL in shapes is written with."""

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import OWL, RDF, RDFS, SH
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.index import Index

# pySHACL knows these without a declaration, and shapes rely on it.
COMMON = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}


def prefixes_of(index: Index, node: Term, shape: Term) -> tuple[tuple[str, str], ...]:
    """Return the prefixes of a query: those declared at its sh:prefixes, and what these import."""
    holders = index.objects(node, SH + "prefixes")
    for holder in holders:
        fresh = index.objects(holder, OWL + "imports")
        holders += [other for other in fresh if other not in holders]
    found = dict(COMMON)
    declared: dict[str, str] = {}
    for holder in holders:
        for declaration in index.objects(holder, SH + "declare"):
            prefix = index.value(declaration, SH + "prefix")
            namespace = index.value(declaration, SH + "namespace")
            if prefix is None or namespace is None or prefix.kind != "literal":
                raise UncompilableError(shape, Message("validation.prefix-declare"))
            if declared.setdefault(prefix.value, namespace.value) != namespace.value:
                raise UncompilableError(
                    shape, Message("validation.prefix-twice", prefix=prefix.value)
                )
    return tuple((found | declared).items())
