#+ id: wij-wordt-gemeentelijke-afdeling
#+ title: WIJ becomes a department of the municipality
#+ title_nl: WIJ wordt een afdeling van de gemeente
#+ description: The foundation ceases to exist and WIJ carries on as a part of the municipality. Statutes, supervisory board and executive board lapse with all that rests on them; so do in-house procurement and subsidy. How the department is then led is left open.
#+ description_nl: De stichting houdt op te bestaan en WIJ gaat verder als onderdeel van de gemeente. Statuten, raad van toezicht en raad van bestuur vervallen, met alles wat erop rust; quasi-inbesteden en subsidie ook. Hoe de afdeling dan wordt aangestuurd, laat dit scenario open.

PREFIX gov: <https://w3id.org/wijgraph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX wij: <https://w3id.org/wijgraph/id/>

# What the boards do or undergo, and what rests on the statutes, the purpose of the foundation, the
# in-house procurement or the subsidy.
DELETE { ?fact ?property ?value }
WHERE {
  { ?fact gov:actor|gov:counterparty|gov:participant|gov:via ?board
    VALUES ?board { wij:rvb wij:rvt } }
  UNION
  { ?fact gov:basis ?basis
    VALUES ?basis { wij:doel-van-de-stichting wij:quasi-inbesteden wij:statuten wij:subsidie } }
  ?fact ?property ?value
} ;

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    wij:rvb
    wij:rvt
    wij:voorzitter-rvt
  }
  ?fact ?property ?value
} ;

DELETE { ?assignment gov:awardBasis wij:quasi-inbesteden }
WHERE { ?assignment gov:awardBasis wij:quasi-inbesteden } ;

DELETE DATA { wij:wij a gov:InHouseContractor } ;

INSERT DATA {
  wij:wij
    a gov:OrganisationalUnit ;
    org:unitOf wij:gemeente .
}
