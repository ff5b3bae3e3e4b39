"""``wijgraph sources``: check the citations against the texts; tell the coverage."""

from pathlib import Path

import click

from wijgraph.cli.common import dossier_of, emit, language_of, misuse, say
from wijgraph.cli.help import Group, option
from wijgraph.messages import Message, word
from wijgraph.namespaces import shorten
from wijgraph.reports.wording import as_json
from wijgraph.sources.check import SectionCoverage

texts_option = option(
    "--texts",
    type=click.Path(path_type=Path),
    envvar="WIJGRAPH_SOURCES",
    help="sources.texts",
)


@click.group(cls=Group)
def command() -> None:
    """Check the citations against the texts; tell the coverage."""


@command.command()
@texts_option
@click.pass_context
def check(ctx: click.Context, texts: Path | None) -> int:
    """Check that every phrase stands exactly once in the section that it cites."""
    from wijgraph.sources.check import check as check_citations
    from wijgraph.sources.check import citations, read_texts

    if texts is None:
        raise misuse(Message("command.no-texts"))
    graph = dossier_of(ctx).graph
    faults = check_citations(graph, read_texts(graph, texts))
    for fault in faults:
        place = fault.position
        where = f"{place.path}:{place.line}:{place.column}: " if place else ""
        name = shorten(fault.citation.iri).strip("<>")
        problem = fault.problem[language_of(ctx)]
        say(f"{where}{name}\n  {problem}: “{fault.citation.phrase}”")
    total = len(citations(graph))
    say(f"{total - len(faults)} / {total} {word('citations', language_of(ctx))} ok")
    return 1 if faults else 0


@command.command()
@texts_option
@option("-F", "--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def coverage(ctx: click.Context, texts: Path | None, form: str) -> None:
    """Tell for each section how many paragraphs and list items are cited, and which are not."""
    from wijgraph.cli.tables import render_rows, width
    from wijgraph.sources.check import coverage as covered
    from wijgraph.sources.check import read_texts, refuse_shorter

    graph, language = dossier_of(ctx).graph, language_of(ctx)
    sections = covered(graph, language)
    read = read_texts(graph, texts) if texts else {}
    refuse_shorter(graph, sections, read)

    def beginning(document: str, notation: str, number: int) -> str:
        if document not in read:
            return str(number)
        words = read[document][notation].blocks[number - 1].text.split()
        return f"{number} “{' '.join(words[:5])} …”"

    uncited = [[beginning(s.document, s.notation, n) for n in s.uncited] for s in sections]
    if form == "json":
        emit(_as_json(sections, uncited), None)
        return
    headings = [word(k, language) for k in ("document", "section", "cited", "uncited")]
    left_out = word("omitted", language)
    table = [
        [
            graph.label(s.document, language),
            s.notation,
            f"{s.cited}/{s.paragraphs}",
            "; ".join(places) + (f" ({left_out}: {s.omission})" if places and s.omission else ""),
        ]
        for s, places in zip(sections, uncited, strict=True)
    ]
    count, cited = sum(s.paragraphs for s in sections), sum(s.cited for s in sections)
    total, unit = word("total", language), word("paragraphs", language)
    share = f"{100 * cited / count:.1f} %" if count else "-"
    text = render_rows(headings, table, width())
    emit(f"{text}{total}: {cited}/{count} {unit} ({share})\n", None)


def _as_json(sections: list[SectionCoverage], uncited: list[list[str]]) -> str:
    rows = [
        {
            "document": s.document,
            "section": s.notation,
            "title": s.label,
            "paragraphs": s.paragraphs,
            "cited": s.cited,
            "uncited": places,
            "omitted": s.omission,
        }
        for s, places in zip(sections, uncited, strict=True)
    ]
    return as_json(rows)
