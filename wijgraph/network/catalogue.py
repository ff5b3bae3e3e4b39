"""The views: which part of the graph each shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from wijgraph.errors import UnknownNodeError
from wijgraph.graph.resolver import among, did_you_mean, nearest
from wijgraph.messages import Message, Texts
from wijgraph.namespaces import GOV, RDFS, SCHEMA

Text = Mapping[str, str]


def _gov(*names: str) -> tuple[str, ...]:
    return tuple(GOV + name for name in names)


PROCESSES = _gov("Steering", "Control", "Supervision", "Accountability")
MEETINGS = _gov("MeetingSeries", "WorkingBody")
# What a gap lacks when it is about who stands in a relation, and not about its contents.
WHO = _gov("actor", "counterparty", "participant", "via", "addressedTo")


@dataclass(frozen=True)
class View:
    """A named part of the graph.

    ``relations`` are the classes of the relations that are lines; ``among``, where given, are the
    classes of the nodes between which they run, ``structures`` the structures of which one end is
    a part. ``meetings``, ``assignments`` and ``perspectives`` tell whether these are boxes. Gaps
    are boxes when they are about a line and someone in it is missing, or when they are about a box
    and what is missing is one of ``missing``.
    """

    name: str
    title: Text
    text: Text
    relations: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    meetings: bool = False
    assignments: bool = False
    perspectives: bool = False
    missing: tuple[str, ...] = ()
    gaps: bool = False  # every gap about an actor, a consultation or a relation, and nothing else

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", Texts(self.title))
        object.__setattr__(self, "text", Texts(self.text))


def _process(name: str, kind: str, edge: str, title: Text, text: Text) -> View:
    return View(name, title, text, relations=(GOV + kind,), missing=(GOV + edge,))


VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        View(
            "vier-processen",
            {"nl": "Vier processen", "en": "Four processes"},
            {
                "nl": "Wie stuurt, beheerst, houdt toezicht en verantwoordt zich.",
                "en": "Who steers, controls, supervises and accounts to whom.",
            },
            relations=PROCESSES,
        ),
        _process(
            "sturing",
            "Steering",
            "steers",
            {"nl": "Sturing", "en": "Steering"},
            {
                "nl": "Wie wie benoemt, kaders stelt en opdracht geeft.",
                "en": "Who appoints, sets frameworks for and commissions whom.",
            },
        ),
        _process(
            "beheersing",
            "Control",
            "controls",
            {"nl": "Beheersing", "en": "Control"},
            {
                "nl": "Waarmee de ene partij grip houdt op de uitvoering door de andere.",
                "en": "By what one party keeps hold of the execution by the other.",
            },
        ),
        _process(
            "toezicht",
            "Supervision",
            "supervises",
            {"nl": "Toezicht", "en": "Supervision"},
            {
                "nl": "Wie toezicht houdt op wie, en wie besluiten goedkeurt.",
                "en": "Who supervises whom, and who approves decisions.",
            },
        ),
        _process(
            "verantwoording",
            "Accountability",
            "accountsTo",
            {"nl": "Verantwoording", "en": "Accountability"},
            {
                "nl": "Wie zich bij wie verantwoordt, rapporteert of moet informeren.",
                "en": "Who accounts to, reports to or must inform whom.",
            },
        ),
        View(
            "overleg",
            {"nl": "Overleg", "en": "Consultation"},
            {
                "nl": "Overleggen en stuurgroepen, en wie eraan deelnemen.",
                "en": "Consultations and steering groups, and who takes part.",
            },
            relations=_gov("Membership"),
            meetings=True,
            missing=_gov("participant"),
        ),
        View(
            "basis-jeugdhulp",
            {"nl": "Basis Jeugdhulp", "en": "Basis Jeugdhulp (basic youth care)"},
            {
                "nl": "De programmastructuur: stuurgroepen, leden en de lijn omhoog.",
                "en": "The programme structure: steering groups, members and the line upwards.",
            },
            relations=_gov("Relation"),
            structures=_gov("programmeStructure"),
            meetings=True,
            missing=_gov("participant", "counterparty"),
        ),
        View(
            "monitoring",
            {"nl": "Monitoring", "en": "Monitoring"},
            {
                "nl": "De weg van de informatie: van sub-bouwteams omhoog, en waar hij stopt.",
                "en": "The way of the information: from teams upwards, and where it stops.",
            },
            relations=_gov(
                "InformationFlow", "Delivery", "Presentation", "Membership", "Reporting"
            ),
            structures=_gov("monitoringStructure"),
            meetings=True,
            missing=_gov("participant", "counterparty"),
        ),
        View(
            "opdrachten",
            {"nl": "Opdrachten", "en": "Assignments"},
            {
                "nl": "De opdrachten van de gemeente en de deelopdrachten daarbinnen.",
                "en": "The municipality's assignments and the sub-assignments within them.",
            },
            assignments=True,
            missing=_gov("counterparty", "via", "funding"),
        ),
        View(
            "nsob",
            {"nl": "NSOB-perspectieven", "en": "NSOB perspectives"},
            {
                "nl": "Wat er per perspectief over gemeente en stichting gezegd is.",
                "en": "What is said of municipality and foundation by perspective.",
            },
            perspectives=True,
            missing=_gov("dimension"),
        ),
        View(
            "grip-raad",
            {"nl": "Grip van de raad", "en": "Grip of the council"},
            {
                "nl": "De lijn van de raad naar de uitvoering, en wat daarover niet bekend is.",
                "en": "The line from the council to the execution, and what is not known of it.",
            },
            relations=(*PROCESSES, GOV + "InformationFlow"),
            among=_gov(
                "Council",
                "MunicipalExecutive",
                "Municipality",
                "SupervisoryBoard",
                "ExecutiveBoard",
                "InHouseContractor",
            ),
            missing=_gov("accountsTo", "steers", "supervises", "controls"),
        ),
        View(
            "formeel-praktijk",
            {"nl": "Formeel en praktijk", "en": "Formal and practice"},
            {
                "nl": "Wat formeel is, wat praktijk is, en wat oordeel of wens is.",
                "en": "What is formal, what is practice, and what is judged or wished.",
            },
            relations=(
                *PROCESSES,
                *_gov("InformationFlow", "Collaboration", "Provision", "Delivery"),
            ),
        ),
        View(
            "onbekend",
            {"nl": "Wat niet bekend is", "en": "What is not known"},
            {
                "nl": "Wat de bronnen niet zeggen over actoren, relaties en overleggen.",
                "en": "What the sources do not say of actors, relations and consultations.",
            },
            gaps=True,
            missing=(
                *WHO,
                *_gov(
                    "accountsTo", "steers", "supervises", "controls", "basis", "discusses", "level"
                ),
                RDFS + "label",
                SCHEMA + "repeatFrequency",
            ),
        ),
    )
}
FIRST = "toezicht"  # what opens first: small enough to read at a glance


def view_called(name: str) -> str | None:
    """Return the name of the view that has ``name`` as its name or title; None for none."""
    return among(name, {view.name: view.title.values() for view in VIEWS.values()})


def pick(name: str) -> View:
    """Return the view called ``name``.

    Raises UnknownNodeError, with the nearest names, when there is none.
    """
    found = view_called(name)
    if found is not None:
        return VIEWS[found]
    near = nearest(name, VIEWS)
    there = ", ".join(VIEWS)
    raise UnknownNodeError(
        Message("network.no-view", name=name),
        hint=did_you_mean(near) or Message("network.no-view-hint", names=there),
        near=near,
    )
