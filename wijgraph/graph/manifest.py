"""How dossiers lie in a store: which named graphs each has, and when it was checked last.

The data of a dossier and the short edges that follow from them have a graph each. Ontology and
rules are in graphs that the dossiers with the same ones share. No triple is in two graphs of one
dossier, so that an engine that takes them together counts each once. A small graph for each dossier
tells which graphs are its own; it is written last, and at once.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from wijgraph.errors import StoreError
from wijgraph.graph.documents import Document
from wijgraph.messages import Message
from wijgraph.model import Checks, Term
from wijgraph.namespaces import DCT, RDF, XSD
from wijgraph.store import TripleStore, written

REGISTER = "https://w3id.org/wijgraph/register/"
WORDS = "https://w3id.org/wijgraph/register#"
LENGTH = 32  # hex digits of a fingerprint
GRAPHS = ("data", "derived", "ontology", "shapes")
CHECKS = tuple(part.name for part in fields(Checks))
COUNTS = ("violation", "warning", "info")
TYPE = RDF + "type"
KIND = Term("iri", WORDS + "Dossier")
COLUMNS = ("manifest", "dossier", "word", "value")
READ = f"""
SELECT ?manifest ?dossier ?word ?value WHERE {{
  GRAPH ?manifest {{ ?dossier <{TYPE}> <{KIND.value}> ; ?word ?value }}
}} ORDER BY ?dossier ?word ?value
"""


@dataclass(frozen=True)
class Validated:
    """What the rules found, and on which state of the dossier."""

    fingerprint: str
    at: str  # date and time, in UTC
    counts: Mapping[str, int]  # of findings, by severity
    findings: str  # the graph that holds them
    checks: Checks | None = None  # how much was looked at; None before that was counted


@dataclass(frozen=True)
class Entry:
    """A dossier in a store; ``fingerprint`` tells one state of data, ontology and rules."""

    slug: str
    fingerprint: str
    graphs: Mapping[str, str]  # "data", "derived", "ontology" and "shapes": the IRI of each
    size: int  # triples of data, ontology and short edges
    rules: str = ""  # a fingerprint of the rules alone
    pending: tuple[str, ...] = ()  # graphs that were being written
    validated: Validated | None = None

    @property
    def iri(self) -> str:
        """The dossier itself, and the graph that tells this."""
        return REGISTER + self.slug

    @property
    def there(self) -> bool:
        """Whether it was written to the end once."""
        return bool(self.fingerprint)

    @property
    def asked(self) -> tuple[str, ...]:
        """The graphs that questions are about."""
        return tuple(self.graphs[name] for name in ("data", "derived", "ontology"))

    @property
    def checked(self) -> tuple[str, ...]:
        """The graphs that rules are about: there are rules about rules."""
        return (*self.asked, self.graphs["shapes"])

    @property
    def fresh(self) -> bool:
        """Whether this very state has been validated, and it is known how much was looked at."""
        found = self.validated
        return found is not None and found.fingerprint == self.fingerprint and bool(found.checks)

    def manifest(self) -> bytes:
        """Return the graph that tells this, as N-Triples."""
        said = [(TYPE, KIND), (DCT + "identifier", _text(self.slug))]
        said += [(WORDS + "fingerprint", _text(self.fingerprint))] if self.there else []
        said += [(WORDS + name, Term("iri", iri)) for name, iri in self.graphs.items()]
        said += [(WORDS + "triples", _number(self.size)), (WORDS + "rules", _text(self.rules))]
        said += [(WORDS + "pending", Term("iri", iri)) for iri in self.pending]
        if self.validated:
            said += [
                (WORDS + "validated", _text(self.validated.fingerprint)),
                (WORDS + "validatedAt", Term("literal", self.validated.at, None, XSD + "dateTime")),
                (WORDS + "findings", Term("iri", self.validated.findings)),
            ]
            said += [(WORDS + kind, _number(n)) for kind, n in self.validated.counts.items()]
            checks = asdict(self.validated.checks) if self.validated.checks else {}
            said += [(f"{WORDS}checks-{name}", _number(n)) for name, n in checks.items()]
        me = Term("iri", self.iri)
        return written(((me, Term("iri", word), value) for word, value in said), "ntriples")


def _text(text: str) -> Term:
    return Term("literal", text)


def _number(number: int) -> Term:
    return Term("literal", str(number), None, XSD + "integer")


def entries(store: TripleStore) -> dict[str, Entry]:
    """Return the dossiers in ``store`` by their name; empty when nobody laid them there so."""
    said: dict[str, dict[str, list[str]]] = {}
    for row in store.select(READ):
        manifest, dossier, word, value = (row[name] for name in COLUMNS)
        # What the data of some dossier say of another does not count: each has a graph of its own.
        if manifest != dossier:
            continue
        if dossier and word and value and dossier.value.startswith(REGISTER):
            words = said.setdefault(dossier.value.removeprefix(REGISTER), {})
            words.setdefault(word.value.removeprefix(WORDS), []).append(value.value)
    try:
        return {slug: _entry(slug, words) for slug, words in said.items()}
    except ValueError:  # a number that is none
        raise StoreError(Message("graph.register-broken", store=store.name)) from None


def _entry(slug: str, words: Mapping[str, list[str]]) -> Entry:
    def one(word: str) -> str:
        return words.get(word, [""])[0]

    validated = None
    if one("validated"):
        counts = {kind: int(one(kind) or 0) for kind in COUNTS}
        numbers = {name: one(f"checks-{name}") for name in CHECKS}
        checks = {name: int(n) for name, n in numbers.items() if n}
        validated = Validated(
            one("validated"),
            one("validatedAt"),
            counts,
            one("findings"),
            Checks(**checks) if len(checks) == len(CHECKS) else None,
        )
    return Entry(
        slug=slug,
        fingerprint=one("fingerprint"),
        graphs={name: one(name) for name in GRAPHS if name in words},
        size=int(one("triples") or 0),
        rules=one("rules"),
        pending=tuple(words.get("pending", ())),
        validated=validated,
    )


def fingerprint(*parts: Iterable[Document]) -> str:
    """Return a name for the contents of documents, whatever their files are called.

    ``parts`` are kept apart: data, ontology and shapes.
    """
    digest = hashlib.sha256(b"as written\n")  # before, stores had literals in words of their own
    for part in parts:
        digest.update(b"part\n")
        for line in sorted(
            f"{document.form} {hashlib.sha256(document.text.encode()).hexdigest()}\n"
            for document in part
        ):
            digest.update(line.encode())
    return digest.hexdigest()[:LENGTH]
