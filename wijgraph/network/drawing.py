"""How the views of a dossier are drawn: its views, lanes, families and words.

All of it is data, in ``data/views/`` of the dossier: ``drawing.toml``, and a file for each view. A
dossier that has none is drawn as the built-in one. Everything goes by class, never by node.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from wijgraph import dossier as dossiers
from wijgraph.errors import DossierError, UnknownNodeError, WijgraphError
from wijgraph.graph import Graph
from wijgraph.graph.facts import Facts
from wijgraph.graph.resolver import among, did_you_mean, nearest
from wijgraph.messages import LANGUAGES, Message
from wijgraph.namespaces import CONCEPT, GOV, ORG, PREFIXES, SKOS, WIJ, expand
from wijgraph.safety.reading import read_text
from wijgraph.safety.toml import Table

if TYPE_CHECKING:
    import networkx as nx

Text = Mapping[str, str]
VIEWS = "data/views"
DRAWING = "drawing.toml"
MEETINGS = (GOV + "MeetingSeries", GOV + "WorkingBody")
# What a gap lacks when it is about who stands in a relation, and not about its contents.
WHO = tuple(GOV + name for name in ("actor", "counterparty", "participant", "via", "addressedTo"))
NO_TEXT: Text = dict.fromkeys(LANGUAGES, "")
# What the lines of a family show that are no relation of a kind.
PART, GAP, OTHER, ANSWER = ROLES = ("part", "gap", "other", "answer")
# What a node is part of decides its lane where its own class does not.
WHOLES = (ORG + "unitOf", ORG + "postIn", ORG + "memberOf", SKOS + "broader")
SHAPES = {
    "Gap": "gap",
    "MeetingSeries": "meeting",
    "WorkingBody": "meeting",
    "Assignment": "assignment",
    "Perspective": "perspective",
    "Post": "post",
    "Group": "group",
    "Municipality": "organisation",
    "InHouseContractor": "organisation",
    "ExternalOrganisation": "organisation",
}


COLOUR = re.compile("#[0-9A-Fa-f]{6}")
IRI = re.compile(r"""[^\x00-\x20<>"{}|\\^`]+""")
FOREIGN = tuple(iri for iri in PREFIXES.values() if not iri.startswith((CONCEPT, GOV, WIJ)))
Named = list[tuple[Table, str, str]]  # the terms that a file names: where, under which key


@dataclass(frozen=True)
class View:
    """A named part of the graph.

    ``relations`` are the classes of the relations that are lines; ``among``, where given, are the
    classes of the nodes between which they run, ``structures`` the structures of which one end is
    a part. ``meetings``, ``assignments`` and ``perspectives`` tell whether these are boxes. Gaps
    are boxes when they are about a line and someone in it is missing, or when they are about a box
    and what is missing is one of ``missing``; with ``gaps`` every gap about an actor, a
    consultation or a relation is one, and nothing else. ``grip`` marks the view whose lines a
    what-if looks after.
    """

    name: str
    title: Text
    text: Text
    relations: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    meetings: bool = False
    assignments: bool = False
    perspectives: bool = False
    missing: tuple[str, ...] = ()
    gaps: bool = False
    grip: bool = False


