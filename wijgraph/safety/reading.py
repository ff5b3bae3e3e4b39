"""Reading files of strangers: regular files of a bounded size, in UTF-8, with hints to mend."""

import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from wijgraph.errors import WijgraphError
from wijgraph.safety.limits import MIB, limits

# What the first bytes tell of a file that is no text.
MAGIC = {
    b"\xff\xfe": ("is UTF-16 (by its byte order mark), not UTF-8", "Save it as UTF-8."),
    b"\xfe\xff": ("is UTF-16 (by its byte order mark), not UTF-8", "Save it as UTF-8."),
    b"\x1f\x8b": ("is compressed by gzip", "Unpack it first."),
    b"BZh": ("is compressed by bzip2", "Unpack it first."),
    b"\xfd7zXZ": ("is compressed by xz", "Unpack it first."),
    b"PK\x03\x04": ("is a zip file", "Unpack it first."),
}
# How XML begins; what it tells of its encoding, and which of those are read.
XML_START = re.compile(r"\ufeff?\s*<(?:\?xml\s|!DOCTYPE\s|!--|\w+:RDF\s)")
XML_ENCODING = re.compile(r"\s*<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
ENCODINGS = {"us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
MERGE = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
HTML = re.compile(r"\s*(?:<!doctype\s+html|<html)", re.IGNORECASE)


class UnreadableError(WijgraphError):
    """A file that cannot be read, or that is not what it should be."""


def read_text(path: Path) -> str:
    """Return the text of a file, without a byte order mark.

    Raises UnreadableError when it is no regular file, too large, not there or not UTF-8.
    """
    return text_of(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return what is in a regular file; a device, pipe or folder is refused, not waited for."""
    try:
        # Not to wait for a pipe that nobody writes to.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableError(
                    "is not a regular file", path=path, hint="Give a file, or - for standard input."
                )
            return read_stream(file, path)
    except IsADirectoryError:
        raise UnreadableError("is a folder", path=path) from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}", path=path) from None


def read_stream(stream: BinaryIO, name: Path | str) -> bytes:
    """Return all that ``stream`` gives; raise UnreadableError when that is too much."""
    most = limits()
    data = stream.read(most.file_bytes + 1)
    if len(data) > most.file_bytes:
        raise UnreadableError(
            f"is larger than {most.file_bytes // MIB} MiB",
            path=name,
            hint="Give it in parts, or set WIJGRAPH_FILE_MEGABYTES.",
        )
    return data


def text_of(data: bytes, name: Path | str) -> str:
    """Return ``data`` as text, without a byte order mark: UTF-8, or the encoding that XML tells.

    Raises UnreadableError, with line and column where there are any, when it is not in that.
    """
    encoding = _encoding_of_xml(data)
    for magic, (what, hint) in MAGIC.items() if encoding == "utf-8" else ():
        if data.startswith(magic):
            raise UnreadableError(what, path=name, line=1, hint=hint)
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        raise UnreadableError(
            f"is not {encoding.upper()} (byte {error.start})",
            path=name,
            line=before.count(b"\n") + 1,
            column=error.start - before.rfind(b"\n"),
            hint="Save it as UTF-8.",
        ) from None


def _encoding_of_xml(data: bytes) -> str:
    """Return the encoding of an XML text; "utf-8" for all else, and where none of these is told."""
    for encoding in ("utf-16-le", "utf-16-be"):
        if XML_START.match(data[:200].decode(encoding, "replace")):
            return encoding
    told = XML_ENCODING.match(data[:200].decode("latin-1"))
    return told[1].lower() if told and told[1].lower() in ENCODINGS else "utf-8"


def mistake_in(text: str) -> str | None:
    """Return what is the matter with a text that no parser takes, if it is a known mistake."""
    if HTML.match(text):
        return "this looks like HTML"
    if MERGE.search(text):
        return "there are marks of an unfinished merge in it (<<<<<<<, =======, >>>>>>>)"
    return None
