"""The pages of the actors: what each does and undergoes, meets and is, and what is unknown."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from wijgraph.messages import word
from wijgraph.namespaces import DCT, GOV, ORG, SKOS
from wijgraph.pages.material import Material, Statement, capital
from wijgraph.pages.page import Page
from wijgraph.pages.pictures import Pictures
from wijgraph.pages.relations import meeting, rank
from wijgraph.queries.empty import RECORDED_NOT

PART_OF = (ORG + "unitOf", ORG + "postIn", ORG + "memberOf", DCT + "isPartOf")
# The kinds of actor in the order of the list, each group with the classes in it.
GROUPS = {
    "actors_bodies": ("Council", "MunicipalExecutive", "SupervisoryBoard", "ExecutiveBoard"),
    "actors_organisations": (
        "Municipality",
        "InHouseContractor",
        "AuditOffice",
        "Adviser",
        "Organisation",
    ),
    "actors_working": ("WorkingBody",),
    "actors_units": ("OrganisationalUnit",),
    "actors_posts": ("Post",),
    "actors_groups": ("Group",),
    "actors_other": ("Actor",),
}


def actor_pages(material: Material, language: str, pictures: Pictures | None) -> Iterator[Page]:
    """Yield the list of actors, and a page for each, with its surroundings drawn."""
    yield Page(
        "actors.html",
        "actors.html",
        word("actors", language),
        {"groups": _groups(material, language)},
        "actors",
    )
    for actor in material.paths.actors:
        yield Page(
            material.paths.href(actor),
            "actor.html",
            material.label(actor, language),
            partial(_page, material, actor, language, pictures),
            "actors",
            actor,
        )


def _page(
    material: Material, actor: str, language: str, pictures: Pictures | None
) -> dict[str, Any]:
    return {
        **_actor(material, actor, language),
        "picture": pictures.still(actor, language) if pictures else None,
        "focus": pictures.path(actor) if pictures else "",
    }


def _groups(material: Material, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    rest = dict.fromkeys(material.paths.actors)
    groups = []
    for key, kinds in GROUPS.items():
        lines = []
        for kind in kinds:
            for actor in [a for a in rest if material.facts.is_a(a, GOV + kind)]:
                del rest[actor]
                lines.append(_line(material, actor, language))
        if lines:
            groups.append((word(key, language), lines))
    return groups


def _line(material: Material, actor: str, language: str) -> dict[str, Any]:
    groups = material.incidence.groups(actor)
    return {
        "link": material.link(actor, language),
        "part_of": material.links(material.facts.values(actor, *PART_OF), language),
        "out": len(_done(material, groups)),
        "into": len(groups.get("undergoes", ())),
        "gaps": len(groups.get("gaps", ())),
    }


def _done(material: Material, groups: Mapping[str, list[str]]) -> list[str]:
    """Return what an actor does: what is found about it is said of it."""
    return [s for s in groups.get("does", ()) if not material.facts.is_a(s, GOV + "Finding")]


def _actor(material: Material, actor: str, language: str) -> dict[str, Any]:
    facts, groups = material.facts, material.incidence.groups(actor)
    does = _done(material, groups)
    findings = [s for s in groups.get("does", ()) if s not in does]

    def rows(name: str) -> list[Statement]:
        return material.statements(groups.get(name, ()), language)

    def ordered(iris: Iterable[str]) -> list[Statement]:
        return material.statements(sorted(iris, key=lambda s: rank(material, s)), language)

    return {
        "kind": material.kind(actor, language),
        "also": facts.values(actor, SKOS + "altLabel"),
        "part_of": material.links(facts.values(actor, *PART_OF), language),
        "places": material.places(actor, language),
        "notes": material.notes(actor, language),
        "does": ordered(does),
        "undergoes": ordered(groups.get("undergoes", ())),
        "meetings": [meeting(material, s, language, actor) for s in groups.get("meets", ())],
        "parts": rows("parts"),
        "said": by_kind(material, [*findings, *groups.get("about", ())], language),
        "mentioned": rows("mentioned") + rows("interview"),
        "gaps": rows("gaps"),
        "empty": RECORDED_NOT.lines(language),
        "legend": material.legend(language),
    }


def by_kind(
    material: Material, iris: list[str], language: str
) -> list[tuple[str, list[Statement]]]:
    """Return statements by their class, the largest group first."""
    found: dict[str, list[Statement]] = {}
    for iri in dict.fromkeys(iris):
        statement = material.statement(iri, language)
        found.setdefault(capital(statement.kind), []).append(statement)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
