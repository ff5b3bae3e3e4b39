"""Scenarios: what changes, told in two languages, and applied to a copy of a dossier."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wijgraph.analysis import update as updates
from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError, UnknownNodeError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.graph.resolver import did_you_mean, nearest
from wijgraph.messages import Message, Texts
from wijgraph.model import Position
from wijgraph.store import Triple, read_text
from wijgraph.store.canonical import named, order
from wijgraph.turtle import patch as patches
from wijgraph.turtle.patch import Patch

ENDINGS = (".rdfp", ".ru")
HEADER = re.compile(r"#\+\s*([\w-]+)\s*:\s*(.*\S)\s*\Z")
# What the header of an update calls what a patch calls title_en.
ENGLISH = {"title": "title_en", "description": "description_en"}
TEXTS = ("title_nl", "title_en", "description_nl", "description_en")
KNOWN = {"id", *TEXTS}


class ScenarioError(DossierError):
    """A file is not a scenario, or says nothing of itself."""


@dataclass(frozen=True)
class Scenario:
    """A change to try: its words, and a patch or the text of an update."""

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    name: str  # of the file, as people are told
    change: Patch | str


@dataclass(frozen=True)
class Idle:
    """A line of a scenario that changes nothing."""

    adds: bool
    triple: Triple
    position: Position


@dataclass(frozen=True)
class AppliedScenario:
    """A dossier with a scenario applied: its documents, and what became of each triple."""

    documents: tuple[Document, ...]
    added: frozenset[Triple]
    removed: frozenset[Triple]
    idle: tuple[Idle, ...] = ()


@dataclass(frozen=True)
class Changed(Document):
    """A document of which triples have gone; what is left stands where it stood."""

    own: tuple[Triple, ...] = ()

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples that are left."""
        return self.own


