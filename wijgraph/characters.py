"""What XML 1.0 may hold, for every writer of XML, workbooks and pages; the rest is counted.

Tables have ``wijgraph.spreadsheets`` besides. Terminals, logs and JSON have what is ``ODD`` written
out, and nothing is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

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
# A label is somebody else's text. It may hide a terminal sequence, turn the reading direction, or
# look like a command to the program that reads the log; shown to a person it has none of that left.
# What cannot be seen, turns the text around, or is no character; and what the logs of GitHub and
# Azure take for a command: `::` at the start of a line, `##[` and `##vso[` anywhere.
ODD = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    r"\ufdd0-\ufdef\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 1 << 16)
    )
    + r"]|:(?=:)|#(?=#\w*\[)"
)
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
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


def visible(text: str) -> str:
    r"""Return ``text`` on one line, with what is ``ODD`` written out.

    >>> print(visible("invoice\u202egpj.exe"))
    invoice\u202egpj.exe
    """
    return ODD.sub(lambda match: SHORT.get(match[0]) or _code(match[0]), text)


def as_json(document: Any) -> str:
    """Return ``document`` as JSON in which what is ``ODD`` is escaped, so that nothing is lost."""
    import json

    return safe_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def safe_json(text: str) -> str:
    """Return JSON with the same values in which what is ``ODD`` is escaped."""
    return ODD.sub(lambda m: m[0] if m[0] == "\n" else _utf16(m[0]), text)


def _code(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 1 << 8
        else f"\\u{code:04x}"
        if code < 1 << 16
        else f"\\U{code:08x}"
    )


def _utf16(character: str) -> str:
    import json

    escaped = json.dumps(character)[1:-1]
    return escaped if escaped != character else f"\\u{ord(character):04x}"
