"""The words of the website alone."""

SITE: dict[str, dict[str, str]] = {
    "analyses": {"nl": "Analyses", "en": "Analyses"},
    "analyses_text": {
        "nl": "Wat er uit de graaf volgt, uitgerekend en met de vindplaats van elke stap. Zonder "
        "cijfers voor kwaliteit: het oordeel is aan de lezer.",
        "en": "What follows from the graph, worked out, with the place of every step. Without "
        "marks for quality: the judgement is the reader's.",
    },
    "analysis_agenda": {"nl": "Open vragen", "en": "Open questions"},
    "analysis_agenda_text": {
        "nl": "Elke leemte als vraag, met wie of welk stuk haar zou kunnen beantwoorden.",
        "en": "Each gap as a question, with who or which document could answer it.",
    },
    "analysis_chains": {"nl": "Ketens", "en": "Chains"},
    "analysis_chains_text": {
        "nl": "Van de raad naar de uitvoering en terug: elke schakel, en waar een keten ophoudt.",
        "en": "From the council to the execution and back: every link, and where a chain stops.",
    },
    "analysis_grip": {"nl": "Grip", "en": "Grip"},
    "analysis_grip_text": {
        "nl": "De definitie van grip ontleed: wat de graaf per element heeft, en wat niet.",
        "en": "The definition of grip taken apart: what the graph has of each element, and not.",
    },
    "analysis_loops": {"nl": "Kringen", "en": "Loops"},
    "analysis_loops_text": {
        "nl": "Welke van de vier processen tussen twee actoren lopen, en welk antwoord ontbreekt.",
        "en": "Which of the four processes run between two actors, and which answer is missing.",
    },
    "analysis_perspectives": {"nl": "NSOB-perspectieven", "en": "NSOB perspectives"},
    "analysis_perspectives_text": {
        "nl": "De bevindingen per perspectief en per actor.",
        "en": "The findings by perspective and by actor.",
    },
    "analysis_positions": {"nl": "Posities", "en": "Positions"},
    "analysis_positions_text": {
        "nl": "Wie tussen wie staat, en wat op één schakel of functie rust.",
        "en": "Who stands between whom, and what rests on a single link or post.",
    },
    "analysis_practice": {"nl": "Formeel en praktijk", "en": "Formal and practice"},
    "analysis_practice_text": {
        "nl": "Waar afspraak en praktijk verschillen, en wat is aanbevolen maar niet te zien is.",
        "en": "Where agreement and practice differ, and what is recommended but not seen.",
    },
    "a_year": {"nl": "per jaar", "en": "a year"},
    "about_short": {"nl": "gaat over", "en": "about"},
    "actor": {"nl": "Actor", "en": "Actor"},
    "actors": {"nl": "Actoren", "en": "Actors"},
    "actors_bodies": {"nl": "Bestuur en toezicht", "en": "Governing bodies"},
    "actors_groups": {"nl": "Groepen", "en": "Groups"},
    "actors_organisations": {"nl": "Organisaties", "en": "Organisations"},
    "actors_other": {"nl": "Overige actoren", "en": "Other actors"},
    "actors_posts": {"nl": "Functies", "en": "Posts"},
    "actors_text": {
        "nl": "Alle organen, organisaties, functies en groepen die de bronnen noemen. Wie een "
        "functie vervult, staat hier niet: het gaat om rollen, niet om personen.",
        "en": "All bodies, organisations, posts and groups that the sources name. Who holds a post "
        "is not told here: this is about roles, not persons.",
    },
    "actors_units": {"nl": "Onderdelen van organisaties", "en": "Parts of organisations"},
    "actors_working": {"nl": "Stuurgroepen en bouwteams", "en": "Steering groups and build teams"},
    "all_answer": {"nl": "Het hele antwoord", "en": "The whole answer"},
    "all_gaps": {"nl": "Alles wat niet bekend is", "en": "All that is not known"},
    "also_called": {"nl": "Ook genoemd", "en": "Also called"},
    "ask_again": {"nl": "Zelf opnieuw vragen", "en": "Ask it yourself"},
    "ask_appoints": {"nl": "Wie benoemt wie?", "en": "Who appoints whom?"},
    "ask_council": {"nl": "Wat bereikt de raad?", "en": "What reaches the council?"},
    "ask_supervises": {
        "nl": "Wie houdt toezicht op de raad van bestuur?",
        "en": "Who supervises the executive board?",
    },
    "ask_unknown": {"nl": "Wat is niet bekend?", "en": "What is not known?"},
    "at_least": {"nl": "ten minste", "en": "at least"},
    "big_questions": {"nl": "Vier grote vragen", "en": "Four big questions"},
    "certainty": {"nl": "Hoe zeker", "en": "How sure"},
    "certainty_stated": {
        "nl": "De bron zegt het met zoveel woorden.",
        "en": "The source says so in so many words.",
    },
    "command_line": {"nl": "Op de opdrachtregel", "en": "On the command line"},
    "contents": {"nl": "Op deze pagina", "en": "On this page"},
    "count_gaps": {"nl": "Niet bekend", "en": "Not known"},
    "count_into": {"nl": "Jegens deze", "en": "Towards it"},
    "count_out": {"nl": "Doet of mag", "en": "Does or may"},
    "csv_iris": {
        "nl": "CSV met adressen van knopen, voor programma's",
        "en": "CSV with the addresses of nodes, for programs",
    },
    "csv_table": {"nl": "Tabel als CSV, voor Excel", "en": "Table as CSV, for a spreadsheet"},
    "data": {"nl": "Deze gegevens als bestand", "en": "This data as a file"},
    "date": {"nl": "Datum", "en": "Date"},
    "details_of": {"nl": "Verdere gegevens", "en": "Further details"},
    "downloads_text": {
        "nl": "Alle gegevens van deze website, vrij te gebruiken. Het hele dossier staat hieronder "
        "in vier vormen van RDF; elke vraag heeft haar eigen tabel.",
        "en": "All data of this website, free to use. The whole dossier is below in four forms of "
        "RDF; each question has a table of its own.",
    },
    "edges": {"nl": "Wat eruit volgt", "en": "What follows from it"},
    "edges_none": {
        "nl": "Uit deze uitspraak volgt geen korte relatie tussen twee actoren.",
        "en": "No short relation between two actors follows from this statement.",
    },
    "edges_not_in_force": {
        "nl": "Er volgt geen geldende relatie uit: dit is geen regel, afspraak of praktijk.",
        "en": "No relation in force follows: this is no rule, arrangement or practice.",
    },
    "edges_text": {
        "nl": "Deze korte relaties zijn hiervan afgeleid; zo staan zij in beelden en antwoorden.",
        "en": "These short relations are derived from it; pictures and answers show them so.",
    },
    "every": {"nl": "elke", "en": "every"},
    "filled_in": {"nl": "Als voorbeeld ingevuld", "en": "Filled in as an example"},
    "footer": {
        "nl": "De gegevens zijn vrij te gebruiken (CC BY 4.0). De documenten zelf zijn van hun "
        "auteurs; hier staan alleen korte zinsneden, om de plaats te vinden.",
        "en": "The data is free to use (CC BY 4.0). The documents themselves belong to their "
        "authors; only short phrases are shown here, to find the place.",
    },
    "gap_tag": {"nl": "niet in de bron", "en": "not in the source"},
    "gap_what": {"nl": "Wat er niet staat", "en": "What is not said"},
    "gaps_count": {
        "nl": "dingen die een lezer zou vragen, staan niet in de bronnen.",
        "en": "things that a reader would ask are not in the sources.",
    },
    "gaps_most": {"nl": "Het meest over:", "en": "Most often about:"},
    "heading_title": {"nl": "Titel", "en": "Title"},
    "holds_as": {"nl": "Geldt als", "en": "Holds as"},
    "how_often": {"nl": "Hoe vaak", "en": "How often"},
    "identifier": {"nl": "Kenmerk", "en": "Identifier"},
    "kind": {"nl": "Soort", "en": "Kind"},
    "lead_one": {
        "nl": "Deze website laat zien wie stuurt, wie toezicht houdt en wie zich bij wie "
        "verantwoordt.",
        "en": "This website shows who steers, who supervises and who accounts to whom.",
    },
    "lead_three": {
        "nl": "Wat de bronnen niet zeggen, vullen wij niet in: dan staat er “niet in de bron”.",
        "en": "What the sources do not say is not filled in: it is marked “not in the source”.",
    },
    "lead_two": {
        "nl": "Bij elk antwoord staat in welk document en in welke paragraaf u het kunt nalezen.",
        "en": "Each answer names the document and the section where you can read it.",
    },
    "legend": {"nl": "Wat betekenen deze woorden?", "en": "What do these words mean?"},
    "machine_json": {
        "nl": "JSON, in de vorm van SPARQL-resultaten",
        "en": "JSON, in the form of SPARQL results",
    },
    "main_menu": {"nl": "Hoofdmenu", "en": "Main menu"},
    "meetings_with": {"nl": "Met wie", "en": "With whom"},
    "mentioned_in": {"nl": "Ook genoemd bij", "en": "Also mentioned in"},
    "missing": {"nl": "Wat ontbreekt", "en": "What is missing"},
    "months": {
        "nl": "januari februari maart april mei juni juli augustus september oktober november "
        "december",
        "en": "January February March April May June July August September October November "
        "December",
    },
    "nav_four": {"nl": "Processen", "en": "Processes"},
    "nav_gaps": {"nl": "Niet bekend", "en": "Not known"},
    "nav_questions": {"nl": "Vragen", "en": "Questions"},
    "needs_choice": {
        "nl": "Deze vraag heeft een keuze nodig die dit dossier niet kent; vul zelf iets in.",
        "en": "This question needs a choice that this dossier does not know; fill in your own.",
    },
    "only_judged": {
        "nl": "Let op: dit geldt niet als regel, afspraak of praktijk.",
        "en": "Note: this does not hold as a rule, arrangement or practice.",
    },
    "optional": {"nl": "mag leeg blijven", "en": "optional"},
    "other": {"nl": "Overige", "en": "Other"},
    "parameters": {"nl": "Wat u kunt invullen", "en": "What you can fill in"},
    "part_of": {"nl": "Onderdeel van", "en": "Part of"},
    "phrase": {"nl": "Zinsnede", "en": "Phrase"},
    "as_text": {"nl": "Hetzelfde als tekst", "en": "The same as text"},
    "picture": {"nl": "In beeld: één stap ver", "en": "In a picture: one step away"},
    "picture_more": {"nl": "Bekijk dit in het grote beeld", "en": "See this in the big picture"},
    "picture_slide": {
        "nl": "↔ Het beeld is breder dan de pagina: schuif het opzij.",
        "en": "↔ The picture is wider than the page: slide it sideways.",
    },
    "processes_lead": {
        "nl": "Sturen, beheersen, toezicht houden en verantwoorden: vier tabellen die samen laten "
        "zien hoe de governance werkt.",
        "en": "Steering, control, supervision and accountability: four tables that together show "
        "how the governance works.",
    },
    "publisher": {"nl": "Uitgever", "en": "Publisher"},
    "python": {"nl": "In Python", "en": "In Python"},
    "question": {"nl": "vraag", "en": "question"},
    "questions_lead": {
        "nl": "Kies een vraag: het antwoord staat er als tabel, met bij elke rij de bron.",
        "en": "Choose a question: the answer is a table, with the source of each row.",
    },
    "relations": {"nl": "Relaties", "en": "Relations"},
    "relations_text": {
        "nl": "Wie doet wat jegens wie: elke bevoegdheid, plicht, informatiestroom en elk overleg "
        "dat de bronnen noemen. Wat formeel geldt en wat praktijk is, staat apart.",
        "en": "Who does what towards whom: each power, duty, information flow and consultation "
        "that the sources name. What holds formally and what is practice stand apart.",
    },
    "required": {"nl": "moet", "en": "required"},
    "resting": {"nl": "Wat hierop rust", "en": "What rests on it"},
    "result": {"nl": "resultaat", "en": "result"},
    "results": {"nl": "resultaten", "en": "results"},
    "results_all": {"nl": "Alle resultaten", "en": "All results"},
    "results_none": {
        "nl": "Niets gevonden. Probeer een ander of korter woord.",
        "en": "Nothing found. Try another or a shorter word.",
    },
    "rules_lead": {
        "nl": "Wat een goed dossier volgens statuten, wet en bronnen moet vertellen, en waar dit "
        "dossier daarvan afwijkt.",
        "en": "What a good dossier should tell by statutes, law and sources, and where this one "
        "departs from it.",
    },
    "said": {"nl": "Wat erover is gezegd", "en": "What is said of it"},
    "said_text": {
        "nl": "Bevindingen, aanbevelingen en spanningen die de bronnen noemen.",
        "en": "Findings, recommendations and tensions that the sources name.",
    },
    "search": {"nl": "Zoeken", "en": "Search"},
    "search_hint": {
        "nl": "Actor, relatie, vraag, regel",
        "en": "Actor, relation, question, rule",
    },
    "search_lead": {
        "nl": "Zoek een actor, relatie, vraag of regel.",
        "en": "Search for an actor, relation, question or rule.",
    },
    "search_noscript": {
        "nl": "Zoeken werkt alleen met JavaScript. Gebruik anders de lijst van alle pagina's.",
        "en": "Search needs JavaScript. Without it, use the list of all pages.",
    },
    "section_cited": {"nl": "alinea's aangehaald", "en": "paragraphs cited"},
    "sitemap": {"nl": "Alle pagina's", "en": "All pages"},
    "sitemap_text": {
        "nl": "Elke pagina van deze website, om door te bladeren of in te zoeken.",
        "en": "Every page of this website, to browse or to search in.",
    },
    "skip": {"nl": "Naar de inhoud", "en": "Skip to the content"},
    "sources_text": {
        "nl": "Alles op deze website komt uit deze documenten. Per bron ziet u welke paragrafen "
        "zijn aangehaald en wat daarop rust.",
        "en": "Everything on this website comes from these documents. For each source you see "
        "which sections are cited and what rests on them.",
    },
    "statement": {"nl": "Uitspraak", "en": "Statement"},
    "studied": {"nl": "Bestudeerde documenten", "en": "Documents studied"},
    "studied_text": {
        "nl": "De documenten die de onderzoekers volgens deze bron hebben gelezen.",
        "en": "The documents that the researchers have read, according to this source.",
    },
    "themes_lead": {"nl": "Vragen per thema", "en": "Questions by theme"},
    "to_whom": {"nl": "Jegens wie", "en": "Towards whom"},
    "unknown": {"nl": "Wat niet bekend is", "en": "What is not known"},
    "via": {"nl": "Via", "en": "Through"},
    "view": {"nl": "beeld", "en": "picture"},
    "views": {"nl": "Beelden", "en": "Pictures"},
    "views_text": {
        "nl": "Elk beeld toont één kant van de governance. Klik op een lijn of vak voor de bron.",
        "en": "Each picture shows one side of the governance. Click a line or box for the source.",
    },
    "scenario": {"nl": "Wat als", "en": "What if"},
    "scenarios": {"nl": "Wat als", "en": "What if"},
    "scenarios_lead": {
        "nl": "Elk scenario is een gedachte-experiment: wat het toevoegt is een veronderstelling.",
        "en": "Each scenario is a thought experiment: what it adds is a supposition.",
    },
    "scenarios_text": {
        "nl": "Wat een verandering doet met bevoegdheden, ketens en bevindingen van de regels.",
        "en": "What a change does to powers, chains and the findings of the rules.",
    },
    "changes": {"nl": "Wat er veranderd is", "en": "What changed"},
    "changes_text": {
        "nl": "Wie bevoegdheden kreeg of verloor, en welke vindplaatsen erbij kwamen.",
        "en": "Who gained or lost powers, and which places were added.",
    },
    "now": {"nl": "nu", "en": "now"},
    "surroundings": {"nl": "Rond {}", "en": "Around {}"},
    "together": {"nl": "samen met", "en": "together with"},
    "what": {"nl": "Wat", "en": "What"},
    "where": {"nl": "Waar het staat", "en": "Where it is written"},
    "who": {"nl": "Wie", "en": "Who"},
    "whole_dossier": {"nl": "Het hele dossier", "en": "The whole dossier"},
}
