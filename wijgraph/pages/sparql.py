"""The plain page for questions of one's own: a form that needs no script."""

from wijgraph.pages.material import Material
from wijgraph.pages.page import Page

FIRST = """PREFIX gov: <https://w3id.org/wijgraph/ontology#>

SELECT ?who ?whom
WHERE { ?who gov:supervises ?whom }
ORDER BY ?who ?whom
"""


def sparql_page(material: Material) -> Page:
    """Return the page, with the questions of the dossier as examples."""
    queries = [query for query in material.dossier.queries.values() if not query.parameters]
    return Page("sparql", "sparql.html", "SPARQL", {"first": FIRST, "queries": queries})
