"""The sentences of the analyses in Dutch and English: how to read what they show."""

PROSE: dict[str, dict[str, str]] = {
    "paths_title": {"nl": "Ketens tussen {} en {}", "en": "Chains between {} and {}"},
    "paths_text": {
        "nl": "Gezag loopt door sturen, beheersen en toezicht houden; rekenschap door "
        "verantwoorden en informeren. Een route telt elke actor één keer; parallelle relaties "
        "zijn samen één schakel. Een keten is zo sterk als haar zwakste schakel.",
        "en": "Authority runs by steering, control and supervision; account by accountability and "
        "information. A route passes each actor once; parallel relations are one link together. A "
        "chain is as strong as its weakest link.",
    },
    "paths_parts": {
        "nl": "Een stap ‘hoort bij’ is geen relatie: dat een organisatie iets doet, zegt niet dat "
        "dit orgaan of deze functie het doet.",
        "en": "A step ‘belongs to’ is no relation: that an organisation does something does not "
        "say that this body or post does it.",
    },
    "paths_authority": {"nl": "Gezag: van {} naar {}", "en": "Authority: from {} to {}"},
    "paths_account": {"nl": "Rekenschap: van {} naar {}", "en": "Account: from {} to {}"},
    "paths_none": {
        "nl": "Geen route: de graaf verbindt deze twee zo niet. Dat zegt niet dat er geen lijn is.",
        "en": "No route: the graph does not connect these two so. That does not say there is none.",
    },
    "paths_count": {
        "nl": "Routes van alleen relaties: {}; de langste telt {} schakels.",
        "en": "Routes of relations alone: {}; the longest has {} links.",
    },
    "paths_only_parts": {
        "nl": "Geen route van alleen relaties; wel {} met een stap tussen deel en geheel.",
        "en": "No route of relations alone; but {} with a step between part and whole.",
    },
    "paths_cut": {
        "nl": "Er zijn er meer; dit zijn de eerste {}.",
        "en": "There are more; these are the first {}.",
    },
    "paths_limit": {
        "nl": "Routes van meer dan {} stappen zijn niet gezocht.",
        "en": "Routes of more than {} steps were not looked for.",
    },
    "links_title": {"nl": "De schakels, met bron", "en": "The links, with source"},
    "stops_authority": {
        "nl": "Waar de keten van gezag eindigt",
        "en": "Where the chain of authority ends",
    },
    "stops_account": {
        "nl": "Waar de keten van rekenschap eindigt",
        "en": "Where the chain of account ends",
    },
    "stops_text": {
        "nl": "Vanaf {} gevolgd tot er geen verder verband is. Staat er een leemte bij, dan zegt "
        "de bron niet hoe het verdergaat; zonder leemte heeft alleen de graaf geen vervolg.",
        "en": "Followed from {} until nothing leads further. Where a gap is named, the source "
        "does not say how it goes on; without one, only the graph has no next link.",
    },
    "direct_title": {
        "nl": "Rechtstreeks, zonder tussenschakel",
        "en": "Directly, with nobody in between",
    },
    "direct_text": {
        "nl": "‘Niet in de bron’: een leemte zegt dat de bronnen hierover zwijgen. ‘Geen lijn in "
        "de graaf’: er is geen relatie vastgelegd, en ook geen leemte.",
        "en": "‘Not in the source’: a gap says that the sources are silent on it. ‘No line in the "
        "graph’: no relation is recorded, and no gap either.",
    },
    "at_text": {
        "nl": "Naar de stand van {}: alleen relaties waarvan een datum zegt dat ze toen niet "
        "golden, zijn weggelaten.",
        "en": "As on {}: only relations whose dates say that they did not hold then are left out.",
    },
    "processes_title": {
        "nl": "De vier processen per paar actoren",
        "en": "The four processes for each two actors",
    },
    "processes_text": {
        "nl": "De eerste stuurt, beheerst of houdt toezicht; de ander verantwoordt zich. Een "
        "streepje betekent: geen lijn in de graaf, wat niet hetzelfde is als ‘niet’. De bronnen "
        "staan in de lijst hieronder.",
        "en": "The first steers, controls or supervises; the other accounts. A dash means: no "
        "line in the graph, which is not the same as ‘not’. The sources are in the list below.",
    },
    "pairs_title": {
        "nl": "Per paar, met grondslag en bron",
        "en": "By pair, with basis and source",
    },
    "lacks_title": {"nl": "Relaties zonder tegenhanger", "en": "Relations without a counterpart"},
    "lacks_text": {
        "nl": "Wie stuurt, beheerst of toezicht houdt, krijgt meestal ook verantwoording, en "
        "andersom. Hier staat waar de graaf die andere kant niet heeft. Dat is een vraag, geen "
        "oordeel: een ontbrekende lijn kan ook alleen niet beschreven zijn. Elke vorm van "
        "verantwoorden telt mee, ook een informatieplicht of rapportage.",
        "en": "Who steers, controls or supervises is mostly accounted to as well, and the other "
        "way round. Here is where the graph does not have that other side. It is a question and "
        "no verdict: a missing line may only be undescribed. Accountability of any kind counts, a "
        "duty to inform and reports too.",
    },
    "measures_title": {"nl": "Posities in het beeld ‘{}’", "en": "Positions in the view ‘{}’"},
    "measures_text": {
        "nl": "{nodes} knopen, {lines} lijnen, {pairs} geordende paren met ten minste één lijn. "
        "Leemten tellen niet mee. De maten gaan over wat de bronnen beschrijven, niet over macht "
        "of kwaliteit.",
        "en": "{nodes} nodes, {lines} lines, {pairs} ordered pairs with at least one line. Gaps "
        "do not count. The measures are about what the sources describe, not about power or "
        "quality.",
    },
    "measures_how": {"nl": "Hoe de maten te lezen", "en": "How to read the measures"},
    "single_title": {
        "nl": "Wat op één schakel of functie rust",
        "en": "What rests on one link or post",
    },
    "single_text": {
        "nl": "Knopen zonder welke het beeld uiteenvalt, en verantwoordelijkheden die de bronnen "
        "bij één functie leggen. Of er vervanging is geregeld, zegt de graaf niet.",
        "en": "Nodes without which the view falls apart, and responsibilities that the sources "
        "give to one post. Whether a replacement is arranged, the graph does not say.",
    },
    "single_node": {"nl": "verbindt als enige", "en": "the only one to connect"},
    "single_post": {"nl": "rust op één functie", "en": "rests on one post"},
    "routes_title": {"nl": "Kortste routes van {} naar {}", "en": "Shortest routes from {} to {}"},
    "grip_title": {"nl": "Grip: {}", "en": "Grip: {}"},
    "grip_defined": {
        "nl": "De definitie komt uit de bron en gaat over deze actor.",
        "en": "The definition comes from the source and is about this actor.",
    },
    "grip_borrowed": {
        "nl": "De definitie gaat niet over deze actor: hetzelfde raster is hier door ons "
        "gebruikt, om te kunnen vergelijken.",
        "en": "The definition is not about this actor: we use the same frame here to be able to "
        "compare.",
    },
    "grip_undefined": {
        "nl": "Een definitie van grip is niet vastgelegd; de elementen komen uit het vocabulaire.",
        "en": "No definition of grip is recorded; the elements come from the vocabulary.",
    },
    "grip_text": {
        "nl": "Een profiel, geen cijfer en geen oordeel. Welke feiten bij een element staan, "
        "volgt uit de soort relatie; die indeling is de onze. ‘Niets’ betekent dat de graaf er "
        "niets over heeft, niet dat het er niet is.",
        "en": "A profile, no number and no verdict. Which facts stand with an element follows "
        "from the kind of relation; that order is ours. ‘Nothing’ means that the graph holds "
        "nothing on it, not that it is not there.",
    },
    "grip_definition": {
        "nl": "De definitie en het oordeel",
        "en": "The definition and the verdict",
    },
    "grip_elements": {"nl": "Per element", "en": "By element"},
    "grip_insights": {"nl": "De gevraagde inzichten", "en": "The insights asked for"},
    "grip_insights_text": {
        "nl": "Waar de graaf een inzicht aan elementen verbindt, staat hier wat bij die elementen "
        "hoort; anders de relaties en leemten van de actoren over wie het inzicht gaat.",
        "en": "Where the graph ties an insight to elements, what belongs to those stands here; "
        "else the relations and gaps of the actors that the insight is about.",
    },
    "definition": {"nl": "definitie", "en": "definition"},
    "verdict": {"nl": "oordeel", "en": "verdict"},
    "no_verdict": {
        "nl": "De graaf kent geen oordeel over de grip van deze actor.",
        "en": "The graph knows no verdict on the grip of this actor.",
    },
    "agenda_insights": {"nl": "De gevraagde inzichten", "en": "The insights asked for"},
    "nsob_title": {"nl": "Perspectieven en actoren", "en": "Perspectives and actors"},
    "nsob_text": {
        "nl": "Hoeveel bevindingen de bron per perspectief over een actor heeft. Het aantal zegt "
        "niets over het gewicht.",
        "en": "How many findings the source has on an actor from each perspective. The number "
        "says nothing about the weight.",
    },
    "nsob_relations": {
        "nl": "Welke relaties bij welk perspectief horen",
        "en": "Which relations belong to which perspective",
    },
    "nsob_relations_text": {
        "nl": "Alleen waar een bevinding uit het perspectief over die relatie gaat. Aan regels "
        "verbindt de graaf geen perspectief.",
        "en": "Only where a finding from the perspective is about that relation. The graph ties "
        "no rule to a perspective.",
    },
    "nsob_gaps": {"nl": "Wat niet bekend is", "en": "What is not known"},
    "modality_title": {"nl": "Formeel tegenover praktijk", "en": "Formal against practice"},
    "modality_text": {
        "nl": "Formeel is statutair of afgesproken. Dat er geen praktijk is gezien, betekent dat "
        "er geen is vastgelegd, niet dat er niets gebeurt. Als beeld: formeel-praktijk.",
        "en": "Formal is statutory or agreed. That no practice is seen means that none is "
        "recorded, not that nothing happens. As a picture: formeel-praktijk.",
    },
    "modality_both": {"nl": "Formeel én praktijk", "en": "Formal and practice"},
    "modality_both_text": {
        "nl": "Beide komen voor tussen dezelfde actoren. Of zij over hetzelfde gaan, is te zien "
        "aan waarover elk feit gaat.",
        "en": "Both occur between the same actors. Whether they are about the same shows from "
        "what each fact is about.",
    },
    "modality_formeel": {"nl": "Formeel, geen praktijk gezien", "en": "Formal, no practice seen"},
    "modality_praktijk": {
        "nl": "Praktijk zonder formele relatie ernaast",
        "en": "Practice without a formal relation beside it",
    },
    "modality_praktijk_text": {
        "nl": "Staat er een instrument bij, dan noemt de bron een grondslag voor de praktijk.",
        "en": "Where an instrument is named, the source gives a basis for the practice.",
    },
    "modality_gewenst": {
        "nl": "Oordeel of wens, niet als geldend vastgelegd",
        "en": "Judged or wished, not recorded as holding",
    },
    "modality_tensions": {
        "nl": "Waar de bron zelf praktijk naast een formele relatie zet",
        "en": "Where the source itself sets practice beside a formal relation",
    },
    "modality_advice": {
        "nl": "Aanbevolen: is overname gebleken?",
        "en": "Recommended: is adoption shown?",
    },
    "modality_advice_text": {
        "nl": "Als overgenomen telt wat geldt en op de aanbeveling of haar instrument berust. Is "
        "er niets, dan is de overname onbekend, niet uitgebleven.",
        "en": "What is in force and rests on the recommendation or its instrument counts as "
        "adopted. Where there is nothing, adoption is unknown, not withheld.",
    },
    "gaps_title": {"nl": "Onderzoeksagenda", "en": "Research agenda"},
    "gaps_text": {
        "nl": "Leemten: {gaps}. Regels die niets kunnen zien en waar geen leemte bij staat: "
        "{rules}. Relaties zonder tegenhanger: {lacks}. Een stuk of rol staat er alleen bij als "
        "de graaf daar grond voor geeft: het stuk gaat over hetzelfde instrument of dezelfde "
        "opdracht, of de rol is geïnterviewd en staat in het feit zelf. Wat erin staat, is niet "
        "nagegaan. Een leemte dient een inzicht als de graaf beide aan hetzelfde element of "
        "dezelfde relaties verbindt.",
        "en": "Gaps: {gaps}. Rules that cannot see anything and have no gap beside them: {rules}. "
        "Relations without a counterpart: {lacks}. A document or role is only named where the "
        "graph gives ground for it: the document is about the same instrument or assignment, or "
        "the role was interviewed and is in the fact itself. What it contains has not been "
        "checked. A gap serves an insight when the graph ties both to the same element or "
        "relations.",
    },
}


def tell(key: str, language: str, *values: object, **named: object) -> str:
    """Return the sentence for ``key`` in ``language``, with ``values`` filled in."""
    text = PROSE[key][language]
    return text.format(*values, **named) if values or named else text