@dataclass(frozen=True)
class Lane:
    """A band of the picture, for nodes of these classes; without any, for all others."""

    name: str
    label: Text
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Lines that are drawn in one colour: relations of these classes, or what ``role`` says."""

    name: str
    label: Text
    colour: str  # as "#720000"
    kinds: tuple[str, ...] = ()
    role: str = ""  # one of ROLES


@dataclass(frozen=True)
class Status:
    """In what sense relations hold, and how their lines are broken."""

    name: str
    label: Text
    word: Text  # on the line itself; empty for what needs none
    dash: str  # as SVG has it; empty for a whole line
    modalities: tuple[str, ...]


# What holds most firmly first: these are the senses of the vocabulary, not of a dossier.
STATUSES = {
    "formeel": Status(
        "formeel", Message("words.status_formeel"), NO_TEXT, "", ("statutory", "agreed")
    ),
    "praktijk": Status(
        "praktijk",
        Message("words.status_praktijk"),
        Message("words.status_praktijk"),
        "8 5",
        ("practice",),
    ),
    "gewenst": Status(
        "gewenst",
        Message("words.status_gewenst"),
        Message("words.status_gewenst"),
        "2 4",
        ("judged", "recommended", "asked"),
    ),
}
FORMAL, *_, WISHED = STATUSES


def status_of(modality: str | None) -> str:
    """Return the status of what holds in this sense (the IRI of a modality).

    What does not say in which sense it holds is not told as holding.
    """
    name = (modality or "").removeprefix(CONCEPT)
    return next((s.name for s in STATUSES.values() if name in s.modalities), WISHED)


@dataclass(frozen=True)
class Drawing:
    """All that a dossier says of how it is drawn; each by name, in the order of a legend."""

    views: Mapping[str, View]
    lanes: Mapping[str, Lane]  # from top to bottom
    families: Mapping[str, Family]
    ask: Mapping[str, Text]  # how one asks for what is missing, by property
    first: str  # the view that opens

    def family_of(self, facts: Facts, kinds: Iterable[str]) -> str:
        """Return the family of a relation with these classes."""
        above = {k for kind in kinds for k in facts.above(kind)}
        if GOV + "Gap" in above:
            return self.family_for(GAP)
        own = (f.name for f in self.families.values() if above.intersection(f.kinds))
        return next(own, self.family_for(OTHER))

    def family_for(self, role: str) -> str:
        """Return the family of the lines with this role."""
        return next(f.name for f in self.families.values() if f.role == role)

    @property
    def unsaid(self) -> frozenset[str]:
        """The families whose lines hold in no sense: gaps, parts, and rows of an answer."""
        return frozenset(f.name for f in self.families.values() if f.role in {PART, GAP, ANSWER})

    def lane_of(self, facts: Facts, node: str) -> str:
        """Return the lane of a node: by its class, else by what it is part of."""
        seen: set[str] = set()
        while node not in seen:
            seen.add(node)
            for lane in self.lanes.values():
                if lane.kinds and facts.is_a(node, *lane.kinds):
                    return lane.name
            node = next(iter(facts.values(node, *WHOLES)), node)
        rest = (lane.name for lane in self.lanes.values() if not lane.kinds)
        return next(rest, list(self.lanes)[-1])

    def rank_of(self, facts: Facts, node: str) -> int:
        """Return the number of the lane of a node, the one on top being 0."""
        return list(self.lanes).index(self.lane_of(facts, node))

    def view_called(self, name: str) -> str | None:
        """Return the name of the view that has ``name`` as its name or title; None for none."""
        return among(name, {view.name: view.title.values() for view in self.views.values()})

    def pick(self, name: str) -> View:
        """Return the view called ``name``.

        Raises UnknownNodeError, with the nearest names, when there is none.
        """
        found = self.view_called(name)
        if found is not None:
            return self.views[found]
        near = nearest(name, self.views)
        raise UnknownNodeError(
            Message("network.no-view", name=name),
            hint=did_you_mean(near) or Message("network.no-view-hint", names=", ".join(self.views)),
            near=near,
        )


def drawing(network: "nx.MultiDiGraph[str]") -> Drawing:
    """Return how a network is drawn."""
    found: Drawing = network.graph["drawing"]
    return found


DRAWINGS: WeakKeyDictionary[Graph, Drawing] = WeakKeyDictionary()


def shape_of(facts: Facts, node: str) -> str:
    """Return the shape of the box of a node."""
    return next((s for name, s in SHAPES.items() if facts.is_a(node, GOV + name)), "body")


def drawing_of(graph: Graph) -> Drawing:
    """Return how the dossier of ``graph`` is drawn; read once for a graph.

    Raises DossierError, with file and line, when what it says of that is not as it should be, or
    names a class or property that the dossier does not have.
    """
    if graph not in DRAWINGS:
        named: Named = []
        with _as_dossier_error():
            DRAWINGS[graph] = _read(graph.dossier.files(VIEWS), named)
            _refuse_unknown(graph, named)
    return DRAWINGS[graph]


@contextmanager
def _as_dossier_error() -> Iterator[None]:
    try:
        yield
    except WijgraphError as error:
        raise DossierError(
            error.said, path=error.path, line=error.line, column=error.column, hint=error.advice
        ) from None


def _refuse_unknown(graph: Graph, named: Named) -> None:
    """Raise WijgraphError for the first of ``named`` of which ``graph`` says nothing."""
    iris = {name: expand(name) for _, _, name in named}
    values = " ".join(f"<{iri}>" for iri in iris.values() if not iri.startswith(FOREIGN))
    query = f"SELECT DISTINCT ?term WHERE {{ VALUES ?term {{ {values} }} ?term ?property ?value }}"
    known = {term.value for (term,) in graph.store.select(query).rows if term}
    for table, key, name in named:
        if iris[name] not in known and not iris[name].startswith(FOREIGN):
            raise table.wrong(key, Message("network.no-term", name=name), at=name)


def _read(own: Sequence[Path], named: Named) -> Drawing:
    """Read the files ``own`` of a dossier; without a drawing of its own they add to the built-in.

    ``named`` takes the terms that they name. What the built-in dossier names and another lacks is
    not a mistake of that other.
    """
    paths = {path.name: path for path in own}
    if DRAWING not in paths:
        paths = {path.name: path for path in dossiers.builtin().files(VIEWS)} | paths
    terms: dict[Path, Named] = {path: named if path in own else [] for path in paths.values()}
    general = paths.pop(DRAWING)
    table = Table(general, read_text(general))
    views = [_view(path, terms[path]) for _, path in sorted(paths.items())]
    drawing = _drawing(table, views, terms[general])
    table.close()
    return drawing


def _drawing(table: Table, views: Sequence[View], named: Named) -> Drawing:
    own = {view.name: view for view in views}
    if not own:
        raise table.wrong("views", Message("network.views-none"))
    first, order = table.text("first", ""), table.names("views")
    # A dossier with views of its own need not have those that the built-in one names.
    ordered = [*(name for name in order if name in own), *sorted(own.keys() - set(order))]
    lanes = [_lane(part, named) for part in table.tables("lane")]
    families = [_family(part, named) for part in table.tables("family")]
    for key, found in (("lane", lanes), ("family", families)):
        if not found:
            raise table.wrong(key, Message("safety.toml-lacks", key=f"[[{key}]]"))
    for role in ROLES:
        if role not in {family.role for family in families}:
            raise table.wrong("family", Message("network.family-lacks", role=role))
    ask = table.table("ask")
    return Drawing(
        {name: own[name] for name in ordered},
        {lane.name: lane for lane in lanes},
        {family.name: family for family in families},
        {expand(key): ask.texts(key) for key in ask.keys()},  # noqa: SIM118 - they become known
        first if first in own else ordered[0],
    )


def _view(path: Path, named: Named) -> View:
    table = Table(path, read_text(path))
    view = View(
        path.stem,
        table.texts("title"),
        table.texts("text", NO_TEXT),
        _terms(table, "relations", named),
        _terms(table, "among", named),
        _terms(table, "structures", named),
        table.flag("meetings"),
        table.flag("assignments"),
        table.flag("perspectives"),
        _terms(table, "missing", named),
        table.flag("gaps"),
        table.flag("grip"),
    )
    table.close()
    if not (view.relations or view.meetings or view.assignments or view.perspectives or view.gaps):
        raise table.wrong("title", Message("network.view-shows-nothing"))
    return view


def _lane(table: Table, named: Named) -> Lane:
    lane = Lane(table.text("name"), table.texts("label"), _terms(table, "kinds", named))
    table.close()
    return lane


def _family(table: Table, named: Named) -> Family:
    family = Family(
        table.text("name"),
        table.texts("label"),
        table.text("colour"),
        _terms(table, "kinds", named),
        table.text("for", ""),
    )
    table.close()
    if not COLOUR.fullmatch(family.colour):
        raise table.wrong("colour", Message("network.colour", colour=family.colour))
    if family.role and family.role not in ROLES:
        raise table.wrong("for", Message("network.role", role=family.role, roles=", ".join(ROLES)))
    return family


def _terms(table: Table, key: str, named: Named) -> tuple[str, ...]:
    """Return the IRIs of a list of names such as ``gov:Steering``."""
    names = table.names(key)
    for name in names:
        if ":" not in name or not IRI.fullmatch(expand(name)):
            raise table.wrong(key, Message("network.no-term", name=name), at=name)
        named.append((table, key, name))
    return tuple(map(expand, names))
