"""The pictures of the site: the views, and the surroundings of each actor."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wijgraph.messages import word
from wijgraph.network import ACTOR, drawing_of, project, slug
from wijgraph.pages.material import Material
from wijgraph.pages.page import Card, Page
from wijgraph.views.layout import EMPTY, Layout, lay_out, readable

if TYPE_CHECKING:
    import networkx as nx


class Lazy:
    """Text for a template that is made when it is put in."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __html__(self) -> str:
        return self._make()


class Pictures:
    """Every picture of a dossier.

    ``layout`` tells where things stand in the one with a name: each is laid out when it is first
    asked for, unless who makes many at once puts something quicker there.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._known: dict[str, Layout] = {}
        self.layout: Callable[[str], Layout] = lambda name: lay_out(self.networks[name])

    @cached_property
    def networks(self) -> Mapping[str, "nx.MultiDiGraph[str]"]:
        """The networks by name: of the views, and of each actor that has a line."""
        facts = self._material.facts
        names = (
            *drawing_of(facts.graph).views,
            *(ACTOR + slug(actor) for actor in self._material.paths.actors),
        )
        networks = {name: project(facts, name) for name in names}
        return {name: n for name, n in networks.items() if n.number_of_edges()}

    @property
    def drawable(self) -> Mapping[str, "nx.MultiDiGraph[str]"]:
        """The networks that are drawn at once; of a larger one the page asks what to draw."""
        return {name: n for name, n in self.networks.items() if readable(n)}

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The ways to the views; one that would be empty is left out."""
        return tuple(
            Card(_path(view.name), view.title, view.text)
            for view in drawing_of(self._material.facts.graph).views.values()
            if view.name in self.networks
        )

    def path(self, actor: str) -> str:
        """Return the page with the surroundings of an actor, empty when it has none."""
        name = ACTOR + slug(actor)
        return self._of_actor(actor) if name in self.networks else ""

    def _of_actor(self, actor: str) -> str:
        return _path(f"actor-{self._material.paths.slugs[actor]}")

    def still(self, actor: str, language: str) -> Lazy | None:
        """Return what stands one step from an actor as a drawing, None when nothing does."""
        name = ACTOR + slug(actor)
        if name not in self.networks or not readable(self.networks[name]):
            return None

        def draw() -> str:
            from wijgraph.views.svg import svg

            return svg(self.networks[name], language, layout=self._place(name), styled=False)

        return Lazy(draw)

    def pages(self, language: str) -> Iterator[Page]:
        """Yield the page of each view, and that of the surroundings of each actor."""
        for card in self.cards:
            name = card.path.removeprefix("views/").removesuffix(".html")
            yield self._page(card.path, name, card.title[language], language)
        for actor in self._material.paths.actors:
            name = ACTOR + slug(actor)
            if name in self.networks:
                label = self._material.label(actor, language)
                title = word("surroundings", language).format(label)
                yield self._page(self._of_actor(actor), name, title, language)

    def _page(self, path: str, name: str, title: str, language: str) -> Page:
        return Page(path, "view.html", title, lambda: self._parts(name, language), "views")

    def _parts(self, name: str, language: str) -> dict[str, Any]:
        from wijgraph.views.page import parts

        paths, network = self._material.paths, self.networks[name]
        facts = (
            *(node["iri"] for _, node in network.nodes(data=True)),
            *(line["iri"] for *_, line in network.edges(data=True)),
        )
        links = {fact: f"../{href}" for fact in facts if (href := paths.href(fact))}
        layout = self._place(name)
        return parts(network, language, [language], layout=layout, links=links, styled=False)

    def _place(self, name: str) -> Layout:
        if name not in self._known:
            drawn = readable(self.networks[name])
            self._known[name] = self.layout(name) if drawn else EMPTY
        return self._known[name]


def _path(name: str) -> str:
    return f"views/{name}.html"
