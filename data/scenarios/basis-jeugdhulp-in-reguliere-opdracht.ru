#+ id: basis-jeugdhulp-in-reguliere-opdracht
#+ title: Basis Jeugdhulp is folded into the regular assignment
#+ title_nl: Basis Jeugdhulp gaat op in de reguliere opdracht
#+ description: Basis Jeugdhulp becomes a part of the regular assignment, under the Set van Afspraken. The programme structure lapses: both steering groups, their members, and all that rests on that structure alone.
#+ description_nl: Basis Jeugdhulp wordt een deel van de reguliere opdracht, onder de Set van Afspraken. De programmastructuur vervalt: beide stuurgroepen, hun leden, en alles wat alleen op die structuur rust.

PREFIX dct: <http://purl.org/dc/terms/>
PREFIX gov: <https://w3id.org/wijgraph/ontology#>
PREFIX wij: <https://w3id.org/wijgraph/id/>

# What rests on the programme structure and on nothing else.
DELETE { ?fact ?property ?value }
WHERE {
  ?fact gov:basis wij:programmastructuur-basis-jeugdhulp ; ?property ?value
  FILTER NOT EXISTS {
    ?fact gov:basis ?other FILTER (?other != wij:programmastructuur-basis-jeugdhulp)
  }
} ;

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    wij:ambtelijke-stuurgroep
    wij:bestuurlijke-stuurgroep
  }
  ?fact ?property ?value
} ;

DELETE DATA {
  wij:basis-jeugdhulp
    a gov:ProgrammeAssignment ;
    gov:accountabilityArrangement wij:programmastructuur-basis-jeugdhulp .
} ;

INSERT DATA {
  wij:basis-jeugdhulp
    a gov:RegularAssignment ;
    dct:isPartOf wij:reguliere-opdracht ;
    gov:accountabilityArrangement wij:set-van-afspraken .
}
