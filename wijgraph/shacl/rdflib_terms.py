"""Terms as rdflib has them, and back."""

import logging
from typing import Any

import rdflib
from rdflib import XSD, BNode, Literal, URIRef

from wijgraph.shacl.terms import Term

# It would tell of each literal that is not well-formed, with a traceback; shapes tell that.
logging.getLogger("rdflib").setLevel(logging.CRITICAL)

# Literals are kept as they were written: "007"^^xsd:integer stays that.
rdflib.NORMALIZE_LITERALS = False


class RdflibTerms(dict[Term, Any]):
    """Plain terms as rdflib's own, each made once."""

    def __call__(self, term: Term) -> Any:
        """Return ``term`` as rdflib has it."""
        return self[term]

    def __missing__(self, term: Term) -> Any:
        made = self[term] = _to_rdflib(term)
        return made


def _to_rdflib(term: Term) -> Any:
    if term.kind == "iri":
        return URIRef(term.value)
    if term.kind == "bnode":
        return BNode(term.value)
    # rdflib writes and compares a plain string without its datatype.
    plain = term.language or term.datatype in {None, str(XSD.string)}
    datatype = None if plain else URIRef(str(term.datatype))
    found = Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    if str(found) != term.value:  # rdflib takes spaces out of xsd:token
        kept: Any = str.__new__(Literal, term.value)
        kept._language, kept._datatype = None, datatype  # noqa: SLF001
        kept._value, kept._ill_typed = found.value, found.ill_typed  # noqa: SLF001
        return kept
    return found


def to_term(term: Any) -> Term:
    """Return one of rdflib's terms as a plain one."""
    if isinstance(term, URIRef):
        return Term("iri", str(term))
    if isinstance(term, BNode):
        return Term("bnode", str(term))
    datatype = None if term.language else str(term.datatype or XSD.string)
    return Term("literal", str(term), term.language, datatype)
