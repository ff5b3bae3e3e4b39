"""What the lines and boxes of a picture stand for: families, ways of holding, shapes and lanes.

Everything goes by class, never by node, so that the dossier of any municipality is drawn alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wijgraph.graph.facts import Facts
from wijgraph.messages import Texts
from wijgraph.namespaces import GOV, ORG, SKOS

Text = Mapping[str, str]


@dataclass(frozen=True)
class Family:
    """Relations that are drawn in one colour; ``kinds`` are the classes that belong to it."""

    name: str
    label: Text
    colour: str
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", Texts(self.label))


@dataclass(frozen=True)
class Status:
    """In what sense relations hold, and how their lines are broken."""

    name: str
    label: Text
    word: Text  # on the line itself; empty for what needs no word
    dash: str
    modalities: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", Texts(self.label))
        object.__setattr__(self, "word", Texts(self.word))


def _gov(*names: str) -> tuple[str, ...]:
    return tuple(GOV + name for name in names)


# In the order of the legend; the first family that a class or one above it belongs to is its own.
# The colours stand at least 4.68:1 against white and apart for the three colour deficiencies.
FAMILIES = {
    family.name: family
    for family in (
        Family("benoemen", {"nl": "benoemen", "en": "appoint"}, "#720000", _gov("Appointment")),
        Family("sturen", {"nl": "sturen", "en": "steer"}, "#0000BF", _gov("Steering")),
        Family("beheersen", {"nl": "beheersen", "en": "control"}, "#9A4FD0", _gov("Control")),
        Family(
            "toezicht", {"nl": "toezicht houden", "en": "supervise"}, "#C64E00", _gov("Supervision")
        ),
        Family(
            "verantwoorden",
            {"nl": "verantwoorden", "en": "account"},
            "#00806A",
            _gov("Accountability"),
        ),
        Family(
            "informeren",
            {"nl": "informeren en adviseren", "en": "inform and advise"},
            "#4C134C",
            _gov("InformationFlow", "Delivery", "Presentation", "Input", "ResearchCommission"),
        ),
        Family(
            "overleggen",
            {"nl": "deelnemen aan overleg", "en": "take part in consultation"},
            "#3D5A6C",
            _gov("Membership", "MeetingSeries"),
        ),
        Family(
            "opdragen", {"nl": "opdrachten", "en": "assignments"}, "#5C5C00", _gov("Assignment")
        ),
        Family(
            "perspectief",
            {"nl": "bevinding per perspectief", "en": "finding by perspective"},
            "#7A3B69",
            _gov("PerspectiveFinding"),
        ),
        Family("deel", {"nl": "onderdeel van", "en": "part of"}, "#6B6B6B"),
        Family(
            "leemte", {"nl": "niet in de bron", "en": "not in the source"}, "#B00020", _gov("Gap")
        ),
        Family("overig", {"nl": "andere relaties", "en": "other relations"}, "#444444"),
        Family("antwoord", {"nl": "rij van het antwoord", "en": "row of the answer"}, "#1B5E8C"),
    )
}

STATUSES = {
    status.name: status
    for status in (
        Status(
            "formeel",
            {"nl": "formeel", "en": "formal"},
            {"nl": "", "en": ""},
            "",
            ("statutory", "agreed"),
        ),
        Status(
            "praktijk",
            {"nl": "praktijk", "en": "practice"},
            {"nl": "praktijk", "en": "practice"},
            "8 5",
            ("practice",),
        ),
        Status(
            "gewenst",
            {"nl": "oordeel of wens", "en": "judged or wished"},
            {"nl": "oordeel of wens", "en": "judged or wished"},
            "2 4",
            ("judged", "recommended", "asked"),
        ),
    )
}
# Families whose lines hold in no sense: what is not said, what is part of what, and a row of an
# answer.
UNSAID = frozenset({"leemte", "deel", "antwoord"})
UNKNOWN_STATUS = "gewenst"  # what does not say in which sense it holds is not drawn as holding

# Lanes from top to bottom.
_LANES = {
    "raad": {"nl": "Raad en rekenkamer", "en": "Council and audit office"},
    "college": {"nl": "College van B en W", "en": "Municipal executive"},
    "gemeente": {"nl": "Gemeente", "en": "Municipality"},
    "perspectief": {"nl": "Perspectieven", "en": "Perspectives"},
    "opdracht": {"nl": "Opdrachten", "en": "Assignments"},
    "overleg": {"nl": "Overleg en stuurgroepen", "en": "Consultation and steering groups"},
    "toezicht": {"nl": "Raad van toezicht", "en": "Supervisory board"},
    "stichting": {"nl": "Stichting", "en": "Foundation"},
    "anderen": {"nl": "Anderen", "en": "Others"},
}
LANES: Mapping[str, Text] = {name: Texts(label) for name, label in _LANES.items()}
_LANE_OF = {
    "Council": "raad",
    "AuditOffice": "raad",
    "MunicipalExecutive": "college",
    "Municipality": "gemeente",
    "Perspective": "perspectief",
    "Assignment": "opdracht",
    "WorkingBody": "overleg",
    "MeetingSeries": "overleg",
    "SupervisoryBoard": "toezicht",
    "ExecutiveBoard": "stichting",
    "InHouseContractor": "stichting",
}
_SHAPE_OF = {
    "Gap": "gap",
    "MeetingSeries": "meeting",
    "WorkingBody": "meeting",
    "Assignment": "assignment",
    "Perspective": "perspective",
    "Post": "post",
    "Group": "group",
    "Municipality": "organisation",
    "InHouseContractor": "organisation",
    "Organisation": "organisation",
}
# What a node is part of decides its lane where its own class does not.
PARTS = (ORG + "unitOf", ORG + "postIn", ORG + "memberOf", SKOS + "broader")


def family_of(facts: Facts, kinds: tuple[str, ...]) -> str:
    """Return the family of a relation with these classes."""
    above = {k for kind in kinds for k in facts.above(kind)}
    return next((f.name for f in FAMILIES.values() if above.intersection(f.kinds)), "overig")


def status_of(modality: str | None) -> str:
    """Return the status of what holds in this sense (the name of a modality)."""
    return next((s.name for s in STATUSES.values() if modality in s.modalities), UNKNOWN_STATUS)


def lane_of(facts: Facts, node: str) -> str:
    """Return the lane of a node: by its class, else by what it is part of."""
    seen: set[str] = set()
    while node not in seen:
        seen.add(node)
        for name, lane in _LANE_OF.items():
            if facts.is_a(node, GOV + name):
                return lane
        node = next(iter(facts.values(node, *PARTS)), node)
    return "anderen"


def shape_of(facts: Facts, node: str) -> str:
    """Return the shape of the box of a node."""
    return next((s for name, s in _SHAPE_OF.items() if facts.is_a(node, GOV + name)), "body")
