"""What a stranger sends in a form: few fields, told plainly. Anything else is refused.

A file in ``multipart/form-data`` needs no more of mail than this: no parts within parts, no lines
that are folded, no words in a coding of their own.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import parse_qs

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.store import FORMATS

ENDINGS = {"turtle": "ttl", "trig": "trig", "ntriples": "nt", "jsonld": "jsonld"}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
PLAIN = {b"binary", b"8bit", b"7bit"}
FIELDS = {"data", "syntax"}
MOST = 10  # fields, and lines in the head of one
HEAD = 2048  # bytes of the head of a field
BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
NAME = re.compile(rb';\s*name="([^"]*)"', re.IGNORECASE)
FILE = re.compile(rb';\s*filename="([^"]*)"', re.IGNORECASE)


class FormError(WijgraphError):
    """What is sent is not a form with the fields that it should have."""

    code = "bad-request"


class LargeError(FormError):
    """What is sent is too much."""

    code = "too-large"


def unreadable() -> FormError:
    """Return the error that a form cannot be read."""
    return FormError(Message("web.form"))


def fields_of(kind: str, body: bytes) -> tuple[str, bytes]:
    """Return the syntax and the data in a form of ``kind``, the media type with its parameters.

    Raises FormError for anything else.
    """
    found = _addressed(body) if kind.lower().startswith(FORM) else _parts(kind, body)
    if "data" not in found:
        raise FormError(Message("web.form-data"))
    if found.keys() - FIELDS:
        raise FormError(Message("web.form-fields"))
    syntax = (found.get("syntax") or b"turtle").decode("latin-1")
    if syntax not in ENDINGS:
        raise FormError(Message("web.no-syntax"), hint=", ".join(sorted(ENDINGS)))
    return syntax, found["data"]


def _addressed(body: bytes) -> dict[str, bytes]:
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST)
    except ValueError:
        raise unreadable() from None
    return {name: values[0].encode(errors="replace") for name, values in fields.items()}


def _parts(kind: str, body: bytes) -> dict[str, bytes]:
    """Return the fields of a form with files; of their names only the ending is looked at."""
    boundary = BOUNDARY.search(kind)
    if boundary is None:
        raise FormError(Message("web.form-data"))
    mark = b"\r\n--" + (boundary[1] or boundary[2]).encode("latin-1", "replace")
    first, *parts = (b"\r\n" + body).split(mark, MOST + 2)
    if first.strip() or not parts or not parts[-1].startswith(b"--") or len(parts) > MOST + 1:
        raise unreadable()
    found: dict[str, bytes] = {}
    for part in parts[:-1]:
        name, ending, data = _part(part)
        found.setdefault(name, data)
        if name == "data" and ending:
            found.setdefault("syntax", ending.encode())
    return found


def _part(part: bytes) -> tuple[str, str, bytes]:
    """Return the name of a field, the syntax that the name of its file tells, and its data."""
    head, end, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not end or len(head) > HEAD or len(lines) > MOST:
        raise unreadable()
    told = ""
    name = None
    for line in lines:
        key, colon, value = line.partition(b":")
        if not colon or line[:1].isspace():  # a line that is folded
            raise unreadable()
        key, value = key.strip().lower(), value.strip()
        if key == b"content-transfer-encoding" and value.lower() not in {
            b"binary",
            b"8bit",
            b"7bit",
        }:
            raise unreadable()
        if key == b"content-type" and value.lower().startswith((b"multipart/", b"message/")):
            raise unreadable()
        if key == b"content-disposition":
            name, file = NAME.search(value), FILE.search(value)
            suffix = PurePosixPath(file[1].decode("latin-1")).suffix.lower() if file else ""
            told = FORMATS.get(suffix, "")
    if name is None:
        raise unreadable()
    return name[1].decode("latin-1"), told if told in ENDINGS else "", data
