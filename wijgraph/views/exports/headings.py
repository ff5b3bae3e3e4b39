"""What stands above the columns and on the tabs of tables, in Dutch and English."""

SHEETS = {
    "actors": {"nl": "Actoren", "en": "Actors"},
    "relations": {"nl": "Relaties", "en": "Relations"},
    "meetings": {"nl": "Overleggen", "en": "Meetings"},
    "assignments": {"nl": "Opdrachten", "en": "Assignments"},
    "perspectives": {"nl": "Perspectieven", "en": "Perspectives"},
    "evidence": {"nl": "Vindplaatsen", "en": "Evidence"},
    "gaps": {"nl": "Leemtes", "en": "Gaps"},
    "findings": {"nl": "Bevindingen", "en": "Findings"},
}
HEADINGS = {
    "about": {"nl": "betreft", "en": "about"},
    "acts": {"nl": "doet of mag", "en": "does or may do"},
    "basis": {"nl": "grondslag", "en": "basis"},
    "certainty": {"nl": "zekerheid", "en": "certainty"},
    "directed": {"nl": "met richting", "en": "directed"},
    "document": {"nl": "document", "en": "document"},
    "end": {"nl": "tot", "en": "until"},
    "evidence": {"nl": "vindplaats", "en": "evidence"},
    "family": {"nl": "soort lijn", "en": "family"},
    "from": {"nl": "van", "en": "from"},
    "from_id": {"nl": "sleutel van", "en": "key from"},
    "gaps": {"nl": "niet bekend", "en": "not known"},
    "id": {"nl": "sleutel", "en": "key"},
    "iri": {"nl": "IRI", "en": "IRI"},
    "kind": {"nl": "soort", "en": "kind"},
    "label": {"nl": "naam", "en": "name"},
    "lane": {"nl": "baan", "en": "lane"},
    "lines": {"nl": "verbonden met", "en": "connected to"},
    "message": {"nl": "melding", "en": "message"},
    "modality": {"nl": "modaliteit", "en": "modality"},
    "notes": {"nl": "noot", "en": "note"},
    "paragraph": {"nl": "alinea", "en": "paragraph"},
    "path": {"nl": "eigenschap", "en": "property"},
    "phrase": {"nl": "woorden", "en": "words"},
    "place": {"nl": "plaats", "en": "place"},
    "process": {"nl": "proces", "en": "process"},
    "reason": {"nl": "reden", "en": "reason"},
    "rule": {"nl": "regel", "en": "rule"},
    "section": {"nl": "paragraaf", "en": "section"},
    "severity": {"nl": "ernst", "en": "severity"},
    "start": {"nl": "sinds", "en": "since"},
    "status": {"nl": "in welke zin", "en": "in what sense"},
    "text": {"nl": "wat er staat", "en": "what is said"},
    "to": {"nl": "naar", "en": "to"},
    "to_id": {"nl": "sleutel naar", "en": "key to"},
    "waiver": {"nl": "ontheffing", "en": "waiver"},
}
ANSWERS = {True: {"nl": "ja", "en": "yes"}, False: {"nl": "nee", "en": "no"}}


def heading(field: str, language: str) -> str:
    """Return what stands above the column of ``field``."""
    return HEADINGS[field][language]
