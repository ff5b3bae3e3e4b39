"""Networks as flat rows in one language, for formats that know no lists and no languages."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wijgraph.characters import for_xml
from wijgraph.messages import LANGUAGES, word
from wijgraph.network.drawing import STATUSES, drawing

if TYPE_CHECKING:
    import networkx as nx

# Evidence is not called `source`: that is the word for the end of an edge in half the formats.
NODE_FIELDS = ("id", "label", "kind", "lane", "iri", "evidence", "notes", "acts", "gaps")
EDGE_FIELDS = (
    "id",
    "from",
    "to",
    "label",
    "text",
    "kind",
    "family",
    "process",
    "status",
    "modality",
    "certainty",
    "basis",
    "start",
    "end",
    "directed",
    "evidence",
    "notes",
    "iri",
)

Row = dict[str, str]


def nodes(network: "nx.MultiDiGraph[str]", language: str) -> list[Row]:
    """Return a row for each node, with the texts of NODE_FIELDS."""
    lanes = drawing(network).lanes
    return [
        {
            "id": node,
            "label": say(data["label"], language),
            "kind": names(data["kind"], language),
            "lane": lanes[data["lane"]].label[language],
            "iri": data["iri"],
            "evidence": evidence(data["evidence"], language),
            "notes": say(data["notes"], language),
            "acts": "; ".join(say(act["text"], language) for act in data["acts"]),
            "gaps": "; ".join(say(gap["text"], language) for gap in data["gaps"]),
        }
        for node, data in network.nodes(data=True)
    ]


def edges(network: "nx.MultiDiGraph[str]", language: str) -> list[Row]:
    """Return a row for each edge, with the texts of EDGE_FIELDS."""
    ids, drawn = edge_ids(network), drawing(network)
    return [
        {
            "id": ids[one, other, key],
            "from": one,
            "to": other,
            "label": say(data["label"], language),
            "text": say(data["text"], language),
            "kind": names(data["kind"], language),
            "family": drawn.families[data["family"]].label[language],
            "process": "; ".join(data["process"]),
            "status": ""
            if data["family"] in drawn.unsaid
            else STATUSES[data["status"]].label[language],
            "modality": say(data["modality"], language),
            "certainty": say(data["certainty"], language),
            "basis": names(data["basis"], language),
            "start": data["start"] or "",
            "end": data["end"] or "",
            "directed": "true" if data["directed"] else "false",
            "evidence": evidence(data["evidence"], language),
            "notes": say(data["notes"], language),
            "iri": data["iri"],
        }
        for one, other, key, data in network.edges(keys=True, data=True)
    ]


def edge_ids(network: "nx.MultiDiGraph[str]") -> dict[tuple[str, str, str], str]:
    """Return a name for each edge that nothing else in the network has.

    It is the fact, with the ends of the edge where that alone will not do: a fact with several
    actors is an edge for each, and a gap or a meeting is a node besides.
    """
    lines = list(network.edges(keys=True))
    facts: dict[str, int] = {}
    for *_, key in lines:
        facts[key] = facts.get(key, 0) + 1
    return {
        (one, other, key): key if facts[key] == 1 and key not in network else f"{key}@{one}@{other}"
        for one, other, key in lines
    }


def title(network: "nx.MultiDiGraph[str]", language: str) -> str:
    """Return what the network is called."""
    return say(network.graph["title"], language)


def say(texts: Mapping[str, str] | None, language: str) -> str:
    """Return the text in ``language``, else in any, on one line and of printable characters."""
    if not texts:
        return ""
    found = texts.get(language) or next((texts[k] for k in (*LANGUAGES, "") if texts.get(k)), "")
    return clean(found)


def clean(text: str) -> str:
    """Return ``text`` on one line, without what XML cannot hold: no other format needs it."""
    return " ".join(for_xml(text).split())


def names(things: Iterable[Mapping[str, str]], language: str) -> str:
    """Return the labels of ``things``, joined."""
    return "; ".join(say(thing, language) for thing in things)


def place(citation: Mapping[str, Any], language: str) -> str:
    """Return where something is written: ``Berenschot 2023, 2.1 alinea 3: “phrase”``."""
    where = f"{say(citation['document'], language)}, {citation['section']}"
    if citation["paragraph"]:
        where += f" {word('paragraph', language)} {citation['paragraph']}"
    return clean(f"{where}: “{citation['phrase']}”")


def evidence(citations: Iterable[Mapping[str, Any]], language: str) -> str:
    """Return where something is written, joined."""
    return "; ".join(place(citation, language) for citation in citations)


def plain(value: Any, language: str) -> Any:
    """Return ``value`` with each text in one language, and the lists as they are."""
    if isinstance(value, Mapping):
        if "id" in value and LANGUAGES[0] in value:
            return {"id": value["id"], "label": say(value, language)}
        if set(value) <= {*LANGUAGES, ""}:
            return say(value, language)
        return {key: plain(item, language) for key, item in value.items()}
    return [plain(item, language) for item in value] if isinstance(value, list) else value


def tokens(names: Iterable[str], forbidden: str, fill: str, start: str = "") -> dict[str, str]:
    """Return names of which every character that matches ``forbidden`` is ``fill``, all different.

    For formats that allow few characters in a name.
    """
    found: dict[str, str] = {}
    for name in names:
        token = wanted = start + re.sub(forbidden, fill, name)
        taken, number = set(found.values()), 2
        while token in taken:
            token, number = f"{wanted}{fill}{number}", number + 1
        found[name] = token
    return found
