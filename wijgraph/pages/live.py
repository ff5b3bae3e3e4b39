"""The pages that need a server: what was asked is in their address."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from wijgraph.analysis.catalogue import Reported
from wijgraph.api import Result
from wijgraph.errors import WijgraphError
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message, word
from wijgraph.model import Table
from wijgraph.namespaces import GOV
from wijgraph.network import actor_columns, answer_network
from wijgraph.pages.analyses import Analyses
from wijgraph.pages.material import Answered, Material
from wijgraph.pages.page import Page, Wrong
from wijgraph.pages.questions import block_of, choices, question_page
from wijgraph.pages.sparql import EDITOR, SPARQL
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.queries.empty import of_text
from wijgraph.views.page import parts

CHAINS, CHECK, API, NETWORK = "analyses/paths.html", "check.html", "api.html", "network.html"
REPORTS = ("json", "sarif", "turtle")  # beside the one to read
SYNTAXES = {"turtle": "Turtle", "trig": "TriG", "ntriples": "N-Triples", "jsonld": "JSON-LD"}


def live_pages(language: str) -> list[tuple[str, str]]:
    """Return the paths and titles of the pages of this kind that one can begin at."""
    named = {EDITOR: "editor", CHECK: "check", API: "api"}
    return [(SPARQL, "SPARQL"), *((path, word(name, language)) for path, name in named.items())]


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
    material: Material, query: NamedQuery, values: dict[str, str], result: Result, language: str
) -> Page:
    """Return the page of a question with the answer for ``values``."""
    answered = Answered(query, values, result)
    return question_page(
        material, block_of(material, answered, language), answered, language, live=True, given=True
    )


def chains_page(
    material: Material, ends: tuple[str, str], found: Sequence[Reported], language: str
) -> Page:
    """Return the form for the chains between two actors, with what was ``found`` between them."""
    known = material.graph.resolver
    chosen = [known.slug(known.node(end, GOV + "Actor")) if found else end for end in ends]
    values = {
        "actors": choices(material, "gov:Actor", language),
        "start": chosen[0],
        "goal": chosen[1],
        "parts": Analyses(material).parts([one.report() for one in found], language),
    }
    asked = urlencode({"from": ends[0], "to": ends[1]}) if all(ends) else ""
    title = word("chains_between", language)
    return Page(CHAINS, "chains.html", title, values, "analyses", asked=asked)


def network_page(facts: Facts, table: Table, query: str, language: str) -> Page:
    """Return the answer to ``query`` as a network; what cannot be one is told."""
    columns = actor_columns(facts, table)
    refused = ""
    if not table.rows:
        refused = " ".join(of_text(facts.graph, query).lines(language))
    elif columns is None:
        refused = word("network_no_actors", language)
    try:
        network = answer_network(facts, table) if not refused else None
    except WijgraphError:
        network, refused = None, word("network_many", language)
    asked = urlencode({"query": query})
    values: dict[str, Any] = {"refused": refused, "query": query}
    if network is None:
        title = word("network_none", language)
        return Page(NETWORK, "network.html", title, values, "sparql", asked=asked)
    values |= parts(network, language, [language], styled=False)
    title = network.graph["title"][language]
    return Page(NETWORK, "network.html", title, values, "sparql", asked=asked)


def problem_page(wrong: Wrong, language: str) -> Page:
    """Return the page that tells what is ``wrong``."""
    said = (Message(f"words.problem_{wrong.code}") or Message("words.problem"))[language]
    values = {"detail": wrong.detail, "near": wrong.near, "spoken": wrong.spoken}
    return Page(wrong.path or "index.html", "problem.html", said, values, root="/")


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
