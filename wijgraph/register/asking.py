"""Questions to many dossiers at once, and what sets them apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wijgraph.dossier import Dossier
from wijgraph.errors import ParameterError, QueryError, StoreError
from wijgraph.graph.manifest import Entry
from wijgraph.graph.stored import StoredGraph
from wijgraph.messages import Message
from wijgraph.model import Finding, Table, Term
from wijgraph.namespaces import GOV, RDFS, shorten
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.queries.run import ask
from wijgraph.register.findings import findings_in
from wijgraph.register.register import Register

DOSSIER = "dossier"
# The classes of which a dossier has something, by what people compare.
KINDS = {
    "relations": "Relation",
    "meetings": "MeetingSeries",
    "assignments": "Assignment",
    "actors": "Actor",
    "gaps": "Gap",
}
COMPARISONS = ("rules", *KINDS)
THERE = f"""
SELECT DISTINCT ?kind WHERE {{ ?it a ?kind . ?kind <{RDFS}subClassOf>* ?above }} ORDER BY ?kind
"""
# Who meets whom: all meetings are of one kind, and what tells them apart is who is there.
MEETING = f"""
SELECT DISTINCT ?kind ?other WHERE {{
  ?it a ?meeting ; <{GOV}participant> ?one , ?two . ?meeting <{RDFS}subClassOf>* ?above .
  ?one a ?kind . ?two a ?other FILTER (STR(?kind) < STR(?other)) }} ORDER BY ?kind ?other
"""


@dataclass(frozen=True)
class Compared:
    """One thing that some dossiers have: a kind of relation, or findings of a rule."""

    what: str  # an IRI, two IRIs with a space between, or the id of a rule
    having: tuple[str, ...]
    lacking: tuple[str, ...]
    count: int  # of what the dossiers have in all

    def values(self) -> dict[str, object]:
        """Return this for JSON."""
        return {
            "what": self.what,
            "count": self.count,
            "having": list(self.having),
            "lacking": list(self.lacking),
        }


@dataclass(frozen=True)
class Answers:
    """What each dossier answers, with its graph, by name."""

    columns: tuple[str, ...]
    parts: Mapping[str, tuple[Table, StoredGraph]]
    lacking: tuple[str, ...] = ()  # dossiers that know no node of that name

    @property
    def table(self) -> Table:
        """The rows of all, behind the name of the dossier."""
        rows = tuple(
            (Term("literal", slug), *row)
            for slug, (table, _) in self.parts.items()
            for row in table.rows
        )
        return Table((DOSSIER, *self.columns), rows)


def asked_of(register: Register, slugs: Sequence[str]) -> list[Entry]:
    """Return the dossiers that are asked; raise StoreError when there is none at all."""
    found = register.chosen(slugs)
    if not found:
        raise StoreError(Message("register.empty", store=register.store.name))
    return found


def graph_of(register: Register, dossier: Dossier, entry: Entry) -> StoredGraph:
    """Return the graph of one dossier; ``dossier`` has the questions and shapes as text."""
    return StoredGraph(dossier, register.store, entry)


def ask_all(
    register: Register,
    dossier: Dossier,
    query: NamedQuery,
    values: Mapping[str, str],
    slugs: Sequence[str] = (),
) -> Answers:
    """Return what many dossiers answer to a named question.

    A dossier that knows no node that ``values`` names has no rows, and is told to lack it; when
    none knows it, that is an error.
    """
    if DOSSIER in query.columns:
        raise QueryError(
            Message("register.column-dossier", query=query.id, column=DOSSIER), path=query.path
        )
    parts: dict[str, tuple[Table, StoredGraph]] = {}
    unknown: ParameterError | None = None
    lacking = []
    for entry in asked_of(register, slugs):
        graph = graph_of(register, dossier, entry)
        try:
            parts[entry.slug] = ask(graph, query, values).table, graph
        except ParameterError as error:
            if error.iri is None:
                raise
            unknown = error
            lacking.append(entry.slug)
    if unknown and not parts:
        raise unknown
    return Answers(tuple(query.columns), parts, tuple(lacking))


def compare_kinds(register: Register, what: str, slugs: Sequence[str] = ()) -> list[Compared]:
    """Return which dossiers have what kinds of ``what``, the rarest last."""
    having: dict[str, list[str]] = {}
    entries = asked_of(register, slugs)
    for entry in entries:
        above = Term("iri", GOV + KINDS[what])
        query = MEETING if what == "meetings" else THERE
        for row in register.store.over(entry.asked).select(query, {"above": above}).rows:
            kind = " ".join(term.value for term in row if term)
            having.setdefault(kind, []).append(entry.slug)
    every = [entry.slug for entry in entries]
    found = [
        Compared(kind, tuple(names), tuple(s for s in every if s not in set(names)), len(names))
        for kind, names in having.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.what))


def compare_rules(findings: Mapping[str, Sequence[Finding]]) -> list[Compared]:
    """Return which dossiers break which rules, those that most break first."""
    broken: dict[str, dict[str, int]] = {}
    for slug, found in findings.items():
        for finding in found:
            counts = broken.setdefault(finding.rule, {})
            counts[slug] = counts.get(slug, 0) + 1
    compared = [
        Compared(
            rule,
            tuple(sorted(counts, key=lambda slug: (-counts[slug], slug))),
            tuple(slug for slug in sorted(findings) if slug not in counts),
            sum(counts.values()),
        )
        for rule, counts in broken.items()
    ]
    return sorted(compared, key=lambda one: (-len(one.having), -one.count, one.what))


def kept_findings(register: Register, slugs: Sequence[str] = ()) -> dict[str, Sequence[Finding]]:
    """Return what was found the last time; raise StoreError for a dossier never validated."""
    found: dict[str, Sequence[Finding]] = {}
    for entry in asked_of(register, slugs):
        if entry.validated is None:
            raise StoreError(
                Message("register.not-validated", name=entry.slug),
                hint=Message("register.not-validated-hint"),
            )
        found[entry.slug] = findings_in(register.store, entry.validated.findings)
    return found


def labels_of(
    register: Register, dossier: Dossier, iris: Sequence[str], language: str
) -> list[str]:
    """Return what people call ``iris``, in the words of the first dossier that has any."""
    graphs = [graph_of(register, dossier, entry) for entry in register.entries.values()]

    def label(iri: str) -> str:
        known = (graph.label(iri, language) for graph in graphs)
        short = shorten(iri).strip("<>")
        return next((text for text in known if text != short), short)

    return [" – ".join(label(iri) if ":" in iri else iri for iri in one.split()) for one in iris]
