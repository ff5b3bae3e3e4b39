"""From documents to graphs in a store: apart, as written, no triple twice, short edges derived."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from wijgraph.dossier import Dossier
from wijgraph.graph.derive import DERIVE, refuse_many
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.manifest import REGISTER, fingerprint
from wijgraph.replaced import current
from wijgraph.safety.inspect import inspect
from wijgraph.store import Store, turtle_error
from wijgraph.store.reading import ABOUT_NAMES
from wijgraph.store.terms import GRAPH_FORMATS, DirectionError, TripleTermError

DATA, DERIVED = REGISTER + "data", REGISTER + "derived"
ONTOLOGY = REGISTER + "ontology"
PARTS = ("ontology", "shapes", "data")


@dataclass(frozen=True)
class Laid:
    """What of a dossier goes into a store, as N-Triples by what it is."""

    fingerprint: str
    rules: str  # a fingerprint of the rules alone
    graphs: Mapping[str, bytes]  # "data", "derived", "ontology" and "shapes"
    names: Mapping[str, str]  # of the graphs that dossiers share: "ontology" and "shapes"
    size: int  # triples of data, ontology and short edges


class Common:
    """An ontology and rules, with which the data of many dossiers can be laid, one after another.

    >>> common = Common.of(find(folder))  # doctest: +SKIP
    >>> laid = common.lay([Document("town.nq", text, "nquads")])  # doctest: +SKIP
    """

    def __init__(self, ontology: Sequence[Document], shapes: Sequence[Document]) -> None:
        self._ontology, self._shapes = ontology, shapes
        self._rules = fingerprint(shapes)

    @staticmethod
    def of(dossier: Dossier) -> "Common":
        """Return the ontology and the rules of ``dossier``."""
        return Common(of_dossier(dossier, "ontology"), of_dossier(dossier, "shapes"))

    @cached_property
    def _own(self) -> tuple[dict[bytes, None], dict[bytes, None]]:
        ontology, shapes = _lines(self._ontology), _lines(self._shapes)
        return ontology, {line: None for line in shapes if line not in ontology}

    def lay(self, data: Sequence[Document]) -> Laid:
        """Return what goes into a store for a dossier with this ``data``.

        Raises TurtleError when a document is not of its format, NewerTermError for RDF 1.2,
        DossierError when it has too many short edges.
        """
        ontology, shapes = self._own
        lines = _lines(data)
        if any(line.split(b" ", 2)[2].startswith(b"<<(") for line in lines if b"<<(" in line):
            raise TripleTermError  # which no check of it could read
        if any(line.rstrip().endswith((b"--ltr .", b"--rtl .")) for line in lines):
            raise DirectionError
        store = Store()  # each time, since one in memory keeps what is taken out of it
        for graph, own in ((ONTOLOGY, ontology), (DATA, lines)):
            store.load(b"".join(own), "ntriples", graph, renamed=False)
        both = store.over([DATA, ONTOLOGY])
        refuse_many(both)
        found = both.results(DERIVE, "ntriples")
        said = dict.fromkeys(line for line in lines if line not in ontology)
        derived: dict[bytes, None] = {}
        for line in found.splitlines(keepends=True):
            if line not in ontology and line not in said:
                # The name of a blank node holds in one graph only.
                (said if _anonymous(line) else derived)[line] = None
        double = [line for line in shapes if line in said or line in derived]
        rules = {line: None for line in shapes if line not in double}
        return Laid(
            fingerprint=fingerprint(data, self._ontology, self._shapes),
            rules=self._rules,
            graphs={
                "data": b"".join(said),
                "derived": b"".join(derived),
                "ontology": b"".join(ontology),
                "shapes": b"".join(rules),
            },
            names={
                "ontology": f"{REGISTER}ontology/{fingerprint(self._ontology)}",
                "shapes": f"{REGISTER}shapes/{self._named(double)}",
            },
            size=len(said) + len(derived) + len(ontology),
        )

    def _named(self, double: Iterable[bytes]) -> str:
        """Return a name for the rules beside this ontology, without what the data say too."""
        gone = b"".join(sorted(double)).decode()
        more = [Document("", gone, "ntriples")] if gone else []
        return fingerprint(self._ontology, self._shapes, more)


def lay_all(
    dossiers: Mapping[str, Dossier], known: Mapping[str, str]
) -> Iterator[tuple[str, Laid | None]]:
    """Yield what goes into a store for each of ``dossiers``, and None where that lies there.

    ``known`` are the fingerprints of what is there. Ontology and rules are read once for those
    that follow one another with the same ones. Raises TurtleError when a file is broken.
    """
    common, last = None, ""
    for slug, dossier in dossiers.items():
        ontology, shapes, data = (of_dossier(dossier, part) for part in PARTS)
        if known.get(slug) == fingerprint(data, ontology, shapes):
            yield slug, None
            continue
        own = fingerprint(ontology, shapes)
        if common is None or own != last:
            common, last = Common(ontology, shapes), own
        yield slug, common.lay(data)


def _anonymous(line: bytes) -> bool:
    return line.startswith(b"_:") or b" _:" in line


def _current(triple: ox.Triple) -> ox.Triple:
    """Return ``triple`` with the new names of terms that were replaced."""
    if triple.predicate.value in ABOUT_NAMES:
        return triple
    subject, obj = triple.subject, triple.object
    if isinstance(subject, ox.NamedNode):
        subject = ox.NamedNode(current(subject.value))
    if isinstance(obj, ox.NamedNode):
        obj = ox.NamedNode(current(obj.value))
    return ox.Triple(subject, triple.predicate, obj)


def _lines(documents: Iterable[Document]) -> dict[bytes, None]:
    """Return the triples of documents, of whatever graph, as N-Triples in the words they have."""
    lines: dict[bytes, None] = {}
    for document in documents:
        inspect(document.text, document.form)
        try:
            quads = ox.parse(
                document.text.encode(),
                GRAPH_FORMATS[document.form],
                base_iri=document.base,
                rename_blank_nodes=True,
            )
            triples = (_current(quad.triple) for quad in quads)
            text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise turtle_error(error, document.name, document.form, document.text) from None
        lines |= dict.fromkeys((text or b"").splitlines(keepends=True))
    return lines
