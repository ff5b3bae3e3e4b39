"""A dossier as it is served: read whole, never changed, and known by a fingerprint."""

import hashlib
import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wijgraph.api import Dossier
from wijgraph.dossier import Dossier as Files
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.privacy import refuse_personal
from wijgraph.graph.stored import StoredGraph
from wijgraph.model import Term
from wijgraph.namespaces import DCT, OWL, RDF, RDFS, SH, WIJ
from wijgraph.store import Store, Triple, to_oxigraph, written
from wijgraph.store.canonical import names_in, order

if TYPE_CHECKING:
    from wijgraph.validation.run import Checked
    from wijgraph.web.pages import Pages
    from wijgraph.web.settings import Settings
    from wijgraph.web.workers.making import Job
    from wijgraph.web.workers.pool import Pool

HOME = "https://w3id.org/wijgraph/"
QUERY = HOME + "query/"
# The named graphs: where each triple of the default graph comes from, and the shapes beside it.
ONTOLOGY, SHAPES = HOME + "ontology", HOME + "shapes"
DATA, DERIVED = HOME + "data", HOME + "derived"
OTHERS = ("fingerprint", "queries", "ontology", "shapes")  # beside the graph
LONGEST = 300  # letters of an IRI that is worth a guess


def fingerprint(files: Files) -> str:
    """Return a name for the contents of all files of a dossier: the same wherever it stands."""
    digest = hashlib.sha256()
    for path in files.all():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(files.root).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:32]


