"""The pages that need a server: what was asked is in their address."""

from collections.abc import Mapping, Sequence
from typing import Any

from wijgraph.analysis.tell import sections
from wijgraph.api import Result
from wijgraph.errors import WijgraphError
from wijgraph.graph.facts import Facts
from wijgraph.model import Table
from wijgraph.network import answer_network
from wijgraph.pages.analyses import Analyses
from wijgraph.pages.material import Answered, Material
from wijgraph.pages.page import Page
from wijgraph.pages.questions import actors_of, block_of, question_page
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.views.layout import DRAWABLE, Layout, lay_out
from wijgraph.views.page import parts
from wijgraph.words import word

CHAINS, CHECK, API, NETWORK = "analyses/paths.html", "check.html", "api.html", "network.html"
REPORTS = ("json", "sarif", "turtle")  # beside the one to read
SYNTAXES = {"turtle": "Turtle", "trig": "TriG", "ntriples": "N-Triples", "jsonld": "JSON-LD"}


def check_page(language: str) -> Page:
    """Return the form to send data with."""
    return Page(
        CHECK,
        "check.html",
        word("check", language),
        {"reports": REPORTS, "syntaxes": SYNTAXES},
        "rules",
    )


def answered_page(
    material: Material, query: NamedQuery, values: dict[str, str], table: Table, language: str
) -> Page:
    """Return the page of a question with the answer for ``values``."""
    answered = Answered(query, values, Result(table, material.graph, query))
    return question_page(
        material, block_of(material, answered, language), answered, language, live=True, given=True
    )


def chains_page(
    material: Material, ends: tuple[str, str], found: Sequence[object], language: str
) -> Page:
    """Return the form for the chains between two actors, with what was ``found`` between them."""
    told = [sections(one, language) for one in found]
    values = {
        "actors": actors_of(material, language),
        "start": ends[0],
        "goal": ends[1],
        "parts": Analyses(material).parts(told, language),
    }
    return Page(CHAINS, "chains.html", word("chains_between", language), values, "analyses")


def network_page(facts: Facts, table: Table, query: str, language: str) -> Page:
    """Return the answer to ``query`` as a network; what cannot be one is told."""
    try:
        network = answer_network(facts, table)
    except WijgraphError as error:
        values: dict[str, Any] = {"refused": error, "query": query}
        return Page(NETWORK, "network.html", word("network_none", language), values, "sparql")
    layout = lay_out(network) if len(network) <= DRAWABLE else Layout(0, 0, {}, {})
    values = parts(network, language, [language], layout=layout, styled=False)
    values |= {"refused": None, "query": query}
    return Page(NETWORK, "network.html", network.graph["title"][language], values, "sparql")


def api_page(described: Mapping[str, Any], language: str) -> Page:
    """Return the description of the interface, for people."""
    addresses = [
        _address(path, method.upper(), operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    addresses.sort(key=lambda one: (one["path"].startswith("/api/queries/"), one["path"]))
    return Page(API, "api.html", word("api", language), {"addresses": addresses}, "sparql")


def _address(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    answers = operation["responses"].get("200", {}).get("content", {})
    return {
        "path": path,
        "method": method,
        "summary": operation.get("summary", ""),
        "text": operation.get("description", ""),
        "parameters": [
            (one["name"], one.get("description", ""), one.get("required", False))
            for one in operation.get("parameters", ())
        ],
        "forms": list(answers),
    }
