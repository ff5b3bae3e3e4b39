"""Which relations belong to which element of grip: an order of ours, and not the source's."""

from dataclasses import dataclass

from wijgraph.namespaces import CONCEPT, DCT, GOV, SCHEMA


def _gov(*names: str) -> tuple[str, ...]:
    return tuple(GOV + name for name in names)


@dataclass(frozen=True)
class Ask:
    """What of the graph belongs to an element: this order is ours, and not the source's.

    ``does`` are the classes of what the actor does, ``gets`` of what it is given by others,
    ``carried`` of what it does straight towards who carries out; ``missing`` is what a gap about
    the actor lacks when it belongs here, ``lacking`` what a gap about one of these facts lacks
    (anything when empty).
    """

    does: tuple[str, ...] = ()
    gets: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    practised: bool = False  # only what is seen in practice
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


POWERS = _gov("Steering", "Control", "Supervision")
REACH = _gov("steers", "controls", "supervises")
NEWS = _gov("Accountability", "InformationFlow")
TOLD = _gov("accountsTo", "mustInform", "reportsTo", "informs")
WHEN = (SCHEMA + "repeatFrequency", DCT + "date")
ASKS = {
    CONCEPT + "gripAbility": Ask(missing=_gov("metBy")),
    CONCEPT + "clearFrameworks": Ask(does=_gov("FrameworkSetting", "ContentDecision")),
    CONCEPT + "timelyInformation": Ask(gets=NEWS, missing=TOLD, lacking=WHEN),
    CONCEPT + "usableInformation": Ask(gets=NEWS, missing=TOLD),
    CONCEPT + "fittingInstruments": Ask(does=POWERS, missing=(*REACH, GOV + "basis")),
    CONCEPT + "actualInfluence": Ask(does=POWERS, practised=True, missing=_gov("metBy")),
    CONCEPT + "gripObjects": Ask(carried=POWERS, missing=REACH),
    CONCEPT + "roleDivision": Ask(does=_gov("Responsibility", "Duty")),
}
