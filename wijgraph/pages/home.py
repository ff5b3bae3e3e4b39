"""The first page: what this is, four questions with a short answer, and the ways on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wijgraph.messages import in_language, word
from wijgraph.namespaces import DCT, GOV
from wijgraph.pages.material import Material, Statement, capital
from wijgraph.pages.page import Card, Cell, Page, Part
from wijgraph.pages.questions import PROCESSES, Block, themes
from wijgraph.pages.relations import in_force
from wijgraph.queries.empty import RECORDED_NOT, silent

DESCRIPTION = DCT + "description"
MOST_GAPS = 5


@dataclass(frozen=True)
class Line:
    """One line of a short answer, with the statement that it is taken from."""

    text: Cell
    statement: Statement


@dataclass(frozen=True)
class Answer:
    """A big question with its short answer, and where the whole answer is."""

    title: str
    href: str
    lines: list[Line]
    gaps: list[Statement]
    empty: list[str]  # why there are no lines


def home_page(
    material: Material,
    blocks: Mapping[str, Block],
    views: Sequence[Card],
    analyses: Sequence[Card],
    language: str,
) -> Page:
    """Return the first page; ``views`` and ``analyses`` are what it leads to."""
    return Page(
        "index.html",
        "index.html",
        title(material, language),
        {
            "answers": _answers(material, blocks, language),
            "unknown": _unknown(material, language),
            "views": views,
            "analyses": analyses,
            "four": [blocks[name] for name in PROCESSES if name in blocks],
            "themes": themes(material, blocks, language),
            "sources": [
                (material.link(s, language), material.facts.texts(s, DESCRIPTION).get(language, ""))
                for s in material.paths.sources
            ],
        },
        "home",
    )


def title(material: Material, language: str) -> str:
    """Return what the dossier is called, or else name what it is about: the foundations in it."""
    if own := material.dossier.files.about.title:
        return in_language(own, language)
    names = [
        material.graph.label(node, language)
        for node in material.facts.instances(GOV + "InHouseContractor")
    ]
    return word("title", language).format(", ".join(names)) if names else "wijgraph"


def _answers(material: Material, blocks: Mapping[str, Block], language: str) -> list[Answer]:
    boards = material.facts.instances(GOV + "ExecutiveBoard")
    councils = material.facts.instances(GOV + "Council")
    relations = material.paths.relations

    def of_kind(kind: str) -> list[str]:
        return [r for r in relations if material.facts.is_a(r, GOV + kind)]

    def towards(nodes: Sequence[str], among: Sequence[str]) -> list[str]:
        return [r for r in among if {*nodes} & {*material.facts.values(r, GOV + "counterparty")}]

    supervision = towards(boards, of_kind("Supervision"))
    chosen = (
        ("ask_appoints", "who-appoints-whom", of_kind("Appointment")),
        ("ask_supervises", "who-supervises-executive-board", supervision),
        ("ask_council", "who-accounts-to-council", towards(councils, of_kind("Relation"))),
    )
    return [
        _answer(material, word(key, language), name, found, language)
        for key, name, found in chosen
        if name in blocks
    ]


def _answer(
    material: Material, title: str, name: str, relations: Sequence[str], language: str
) -> Answer:
    """Return the short answer: the relations and gaps in the order of the whole answer."""
    told = _told(material, name)
    gaps = {*material.paths.gaps}
    ordered = [r for r in told if r in relations] + [r for r in relations if r not in told]
    unsaid = [node for node in told if node in gaps]
    empty = silent() if unsaid else RECORDED_NOT
    return Answer(
        title,
        f"questions/{name}.html",
        [Line(_sentence(material, r, language), material.statement(r, language)) for r in ordered],
        material.statements(unsaid, language),
        [] if ordered else empty.lines(language),
    )


def _sentence(material: Material, relation: str, language: str) -> Cell:
    """Return ``relation`` as a sentence, with the short edge of its class for a verb."""
    facts, statement = material.facts, material.statement(relation, language)
    edges = (
        edge
        for kind in facts.kinds(relation)
        for above in facts.above(kind)
        for edge in facts.values(above, GOV + "shortcut")
    )
    edge = next(edges, None)
    if not edge or not statement.others or not in_force(material, relation):
        # In its own words: a sentence would make a fact of what is only judged or asked.
        return (Part(capital(statement.what.text), statement.what.href),)
    first, *rest = statement.actors
    extent = material.links(facts.values(relation, GOV + "extent"), language)
    return (
        Part(capital(first.text), first.href),
        *rest,
        Part(" "),
        Part(material.graph.label(edge, language), statement.what.href),
        Part(" "),
        *statement.others,
        *((Part(f" ({extent[0].text})"),) if extent else ()),
    )


def _told(material: Material, name: str) -> list[str]:
    """Return what the answer to a question names, in its order."""
    result = material.answers[name].result
    cells = (t.value for row in result.table.rows for t in row if t) if result else ()
    return list(dict.fromkeys(cells))


def _unknown(material: Material, language: str) -> dict[str, Any]:
    """Return how many gaps there are, why, and about whom the most."""
    reasons: dict[str, int] = {}
    for gap in material.paths.gaps:
        reason = material.statement(gap, language).modality
        reasons[reason] = reasons.get(reason, 0) + 1
    actors = [
        (len(material.facts.gaps([actor])), material.link(actor, language))
        for actor in material.paths.actors
    ]
    return {
        "count": len(material.paths.gaps),
        "reasons": sorted(reasons.items(), key=lambda item: (-item[1], item[0])),
        "actors": [(link, n) for n, link in sorted(actors, key=lambda a: -a[0])[:MOST_GAPS] if n],
    }
