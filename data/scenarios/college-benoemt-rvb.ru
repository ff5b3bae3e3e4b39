#+ id: college-benoemt-rvb
#+ title: The municipal executive appoints the executive board itself
#+ title_nl: Het college benoemt de raad van bestuur zelf
#+ description: The municipal executive appoints WIJ's executive board directly, under changed statutes. The supervisory board no longer appoints, but still supervises. Steering is then no longer stepped.
#+ description_nl: Het college van B en W benoemt de raad van bestuur van WIJ rechtstreeks, op grond van gewijzigde statuten. De raad van toezicht benoemt niet meer, maar houdt wel toezicht. De sturing is dan niet langer getrapt.

PREFIX fact: <https://w3id.org/wijgraph/id/scenario/>
PREFIX concept: <https://w3id.org/wijgraph/concept/>
PREFIX gov: <https://w3id.org/wijgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rel: <https://w3id.org/wijgraph/id/relation/>
PREFIX wij: <https://w3id.org/wijgraph/id/>

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    rel:college-steers-rvb
    rel:rvt-appoints-rvb
  }
  ?fact ?property ?value
} ;

INSERT DATA {
  fact:college-appoints-rvb
    a gov:Appointment ;
    rdfs:label "Benoeming van de raad van bestuur door het college (verondersteld)"@nl ;
    rdfs:label "Appointment of the executive board by the municipal executive (hypothetical)"@en ;
    gov:actor wij:college ;
    gov:counterparty wij:rvb ;
    gov:basis wij:statuten ;
    gov:modality concept:statutory .
}
