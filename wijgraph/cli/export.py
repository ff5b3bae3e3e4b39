"""``wijgraph export``: the whole graph in a standard format, or in that of another program."""

from pathlib import Path

import click

from wijgraph.api import Dossier
from wijgraph.cli.common import dossier_of, emit, language_of, misuse, output_option
from wijgraph.cli.view import refuse_terminal
from wijgraph.messages import Message
from wijgraph.views.exports import FORMATS

RDF = ["turtle", "ntriples", "rdfxml", "jsonld"]
NETWORKS = [form.name for form in FORMATS.values() if form.whole]


@click.command()
@click.option("-F", "--format", "form", type=click.Choice([*RDF, *NETWORKS]), default="turtle",
              metavar="FORMAT", show_default=True, help="The format to write.")  # fmt: skip
@output_option
@click.option("--public", "formal", is_flag=True,
              help="Only what statutes, laws and agreements say.")  # fmt: skip
@click.option("--include-private", is_flag=True, help="Also what is of persons: for yourself.")
@click.pass_context
def command(
    ctx: click.Context, form: str, output: Path | None, formal: bool, include_private: bool
) -> None:
    """Write the whole graph, in a standard format or in that of another program.

    turtle, ntriples, rdfxml and jsonld hold every triple, ontology and derived edges included.
    graphml, gexf, cytoscape, json-graph, dot, csv, neo4j and xlsx hold the network of all facts,
    with their evidence, in the language of --lang.

    --public leaves out what is practice, judged, recommended or asked, and what interviews gave.
    What is of a person (an e-mail address, a birth date) is never written, unless you say so.

    \b
    Examples:
      wijgraph export -o wij.ttl
      wijgraph export --format jsonld > wij.jsonld
      wijgraph export --format xlsx -o wij.xlsx
      wijgraph export --public -o formal.ttl
    """
    if formal and include_private:
        raise misuse(Message("command.public-and-private"))
    dossier = dossier_of(ctx)
    if formal:
        dossier = Dossier(dossier.files, dossier.at, formal=True)
    if not include_private:
        from wijgraph.graph.privacy import refuse_personal

        refuse_personal(dossier.graph)
    target = None if output is None or str(output) == "-" else output
    if form in RDF:
        from wijgraph.store.canonical import steady

        emit(steady([*dossier.graph.triples(), *dossier.graph.derived], form), target)
        return
    if target is None:
        refuse_terminal(FORMATS[form])
    emit(dossier.view(None, language_of(ctx)).to(form), target)
