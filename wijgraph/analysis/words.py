"""The words of the analyses in Dutch and English."""

from wijgraph.analysis.evidence import FORMAL, PRACTICE, WISHED
from wijgraph.network.drawing import STATUSES

WORDS: dict[str, dict[str, str]] = {
    # Headings
    "about": {"nl": "waarover", "en": "about"},
    "accounted": {"nl": "de ander verantwoordt zich", "en": "the other accounts"},
    "actor": {"nl": "actor", "en": "actor"},
    "addressed": {"nl": "aan wie", "en": "to whom"},
    "adopted": {"nl": "waaruit overname blijkt", "en": "what shows its adoption"},
    "answer_documents": {"nl": "stuk of figuur", "en": "document or figure"},
    "answer_roles": {"nl": "geïnterviewde rol", "en": "interviewed role"},
    "aspects": {"nl": "onderdelen", "en": "aspects"},
    "basis": {"nl": "instrument", "en": "instrument"},
    "between": {"nl": "tussenpositie", "en": "betweenness"},
    "certainty": {"nl": "hoe zeker", "en": "how sure"},
    "controls": {"nl": "beheerst", "en": "controls"},
    "counterpart": {"nl": "in de graaf", "en": "in the graph"},
    "direct": {"nl": "rechtstreeks", "en": "directly"},
    "element": {"nl": "element", "en": "element"},
    "element_many": {"nl": "elementen", "en": "elements"},
    "falls_apart": {"nl": "zonder deze los van de rest", "en": "cut off without this one"},
    "finding": {"nl": "bevinding", "en": "finding"},
    "formal": {"nl": "formeel", "en": "formal"},
    "from": {"nl": "van", "en": "from"},
    "gap": {"nl": "wat de bron niet zegt", "en": "what the source does not say"},
    "given": {"nl": "uitgaand", "en": "outgoing"},
    "held": {"nl": "wat de graaf heeft", "en": "what the graph holds"},
    "holds_as": {"nl": "geldt als", "en": "holds as"},
    "id": {"nl": "kenmerk", "en": "id"},
    "insight": {"nl": "inzicht", "en": "insight"},
    "insights": {"nl": "dient inzicht", "en": "serves insight"},
    "instead": {"nl": "wat er wel is", "en": "what there is instead"},
    "itself": {"nl": "(het perspectief zelf)", "en": "(the perspective itself)"},
    "kind": {"nl": "soort", "en": "kind"},
    "links": {"nl": "schakels", "en": "links"},
    "literature": {"nl": "bron van de maat", "en": "source of the measure"},
    "means": {"nl": "wat het hier zegt", "en": "what it says here"},
    "means_not": {"nl": "wat het niet zegt", "en": "what it does not say"},
    "meaning": {"nl": "wat het vraagt", "en": "what it asks"},
    "measure": {"nl": "maat", "en": "measure"},
    "missing": {"nl": "gezochte tegenhanger", "en": "counterpart sought"},
    "neighbours": {"nl": "buren", "en": "neighbours"},
    "other_routes": {
        "nl": "langere routes in dit proces",
        "en": "longer routes in this process",
    },
    "perspective": {"nl": "perspectief", "en": "perspective"},
    "practice": {"nl": "praktijk", "en": "practice"},
    "process": {"nl": "proces", "en": "process"},
    "question": {"nl": "vraag", "en": "question"},
    "reason": {"nl": "waarom open", "en": "why open"},
    "received": {"nl": "inkomend", "en": "incoming"},
    "recommendation": {"nl": "aanbeveling", "en": "recommendation"},
    "relation": {"nl": "relatie", "en": "relation"},
    "route": {"nl": "route", "en": "route"},
    "rules": {"nl": "regel die zwijgt", "en": "silent rule"},
    "steers": {"nl": "stuurt", "en": "steers"},
    "stop": {"nl": "de keten eindigt bij", "en": "the chain ends at"},
    "supervises": {"nl": "houdt toezicht", "en": "supervises"},
    "tension": {"nl": "verschil", "en": "difference"},
    "to": {"nl": "naar", "en": "to"},
    "towards": {"nl": "jegens wie", "en": "towards whom"},
    "value": {"nl": "uitkomst", "en": "outcome"},
    "weakest": {"nl": "zwakste schakel", "en": "weakest link"},
    "who": {"nl": "wie", "en": "who"},
    # Processes
    "steering": {"nl": "sturen", "en": "steering"},
    "control": {"nl": "beheersen", "en": "control"},
    "supervision": {"nl": "toezicht houden", "en": "supervision"},
    "accountability": {"nl": "verantwoorden", "en": "accountability"},
    "information": {"nl": "informeren", "en": "information"},
    "part": {"nl": "hoort bij (geen relatie)", "en": "belongs to (no relation)"},
    "": {"nl": "overig", "en": "other"},
    # States
    **{status: dict(STATUSES[status].label) for status in (FORMAL, PRACTICE, WISHED)},
    "both": {"nl": "formeel en praktijk", "en": "formal and practice"},
    "none": {"nl": "–", "en": "–"},
    "unstated": {"nl": "niet in de bron", "en": "not in the source"},
    "no_gap": {"nl": "geen leemte vastgelegd", "en": "no gap recorded"},
    "no_line": {"nl": "geen lijn in de graaf", "en": "no line in the graph"},
    "state_judged": {
        "nl": "alleen als oordeel of wens",
        "en": "only judged or wished",
    },
    "state_through": {
        "nl": "alleen via een onderdeel of het geheel",
        "en": "only through a part or the whole",
    },
    "state_unstated": {"nl": "niet in de bron", "en": "not in the source"},
    "state_absent": {"nl": "geen lijn in de graaf", "en": "no line in the graph"},
    "lack_steered": {
        "nl": "verantwoording aan wie stuurt of beheerst",
        "en": "accountability to who steers or controls",
    },
    "lack_supervised": {
        "nl": "informatieplicht of verantwoording aan wie toezicht houdt",
        "en": "a duty to inform, or accountability, to who supervises",
    },
    "lack_accountable": {
        "nl": "sturing, beheersing of toezicht door wie de verantwoording krijgt",
        "en": "steering, control or supervision by who is accounted to",
    },
    "nothing": {"nl": "niets", "en": "nothing"},
    "silent_rule": {
        "nl": "een regel kan dit niet zien",
        "en": "a rule cannot see this",
    },
    # Questions
    "ask_account": {
        "nl": "{} → {}: is er verantwoording, waarover en op welke grond?",
        "en": "{} → {}: is there accountability, on what and on what basis?",
    },
    "ask_direct": {
        "nl": "{} → {}: is er ook rechtstreekse verantwoording, en op welke grond?",
        "en": "{} → {}: is there direct accountability too, and on what basis?",
    },
    "ask_power": {
        "nl": "{} → {}: is er, naast het ontvangen van verantwoording, ook sturing of toezicht?",
        "en": "{} → {}: besides being accounted to, is there steering or supervision too?",
    },
    "ask_rule": {
        "nl": "{who}: wat is te achterhalen over ‘{what}’?",
        "en": "{who}: what can be found out about ‘{what}’?",
    },
    # Themes of the agenda
    "theme_grip": {"nl": "Grip en inzichten", "en": "Grip and insights"},
    "theme_meetings": {"nl": "Overleg en stuurgroepen", "en": "Consultation and steering groups"},
    "theme_information": {"nl": "Informatie en monitoring", "en": "Information and monitoring"},
    "theme_powers": {
        "nl": "Bevoegdheden, toezicht en verantwoording",
        "en": "Powers, supervision and accountability",
    },
    "theme_work": {
        "nl": "Opdrachten, instrumenten en geld",
        "en": "Assignments, instruments and money",
    },
    "theme_perspectives": {"nl": "Perspectieven", "en": "Perspectives"},
    "theme_research": {"nl": "Het onderzoek zelf", "en": "The research itself"},
    "theme_findings": {"nl": "Bevindingen en aanbevelingen", "en": "Findings and recommendations"},
    "theme_other": {"nl": "Overig", "en": "Other"},
}


def say(key: str, language: str, *values: object, **named: object) -> str:
    """Return the words for ``key`` in ``language``, with ``values`` filled in."""
    text = WORDS[key][language]
    return text.format(*values, **named) if values or named else text
