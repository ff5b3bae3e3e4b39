"""The page of a pyvis network: one file that opens without the internet."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from wijgraph.errors import WijgraphError, extra
from wijgraph.messages import Message, words_of
from wijgraph.network.drawing import STATUSES, Drawing
from wijgraph.views.exports.jsontext import dump

if TYPE_CHECKING:
    import networkx as nx

# What would make a browser ask for one more file.
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def page(network: "nx.MultiDiGraph[str]", language: str) -> str:
    """Return ``network`` as a page in which one can drag the boxes."""
    with extra("pyvis", "pyvis"):
        from wijgraph.views.pyvisnet import picture

    return picture(network, language).generate_html()


def render(
    title: str,
    text: str,
    language: str,
    drawn: Drawing,
    *,
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
) -> str:
    """Return the page of a pyvis network with these nodes and edges.

    Its policy allows nothing but its own scripts and style, by hash.
    """
    from markupsafe import Markup

    library, script = vis_network(), _asset("pyvis.js")
    style = _asset("pyvis.css") + "".join(
        f".family-{family.name} {{ border-color: {family.colour}; }}\n"
        for family in drawn.families.values()
    )
    html: str = _template().render(
        title=title,
        text=text,
        language=language,
        hint=Message("views.pyvis-hint")[language],
        nodes=nodes,
        edges=edges,
        names={node["id"]: node.get("name", node.get("label")) for node in nodes},
        families=_used(drawn.families, edges, "family"),
        statuses=_used(STATUSES, edges, "status"),
        w=words_of("view", language),
        # Ours, and pyvis's: escaped, they would be no scripts, and their hashes would not fit.
        library=Markup(library),
        script=Markup(script),
        style=Markup(style),
        hashes=[_hash(library), _hash(script)],
        style_hash=_hash(style),
        data=Markup(dump({"nodes": nodes, "edges": edges}, None)),  # dump() escapes < > &
    )
    return html


@cache
def vis_network() -> str:
    """Return the vis-network that pyvis carries, fit to stand in a page.

    Raises WijgraphError when this pyvis has none.
    """
    folder = files("pyvis").joinpath("templates/lib")
    versions = sorted(
        (entry for entry in folder.iterdir() if entry.name.startswith("vis-")),
        key=lambda entry: [int(n) for n in re.findall(r"\d+", entry.name)],
    )
    if not versions:
        raise WijgraphError(Message("views.no-vis-network"), hint="pip install 'pyvis>=0.3.2'")
    text = versions[-1].joinpath("vis-network.min.js").read_text("utf-8")
    # The only words that end a script, or hide its end, are escaped as strings and patterns may be.
    safe = re.sub(r"<(/script|!--)", r"<\\\1", text, flags=re.IGNORECASE)
    return SOURCE_MAP.sub("", safe)


def _used(looks: Mapping[str, Any], edges: Sequence[Mapping[str, Any]], field: str) -> list[Any]:
    there = {edge.get(field) for edge in edges}
    return [look for name, look in looks.items() if name in there]


def _asset(name: str) -> str:
    return files("wijgraph.views").joinpath(f"templates/{name}").read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("wijgraph.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("pyvis.html")