@dataclass(frozen=True)
class Hypotheses(Document):
    """What a scenario adds: facts without a source, at their place in its file."""

    places: Mapping[Triple, Position] | None = None

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples that were not there."""
        return tuple(self.places or ())

    def may_hold(self, node: str) -> bool:
        """Return True: what an update adds need not be written in its text."""
        return bool(node)

    def place(self, keys: Sequence[tuple[str, ...]]) -> tuple[int, Position] | None:
        """Return the first of ``keys`` that is in this document: its rank and its place."""
        for rank, key in enumerate(keys):
            for (subject, predicate, obj), position in (self.places or {}).items():
                own = (subject.value, predicate.value, obj.value)
                if own[: len(key)] == key or key in {("", own[1]), ("", own[2])}:
                    return rank, position
        return None


def read(path: Path, name: str | None = None) -> Scenario:
    """Return the scenario in a file: RDF Patch (.rdfp) or SPARQL Update (.ru).

    Raises ScenarioError when it says nothing of itself, PatchError or QueryError, with line and
    column, when it is malformed or does what a scenario may not do.
    """
    name = name or str(path)
    if path.suffix.lower() not in ENDINGS:
        raise ScenarioError(
            Message("analysis.scenario-kind"),
            path=name,
            hint=Message("analysis.scenario-kind-hint"),
        )
    text = read_text(path)
    change: Patch | str
    if path.suffix.lower() == ".rdfp":
        change = patches.read(text, name)
        if not change.steps:
            hint = Message("analysis.patch-line-hint")
            raise ScenarioError(Message("analysis.patch-empty"), path=name, hint=hint)
        said = {key: term.value for key, term in change.header.items() if term.kind == "literal"}
        example = 'H title_nl "…" .'
    else:
        updates.check(text, name)
        change, said, example = text, _header(text, name), "#+ title_nl: …"
    missing = [key for key in TEXTS if not said.get(key, "").strip()]
    if missing:
        raise ScenarioError(
            Message("analysis.scenario-lacks", keys=", ".join(missing)),
            path=name,
            line=1,
            hint=Message("analysis.scenario-lacks-hint", example=example),
        )
    return Scenario(
        id=said.get("id", path.stem),
        title=Texts(nl=said["title_nl"], en=said["title_en"]),
        description=Texts(nl=said["description_nl"], en=said["description_en"]),
        name=name,
        change=change,
    )


def _header(text: str, name: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        match = HEADER.match(line)
        key = ENGLISH.get(match[1], match[1]) if match else ""
        if not match or key not in KNOWN or key in said:
            raise ScenarioError(
                Message("analysis.scenario-header", text=line[:60]),
                path=name,
                line=number,
                hint=Message("analysis.scenario-header-hint"),
            )
        said[key] = match[2]
    return said


def catalogue(dossier: Dossier) -> dict[str, Path]:
    """Return the scenarios that come with a dossier, by id: their files."""
    folder = dossier.root / "data" / "scenarios"
    return {
        p.stem: dossier.inside(p) for p in sorted(folder.glob("*")) if p.suffix.lower() in ENDINGS
    }


def find(dossier: Dossier, wanted: str) -> Scenario:
    """Return the scenario called ``wanted``: one of the dossier's own, or a file.

    Raises UnknownNodeError, with the nearest names, when there is neither.
    """
    own = catalogue(dossier)
    if wanted in own:
        return read(own[wanted], dossier.relative(own[wanted]))
    if Path(wanted).is_file():
        return read(Path(wanted))
    near = nearest(Path(wanted).stem, own)
    raise UnknownNodeError(
        Message("analysis.no-scenario", name=wanted),
        hint=did_you_mean(near) or Message("analysis.no-scenario-hint"),
        near=near,
    )


def apply(scenario: Scenario, graph: Graph) -> AppliedScenario:
    """Return the documents of ``graph`` with the scenario applied; ``graph`` stays as it is.

    Raises ScenarioError for an update that changes nothing.
    """
    whole = [_named(document) for document in graph.documents]
    base = {triple for document in whole for triple in document.triples}
    places: dict[Triple, Position] = {}
    idle: list[Idle] = []
    if isinstance(scenario.change, Patch):
        after = set(base)
        for step in scenario.change.steps:
            place = Position(scenario.name, step.line, step.column)
            if (step.triple in after) == step.adds:
                idle.append(Idle(step.adds, step.triple, place))
            elif step.adds:
                after.add(step.triple)
                places[step.triple] = place
            else:
                after.discard(step.triple)
    else:
        after = updates.run(scenario.change, scenario.name, base, graph.derived)
        if after == base:
            raise ScenarioError(Message("analysis.update-idle"), path=scenario.name)
    added, removed = frozenset(after - base), frozenset(base - after)
    documents = tuple(kept(document, lambda triple: triple not in removed) for document in whole)
    if added:
        known = {
            t: places.get(t, Position(scenario.name, None, None)) for t in sorted(added, key=order)
        }
        documents += (Hypotheses(scenario.name, "", "ntriples", places=known),)
    return AppliedScenario(documents, added, removed, tuple(idle))


def _named(document: Document) -> Document:
    """Return ``document`` with its blank nodes named as a patch names them."""
    if not document.anonymous:
        return document
    # Those have no place in the text, where they have other names; all else has.
    return _with(document, tuple(sorted(named(document.triples), key=order)))


def kept(document: Document, stays: Callable[[Triple], bool]) -> Document:
    """Return ``document`` with the triples that stay; itself when all do."""
    own = tuple(filter(stays, document.triples))
    return document if len(own) == len(document.triples) else _with(document, own)


def _with(document: Document, own: tuple[Triple, ...]) -> Document:
    return Changed(document.name, document.text, document.form, document.base, own)


def patched(triples: Iterable[Triple], change: Patch) -> frozenset[Triple]:
    """Return ``triples`` with a patch applied; blank nodes are named as a patch names them."""
    after = set(named(triples))
    for step in change.steps:
        (after.add if step.adds else after.discard)(step.triple)
    return frozenset(after)
