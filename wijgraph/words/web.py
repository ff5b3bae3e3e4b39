"""The words of the pages that need a server."""

WEB: dict[str, dict[str, str]] = {
    "api": {"nl": "Voor programma's", "en": "For programs"},
    "api_example": {"nl": "Voorbeeld", "en": "Example"},
    "api_lead": {
        "nl": "Alles op deze pagina's is ook op te vragen door een programma. Hieronder staat elk "
        "adres, met wat het aanneemt en in welke vormen het antwoordt. Er kan niets worden "
        "gewijzigd.",
        "en": "Everything on these pages can be had by a program too. Below is every address, with "
        "what it takes and the forms in which it answers. Nothing can be changed.",
    },
    "api_machine": {
        "nl": "Dezelfde beschrijving voor machines (OpenAPI)",
        "en": "The same description for machines (OpenAPI)",
    },
    "api_name": {"nl": "Naam", "en": "Name"},
    "api_forms": {"nl": "Antwoordt als", "en": "Answers as"},
    "api_takes": {"nl": "Neemt aan", "en": "Takes"},
    "api_words": {"nl": "Uitleg (Engels)", "en": "What it is"},
    "chains_between": {"nl": "Ketens tussen twee actoren", "en": "Chains between two actors"},
    "chains_lead": {
        "nl": "Kies twee actoren. De ketens van gezag en van verantwoording ertussen, beide kanten "
        "op, met de vindplaats van elke schakel en met wat ontbreekt.",
        "en": "Choose two actors. The chains of authority and of account between them, both ways, "
        "with the place of every link and with what is missing.",
    },
    "chains_from": {"nl": "Van", "en": "From"},
    "chains_to": {"nl": "Naar", "en": "To"},
    "chains_show": {"nl": "Toon de ketens", "en": "Show the chains"},
    "check": {"nl": "Een bestand toetsen", "en": "Check a file"},
    "check_data": {"nl": "Gegevens", "en": "Data"},
    "check_file": {"nl": "Bestand kiezen", "en": "Choose a file"},
    "check_lead": {
        "nl": "Toets eigen gegevens aan de regels van dit dossier. Het verslag komt meteen terug; "
        "wat u stuurt, wordt niet bewaard.",
        "en": "Check data of your own against the rules of this dossier. The report comes back at "
        "once; what you send is not kept.",
    },
    "check_paste": {"nl": "Tekst plakken", "en": "Paste text"},
    "check_run": {"nl": "Toets", "en": "Check"},
    "check_syntax": {"nl": "Geschreven in", "en": "Written in"},
    "editor": {"nl": "SPARQL-editor", "en": "SPARQL editor"},
    "editor_example": {"nl": "Begin met een vraag van dit dossier", "en": "Begin with a question"},
    "editor_lead": {
        "nl": "Een editor met aanvulling uit de woordenlijst: typ gov: of wij:, of een woord en "
        "dan Ctrl+spatie. Wat u typt, blijft in deze browser tot u de vraag stelt. De knoppen in "
        "de editor zijn Engels.",
        "en": "An editor that completes from the vocabulary: type gov: or wij:, or a word and then "
        "Ctrl+space. What you type stays in this browser until you ask.",
    },
    "editor_needs_script": {
        "nl": "De editor werkt alleen met JavaScript. Zonder kan het ook: de eenvoudige pagina.",
        "en": "The editor works with JavaScript only. The plain page does without.",
    },
    "editor_network": {"nl": "Netwerk", "en": "Network"},
    "editor_open": {"nl": "Open als netwerk", "en": "Open as a network"},
    "editor_plain": {"nl": "Eenvoudige pagina", "en": "Plain page"},
    "editor_why": {
        "nl": "Het antwoord heeft twee kolommen met actoren: het kan als netwerk worden bekeken.",
        "en": "The answer has two columns of actors: it can be seen as a network.",
    },
    "fill_in": {"nl": "Invullen", "en": "Fill in"},
    "from_a_program": {"nl": "Vanuit een programma", "en": "From a program"},
    "given": {"nl": "Ingevuld", "en": "Filled in"},
    "network_none": {"nl": "Geen netwerk", "en": "No network"},
    "network_query": {"nl": "De gestelde vraag", "en": "The question asked"},
    "ontology": {"nl": "Woordenlijst", "en": "Vocabulary"},
    "ontology_class": {"nl": "Klassen", "en": "Classes"},
    "ontology_concept": {"nl": "Begrippen", "en": "Concepts"},
    "ontology_edge": {"nl": "korte lijn", "en": "short edge"},
    "ontology_lead": {
        "nl": "Elk woord waarmee dit dossier is geschreven: wat het betekent en waar het onder "
        "valt. De namen zijn Engels en vast; de betekenis staat er in twee talen bij.",
        "en": "Every word that this dossier is written in: what it means and what it falls under. "
        "The names are fixed; the meaning is given in two languages.",
    },
    "ontology_meaning": {"nl": "Betekenis", "en": "Meaning"},
    "ontology_property": {"nl": "Eigenschappen", "en": "Properties"},
    "ontology_term": {"nl": "Woord", "en": "Word"},
    "ontology_under": {"nl": "Valt onder", "en": "Falls under"},
    "sparql_as_network": {"nl": "Open als netwerk", "en": "Open as a network"},
    "sparql_format": {"nl": "Vorm van het antwoord", "en": "Form of the answer"},
    "sparql_lead": {
        "nl": "Stel een eigen vraag aan de graaf. Er kan niets worden gewijzigd, en elke vraag "
        "heeft een tijdslimiet.",
        "en": "Ask the graph a question of your own. Nothing can be changed, and every question "
        "has a time limit.",
    },
    "sparql_query": {"nl": "Vraag in SPARQL", "en": "Question in SPARQL"},
    "sparql_run": {"nl": "Stel de vraag", "en": "Ask"},
    "to_editor": {"nl": "Liever een editor met aanvulling?", "en": "Rather have an editor?"},
}
