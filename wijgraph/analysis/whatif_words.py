"""The words of the report of a what-if, in Dutch and English."""

from collections.abc import Mapping

REPORT: Mapping[str, Mapping[str, str]] = {
    "title": {"nl": "Wat als: {title}", "en": "What if: {title}"},
    "hypothesis": {
        "nl": "Dit is een gedachte-experiment. Wat het scenario toevoegt is een "
        "veronderstelling en heeft geen bron; alles wat blijft staan komt uit de bronnen.",
        "en": "This is a thought experiment. What the scenario adds is a hypothesis and has no "
        "source; all that stays comes from the sources.",
    },
    "at": {
        "nl": "Voor en na zijn bekeken zoals zij golden op {date}, voor zover begin en einde van "
        "relaties, overleggen en opdrachten bekend zijn.",
        "en": "Before and after are looked at as they held on {date}, as far as start and end of "
        "relations, consultations and assignments are known.",
    },
    "left_out": {
        "nl": "Weggelaten, want zij gaan alleen over de boekhouding van het scenario zelf: {n} "
        "bevindingen over veronderstellingen zonder vindplaats, label of toelichting en over "
        "verwijzingen naar wat is weggehaald (--strict toont ze).",
        "en": "Left out, for they are only about the bookkeeping of the scenario itself: {n} "
        "findings on hypotheses without citation, label or note and on references to what was "
        "removed (--strict shows them).",
    },
    "left_out_one": {
        "nl": "Weggelaten, want zij gaat alleen over de boekhouding van het scenario zelf: één "
        "bevinding over een veronderstelling zonder vindplaats, label of toelichting of over een "
        "verwijzing naar wat is weggehaald (--strict toont haar).",
        "en": "Left out, for it is only about the bookkeeping of the scenario itself: one finding "
        "on a hypothesis without citation, label or note or on a reference to what was removed "
        "(--strict shows it).",
    },
    "tally": {
        "nl": "Wat de regels vinden: {new} nieuw, {solved} opgelost, {vanished} alleen verdwenen "
        "met hun onderwerp.",
        "en": "What the rules find: {new} new, {solved} solved, {vanished} only gone with their "
        "subject.",
    },
    "no_new": {
        "nl": "Dat geen regel iets nieuws vindt, betekent niet dat de verandering zonder gevolgen "
        "is: de regels bewaken alleen wat de bronnen als norm, afspraak of aanbeveling geven.",
        "en": "That no rule finds anything new does not mean that the change is without "
        "consequences: the rules guard only what the sources give as norm, agreement or "
        "recommendation.",
    },
    "times": {"nl": "{n} keer", "en": "{n} times"},
    "new": {"nl": "Nieuwe bevindingen", "en": "New findings"},
    "new_note": {
        "nl": "Regels die het dossier nu naleeft en na deze verandering niet meer.",
        "en": "Rules that the dossier keeps now, and no longer after this change.",
    },
    "solved": {"nl": "Opgeloste bevindingen", "en": "Solved findings"},
    "solved_note": {
        "nl": "Het onderwerp bestaat nog en de regel vindt er niets meer op aan te merken.",
        "en": "The subject is still there, and the rule finds nothing wrong with it any more.",
    },
    "vanished": {"nl": "Verdwenen met hun onderwerp", "en": "Gone with their subject"},
    "vanished_note": {
        "nl": "Deze bevindingen zijn niet opgelost: waar zij over gingen is er niet meer.",
        "en": "These findings are not solved: what they were about is no longer there.",
    },
    "why_node": {
        "nl": "de knoop zelf is er niet meer",
        "en": "the node itself is no longer there",
    },
    "why_class": {
        "nl": "de regel kijkt niet meer naar deze knoop: die is van een andere soort geworden",
        "en": "the rule no longer looks at this node: it has become of another kind",
    },
    "why_value": {
        "nl": "de waarde waar het om ging is weg, en er is niets voor in de plaats gekomen",
        "en": "the value in question is gone, and nothing has come in its place",
    },
    "silent": {"nl": "Regels die niets meer bekijken", "en": "Rules with nothing left to look at"},
    "silent_note": {
        "nl": "Dat deze regels niets vinden, betekent niet dat eraan is voldaan: er is niets meer "
        "waarop zij slaan.",
        "en": "That these rules find nothing does not mean that they are kept: there is nothing "
        "left that they are about.",
    },
    "edges": {"nl": "Wie krijgt of verliest wat", "en": "Who gains or loses what"},
    "edges_note": {
        "nl": "Korte relaties tussen actoren, afgeleid uit wat geldt: statuten of wet, afspraak of "
        "praktijk. Wat een ander onderdeel al omvat, staat er niet nog eens bij.",
        "en": "Short relations between actors, derived from what is in force: statutes or law, "
        "agreement or practice. What another one includes already is not repeated.",
    },
    "chains": {"nl": "Ketens", "en": "Chains"},
    "chains_note": {
        "nl": "De kortste keten van geldende relaties van één soort, tussen raad, college, raad "
        "van toezicht, raad van bestuur en opdrachtnemer. Of een keten werkt, zegt dit niet.",
        "en": "The shortest chain of relations in force of one kind, between council, municipal "
        "executive, supervisory board, executive board and contractor. Whether a chain works, this "
        "does not say.",
    },
    "process_steering": {"nl": "sturing", "en": "steering"},
    "process_supervision": {"nl": "toezicht", "en": "supervision"},
    "process_accountability": {"nl": "verantwoording", "en": "accountability"},
    "chain_gone": {
        "nl": "{process} van {a} naar {b}: er is geen keten meer (was: {old})",
        "en": "{process} from {a} to {b}: there is no chain any more (was: {old})",
    },
    "chain_new": {
        "nl": "{process} van {a} naar {b}: er ontstaat een keten ({new})",
        "en": "{process} from {a} to {b}: there is a chain now ({new})",
    },
    "chain_length": {
        "nl": "{process} van {a} naar {b}: nu {new}, was {old}",
        "en": "{process} from {a} to {b}: now {new}, was {old}",
    },
    "chain_other": {
        "nl": "{process} van {a} naar {b}: nog {new}, maar langs een andere weg",
        "en": "{process} from {a} to {b}: still {new}, but another way",
    },
    "link": {"nl": "{n} schakel", "en": "{n} link"},
    "links": {"nl": "{n} schakels", "en": "{n} links"},
    "before": {"nl": "eerst", "en": "before"},
    "after": {"nl": "nu", "en": "now"},
    "holding": {"nl": "Wie het netwerk bijeenhoudt", "en": "Who holds the network together"},
    "holding_note": {
        "nl": "In het netwerk van geldende relaties en overleggen: zonder een verbindend punt "
        "(articulatiepunt) valt een deel van het netwerk los. Over gewicht of kwaliteit van een "
        "relatie zegt dit niets.",
        "en": "In the network of relations in force and consultations: without a connecting point "
        "(articulation point) a part of the network comes loose. Of the weight or quality of a "
        "relation this says nothing.",
    },
    "point_new": {
        "nl": "{node} [wordt|worden] een verbindend punt",
        "en": "{node} [becomes|become] a connecting point",
    },
    "point_gone": {
        "nl": "{node} [is|zijn] geen verbindend punt meer",
        "en": "{node} [is|are] no longer a connecting point",
    },
    "loose": {
        "nl": "{node} [heeft|hebben] geen geldende relatie of overleg meer",
        "en": "{node} [has|have] no relation in force or consultation left",
    },
    "parts": {
        "nl": "Het netwerk telt nu {new} losse delen, was {old}.",
        "en": "The network now has {new} separate parts, was {old}.",
    },
    "grip": {"nl": "De lijn van raad naar uitvoering", "en": "The line from council to execution"},
    "grip_note": {
        "nl": "Feiten tussen raad, college, gemeente, raden en opdrachtnemer, en uitspraken bij "
        "een element van effectieve grip die hieraan raken. Een oordeel over grip is dit niet.",
        "en": "Facts between council, executive, municipality, boards and contractor, and "
        "statements on an element of effective grip that this touches. This is no verdict on grip.",
    },
    "grip_lost": {"nl": "Vervalt in deze lijn: {node}", "en": "Lapses in this line: {node}"},
    "grip_gained": {"nl": "Nieuw in deze lijn: {node}", "en": "New in this line: {node}"},
    "grip_outside": {
        "nl": "Blijft bestaan, maar niet meer tussen deze organen: {node}",
        "en": "Is still there, but no longer between these bodies: {node}",
    },
    "grip_touched": {
        "nl": "raakt aan {element}: {node}",
        "en": "touches {element}: {node}",
    },
    "grip_gap": {
        "nl": "Het scenario vult in wat de bronnen openlaten: {node}",
        "en": "The scenario fills in what the sources leave open: {node}",
    },
    "idle": {"nl": "Regels van het scenario zonder gevolg", "en": "Lines without effect"},
    "idle_note": {
        "nl": "Het scenario voegt toe wat er al staat, of haalt weg wat er niet (meer) staat. Is "
        "het dossier sindsdien veranderd? Korte relaties zijn afgeleid; haal weg waar zij uit "
        "volgen.",
        "en": "The scenario adds what is there already, or removes what is not there (any more). "
        "Has the dossier changed since? Short relations are derived; remove what they follow from.",
    },
    "idle_add": {
        "nl": "Regel {line} voegt niets toe: {triple}",
        "en": "Line {line} adds nothing: {triple}",
    },
    "idle_delete": {
        "nl": "Regel {line} haalt niets weg: {triple}",
        "en": "Line {line} removes nothing: {triple}",
    },
    "violation": {"nl": "overtreding", "en": "violation"},
    "warning": {"nl": "waarschuwing", "en": "warning"},
    "info": {"nl": "mededeling", "en": "info"},
    "rule_source": {"nl": "de regel rust op", "en": "the rule rests on"},
    "diff_title": {"nl": "Verschil: van {a} naar {b}", "en": "Difference: from {a} to {b}"},
    "diff_patch": {"nl": "Van {a} naar {b}", "en": "From {a} to {b}"},
    "diff_patch_text": {
        "nl": "Wat {b} zegt en {a} niet, en andersom.",
        "en": "What {b} says and {a} does not, and the other way round.",
    },
    "diff_text": {
        "nl": "Gegevens (tripels): {n} toegevoegd en {m} vervallen.",
        "en": "Triples: {n} added and {m} removed.",
    },
    "diff_same": {
        "nl": "Er is geen verschil in wat er staat.",
        "en": "There is no difference in what is said.",
    },
    "marked_before": {"nl": "Dikke lijnen verdwijnen.", "en": "Thick lines go."},
    "marked_after": {"nl": "Dikke lijnen zijn nieuw.", "en": "Thick lines are new."},
}
