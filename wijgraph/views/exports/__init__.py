"""Networks in the formats of other programs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from wijgraph.characters import counting, noted
from wijgraph.errors import ParameterError
from wijgraph.messages import Message
from wijgraph.model import Finding

if TYPE_CHECKING:
    import networkx as nx

Findings = Callable[[], Sequence[Finding]]


@dataclass(frozen=True)
class Format:
    """A format: the ending of its files, its media type, and the function that writes it.

    ``whole`` tells whether the graph of a whole dossier makes sense in it, ``text`` whether a
    terminal can show it, ``findings`` whether it holds what validation finds.
    """

    name: str
    ending: str
    media: str
    home: str  # module:function, within wijgraph.views
    text: bool = True
    whole: bool = True
    findings: bool = False

    def write(
        self, network: "nx.MultiDiGraph[str]", language: str, findings: Findings = tuple
    ) -> bytes:
        """Return ``network`` in this format, with its texts in ``language``."""
        module, function = self.home.split(":")
        # Imported when it is used: some of these need a library that is not always there.
        wanted = getattr(import_module(f"wijgraph.views.{module}"), function)
        arguments = (findings(),) if self.findings else ()
        with counting() as lost:
            data: bytes | str = wanted(network, language, *arguments)
        raw = data.encode() if isinstance(data, str) else data
        return noted(raw, lost) if self.media.endswith("xml") else raw


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format("html", ".html", "text/html", "page:page", whole=False),
        Format("svg", ".svg", "image/svg+xml", "svg:svg", whole=False),
        Format("png", ".png", "image/png", "exports.picture:png", text=False, whole=False),
        Format("pdf", ".pdf", "application/pdf", "exports.picture:pdf", text=False, whole=False),
        Format("pyvis", ".pyvis.html", "text/html", "pyvispage:page", whole=False),
        Format("graphml", ".graphml", "application/graphml+xml", "exports.graphml:write"),
        Format("gexf", ".gexf", "application/gexf+xml", "exports.gexf:write"),
        Format("cytoscape", ".cyjs", "application/json", "exports.cytoscape:write"),
        Format("json-graph", ".json", "application/json", "exports.nodelink:write"),
        Format("dot", ".dot", "text/vnd.graphviz", "exports.dot:write"),
        Format("mermaid", ".mmd", "text/vnd.mermaid", "exports.mermaid:write", whole=False),
        Format("csv", ".csv", "text/csv", "exports.lines:write"),
        Format("neo4j", ".zip", "application/zip", "exports.neo4j:write", text=False),
        Format(
            "xlsx",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "exports.xlsx:write",
            text=False,
            findings=True,
        ),
    )
}


def refuse_empty(network: "nx.MultiDiGraph[str]", language: str) -> None:
    """Raise ParameterError when there is nothing in ``network`` to draw or to write."""
    if not len(network):
        view = network.graph["title"][language]
        raise ParameterError(Message("views.nothing", view=view), hint=Message("views.other-views"))


def pick(name: str) -> Format:
    """Return the format called ``name``.

    Raises ParameterError, with the names there are, when there is none.
    """
    if name in FORMATS:
        return FORMATS[name]
    raise ParameterError(
        Message("views.no-format", name=name),
        hint=Message("views.formats", names=", ".join(FORMATS)),
    )


def by_ending(file: str) -> Format | None:
    """Return the format that the ending of a file's name asks for, if any."""
    fits = [form for form in FORMATS.values() if file.lower().endswith(form.ending)]
    return max(fits, key=lambda form: len(form.ending), default=None)
