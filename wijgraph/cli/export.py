"""``wijgraph export``: the whole graph in a standard format."""

from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, output_option

FORMATS = ["turtle", "ntriples", "rdfxml", "jsonld"]


@click.command()
@click.option("-F", "--format", "form", type=click.Choice(FORMATS), default="turtle",
              show_default=True, help="The format to write.")  # fmt: skip
@output_option
@click.pass_context
def command(ctx: click.Context, form: str, output: Path | None) -> None:
    """Write the whole graph, ontology and derived edges included, in a standard format.

    \b
    Examples:
      wijgraph export -o wij.ttl
      wijgraph export --format jsonld > wij.jsonld
    """
    emit(dossier_of(ctx).graph.store.dump(form), output)
