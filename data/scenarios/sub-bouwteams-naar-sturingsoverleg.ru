#+ id: sub-bouwteams-naar-sturingsoverleg
#+ title: The sub-build-teams deliver straight to the sturingsoverleg
#+ title_nl: De sub-bouwteams leveren rechtstreeks aan het sturingsoverleg
#+ description: The four sub-build-teams deliver their information and first analysis straight to the sturingsoverleg. The build team, in which WIJ and municipality interpret the information together, no longer gets it.
#+ description_nl: De vier sub-bouwteams leveren hun informatie en eerste analyse rechtstreeks aan het sturingsoverleg. Het bouwteam, waarin WIJ en gemeente de informatie samen duiden, krijgt haar niet meer.

PREFIX fact: <https://w3id.org/wijgraph/id/scenario/>
PREFIX concept: <https://w3id.org/wijgraph/concept/>
PREFIX gov: <https://w3id.org/wijgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rel: <https://w3id.org/wijgraph/id/relation/>
PREFIX wij: <https://w3id.org/wijgraph/id/>

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    rel:sub-bouwteams-informs-bouwteam
  }
  ?fact ?property ?value
} ;

INSERT DATA {
  fact:sub-bouwteams-informs-sturingsoverleg
    a gov:InformationFlow ;
    rdfs:label "Informatie en eerste analyse van de vier sub-bouwteams aan het sturingsoverleg (verondersteld)"@nl ;
    rdfs:label "Information and first analysis from the four sub-build-teams to the sturingsoverleg (hypothetical)"@en ;
    gov:actor wij:sub-bouwteam-1 , wij:sub-bouwteam-2 , wij:sub-bouwteam-3 , wij:sub-bouwteam-4 ;
    gov:counterparty wij:sturingsoverleg ;
    gov:basis wij:set-van-afspraken ;
    gov:about wij:reguliere-opdracht ;
    gov:modality concept:agreed .
}