def stamps(files: Files) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of a dossier does, without reading any."""
    states = ((path, path.stat()) for path in files.all())
    return tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in states)


class Snapshot:
    """Everything that is served of one state of a dossier."""

    def __init__(self, dossier: Dossier) -> None:
        """Read ``dossier``; raise WijgraphError when it cannot be served.

        What lies in a store is fetched once: strangers' queries run here, and never there.
        """
        self.dossier = dossier.fetched()
        self.fingerprint = fingerprint(dossier.files)
        self.graph = self.dossier.graph
        refuse_personal(self.graph)
        self.queries = self.dossier.queries
        self.ontology = tuple(of_dossier(dossier.files, "ontology"))
        if isinstance(dossier.whole, StoredGraph):
            self.ontology = tuple(dossier.whole.ontology)
            lines = sorted(line for d in self.graph.documents for line in d.text.splitlines())
            said = "\n".join([self.fingerprint, *lines])
            self.fingerprint = hashlib.sha256(said.encode()).hexdigest()[:32]
        self.shapes = tuple(of_dossier(dossier.files, "shapes"))

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process makes the same snapshot of, without looking at any file."""
        own = self.dossier
        read = (own.files, own.at, own.formal, tuple(own.whole.documents))
        return {"read": read, **{name: getattr(self, name) for name in OTHERS}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Be the snapshot that ``state`` is of."""
        files, at, formal, documents = state.pop("read")
        self.__dict__ |= state
        self.dossier = Dossier(files, at, formal=formal)
        self.dossier.whole = Graph(files, documents)
        self.dossier.queries = self.queries
        self.graph = self.dossier.graph

    @cached_property
    def graphs(self) -> Mapping[str, Sequence[Triple]]:
        """The triples of each named graph."""
        ontology = {document.name for document in self.ontology}
        own: dict[str, list[Triple]] = {ONTOLOGY: [], DATA: [], SHAPES: [], DERIVED: []}
        for document in self.graph.documents:
            own[ONTOLOGY if document.name in ontology else DATA] += document.triples
        own[SHAPES] = [triple for document in self.shapes for triple in document.triples]
        own[DERIVED] = list(self.graph.derived)
        return {iri: tuple(dict.fromkeys(triples)) for iri, triples in own.items()}

    @property
    def default(self) -> Sequence[Triple]:
        """The triples of the default graph: ontology, data and what follows from them."""
        parts = (self.graphs[iri] for iri in (ONTOLOGY, DATA, DERIVED))
        return tuple(dict.fromkeys(triple for part in parts for triple in part))

    def quads(self) -> bytes:
        """Return the whole dataset as N-Quads, the same bytes each time."""
        # One blank node has one name in all graphs, and two have two.
        names = names_in({triple for triples in self.graphs.values() for triple in triples})
        lines = []
        for graph, triples in {"": self.default, **self.graphs}.items():
            end = f"<{graph}> .\n" if graph else ".\n"
            own = ((names.get(s, s), p, names.get(o, o)) for s, p, o in triples)
            lines += [
                f"{' '.join(str(to_oxigraph(term)) for term in triple)} {end}"
                for triple in sorted(own, key=order)
            ]
        return "".join(lines).encode()

    @cached_property
    def shapes_store(self) -> Store:
        """The shapes, to look things up in."""
        store = Store()
        store.add(self.graphs[SHAPES])
        return store

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The files of ontology and shapes, by their IRI and by that of their version."""
        found = {}
        for document in (*self.ontology, *self.shapes):
            for subject, predicate, obj in document.triples:
                if obj.value == OWL + "Ontology" and predicate.value == RDF + "type":
                    found[subject.value] = document
                elif predicate.value == OWL + "versionIRI":
                    found[obj.value] = document
        return found

    def about(self, iri: str) -> list[Triple]:
        """Return what is said of ``iri``, or in it when it is a document; empty for nothing."""
        if iri in {ONTOLOGY, SHAPES}:
            return list(self.graphs[iri])
        if iri in self.documents:
            return list(self.documents[iri].triples)
        if iri == QUERY.removesuffix("/"):
            return [triple for name in self.queries for triple in query_triples(self, name)]
        if iri.startswith(QUERY):
            name = iri.removeprefix(QUERY)
            return query_triples(self, name) if name in self.queries else []
        try:
            return self.graph.store.about(iri) or self.shapes_store.about(iri)
        except ValueError:  # not an IRI at all
            return []

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every IRI that is a subject in the ontology, the data or the shapes."""
        return frozenset(
            triple[0].value
            for triples in self.graphs.values()
            for triple in triples
            if triple[0].kind == "iri"
        )

    @cached_property
    def checked(self) -> "Checked":
        """What the dossier's own rules find."""
        from wijgraph.validation.run import check_dossier

        return check_dossier(self.dossier.files, self.graph.documents)

    def near(self, iri: str) -> list[str]:
        """Return the IRIs that look like ``iri``, among those that begin alike."""
        from difflib import get_close_matches

        if len(iri) > LONGEST or not iri.startswith(HOME):
            return []
        start = iri[: len(WIJ) + 2]
        return get_close_matches(iri, [i for i in sorted(self.iris) if i.startswith(start)], 3, 0.8)

    def pool(
        self, settings: "Settings", pages: "Callable[[Snapshot], Pages]", first: "Job"
    ) -> "Pool":
        """Return workers for this snapshot; none is started yet.

        ``pages`` makes its pages; the job that comes ``first`` gathers what these need.
        """
        from importlib.metadata import version

        from wijgraph.report.writers import FORMATS
        from wijgraph.web.workers.parent import Zygote
        from wijgraph.web.workers.pool import Pool

        forms = written(self.graph.store.forms.written(), "ntriples").decode()
        questions = {
            "kind": "query",
            "megabytes": settings.query_megabytes,
            "files": False,
            "written": forms,  # how literals were written that the engine keeps in other words
        }
        checks = {
            "kind": "validate",
            "megabytes": settings.validate_megabytes,
            "files": True,  # pySHACL reads its own
            "root": str(self.dossier.files.root),
            "ontology": [_plain(document) for document in self.ontology],
            "shapes": [_plain(document) for document in self.shapes],
            "reports": list(FORMATS),
            "version": version("wijgraph"),
        }
        making = {"kind": "make", "megabytes": settings.page_megabytes, "files": True}
        zygotes = {
            "query": Zygote(questions, self.quads()),
            "validate": Zygote(checks, b""),
            "make": Zygote(making, pickle.dumps((self, pages, first))),
        }
        return Pool(zygotes, settings)


def _plain(document: Document) -> list[str | None]:
    return [document.name, document.text, document.form, document.base]


def query_triples(snapshot: Snapshot, name: str) -> list[Triple]:
    """Return a named question as triples."""
    query = snapshot.queries[name]
    me = Term("iri", QUERY + name)
    found = [
        (me, Term("iri", RDF + "type"), Term("iri", SH + "SPARQLSelectExecutable")),
        (me, Term("iri", SH + "select"), Term("literal", query.sparql)),
        (me, Term("iri", RDFS + "isDefinedBy"), Term("iri", QUERY.removesuffix("/"))),
    ]
    for language in ("nl", "en"):
        label, text = query.summary[language], query.description[language]
        found.append((me, Term("iri", RDFS + "label"), Term("literal", label, language)))
        found.append((me, Term("iri", DCT + "description"), Term("literal", text, language)))
    return found
