"""What each measure says here and what it does not, and where it comes from."""

# For each measure: its name, what it says here, what it does not say, and its source.
MEASURES: dict[str, dict[str, tuple[str, str, str]]] = {
    "degree": {
        "nl": (
            "aantal relaties per proces",
            "Hoeveel vastgelegde relaties van elk proces van de actor uitgaan en bij hem aankomen.",
            "Niet hoe zwaar een relatie weegt: één goedkeuring kan meer betekenen dan vijf "
            "rapportages.",
        ),
        "en": (
            "number of relations by process",
            "How many recorded relations of each process leave the actor and reach it.",
            "Not how much a relation weighs: one approval may mean more than five reports.",
        ),
    },
    "betweenness": {
        "nl": (
            "tussenpositie",
            "Op hoeveel kortste routes tussen twee anderen de actor ligt; gedeelde routes tellen "
            "naar deel. Wie hoog staat, is schakel tussen wie elkaar niet rechtstreeks raken.",
            "Niet hoeveel invloed de actor heeft, en niet of er werkelijk iets langs die weg gaat.",
        ),
        "en": (
            "betweenness",
            "On how many shortest routes between two others the actor lies; shared routes count "
            "in part. Who scores high links those who do not touch directly.",
            "Not how much influence the actor has, nor whether anything really passes that way.",
        ),
    },
    "articulation": {
        "nl": (
            "scharnierpunt",
            "Zonder deze actor valt het beeld in stukken uiteen die nergens meer verbonden zijn.",
            "Niet dat het zonder hem misgaat: verbindingen die niet zijn vastgelegd, tellen "
            "niet mee.",
        ),
        "en": (
            "articulation point",
            "Without this actor the view falls into pieces that are no longer connected anywhere.",
            "Not that things go wrong without it: connections that are not recorded do not count.",
        ),
    },
    "routes": {
        "nl": (
            "kortste routes",
            "De kortste wegen tussen twee actoren, in de richting van de lijnen, van welk proces "
            "ook.",
            "Niet dat een kortere weg de geldende is; de ketens geven de routes per proces.",
        ),
        "en": (
            "shortest routes",
            "The shortest ways between two actors along the direction of the lines, of any "
            "process.",
            "Not that a shorter way is the one that holds; the chains give the routes by process.",
        ),
    },
    "reciprocity": {
        "nl": (
            "wederkerigheid",
            "Welk deel van de paren met een lijn ook een lijn terug heeft: hier meestal sturing "
            "tegenover verantwoording.",
            "Niet dat de twee kanten in evenwicht zijn: een lijn terug is een andere relatie.",
        ),
        "en": (
            "reciprocity",
            "What share of the pairs with a line has one back as well: here mostly steering "
            "against accountability.",
            "Not that the two sides balance: a line back is another relation.",
        ),
    },
    "excess": {
        "nl": (
            "wederkerigheid boven toeval",
            "Hoeveel wederkeriger dan een toevallig net van deze dichtheid: 1 is alles, 0 is "
            "toeval.",
            "Niet of dat goed is; in een klein net zegt het verschil met toeval weinig.",
        ),
        "en": (
            "reciprocity above chance",
            "How much more mutual than a random network of this density: 1 is all, 0 is chance.",
            "Not whether that is good; in a small network the difference from chance says little.",
        ),
    },
}
LITERATURE = {
    "degree": "Freeman 1979, Social Networks 1(3); Wasserman & Faust 1994",
    "betweenness": "Freeman 1977, Sociometry 40(1); Brandes 2001",
    "articulation": "Hopcroft & Tarjan 1973, CACM 16(6)",
    "routes": "Yen 1971, Management Science 17(11)",
    "reciprocity": "Wasserman & Faust 1994",
    "excess": "Garlaschelli & Loffredo 2004, Physical Review Letters 93, 268701",
}
