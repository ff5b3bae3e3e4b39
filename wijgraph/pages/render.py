"""Pages to HTML, with Jinja templates that escape everything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from wijgraph.characters import marked, placed
from wijgraph.messages import FALLBACK, LANGUAGES, Message, in_language, own_names, words_of
from wijgraph.pages.material import capital
from wijgraph.pages.page import Cell, Page, joined
from wijgraph.report.writers.html import picture

# What could end a script element is written otherwise; JSON reads it as the same.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
MARK = "\0"  # stands where a library is quoted
ASSETS = ("icon.svg", "search.js", "style.css")


@dataclass(frozen=True)
class Frame:
    """What stands around every page of a language."""

    language: str
    title: str  # of the site
    views: bool  # whether there are pictures to lead to
    url: str | None = None  # where the site will stand, ending in a slash
    live: bool = False  # whether there is a server behind it, that answers other questions

    @property
    def folder(self) -> str:
        """The folder of the language, from the root of the site."""
        return folder_of(self.language)

    @property
    def others(self) -> dict[str, str]:
        """The other languages, each with what it is called in itself."""
        return {other: name for other, name in own_names().items() if other != self.language}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return words_of("words", self.language)

    def root(self, path: str) -> str:
        """Return the way from a page to the root of the site, ending in a slash or empty."""
        return "../" * (path.count("/") + self.folder.count("/"))

    def address(self, path: str, language: str) -> str:
        """Return where a page will stand, or nothing when that is not known."""
        if self.url is None:
            return ""
        return f"{self.url}{folder_of(language)}{path.removesuffix('index.html')}"


def folder_of(language: str) -> str:
    """Return the folder of the pages in ``language``, from the root of the site."""
    return "" if language == LANGUAGES[0] else f"{language}/"


@cache
def _environment() -> Any:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader("wijgraph.pages"), PackageLoader("wijgraph.views")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=marked,
    )
    environment.filters["capitalize_first"] = capital
    environment.filters["foreign"] = foreign
    environment.filters["leading"] = leading
    environment.filters["picture"] = picture
    environment.filters["said"] = in_language
    environment.filters["without"] = without
    return environment


def foreign(text: str) -> Markup:
    """Return ``text`` as HTML, in which what it quotes of a library is marked as English."""
    for quote in Message("shacl.quoted", text="{}").values():
        before, _, after = quote.partition("{}")
        start, found, rest = text.partition(before)
        if found:
            said, _, end = rest.rpartition(after)
            told = Markup('{}<span lang="{}">{}</span>{}')
            return told.format(start + before, FALLBACK, said, after + end)
    return escape(text)


def leading(sentence: Markup, near: Mapping[str, str]) -> Markup:
    """Return ``sentence`` with each of the names ``near`` in a list in it as a link."""
    links = {
        str(escape(name)): Markup('<a href="{}">{}</a>').format(near[name], name) for name in near
    }
    if not links:
        return sentence
    names = "|".join(re.escape(name) for name in sorted(links, key=len, reverse=True))
    return Markup(re.sub(rf"(?<= )(?:{names})(?=[,?.]|$)", lambda m: links[m[0]], sentence))


def without(cell: Cell, href: str) -> Cell:
    """Return a list of names without the one that leads to ``href``."""
    return joined([(part,) for part in cell if part.href not in {"", href}], ", ")


def render(page: Page, frame: Frame, data: str = "") -> str:
    """Return the HTML of ``page``; every link is relative, so that it works from any place.

    ``data`` is the JSON-LD of what the page is about.
    """
    from markupsafe import Markup

    root = page.root or frame.root(page.path)
    asked = f"?{page.asked}" if page.asked else ""
    html: str = (
        _environment()
        .get_template(page.template)
        .render(
            page=page,
            frame=frame,
            language=frame.language,
            root=root,
            home=root + frame.folder,
            turns=[
                (f"{root}{folder_of(other)}{page.path}{asked}", other, name)
                for other, name in frame.others.items()
            ],
            data=Markup(data.translate(ESCAPES)),
            w=frame.words,
            **(page.values() if callable(page.values) else page.values),
        )
    )
    return placed(html)


def asset(name: str) -> bytes:
    """Return the stylesheet or the script of the site."""
    return files("wijgraph.pages").joinpath("assets", name).read_bytes()
