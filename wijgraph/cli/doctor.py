"""``wijgraph doctor``: check that this installation and its dossier work."""

import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import click

from wijgraph.cli.common import dossier_of
from wijgraph.errors import WijgraphError

PACKAGES = (
    "rdflib",
    "pyoxigraph",
    "pyshacl",
    "networkx",
    "fastapi",
    "pyvis",
    "quickjs-ng",
    "jinja2",
    "click",
)


@click.command()
@click.pass_context
def command(ctx: click.Context) -> int:
    """Check that this installation and its dossier work; exit 1 when something does not."""
    click.echo(f"Python {sys.version.split()[0]}")
    bad = 0
    for name in PACKAGES:
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"{name}: not installed")
            bad += 1
    dossier = dossier_of(ctx)
    click.echo(f"dossier {dossier.files.root}")
    checks: list[tuple[str, Callable[[], str]]] = [
        (
            "graph",
            lambda: f"{len(dossier.graph.store)} triples, {len(dossier.graph.derived)} derived",
        ),
        ("queries", lambda: f"{len(dossier.queries)} questions"),
        ("rules", lambda: _rules(len(dossier.validate().findings))),
    ]
    for name, check in checks:
        try:
            click.echo(f"{name}: {check()}")
        except WijgraphError as error:
            click.echo(f"{name}: {error}")
            bad += 1
    return 1 if bad else 0


def _rules(findings: int) -> str:
    return "all met" if not findings else f"{findings} findings (see wijgraph validate)"
