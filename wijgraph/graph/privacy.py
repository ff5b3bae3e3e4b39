"""What is of a person, and keeps a dossier from being published: roles and bodies have none of it.

The rule GOV-PERSON-NONE names the same terms, so that ``wijgraph validate`` tells of each; here a
dossier that has other rules is looked at too.
"""

from wijgraph.errors import DossierError
from wijgraph.graph import Graph
from wijgraph.messages import Message
from wijgraph.namespaces import PROV, RDF, SCHEMA, shorten

FOAF = "http://xmlns.com/foaf/0.1/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
WORDS = {
    FOAF: """
        age birthday familyName family_name firstName gender givenName givenname jabberID lastName
        mbox mbox_sha1sum nick phone skypeID surname
    """,
    SCHEMA: """
        additionalName birthDate birthPlace children colleague deathDate email familyName faxNumber
        gender givenName knows nationality parent relatedTo sibling spouse taxID telephone
    """,
    VCARD: """
        additional-name anniversary bday email family-name gender given-name hasAdditionalName
        hasEmail hasFamilyName hasGivenName hasTelephone honorific-prefix tel
    """,
}
PROPERTIES = frozenset(space + name for space, names in WORDS.items() for name in names.split())
CLASSES = frozenset(
    {
        FOAF + "Person",
        SCHEMA + "Person",
        VCARD + "Individual",
        PROV + "Person",
        "http://www.w3.org/ns/person#Person",
    }
)
EMAIL = SCHEMA + "email"  # of an office when it is called after the node that has it


def _written(iris: frozenset[str]) -> str:
    """Return ``iris`` for a query, those of schema.org in its older spelling too."""
    older = {iri.replace("https://schema.org/", "http://schema.org/") for iri in iris}
    return " ".join(f"<{iri}>" for iri in sorted(iris | older))


ONE = f"""
SELECT ?node ?property ?term WHERE {{
  {{ VALUES ?property {{ {_written(PROPERTIES)} }}
    ?node ?property ?value
    FILTER (?property != <{EMAIL}>
      || !CONTAINS(LCASE(STR(?node)), LCASE(STRBEFORE(CONCAT(STR(?value), "@"), "@"))))
    BIND (?property AS ?term) }}
  UNION
  {{ VALUES ?term {{ {_written(CLASSES)} }} ?node a ?term BIND (<{RDF}type> AS ?property) }}
}} ORDER BY ?node ?property LIMIT 1
"""


def refuse_personal(graph: Graph) -> None:
    """Raise DossierError, with the place, when anything in ``graph`` is of a person."""
    for row in graph.store.select(ONE):
        node, word, term = (row[name] for name in ("node", "property", "term"))
        if node is None or word is None or term is None:
            continue
        place = graph.position(node.value, word.value)
        raise DossierError(
            Message("graph.personal", term=shorten(term.value)),
            path=place.path if place else None,
            line=place.line if place else None,
            column=place.column if place else None,
            hint=Message("graph.personal-hint"),
        )
