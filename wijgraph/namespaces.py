"""The namespaces of a dossier, as plain strings so that nothing heavy is imported for them."""

import posixpath
import re
from collections.abc import Mapping, Sequence

GOV = "https://w3id.org/wijgraph/ontology#"
RULE = "https://w3id.org/wijgraph/shapes#"
WIJ = "https://w3id.org/wijgraph/id/"
DCT = "http://purl.org/dc/terms/"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Mapping[str, str] = {
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": DCT,
    "gov": GOV,
    "oa": "http://www.w3.org/ns/oa#",
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "rule": RULE,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "wij": WIJ,
    "xsd": XSD,
}

# The kinds of words that a vocabulary has, and the classes that tell them.
WORD_KINDS: Mapping[str, tuple[str, ...]] = {
    "class": (OWL + "Class",),
    "property": (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty"),
    "concept": (SKOS + "Concept",),
}

FILE = "file://"

# The local names that every Turtle reader takes without escapes; anything else is written in full.
LOCAL_NAME = re.compile(r"[A-Za-z_](?:[\w-]|\.(?=[\w-]))*\Z", re.ASCII)


class Prefixes(dict[str, str]):
    """Namespaces by prefix, and the files in which IRIs are relative: ``bases``."""

    bases: Sequence[str] = ()


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return ``iri`` as a prefixed name (``gov:Appointment``), or in angle brackets.

    There it is relative when it is so in the files that ``prefixes`` are of.
    """
    best = max((ns for ns in prefixes.values() if iri.startswith(ns)), key=len, default="")
    if best and LOCAL_NAME.match(iri[len(best) :]):
        prefix = next(p for p, ns in prefixes.items() if ns == best)
        return f"{prefix}:{iri[len(best) :]}"
    return f"<{_relative(iri, getattr(prefixes, 'bases', ()))}>"


def _relative(iri: str, bases: Sequence[str]) -> str:
    """Return ``iri`` as it is written in the first of the files ``bases`` that is near it."""
    if not bases or not iri.startswith(FILE):
        return iri
    path, sign, fragment = iri.partition("#")
    if path in bases:
        return f"#{fragment}" if sign else path.rpartition("/")[2]
    folders = [base.rpartition("/")[0] + "/" for base in bases]
    near = next((folder for folder in folders if path.startswith(folder)), "")
    if near:
        return iri.removeprefix(near) or "./"
    end = "/" if path.endswith("/") else ""
    start = folders[0].removeprefix(FILE)
    return posixpath.relpath(path.removeprefix(FILE), start) + end + sign + fragment


def slug(iri: str, prefixes: Mapping[str, str] = PREFIXES, own: str = "") -> str:
    """Return the short name of a node in networks, links and files; no two have the same.

    It is the end of an IRI of ours, behind ``own``, a prefixed name, or else the IRI: what
    ``expand`` makes an IRI again.

    >>> slug(WIJ + "rvb"), slug(GOV + "Actor"), slug(WIJ + "a:b"), slug("gov:Actor")
    ('rvb', 'gov:Actor', 'https://w3id.org/wijgraph/id/a:b', '<gov:Actor>')
    """
    short = shorten(iri, prefixes)
    names = (own + iri.removeprefix(WIJ) if iri.startswith(WIJ) else "", short.strip("<>"))
    return next((name for name in names if name and expand(name, prefixes) == iri), short)


def expand(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the IRI that a person means by ``name``.

    Takes a full IRI (with or without angle brackets), a prefixed name (``gov:Appointment``) or the
    bare slug of a node (``rvb``, ``relation/college-appoints-rvt``).
    """
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and local.startswith("//"):
        return name
    if colon and prefix in prefixes:
        return prefixes[prefix] + local
    return name if colon else WIJ + name
