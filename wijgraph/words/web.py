"""The words of the pages that need a server."""

WEB: dict[str, dict[str, str]] = {
    "api": {"nl": "Voor programma's", "en": "For programs"},
    "api_example": {"nl": "Voorbeeld", "en": "Example"},
    "api_lead": {
        "nl": "Alles op deze pagina's is ook op te vragen door een programma. Hieronder staan de "
        "adressen van vragen en lijsten, met wat ze aannemen en hoe ze antwoorden. Er kan niets "
        "worden gewijzigd.",
        "en": "Everything on these pages can be had by a program too. Below are the addresses of "
        "questions and lists, with what they take and how they answer. Nothing can be changed.",
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
    "check_by_name": {"nl": "(zie de naam)", "en": "(see its name)"},
    "check_as": {"nl": "Verslag als {}", "en": "Report as {}"},
    "check_paste": {"nl": "Tekst plakken", "en": "Paste text"},
    "check_run": {"nl": "Toets", "en": "Check"},
    "check_syntax": {"nl": "Geschreven in", "en": "Written in"},
    "editor": {"nl": "SPARQL-editor", "en": "SPARQL editor"},
    "editor_example": {"nl": "Begin met een vraag van dit dossier", "en": "Begin with a question"},
    "editor_lead": {
        "nl": "Een editor met aanvulling uit de woordenlijst: typ gov: of wij:, of een woord en "
        "dan Ctrl+spatie. Wat u typt, blijft in deze browser tot u de vraag stelt. Met Esc en dan "
        "Tab verlaat u het tekstvak. De knoppen in de editor zijn Engels.",
        "en": "An editor that completes from the vocabulary: type gov: or wij:, or a word and then "
        "Ctrl+space. What you type stays in this browser until you ask. Esc and then Tab leave the "
        "text.",
    },
    "editor_failed": {
        "nl": "De editor kon niet worden geladen. Probeer het zo nog eens, of gebruik de "
        "eenvoudige pagina.",
        "en": "The editor could not be loaded. Try again in a while, or use the plain page.",
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
    "network_many": {
        "nl": "Het antwoord heeft te veel rijen voor een netwerk. Vraag om minder, bijvoorbeeld "
        "met LIMIT.",
        "en": "The answer has too many rows for a network. Ask for less, for example with LIMIT.",
    },
    "network_no_actors": {
        "nl": "Er zijn geen twee kolommen van het antwoord die alleen actoren noemen. Vraag twee "
        "variabelen die actoren zijn, zoals ?who en ?whom.",
        "en": "No two columns of the answer name actors and nothing else. Select two variables "
        "that are actors, such as ?who and ?whom.",
    },
    "network_none": {"nl": "Geen netwerk", "en": "No network"},
    "network_query": {"nl": "De gestelde vraag", "en": "The question asked"},
    "ontology": {"nl": "Woordenlijst", "en": "Vocabulary"},
    "ontology_class": {"nl": "Klassen", "en": "Classes"},
    "ontology_concept": {"nl": "Begrippen", "en": "Concepts"},
    "ontology_edge": {"nl": "korte lijn", "en": "short edge"},
    "ontology_lead": {
        "nl": "Elk woord waarmee dit dossier is geschreven: wat het betekent en waar het onder "
        "valt. De namen zijn Engels en vast.",
        "en": "Every word that this dossier is written in: what it means and what it falls under. "
        "The names are fixed.",
    },
    "ontology_meaning": {"nl": "Betekenis", "en": "Meaning"},
    "ontology_property": {"nl": "Eigenschappen", "en": "Properties"},
    "ontology_term": {"nl": "Woord", "en": "Word"},
    "ontology_under": {"nl": "Valt onder", "en": "Falls under"},
    "problem": {"nl": "Dat gaat niet", "en": "That cannot be done"},
    "problem_bad-request": {"nl": "De vraag klopt niet", "en": "The request is not right"},
    "problem_busy": {"nl": "Het is nu te druk", "en": "Others are being served"},
    "problem_internal": {
        "nl": "Er is iets mis met deze dienst",
        "en": "Something is wrong with this service",
    },
    "problem_not-acceptable": {"nl": "Dit is er niet in deze vorm", "en": "Not in this format"},
    "problem_not-found": {"nl": "Dit is er niet", "en": "There is no such thing here"},
    "problem_query-memory": {
        "nl": "De vraag kost te veel geheugen",
        "en": "The query took too much memory",
    },
    "problem_query-timeout": {"nl": "De vraag duurde te lang", "en": "The query took too long"},
    "problem_query-too-complex": {
        "nl": "De vraag is te ingewikkeld",
        "en": "The query is too complex",
    },
    "problem_rate-limited": {"nl": "Te veel ineens", "en": "Too much at once"},
    "problem_result-limit": {"nl": "Het antwoord is te groot", "en": "The result is too large"},
    "problem_service-disabled": {
        "nl": "Andere diensten worden niet bevraagd",
        "en": "Other services are not asked",
    },
    "problem_syntax": {"nl": "Dit kan niet worden gelezen", "en": "This cannot be read"},
    "problem_too-large": {"nl": "Te groot", "en": "Too large"},
    "problem_update-disabled": {
        "nl": "Hier kan niets worden gewijzigd",
        "en": "This service only reads",
    },
    "problem_again": {"nl": "Opnieuw", "en": "Again"},
    "problem_lead": {
        "nl": "Er is niets verloren. Hieronder staat wat er mis is; ga terug om het te wijzigen.",
        "en": "Nothing is lost. Below is what is wrong; go back to change it.",
    },
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
