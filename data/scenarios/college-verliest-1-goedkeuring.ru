#+ id: college-verliest-1-goedkeuring
#+ title: The municipal executive loses the approval of board decisions
#+ title_nl: Het college verliest de goedkeuring van bestuursbesluiten
#+ description: First of three steps. The statutes no longer say that the executive board may not take certain decisions without approval of the municipal executive.
#+ description_nl: Eerste van drie stappen. In de statuten vervalt dat de raad van bestuur bepaalde besluiten niet mag nemen zonder goedkeuring van het college.

PREFIX rel: <https://w3id.org/wijgraph/id/relation/>

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    rel:college-approves-rvb
  }
  ?fact ?property ?value
}
