"""Reports and findings as one page that needs nothing else: no script, no file, no other host."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from wijgraph.characters import visible
from wijgraph.messages import in_language, words_of
from wijgraph.model import Report
from wijgraph.report.document import Document, Figure
from wijgraph.report.results import (
    Context,
    counted,
    in_words,
    notices_in_words,
    ordered,
    summary,
    tally,
)
from wijgraph.report.writers.tables import flat


def document(document: Document, language: str) -> str:
    """Return a report as a page; its pictures are images, and run nothing."""
    title = visible(in_language(document.title, language))
    return _page("document.html", language, {"title": title, "sections": document.sections})


def results(report: Report, context: Context) -> str:
    """Return what rules find as a page."""
    language = context.language
    values = {
        "title": words_of("words", language)["report"],
        "version": context.version,
        "summary": summary(report, language),
        "notices": notices_in_words(report, language),
        "counts": [counted(number, kind, language) for kind, number in tally(report).items()],
        "findings": [in_words(finding, context) for finding in ordered(report)],
    }
    return _page("results.html", language, values)


def picture(figure: Figure, language: str) -> str:
    """Return the picture of a figure as an address of its own may hold it: in base 64."""
    return b64encode(figure.draw(language).encode()).decode()


def _page(name: str, language: str, values: Mapping[str, Any]) -> str:
    """Return a page whose policy allows its own style, by hash, and pictures in it."""
    from markupsafe import Markup

    style = files("wijgraph.report").joinpath("templates/report.css").read_text("utf-8")
    html: str = (
        _environment(language)
        .get_template(name)
        .render(
            {
                "language": language,
                "version": "",
                "style": Markup(style),  # our own file; escaped, its hash would not fit
                "digest": b64encode(sha256(style.encode()).digest()).decode(),
                "w": words_of("words", language),
                **values,
            }
        )
    )
    return html


@cache
def _environment(language: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("wijgraph.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # A label is somebody else's: what cannot be seen is written out, as on a terminal.
    environment.filters["say"] = lambda text: visible(in_language(text, language))
    environment.filters["flat"] = lambda section: flat(section, language)
    environment.filters["picture"] = lambda figure: picture(figure, language)
    return environment
