"""A view: a network in one language, and every way to look at it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijgraph.errors import (
    AmbiguousNameError,
    ParameterError,
    UnknownNodeError,
    extra,
)
from wijgraph.files import write_whole
from wijgraph.graph.facts import Facts
from wijgraph.graph.resolver import among, did_you_mean, nearest
from wijgraph.messages import LANGUAGES, Message, Texts
from wijgraph.model import Finding
from wijgraph.namespaces import GOV, SKOS
from wijgraph.network import (
    ACTOR,
    Filters,
    drawing_of,
    narrow,
    project,
    refuse_many,
    slug,
)
from wijgraph.views.exports import flat, pick

if TYPE_CHECKING:
    import networkx as nx

    from wijgraph.views.pyvisnet import Picture

BOXES = tuple(
    GOV + name for name in ("Actor", "Assignment", "MeetingSeries", "WorkingBody", "Perspective")
)


@dataclass(frozen=True)
class NetworkView:
    """A network and the language that it is looked at in; a notebook shows it as a picture.

    ``network`` is an ``nx.MultiDiGraph`` with one edge for each fact, and ``findings`` gives what
    validation finds about it.
    """

    network: "nx.MultiDiGraph[str]"
    language: str = "nl"
    findings: Callable[[], Sequence[Finding]] = tuple

    def to(self, form: str, path: Path | str | None = None) -> bytes:
        """Return the view in a format, such as "graphml", and write it to ``path`` if given.

        Raises ParameterError for an unknown format, WijgraphError when the program or library that
        the format needs is missing, WriteError when ``path`` cannot be written.
        """
        data = pick(form).write(self.network, self.language, self.findings)
        if path is not None:
            write_whole(Path(path), data)
        return data

    def to_html(self, path: Path | str | None = None) -> str:
        """Return the view as a page that needs nothing else; written to ``path`` if given."""
        return self.to("html", path).decode()

    def to_svg(self, path: Path | str | None = None) -> str:
        """Return the view as a picture; written to ``path`` if given."""
        return self.to("svg", path).decode()

    def to_pyvis(self, path: Path | str | None = None) -> "Picture":
        """Return the view as a pyvis network that one can drag; written to ``path`` if given.

        The page that it makes is ours: it asks nothing of any other host. A notebook shows it.
        """
        with extra("pyvis", "pyvis"):
            from wijgraph.views.pyvisnet import picture

        made = picture(self.network, self.language)
        if path is not None:
            write_whole(Path(path), made.generate_html().encode())
        return made

    def df(self) -> Any:
        """Return the edges as a pandas DataFrame.

        Raises WijgraphError when pandas is not installed.
        """
        with extra("notebook", "pandas"):
            import pandas as pd
        return pd.DataFrame(flat.edges(self.network, self.language), columns=flat.EDGE_FIELDS)

    def _repr_html_(self) -> str:
        return self.to_svg()


def narrowed(
    facts: Facts,
    name: str | None,
    *,
    focus: str | None = None,
    steps: int = 1,
    at: date | str | None = None,
    modality: tuple[str, ...] = (),
    process: tuple[str, ...] = (),
    source: tuple[str, ...] = (),
) -> "nx.MultiDiGraph[str]":
    """Return the view called ``name``, that of an actor, or all of it, as far as it is wanted.

    Raises UnknownNodeError for a view or focus that there is not, ParameterError for a date that is
    none and for a filter that can let nothing through.
    """
    network = whole(facts) if name is None else project(facts, resolve(facts, name))
    if steps < 1:
        raise ParameterError(
            Message("views.no-steps", steps=steps), hint=Message("views.no-steps-hint")
        )
    if focus is not None and focus not in network:
        focus = slug(facts.graph.node(focus, *BOXES))
    filters = Filters(
        focus,
        steps,
        _day(at),
        _called(facts, modality, _in_scheme(facts, "modalities")),
        _called(facts, process, _in_scheme(facts, "processes")),
        _called(facts, source, facts.instances(GOV + "Source")),
    )
    return network if filters == Filters() else narrow(network, filters)


def _called(facts: Facts, names: Iterable[str], nodes: Iterable[str]) -> tuple[str, ...]:
    """Return what ``nodes`` are called in a network, for the names that people give them.

    What is not known is left as it is: the network tells what it has.
    """
    known = {slug(node).removeprefix("concept:"): facts.labels(node).values() for node in nodes}
    return tuple(among(name, known) or name for name in names)


def _in_scheme(facts: Facts, scheme: str) -> list[str]:
    concepts = facts.instances(SKOS + "Concept")
    return [one for one in concepts if GOV + scheme in facts.values(one, SKOS + "inScheme")]


def _day(value: date | str | None) -> date | None:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ParameterError(
            Message("views.no-date", text=value), hint=Message("views.no-date-hint")
        ) from None


def resolve(facts: Facts, name: str) -> str:
    """Return the full name of a view: ``sturing`` as it is, ``rvb`` as ``actor:rvb``.

    Raises UnknownNodeError, with the nearest names, when there is no such view or actor.
    """
    drawing = drawing_of(facts.graph)
    if name in drawing.views:
        return name
    try:
        return ACTOR + slug(facts.graph.node(name.removeprefix(ACTOR), *BOXES))
    except AmbiguousNameError:
        raise
    except UnknownNodeError as error:
        titled = drawing.view_called(name)
        if titled is not None:
            return titled
        near = nearest(name.removeprefix(ACTOR), drawing.views) + list(error.near)
    views = ", ".join(drawing.views)
    raise UnknownNodeError(
        Message("views.no-view", name=name),
        hint=did_you_mean(near) or Message("views.no-view-hint", views=views),
        near=near,
    )


def whole(facts: Facts) -> "nx.MultiDiGraph[str]":
    """Return all views, those of actors too, as one network: every relation, meeting and gap."""
    import networkx as nx

    refuse_many(facts.graph, None)
    # What an actor is part of stands only in its own view.
    actors = facts.instances(GOV + "Actor")
    names = [*drawing_of(facts.graph).views, *(ACTOR + slug(actor) for actor in actors)]
    network: nx.MultiDiGraph[str] = nx.compose_all([project(facts, name) for name in names])
    title, text = Texts(Message("views.all")), dict.fromkeys(LANGUAGES, "")
    network.graph.update(name="alles", title=title, text=text)
    return network
