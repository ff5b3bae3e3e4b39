"""What XML 1.0 may hold, for every writer of XML, workbooks and pages; the rest is counted.

Tables have ``wijgraph.spreadsheets`` besides, and terminals ``visible`` in ``wijgraph.reports``,
where nothing is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from wijgraph.messages import Borrowed, Message

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The same in UTF-8, and the carriage return, which a reader of XML takes for the end of a line.
NO_XML_BYTES = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")
# Around text in another language, in a page that is being made: no text of a page holds these.
OPEN, SHUT = "\ufffe", "\uffff"
MARK = re.compile(f"({OPEN}[\\w-]*{SHUT})")
# A mark, or an element that holds text alone, or else a tag.
PLACES = re.compile(
    r"(?P<whole><(?P<name>title|script|style|textarea|option)\b.*?</(?P=name)>|<[^>]*>)"
    f"|{OPEN}(?P<language>[\\w-]*){SHUT}",
    re.DOTALL,
)
MOST = 8  # code points that are named

Lost = dict[str, Counter[str]]  # what was left out, by the text that it was left out of
_counted: ContextVar[Lost | None] = ContextVar("lost", default=None)


@contextmanager
def counting() -> Iterator[Lost]:
    """Collect what is left out meanwhile; who counts around this is told as well."""
    outer, lost = _counted.get(), Lost()
    token = _counted.set(lost)
    try:
        yield lost
    finally:
        _counted.reset(token)
        if outer is not None:
            outer |= lost


def for_xml(text: str) -> str:
    r"""Return ``text`` without what XML 1.0 cannot hold, which is counted.

    >>> for_xml("a\x01b\n")
    'ab\n'
    """
    if not NO_XML.search(text):
        return text
    lost = _counted.get()
    if lost is not None:
        lost[text] = Counter(NO_XML.findall(text))
    return type(text)(NO_XML.sub("", text))  # what is safe in a page stays so


def in_page(value: object) -> object:
    """Return what a template puts into a page, without what a page cannot hold."""
    return for_xml(value) if isinstance(value, str) else value


def marked(value: object) -> object:
    """Return what a template puts into a page; text in another language is marked for ``placed``.

    A template cannot tell whether that stands in an attribute, where there is no place for a
    language.
    """
    if isinstance(value, Borrowed):
        return f"{OPEN}{value.language}{SHUT}{for_xml(value)}{OPEN}{SHUT}"
    if isinstance(value, str) and OPEN in value and hasattr(value, "__html__"):
        # What a macro of the template made: the texts in it have their marks already.
        parts = MARK.split(value)
        parts[::2] = map(for_xml, parts[::2])
        return type(value)("".join(parts))
    return in_page(value)


def placed(html: str) -> str:
    """Return a page in which each marked text has its language as ``lang``, where that can be."""
    return PLACES.sub(_placed, html) if OPEN in html else html


def _placed(match: re.Match[str]) -> str:
    if match["whole"]:
        return MARK.sub("", match["whole"])
    return f'<span lang="{match["language"]}">' if match["language"] else "</span>"


def left_out(lost: Mapping[str, Counter[str]]) -> Message:
    """Return, for a person, what was left out."""
    found: Counter[str] = sum(lost.values(), Counter())
    names = [f"U+{ord(letter):04X}" for letter in found]
    codes = ", ".join(names[:MOST]) + (", …" if len(names) > MOST else "")
    return Message("dossier.lost-characters", count=found.total(), codes=codes)


def noted(document: bytes, lost: Mapping[str, Counter[str]]) -> bytes:
    """Return a ``document`` of XML with a comment, behind its first line, on what was left out."""
    if not lost:
        return document
    comment = f"<!-- {left_out(lost)} -->".encode()
    if not document.startswith(b"<?xml"):
        return comment + b"\n" + document
    start, end, rest = document.partition(b"?>")
    return start + end + b"\n" + comment + rest


def xml(document: bytes) -> bytes:
    """Return XML that was written without regard for what it may hold, as it should be.

    A comment tells what is left out of it.
    """
    if not NO_XML_BYTES.search(document):
        return document
    with counting() as lost:
        held = for_xml(document.decode()).replace("\r", "&#13;")
    return noted(held.encode(), lost)
