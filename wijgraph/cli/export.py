"""``wijgraph export``: the whole graph in a standard format, or in that of another program."""

from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, output_option
from wijgraph.cli.view import refuse_terminal
from wijgraph.views.exports import FORMATS

RDF = ["turtle", "ntriples", "rdfxml", "jsonld"]
NETWORKS = [form.name for form in FORMATS.values() if form.whole]


@click.command()
@click.option("-F", "--format", "form", type=click.Choice([*RDF, *NETWORKS]), default="turtle",
              metavar="FORMAT", show_default=True, help="The format to write.")  # fmt: skip
@output_option
@click.pass_context
def command(ctx: click.Context, form: str, output: Path | None) -> None:
    """Write the whole graph, in a standard format or in that of another program.

    turtle, ntriples, rdfxml and jsonld hold every triple, ontology and derived edges included.
    graphml, gexf, cytoscape, json-graph, dot, csv, neo4j and xlsx hold the network of all facts,
    with their evidence, in the language of --lang.

    \b
    Examples:
      wijgraph export -o wij.ttl
      wijgraph export --format jsonld > wij.jsonld
      wijgraph export --format xlsx -o wij.xlsx
    """
    dossier = dossier_of(ctx)
    target = None if output is None or str(output) == "-" else output
    if form in RDF:
        emit(dossier.graph.store.dump(form), target)
        return
    if target is None:
        refuse_terminal(FORMATS[form])
    emit(dossier.view(None, language_of(ctx)).to(form), target)
