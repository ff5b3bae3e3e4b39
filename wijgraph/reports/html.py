"""Findings as one page that needs nothing else: no script, no other file, no other host."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from wijgraph.messages import words_of
from wijgraph.model import Report
from wijgraph.reports import Context
from wijgraph.reports.wording import counted, in_words, notices_in_words, ordered, summary, tally


def write(report: Report, context: Context) -> str:
    """Return the page; its policy allows nothing but its own style, by hash."""
    from markupsafe import Markup

    language = context.language
    style = files("wijgraph.reports").joinpath("templates/report.css").read_text("utf-8")
    html: str = _template().render(
        language=language,
        version=context.version,
        style=Markup(style),  # our own file; escaped, its hash would not fit
        digest=b64encode(sha256(style.encode()).digest()).decode(),
        summary=summary(report, language),
        notices=notices_in_words(report, language),
        counts=[counted(number, kind, language) for kind, number in tally(report).items()],
        findings=[in_words(finding, context) for finding in ordered(report)],
        w=words_of("words", language),
    )
    return html


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("wijgraph.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html")
