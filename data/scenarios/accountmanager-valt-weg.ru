#+ id: accountmanager-valt-weg
#+ title: The account manager falls away
#+ title_nl: De accountmanager valt weg
#+ description: The post of account manager for WIJ stays vacant and nobody takes over the work. The account manager no longer takes part in the general consultation, and nobody keeps the overview of the sub-assignments.
#+ description_nl: De post van accountmanager WIJ blijft onvervuld en niemand neemt het werk over. De accountmanager zit niet meer bij het algemeen overleg, en niemand houdt het overzicht over de deelopdrachten.

PREFIX gov: <https://w3id.org/wijgraph/ontology#>
PREFIX rel: <https://w3id.org/wijgraph/id/relation/>
PREFIX wij: <https://w3id.org/wijgraph/id/>

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    rel:accountmanager-responsible-overzicht-deelopdrachten
  }
  ?fact ?property ?value
} ;

DELETE DATA { wij:algemeen-overleg gov:participant wij:accountmanager }
