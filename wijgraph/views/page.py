"""The advisor's view: one page that opens without the internet, with picture, evidence and text."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from wijgraph.characters import marked, placed
from wijgraph.errors import WijgraphError
from wijgraph.messages import LANGUAGES, Message, own_names, words_of
from wijgraph.network.drawing import ROLES, STATUSES, drawing
from wijgraph.views.elk import elk_source
from wijgraph.views.layout import (
    EMPTY,
    MOST_BOXES,
    MOST_LINES,
    Layout,
    elk_graph,
    lay_out,
    readable,
)
from wijgraph.views.svg import GAP_DASH, STYLE, said, svg

if TYPE_CHECKING:
    import networkx as nx

# In a script no data may end it, nor break a line where JavaScript sees one and JSON does not.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(
    network: "nx.MultiDiGraph[str]",
    language: str = "nl",
    *,
    layout: Layout | None = None,
    links: Mapping[str, str] | None = None,
) -> str:
    """Return ``network`` as one HTML file that needs nothing else: the same bytes every time.

    ``layout`` saves laying out again; ``links`` are the addresses of pages about nodes and facts,
    by IRI. With more than 150 boxes the page asks for a filter before it draws.
    """
    source = elk_source()
    if "</script" in source:
        raise WijgraphError(Message("views.engine-not-in-page"))
    script, style = asset("view.js"), asset("view.css")
    return placed(
        _template().render(
            language=language,
            csp=_policy(script),
            script=script,
            style=style,
            elk=source,
            elk_address="",
            turns=_turns(),
            **parts(network, language, LANGUAGES, layout=layout, links=links),
        )
    )


def _turns() -> dict[str, str]:
    """Return for each language what the next one calls itself, in the order of the script."""
    names = own_names()
    order = sorted(names)
    return {one: names[order[(order.index(one) + 1) % len(order)]] for one in LANGUAGES}


def parts(
    network: "nx.MultiDiGraph[str]",
    language: str,
    languages: Sequence[str],
    *,
    layout: Layout | None = None,
    links: Mapping[str, str] | None = None,
    styled: bool = True,
) -> dict[str, Any]:
    """Return what ``explorer.html`` shows, in ``languages``, of which ``language`` comes first."""
    from markupsafe import Markup

    if layout is None:
        layout = lay_out(network) if readable(network) else EMPTY
    lines, drawn = [line for *_, line in network.edges(data=True)], drawing(network)
    holding = [line for line in lines if line["family"] not in drawn.unsaid]
    data = _data(network, languages, links or {})
    data["style"] = "" if styled else STYLE  # for a picture that is saved from a page without it
    picture = svg(network, language, layout=layout, also=languages, interactive=True, styled=styled)
    return {
        "languages": [language, *(other for other in languages if other != language)],
        "title": network.graph["title"],
        "text": network.graph["text"],
        "words": {la: words_of("view", la) for la in languages},
        "families": [
            (family, _count(lines, "family", family.name))
            for family in drawn.families.values()
            if _count(lines, "family", family.name)
        ],
        "roles": data["roles"],
        "directed": {line["family"] for line in lines if line["directed"]},
        "gap_dash": GAP_DASH,
        "statuses": [
            (
                status,
                _count(holding, "status", status.name),
            )
            for status in STATUSES.values()
        ],
        "sources": data["sources"],
        "dates": data["dates"],
        "too_many": not readable(network),
        "nodes": data["nodes"],
        "lines": data["lines"],
        "picture": Markup(picture),
        "network": Markup(script_json(data)),
    }


def script_json(value: object) -> str:
    """Return ``value`` as JSON that can stand in a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character, escaped in UNSAFE.items():
        text = text.replace(character, escaped)
    return text


def _data(
    network: "nx.MultiDiGraph[str]", languages: Sequence[str], links: Mapping[str, str]
) -> dict[str, Any]:
    elk, drawn = elk_graph(network), drawing(network)
    index = {name: i for i, name in enumerate(network)}
    nodes = [
        {**node, "id": name, "elk": box, "page": links.get(node["iri"])}
        for (name, node), box in zip(network.nodes(data=True), elk["children"], strict=True)
    ]
    lines = []
    for (one, other, key, line), edge in zip(
        network.edges(keys=True, data=True), elk["edges"], strict=True
    ):
        names = [network.nodes[end]["label"] for end in (one, other)]
        lines.append(
            {
                **line,
                "id": edge["id"],
                "key": key,
                "one": index[one],
                "other": index[other],
                "elk": edge,
                "page": links.get(line["iri"]),
                "said": {la: said(line, [name[la] for name in names], la) for la in languages},
            }
        )
    # Of a network whose lines have no source of their own, none is left by choosing among sources.
    sourced = any(line["evidence"] for line in lines)
    items = (*nodes, *lines) if sourced else ()
    cited = {e["source"]: e["document"] for item in items for e in item["evidence"]}
    return {
        "name": network.graph["name"],
        "nodes": nodes,
        "lines": lines,
        "lanes": [{"name": lane.name, "label": dict(lane.label)} for lane in drawn.lanes.values()],
        "options": elk["layoutOptions"],
        "most": {"boxes": MOST_BOXES, "lines": MOST_LINES},
        "unsaid": sorted(drawn.unsaid),
        "roles": {role: drawn.family_for(role) for role in ROLES},
        "sources": [{"id": source, "label": cited[source]} for source in sorted(cited)],
        "dates": sorted({day for line in lines for day in (line["start"], line["end"]) if day}),
        "words": {la: words_of("view", la) for la in languages},
    }


def _count(lines: Sequence[Mapping[str, Any]], key: str, value: str) -> int:
    return sum(line[key] == value for line in lines)


def assets() -> dict[str, bytes]:
    """Return the files that pages of a site share: script, style and layout engine, by name.

    The engine is in a script as text, since a page on disk may not fetch one; it stands beside it
    as it was published, with its licence.
    """
    folder = files("wijgraph.views").joinpath("vendor")
    return {
        "view.js": asset("view.js").encode(),
        "view.css": f"{STYLE}\n{asset('view.css')}".encode(),
        "elk.js": f"globalThis.ELK_SOURCE = {script_json(elk_source())};\n".encode(),
        "elk-worker.min.js": elk_source().encode(),
        "elkjs-LICENSE.md": folder.joinpath("elkjs-LICENSE.md").read_bytes(),
    }


def asset(name: str) -> str:
    """Return a file of the templates: ``view.js`` or ``view.css``."""
    return files("wijgraph.views").joinpath(f"templates/{name}").read_text("utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("wijgraph.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=marked,
    )
    return environment.get_template("view.html")


def _policy(script: str) -> str:
    """Return a policy that lets the page run its own script and load nothing."""
    own = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{own}'; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
