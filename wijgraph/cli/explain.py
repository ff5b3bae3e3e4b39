"""``wijgraph explain``: what is known of an actor or a fact, with evidence."""

import textwrap

import click

from wijgraph.analysis.explain import Explanation, Fact
from wijgraph.cli.common import dossier_of, emit, language_of
from wijgraph.cli.help import Command
from wijgraph.graph import Graph
from wijgraph.messages import word
from wijgraph.model import Citation
from wijgraph.queries.empty import RECORDED_NOT


@click.command(cls=Command)
@click.argument("name")
@click.pass_context
def command(ctx: click.Context, name: str) -> None:
    """Tell what is known of an actor or a fact, with the evidence of each statement."""
    from wijgraph.cli.tables import width

    dossier, language = dossier_of(ctx), language_of(ctx)
    emit(describe(dossier.graph, dossier.explain(name, language), language, width()), None)


def describe(graph: Graph, known: Explanation, language: str, line: int) -> str:
    """Return an explanation as text of at most ``line`` columns."""
    parts = [f"{known.label}\n", f"{', '.join(known.kinds)} · {known.iri}\n"]
    parts += [_wrap(text, line, "  ") for text in known.notes]
    parts += [_wrap(_place(graph, c, language), line, "  ") for c in known.citations]
    if known.properties:
        parts.append(f"\n{word('properties', language)}\n")
        parts += [_wrap(f"{name}: {value}", line, "  ") for name, value in known.properties]
    if not (known.groups or known.properties or known.notes):
        parts += [_wrap(text, line, "  ") for text in RECORDED_NOT.lines(language)]
    for group, facts in known.groups:
        parts.append(f"\n{word(group, language)}\n")
        parts += [_fact(graph, fact, language, line) for fact in facts]
    return "".join(parts)


def _fact(graph: Graph, fact: Fact, language: str, line: int) -> str:
    status = ", ".join(p for p in (fact.modality, fact.certainty) if p)
    text = _wrap(f"{fact.text} [{status}]" if status else fact.text, line, "  ", "- ")
    for citation in fact.citations:
        text += _wrap(_place(graph, citation, language), line, "    ")
    for note in fact.notes:
        text += _wrap(f"{word('notes', language)}: {note}", line, "    ")
    return text


def _place(graph: Graph, citation: Citation, language: str) -> str:
    where = f"{graph.label(citation.document, language)}, {citation.section}"
    if citation.paragraph:
        where += f", {word('paragraph', language)} {citation.paragraph}"
    return f"{where}: “{citation.phrase}”"


def _wrap(text: str, line: int, indent: str, mark: str = "") -> str:
    return (
        textwrap.fill(
            text,
            line,
            initial_indent=indent + mark,
            subsequent_indent=indent + " " * len(mark),
        )
        + "\n"
    )
