#+ id: college-verliest-2-benoeming
#+ title: The municipal executive also loses the appointment of the supervisory board
#+ title_nl: Het college verliest ook de benoeming van de raad van toezicht
#+ description: Second of three steps. After the approval, the appointment of the supervisory board by the municipal executive lapses too, and with it the stepped steering of the executive board. Who appoints instead is left open.
#+ description_nl: Tweede van drie stappen. Na de goedkeuring vervalt ook de benoeming van de raad van toezicht door het college, en daarmee de getrapte sturing op de raad van bestuur. Wie dan wel benoemt, laat dit scenario open.

PREFIX rel: <https://w3id.org/wijgraph/id/relation/>

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    rel:college-appoints-rvt
    rel:college-approves-rvb
    rel:college-steers-rvb
  }
  ?fact ?property ?value
}
