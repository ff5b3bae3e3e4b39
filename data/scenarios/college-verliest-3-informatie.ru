#+ id: college-verliest-3-informatie
#+ title: The municipal executive also loses its right to information
#+ title_nl: Het college verliest ook het recht op informatie
#+ description: Third of three steps. After approval and appointment, the duty of both boards of WIJ to give the municipal executive all information it asks for lapses too. According to the report the executive's supervision of the foundation rests on that information, and here it lapses with it.
#+ description_nl: Derde van drie stappen. Na goedkeuring en benoeming vervalt ook de plicht van beide raden van WIJ om het college alle gevraagde informatie te geven. Het toezicht van het college op de stichting rust volgens het rapport op die informatie, en vervalt hier mee.

PREFIX rel: <https://w3id.org/wijgraph/id/relation/>

DELETE { ?fact ?property ?value }
WHERE {
  VALUES ?fact {
    rel:college-appoints-rvt
    rel:college-approves-rvb
    rel:college-steers-rvb
    rel:college-supervises-wij
    rel:rvb-must-inform-college
    rel:rvt-must-inform-college
  }
  ?fact ?property ?value
}
