"""Pages to HTML, with Jinja templates that escape everything."""

from functools import cache
from importlib.resources import files
from typing import Any

from wijgraph.pages.content import other
from wijgraph.pages.page import Page
from wijgraph.words import WORDS


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("wijgraph.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def root_of(page: Page, language: str) -> str:
    """Return the way from ``page`` to the root of the site, ending in a slash or empty."""
    depth = page.path.count("/") + (0 if language == "nl" else 1)
    return "../" * depth


def render(page: Page, language: str) -> str:
    """Return the HTML of ``page``; every link is relative, so that it works from any place."""
    root = root_of(page, language)
    home = root if language == "nl" else f"{root}en/"
    turned = f"{root}en/{page.path}" if language == "nl" else f"{root}{page.path}"
    html: str = (
        _environment()
        .get_template(page.template)
        .render(
            page=page,
            language=language,
            other=other(language),
            root=root,
            home=home,
            turned=turned,
            w={key: texts[language] for key, texts in WORDS.items()},
            **page.values,
        )
    )
    return html


def stylesheet() -> bytes:
    """Return the stylesheet of the site."""
    return files("wijgraph.pages").joinpath("templates/style.css").read_bytes()
