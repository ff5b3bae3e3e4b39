"""The sheets of a workbook: what stands in the rows of each."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wijgraph.messages import word
from wijgraph.model import Finding
from wijgraph.spreadsheets import Sheet
from wijgraph.views.exports import flat

if TYPE_CHECKING:
    import networkx as nx

# Which sheet a node is on goes by its shape; what has none of these is an actor.
SHEET_OF = {
    "meeting": "meetings",
    "assignment": "assignments",
    "perspective": "perspectives",
    "gap": "gaps",
}
ACTORS = ("label", "kind", "lane", "acts", "gaps", "notes", "evidence", "id", "iri")
OTHERS = ("label", "kind", "lines", "gaps", "notes", "evidence", "id", "iri")
RELATIONS = ("from", "label", "to", *flat.EDGE_FIELDS[4:14], "directed", "evidence", "notes")
ENDS = ("from_id", "to_id", "id", "iri")
EVIDENCE = ("about", "document", "section", "paragraph", "phrase", "id")
GAPS = ("text", "reason", "about", "evidence", "id")
FINDINGS = ("severity", "rule", "about", "path", "message", "place", "waiver", "iri")


def sheets(
    network: "nx.MultiDiGraph[str]", language: str, findings: Sequence[Finding] = ()
) -> Iterator[Sheet]:
    """Yield each sheet, in ``language``.

    Perspectives have a sheet only where there are any.
    """
    writer = _Sheets(network, language)
    for name, fields, rows in (
        ("actors", ACTORS, writer.actors),
        ("relations", (*RELATIONS, *ENDS), writer.relations),
        ("meetings", OTHERS, lambda: writer.others("meetings")),
        ("assignments", OTHERS, lambda: writer.others("assignments")),
        ("perspectives", OTHERS, lambda: writer.others("perspectives")),
        ("evidence", EVIDENCE, writer.evidence),
        ("gaps", GAPS, writer.gaps),
        ("findings", FINDINGS, lambda: _findings(findings, language)),
    ):
        made: Callable[[], list[flat.Row]] = rows
        cells = [[row.get(field, "") for field in fields] for row in made()]
        if cells or name != "perspectives":
            headings = [word(f"column_{field}", language) for field in fields]
            yield Sheet(word(f"sheet_{name}", language), headings, cells)


class _Sheets:
    """The rows of one network, in one language."""

    def __init__(self, network: "nx.MultiDiGraph[str]", language: str) -> None:
        self._network, self._language = network, language
        self._nodes = {row["id"]: row for row in flat.nodes(network, language)}
        self._edges = flat.edges(network, language)

    def _on(self, sheet: str) -> list[flat.Row]:
        shapes = ((row, self._network.nodes[node]["shape"]) for node, row in self._nodes.items())
        return [row for row, shape in shapes if SHEET_OF.get(shape, "actors") == sheet]

    def _label(self, node: str) -> str:
        return self._nodes[node]["label"]

    def actors(self) -> list[flat.Row]:
        return self._on("actors")

    def others(self, sheet: str) -> list[flat.Row]:
        return [row | {"lines": self._lines(row["id"])} for row in self._on(sheet)]

    def _lines(self, node: str) -> str:
        """Return who is at the other end of each line of ``node``."""
        lines = [
            f"{row['label']}: {self._label(row['to' if row['from'] == node else 'from'])}"
            for row in self._edges
            if node in {row["from"], row["to"]}
        ]
        return "; ".join(lines)

    def relations(self) -> list[flat.Row]:
        """Return the lines, and what an actor does towards nobody: that has no second end."""
        rows = [
            row
            | {
                "from": self._label(row["from"]),
                "to": self._label(row["to"]),
                "from_id": row["from"],
                "to_id": row["to"],
                "directed": word(
                    "answer_yes" if row["directed"] == "true" else "answer_no", self._language
                ),
            }
            for row in self._edges
        ]
        for node, data in self._network.nodes(data=True):
            rows += [
                {
                    "from": self._label(node),
                    "from_id": node,
                    **self._brief(act),
                }
                for act in data["acts"]
            ]
        return rows

    def _brief(self, fact: dict[str, Any]) -> flat.Row:
        return {
            "id": fact["id"],
            "text": flat.say(fact["text"], self._language),
            "modality": flat.say(fact["modality"], self._language),
            "evidence": flat.evidence(fact["evidence"], self._language),
        }

    def evidence(self) -> list[flat.Row]:
        """Return a row for each place of each node and each fact."""
        found: dict[tuple[str, ...], flat.Row] = {}
        for fact, about, citations in self._cited():
            for citation in citations:
                row = {
                    "id": fact,
                    "about": about,
                    "document": flat.say(citation["document"], self._language),
                    "section": flat.clean(citation["section"]),
                    "paragraph": str(citation["paragraph"] or ""),
                    "phrase": flat.clean(citation["phrase"]),
                }
                found[tuple(row.values())] = row
        return list(found.values())

    def _cited(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        for node, data in self._network.nodes(data=True):
            yield node, self._label(node), data["evidence"]
            for fact in (*data["acts"], *data["gaps"]):
                yield fact["id"], flat.say(fact["text"], self._language), fact["evidence"]
        for _, _, key, data in self._network.edges(keys=True, data=True):
            yield key, flat.say(data["text"], self._language), data["evidence"]

    def gaps(self) -> list[flat.Row]:
        """Return the gaps that are drawn, and those that are known of what is drawn."""
        found: dict[str, flat.Row] = {}
        about: dict[str, list[str]] = {}
        for node, data in self._network.nodes(data=True):
            for gap in data["gaps"]:
                brief = self._brief(gap)
                found[gap["id"]] = brief | {"reason": brief["modality"]}
                about.setdefault(gap["id"], []).append(self._label(node))
        for row in self._on("gaps"):
            lines = [line for line in self._edges if line["to"] == row["id"]]
            reason = next((line["modality"] for line in lines), "")
            found.setdefault(row["id"], row | {"text": row["label"], "reason": reason})
            about.setdefault(row["id"], []).extend(self._label(line["from"]) for line in lines)
        return [row | {"about": "; ".join(dict.fromkeys(about[gap]))} for gap, row in found.items()]


def _findings(findings: Sequence[Finding], language: str) -> list[flat.Row]:
    return [
        {
            "severity": word(finding.severity, language),
            "rule": finding.rule,
            "about": flat.say(finding.label, language),
            "path": flat.clean(finding.path or ""),
            "message": flat.say(finding.message, language),
            "place": _place(finding),
            "waiver": flat.clean(finding.waiver or ""),
            "iri": finding.focus.value,
        }
        for finding in findings
    ]


def _place(finding: Finding) -> str:
    at = finding.position
    if at is None:
        return ""
    return flat.clean(at.path if at.line is None else f"{at.path}:{at.line}")
