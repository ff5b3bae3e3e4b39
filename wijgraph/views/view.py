"""A view: a network in one language, and every way to look at it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijgraph.errors import ParameterError, UnknownNodeError, WijgraphError
from wijgraph.files import write_whole
from wijgraph.graph.facts import Facts
from wijgraph.model import Finding
from wijgraph.namespaces import GOV, expand
from wijgraph.network import ACTOR, VIEWS, Filters, narrow, project, slug
from wijgraph.views.exports import flat, pick

if TYPE_CHECKING:
    import networkx as nx

    from wijgraph.views.pyvisnet import Picture

BOXES = tuple(
    GOV + name for name in ("Actor", "Assignment", "MeetingSeries", "WorkingBody", "Perspective")
)
ALL = {"nl": "Het hele dossier", "en": "The whole dossier"}


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
        from wijgraph.views.pyvisnet import picture

        made = picture(self.network, self.language)
        if path is not None:
            write_whole(Path(path), made.generate_html().encode())
        return made

    def df(self) -> Any:
        """Return the edges as a pandas DataFrame.

        Raises WijgraphError when pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise WijgraphError(
                "pandas is not installed", hint="pip install 'wijgraph[notebook]'"
            ) from None
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
        raise ParameterError(f"{steps} is no number of steps", hint="Give 1 or more.")
    if focus is not None and focus not in network:
        focus = _named(facts, focus)
    filters = Filters(focus, steps, _day(at), modality, process, source)
    return network if filters == Filters() else narrow(network, filters)


def _named(facts: Facts, name: str) -> str:
    """Return the slug of what has ``name`` as its slug, IRI or label; else the name itself."""
    boxes = facts.instances(*BOXES)
    if expand(name) in boxes:
        return slug(expand(name))
    wanted = name.casefold()
    for node in boxes:
        if wanted in {label.casefold() for label in facts.labels(node).values()}:
            return slug(node)
    return name


def _day(value: date | str | None) -> date | None:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ParameterError(
            f"{value!r} is not a date", hint="Write a date as 2025-03-31."
        ) from None


def resolve(facts: Facts, name: str) -> str:
    """Return the full name of a view: ``sturing`` as it is, ``rvb`` as ``actor:rvb``.

    Raises UnknownNodeError, with the nearest names, when there is no such view or actor.
    """
    if name in VIEWS:
        return name
    node = _named(facts, name.removeprefix(ACTOR))
    if facts.is_a(expand(node), *BOXES):
        return ACTOR + node
    from difflib import get_close_matches

    actors = [slug(node) for node in facts.instances(*BOXES)]
    near = get_close_matches(name.removeprefix(ACTOR), [*VIEWS, *actors], 3)
    raise UnknownNodeError(
        f"there is no view or actor called {name!r}",
        hint=f"Did you mean: {', '.join(near)}?"
        if near
        else f"Views: {', '.join(VIEWS)}; or the name of an actor.",
    )


def whole(facts: Facts) -> "nx.MultiDiGraph[str]":
    """Return all views, those of actors too, as one network: every relation, meeting and gap."""
    import networkx as nx

    # What an actor is part of stands only in its own view.
    names = [*VIEWS, *(ACTOR + slug(actor) for actor in facts.instances(GOV + "Actor"))]
    network: nx.MultiDiGraph[str] = nx.compose_all([project(facts, name) for name in names])
    network.graph.update(name="alles", title=ALL, text={"nl": "", "en": ""})
    return network
