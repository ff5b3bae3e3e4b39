"""The pages for questions of one's own: a plain form that needs no script, and an editor."""

from importlib.resources import files

from wijgraph.messages import word
from wijgraph.namespaces import PREFIXES
from wijgraph.pages.material import Material
from wijgraph.pages.page import Page
from wijgraph.pages.render import asset

SPARQL, EDITOR = "sparql.html", "editor.html"
FIRST = """PREFIX gov: <https://w3id.org/wijgraph/ontology#>

SELECT ?who ?whom
WHERE { ?who gov:supervises ?whom }
ORDER BY ?who ?whom
"""
VENDORED = ("yasgui.min.js", "yasgui.min.css", "yasgui-LICENSE.txt", "yasgui-NOTICES.md")


def sparql_page(material: Material, query: str = FIRST) -> Page:
    """Return the plain page, with ``query`` filled in and the dossier's questions as examples."""
    queries = [query for query in material.dossier.queries.values() if not query.parameters]
    return Page(SPARQL, "sparql.html", "SPARQL", {"first": query, "queries": queries}, "sparql")


def editor_page(language: str) -> Page:
    """Return the page with the editor; its script gets the examples and the words from the API."""
    return Page(
        EDITOR,
        "editor.html",
        word("editor", language),
        {"first": FIRST, "prefixes": [f"{name}: <{iri}>" for name, iri in PREFIXES.items()]},
        "sparql",
    )


def editor_files() -> dict[str, bytes]:
    """Return the files of the editor by name: ours, and it as it was published, with licences."""
    vendored = files("wijgraph.pages").joinpath("vendor")
    found = {name: vendored.joinpath(name).read_bytes() for name in VENDORED}
    return {"editor.js": asset("editor.js"), **found}
