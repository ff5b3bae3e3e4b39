"""The words of what-if and difference, in Dutch and English."""

import re
from collections.abc import Mapping

Text = Mapping[str, str]
JOINED = re.compile(r"\w\w (?:en|and) \w\w")
NUMBER = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")

# By the local name of a short edge: what is said when it appears, and when it disappears.
# {a} is who does it, {b} towards whom; both come with their article.
EDGES: Mapping[str, tuple[Text, Text]] = {
    "accountsTo": (
        {
            "nl": "{a} [gaat|gaan] verantwoording afleggen aan {b}",
            "en": "{a} [starts|start] accounting to {b}",
        },
        {
            "nl": "{a} [legt|leggen] geen verantwoording meer af aan {b}",
            "en": "{a} no longer [accounts|account] to {b}",
        },
    ),
    "appoints": (
        {
            "nl": "{a} [krijgt|krijgen] de benoeming van {b}",
            "en": "{a} [gains|gain] the appointment of {b}",
        },
        {
            "nl": "{a} [verliest|verliezen] de benoeming van {b}",
            "en": "{a} [loses|lose] the appointment of {b}",
        },
    ),
    "approvesDecisionsOf": (
        {
            "nl": "{a} [krijgt|krijgen] de goedkeuring van besluiten van {b}",
            "en": "{a} [gains|gain] the approval of decisions of {b}",
        },
        {
            "nl": "{a} [verliest|verliezen] de goedkeuring van besluiten van {b}",
            "en": "{a} [loses|lose] the approval of decisions of {b}",
        },
    ),
    "commissions": (
        {
            "nl": "{a} [gaat|gaan] opdracht geven aan {b}",
            "en": "{a} [starts|start] commissioning {b}",
        },
        {
            "nl": "{a} [geeft|geven] geen opdracht meer aan {b}",
            "en": "{a} no longer [commissions|commission] {b}",
        },
    ),
    "controls": (
        {"nl": "{a} [gaat|gaan] {b} beheersen", "en": "{a} [starts|start] controlling {b}"},
        {
            "nl": "{a} [beheerst|beheersen] {b} niet meer",
            "en": "{a} no longer [controls|control] {b}",
        },
    ),
    "informs": (
        {"nl": "{a} [gaat|gaan] {b} informeren", "en": "{a} [starts|start] informing {b}"},
        {
            "nl": "{a} [informeert|informeren] {b} niet meer",
            "en": "{a} no longer [informs|inform] {b}",
        },
    ),
    "meetsWith": (
        {
            "nl": "{a} en {b} komen samen in een overleg",
            "en": "{a} and {b} start meeting in a consultation",
        },
        {
            "nl": "{a} en {b} komen niet meer samen in een overleg",
            "en": "{a} and {b} no longer meet in a consultation",
        },
    ),
    "memberOf": (
        {
            "nl": "{a} [wordt|worden] lid van {b}",
            "en": "{a} [becomes a member|become members] of {b}",
        },
        {
            "nl": "{a} [is|zijn] geen lid meer van {b}",
            "en": "{a} [is no longer a member|are no longer members] of {b}",
        },
    ),
    "mustInform": (
        {
            "nl": "nieuwe informatieplicht: {a} [moet|moeten] {b} informeren",
            "en": "new duty to inform: {a} must inform {b}",
        },
        {
            "nl": "de informatieplicht van {a} aan {b} vervalt",
            "en": "the duty of {a} to inform {b} lapses",
        },
    ),
    "reportsTo": (
        {"nl": "{a} [gaat|gaan] rapporteren aan {b}", "en": "{a} [starts|start] reporting to {b}"},
        {
            "nl": "{a} [rapporteert|rapporteren] niet meer aan {b}",
            "en": "{a} no longer [reports|report] to {b}",
        },
    ),
    "scrutinises": (
        {
            "nl": "{a} [krijgt|krijgen] de controle op {b}",
            "en": "{a} [gains|gain] the scrutiny of {b}",
        },
        {
            "nl": "{a} [verliest|verliezen] de controle op {b}",
            "en": "{a} [loses|lose] the scrutiny of {b}",
        },
    ),
    "servicesProvidedTo": (
        {
            "nl": "{a} [gaat|gaan] diensten leveren aan {b}",
            "en": "{a} [starts|start] providing services to {b}",
        },
        {
            "nl": "{a} [levert|leveren] geen diensten meer aan {b}",
            "en": "{a} no longer [provides|provide] services to {b}",
        },
    ),
    "setsFrameworkFor": (
        {
            "nl": "{a} [gaat|gaan] kaders stellen voor {b}",
            "en": "{a} [starts|start] setting frameworks for {b}",
        },
        {
            "nl": "{a} [stelt|stellen] geen kaders meer voor {b}",
            "en": "{a} no longer [sets|set] frameworks for {b}",
        },
    ),
    "steers": (
        {"nl": "{a} [krijgt|krijgen] sturing op {b}", "en": "{a} [gains|gain] steering of {b}"},
        {
            "nl": "{a} [verliest|verliezen] de sturing op {b}",
            "en": "{a} [loses|lose] the steering of {b}",
        },
    ),
    "supervises": (
        {"nl": "{a} [krijgt|krijgen] toezicht op {b}", "en": "{a} [gains|gain] supervision of {b}"},
        {
            "nl": "{a} [verliest|verliezen] het toezicht op {b}",
            "en": "{a} [loses|lose] the supervision of {b}",
        },
    ),
}
OTHER_EDGE: tuple[Text, Text] = (
    {"nl": "nieuw: {a} {verb} {b}", "en": "new: {a} {verb} {b}"},
    {"nl": "vervalt: {a} {verb} {b}", "en": "lapses: {a} {verb} {b}"},
)

