"""The words of commands and pages that are not labels of nodes, in Dutch and English."""

WORDS: dict[str, dict[str, str]] = {
    "about": {"nl": "Wat erover is gezegd", "en": "What is said of it"},
    "answer": {"nl": "Antwoord", "en": "Answer"},
    "basis": {"nl": "grondslag", "en": "basis"},
    "citations": {"nl": "vindplaatsen", "en": "citations"},
    "cited": {"nl": "aangehaald", "en": "cited"},
    "coverage": {"nl": "Dekking van de bronnen", "en": "Coverage of the sources"},
    "coverage_text": {
        "nl": "Per paragraaf: hoeveel alinea's en lijstpunten een vindplaats in de graaf hebben.",
        "en": "For each section: how many paragraphs and list items the graph cites.",
    },
    "derived": {"nl": "afgeleid", "en": "derived"},
    "document": {"nl": "document", "en": "document"},
    "does": {"nl": "Wat deze actor doet of mag", "en": "What this actor does or may do"},
    "downloads": {"nl": "Bestanden", "en": "Downloads"},
    "empty": {
        "nl": "Geen rijen: de bronnen zeggen hier niets over.",
        "en": "No rows: the sources say nothing about this.",
    },
    "evidence": {"nl": "bron", "en": "source"},
    "four": {"nl": "De vier processen", "en": "The four processes"},
    "gaps": {"nl": "Wat niet bekend is", "en": "What is not known"},
    "gaps_text": {
        "nl": "Wat een lezer zou vragen en de twee documenten niet zeggen, met de reden.",
        "en": "What a reader would ask and the two documents do not say, with the reason.",
    },
    "home": {"nl": "Begin", "en": "Home"},
    "interview": {"nl": "Gesproken in", "en": "Interviewed in"},
    "language": {"nl": "English", "en": "Nederlands"},
    "lead": {
        "nl": "Wie stuurt, wie beheerst, wie houdt toezicht en wie verantwoordt zich: elk antwoord "
        "met de paragraaf waarin het staat. Wat de bronnen niet zeggen, staat er als leemte bij.",
        "en": "Who steers, who controls, who supervises and who accounts to whom: each answer with "
        "the section it is written in. What the sources do not say is shown as a gap.",
    },
    "meets": {"nl": "Overleggen", "en": "Consultations"},
    "mentioned": {"nl": "Ook genoemd bij", "en": "Also mentioned in"},
    "no_paragraphs": {"nl": "alleen een kop", "en": "heading only"},
    "notes": {"nl": "noot", "en": "note"},
    "of": {"nl": "van", "en": "of"},
    "omitted": {"nl": "weggelaten", "en": "left out"},
    "paragraph": {"nl": "alinea", "en": "paragraph"},
    "paragraphs": {"nl": "alinea's", "en": "paragraphs"},
    "parts": {"nl": "Onderdelen, functies en leden", "en": "Units, posts and members"},
    "properties": {"nl": "Gegevens", "en": "Properties"},
    "questions": {"nl": "Vragen en antwoorden", "en": "Questions and answers"},
    "rows": {"nl": "rijen", "en": "rows"},
    "section": {"nl": "paragraaf", "en": "section"},
    "sources": {"nl": "Bronnen", "en": "Sources"},
    "sparql": {"nl": "De vraag in SPARQL", "en": "The question in SPARQL"},
    "tag_actor": {"nl": "Actoren", "en": "Actors"},
    "tag_gap": {"nl": "Wat niet bekend is", "en": "What is not known"},
    "tag_grip": {"nl": "Grip van de raad", "en": "Grip of the council"},
    "tag_meeting": {"nl": "Overleg", "en": "Consultation"},
    "tag_money": {"nl": "Geld en aantallen", "en": "Money and counts"},
    "tag_nsob": {"nl": "NSOB-perspectieven", "en": "NSOB perspectives"},
    "tag_process": {"nl": "De vier processen", "en": "The four processes"},
    "tag_relation": {"nl": "Bevoegdheden en relaties", "en": "Powers and relations"},
    "tag_research": {"nl": "De onderzoeken", "en": "The studies"},
    "tag_source": {"nl": "Bronnen en uitspraken", "en": "Sources and statements"},
    "tag_work": {"nl": "Opdrachten en werk", "en": "Assignments and work"},
    "title": {
        "nl": "De governance van WIJ Groningen",
        "en": "The governance of WIJ Groningen",
    },
    "total": {"nl": "samen", "en": "in all"},
    "uncited": {"nl": "zonder vindplaats", "en": "not cited"},
    "undergoes": {"nl": "Wat jegens deze actor gebeurt", "en": "What is done towards this actor"},
    "undocumented": {"nl": "niet in de bron", "en": "not in the source"},
    "valid": {"nl": "Het dossier voldoet aan alle regels.", "en": "The dossier meets all rules."},
    "violation": {"nl": "overtreding", "en": "violation"},
    "warning": {"nl": "waarschuwing", "en": "warning"},
    "info": {"nl": "mededeling", "en": "info"},
}


def word(key: str, language: str) -> str:
    """Return the word for ``key`` in ``language``."""
    return WORDS[key][language]
