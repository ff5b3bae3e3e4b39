"""A report in sentences as text, Markdown, JSON values or a page: safe, whatever it says."""

import textwrap
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from typing import Any

from wijgraph.analysis.telling import Chapter, Telling
from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.reports import markdown
from wijgraph.reports.wording import visible

STYLE = (
    "*{box-sizing:border-box}body{margin:0 auto;max-width:80rem;padding:1rem;color:#1b1b1f;"
    'background:#fff;font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif}'
    "h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin:2rem 0 .3rem}"
    "ul{padding-left:1.2rem}li{margin:.4rem 0;overflow-wrap:anywhere}"
    ".sign{font-weight:700;font-family:monospace}.note,.detail{color:#55555f;font-size:.9rem}"
    ".detail{display:block}figure{margin:1rem 0;overflow-x:auto}img{max-width:100%;height:auto}"
    "@media print{body{max-width:none;padding:0;font-size:9pt}li,figure{break-inside:avoid}}"
)


def as_text(telling: Telling, line: int) -> str:
    """Return the report as plain text of at most ``line`` columns."""
    parts = [f"{visible(telling.title)}\n"]
    parts += [f"\n{_wrap(text, line)}" for text in telling.intro]
    for chapter in telling.chapters:
        parts.append(f"\n{visible(chapter.title)}\n")
        if chapter.note:
            parts.append(_wrap(chapter.note, line, "  "))
        for told in chapter.lines:
            parts.append(_wrap(told.text, line, "    ", f"  {told.sign} "))
            parts += [_wrap(detail, line, "      ") for detail in told.details]
    return "".join(parts)


def as_markdown(telling: Telling) -> str:
    """Return the report as Markdown, for a change request."""
    parts = [f"## {_marked(telling.title)}\n"]
    parts += [f"\n{_marked(text)}\n" for text in telling.intro]
    for chapter in telling.chapters:
        parts.append(f"\n### {_marked(chapter.title)}\n\n")
        if chapter.note:
            parts.append(f"{_marked(chapter.note)}\n\n")
        for told in chapter.lines:
            # The sign stands in a code span: at the start of an item it would open another list.
            parts.append(f"- `{told.sign}` {_marked(told.text)}\n")
            parts += [f"  - {_marked(detail)}\n" for detail in told.details]
    return "".join(parts)


def as_values(chapters: Sequence[Chapter]) -> list[dict[str, Any]]:
    """Return chapters as values for JSON."""
    return [
        {
            "key": chapter.key,
            "title": chapter.title,
            "lines": [
                {
                    "sign": told.sign,
                    "text": told.text,
                    "details": list(told.details),
                    "nodes": list(told.nodes),
                }
                for told in chapter.lines
            ],
        }
        for chapter in chapters
    ]


def as_workbook(telling: Telling, language: str, target: object) -> bytes:
    """Return the report as a workbook; refused where it would go to a terminal.

    Raises WijgraphError when openpyxl is not installed.
    """
    import sys

    from wijgraph.analysis.telling import as_sections
    from wijgraph.analysis.writers import xlsx

    if target is None and sys.stdout.isatty():
        raise WijgraphError(Message("command.workbook-no-text"), hint=Message("command.give-file"))
    return xlsx(as_sections(telling, language), language)


def as_page(telling: Telling, language: str, pictures: Sequence[tuple[str, str]] = ()) -> str:
    """Return the report as a page that needs nothing else; ``pictures`` are captions and SVG.

    Its policy allows its own style and pictures alone: a picture is an image, and runs nothing.
    """
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    title = escape(visible(telling.title))
    parts = [
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n"
    ]
    parts += [f"<p>{escape(visible(text))}</p>\n" for text in telling.intro]
    for caption, svg in pictures:
        image = b64encode(svg.encode()).decode()
        name = escape(visible(caption))
        parts.append(
            f'<figure>\n<figcaption>{name}</figcaption>\n<img alt="{name}" '
            f'src="data:image/svg+xml;base64,{image}">\n</figure>\n'
        )
    parts += map(_chapter, telling.chapters)
    return "".join((*parts, "</main>\n</body>\n</html>\n"))


def _chapter(chapter: Chapter) -> str:
    parts = [f"<h2>{escape(visible(chapter.title))}</h2>\n"]
    if chapter.note:
        parts.append(f'<p class="note">{escape(visible(chapter.note))}</p>\n')
    parts.append("<ul>\n")
    for told in chapter.lines:
        details = "".join(
            f'<span class="detail">{escape(visible(detail))}</span>' for detail in told.details
        )
        sign = f'<span class="sign">{escape(told.sign)}</span>'
        parts.append(f"<li>{sign} {escape(visible(told.text))}{details}</li>\n")
    return "".join((*parts, "</ul>\n"))


def _marked(text: str) -> str:
    return markdown.escape(visible(text))


def _wrap(text: str, line: int, indent: str = "", first: str | None = None) -> str:
    filled = textwrap.fill(
        visible(text),
        line,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    return f"{filled}\n"