# What is told of one node or property; {node} is its label, {kind} that of its class.
SENTENCES: Mapping[str, Text] = {
    "added": {"nl": "nieuw ({kind}): {node}", "en": "new ({kind}): {node}"},
    "removed": {"nl": "vervalt ({kind}): {node}", "en": "lapses ({kind}): {node}"},
    "still": {
        "nl": "{node}; een andere uitspraak draagt dezelfde relatie nog",
        "en": "{node}; another statement still carries the same relation",
    },
    "already": {
        "nl": "{node}; dezelfde relatie was er al op een andere grond",
        "en": "{node}; the same relation was there already on another ground",
    },
    "changed": {
        "nl": "{node}: {what} nu {new}, was {old}",
        "en": "{node}: {what} now {new}, was {old}",
    },
    "more": {"nl": "{node}, {what}: {new} toegevoegd", "en": "{node}, {what}: {new} added"},
    "less": {"nl": "{node}, {what}: {old} vervallen", "en": "{node}, {what}: {old} removed"},
    "rewritten": {"nl": "{node}: {what} gewijzigd", "en": "{node}: {what} changed"},
    "text_more": {"nl": "{node}: {what} toegevoegd", "en": "{node}: {what} added"},
    "text_less": {"nl": "{node}: {what} vervallen", "en": "{node}: {what} removed"},
    "renamed": {"nl": "{old} heet nu: {new}", "en": "{old} is now called: {new}"},
    "holds": {
        "nl": "{node}: geldt nu als {new}, was {old}",
        "en": "{node}: now holds as {new}, was {old}",
    },
    "meets": {"nl": "{node}: nu {new} (was {old})", "en": "{node}: now {new} (was {old})"},
    "meets_new": {"nl": "{node}: {new}", "en": "{node}: {new}"},
    "meets_gone": {
        "nl": "{node}: niet meer vastgelegd hoe vaak (was {old})",
        "en": "{node}: how often is no longer laid down (was {old})",
    },
    "joins": {
        "nl": "{who} [neemt|nemen] deel aan: {node}",
        "en": "{who} [takes|take] part in: {node}",
    },
    "leaves": {
        "nl": "{who} [neemt|nemen] niet meer deel aan: {node}",
        "en": "{who} no longer [takes|take] part in: {node}",
    },
    "cited": {"nl": "{node}: vindplaats toegevoegd: {new}", "en": "{node}: evidence added: {new}"},
    "uncited": {"nl": "{node}: vindplaats weg: {old}", "en": "{node}: evidence removed: {old}"},
    "deprecated": {"nl": "term verouderd: {node}", "en": "term deprecated: {node}"},
    "term_added": {"nl": "nieuwe term: {node}", "en": "new term: {node}"},
    "term_removed": {"nl": "term weg: {node}", "en": "term removed: {node}"},
    "rule_added": {"nl": "nieuwe regel: {node}", "en": "new rule: {node}"},
    "rule_removed": {"nl": "regel weg: {node}", "en": "rule removed: {node}"},
    "parts_added": {"nl": "{n} onderdelen van regels erbij", "en": "{n} parts of rules added"},
    "parts_removed": {"nl": "{n} onderdelen van regels weg", "en": "{n} parts of rules removed"},
    "severity": {
        "nl": "{node}: zwaarte van {old} naar {new}",
        "en": "{node}: severity from {old} to {new}",
    },
}
TIMES: Mapping[str, tuple[str, ...]] = {
    "nl": ("nooit", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
PHRASES: Mapping[str, Text] = {
    "a_year": {"nl": "ten minste {n} keer per jaar", "en": "at least {n} times a year"},
    "twice_a_year": {"nl": "ten minste twee keer per jaar", "en": "at least twice a year"},
    "once_a_year": {"nl": "ten minste één keer per jaar", "en": "at least once a year"},
    "every": {"nl": "elke {period}", "en": "every {period}"},
    "paragraph": {"nl": "alinea", "en": "paragraph"},
    "based": {"nl": "grondslag", "en": "basis"},
    "source": {"nl": "bron", "en": "source"},
    "list": {"nl": "een lijst", "en": "a list"},
    "kind": {"nl": "soort", "en": "kind"},
    "Violation": {"nl": "overtreding", "en": "violation"},
    "Warning": {"nl": "waarschuwing", "en": "warning"},
    "Info": {"nl": "mededeling", "en": "info"},
}
GROUPS: Mapping[str, Text] = {
    "relations": {"nl": "Bevoegdheden, plichten en relaties", "en": "Powers, duties and relations"},
    "meetings": {"nl": "Overleg", "en": "Consultation"},
    "actors": {"nl": "Rollen en organen", "en": "Roles and bodies"},
    "work": {"nl": "Opdrachten, afspraken en werk", "en": "Assignments, agreements and work"},
    "figures": {"nl": "Getallen en bedragen", "en": "Counts and amounts"},
    "statements": {"nl": "Bevindingen en andere uitspraken", "en": "Findings and other statements"},
    "gaps": {"nl": "Wat niet bekend is", "en": "What is not known"},
    "sources": {"nl": "Bronnen en vindplaatsen", "en": "Sources and citations"},
    "vocabulary": {"nl": "Begrippen (ontologie)", "en": "Terms (ontology)"},
    "rules": {"nl": "Regels", "en": "Rules"},
    "other": {"nl": "Overig", "en": "Other"},
}
# Dutch nouns that take "het", by their last part; what is not here takes "de".
HET = (
    "college",
    "team",
    "overleg",
    "management",
    "bestuur",
    "beleid",
    "model",
    "bureau",
    "gesprek",
)


def say(
    table: Mapping[str, Text], key: str, language: str, *, many: bool = False, **words: object
) -> str:
    """Return the sentence for ``key``, filled in; ``many`` when its subject is a plural."""
    return filled(table[key][language], words, many=many)


def filled(text: str, words: Mapping[str, object], *, many: bool = False) -> str:
    """Return a sentence with its words filled in and its verbs, as ``[is|are]``, in number."""
    return NUMBER.sub(lambda match: match[2 if many else 1], text).format(**words)


def with_article(label: str, language: str, *, many: bool = False) -> str:
    """Return a label as it stands in a sentence; names and numbered things take no article."""
    first = label.partition(" ")[0]
    named = label[:1].isupper() or any(c.isdigit() for c in label.partition("(")[0])
    # Of two things joined each would take its own.
    if not label or named or JOINED.search(label):
        return label
    if language == "en":
        return f"the {label}"
    return f"{'het' if first.endswith(HET) and not many else 'de'} {label}"


def capital(text: str) -> str:
    """Return ``text`` with a capital to start with."""
    return text[:1].upper() + text[1:]
