"""``wijgraph export``: the whole graph in a standard format, or in that of another program."""

from pathlib import Path

import click

from wijgraph.api import Dossier
from wijgraph.cli.common import dossier_of, emit, language_of, misuse, output_option
from wijgraph.cli.help import Command, option
from wijgraph.cli.view import refuse_terminal
from wijgraph.messages import Message
from wijgraph.views.exports import FORMATS

RDF = ["turtle", "ntriples", "rdfxml", "jsonld"]
NETWORKS = [form.name for form in FORMATS.values() if form.whole]


@click.command(cls=Command)
@option("-F", "--format", "form", type=click.Choice([*RDF, *NETWORKS]), default="turtle",
              metavar="FORMAT", show_default=True, help="export.format")  # fmt: skip
@output_option
@option("--public", "formal", is_flag=True,
              help="export.public")  # fmt: skip
@option("--include-private", is_flag=True, help="export.include-private")
@click.pass_context
def command(
    ctx: click.Context, form: str, output: Path | None, formal: bool, include_private: bool
) -> None:
    """Write the whole graph, in a standard format or in that of another program."""
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
