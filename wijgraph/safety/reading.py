"""Reading files of strangers: regular files of a bounded size, in UTF-8, with hints to mend."""

import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.safety.limits import limits

# What the first bytes tell of a file that is no text.
UTF_16, SAVE = Message("safety.utf-16"), Message("safety.save-as-utf-8")
UNPACK = Message("safety.unpack")
MAGIC = {
    b"\xff\xfe": (UTF_16, SAVE),
    b"\xfe\xff": (UTF_16, SAVE),
    b"\x1f\x8b": (Message("safety.compressed", program="gzip"), UNPACK),
    b"BZh": (Message("safety.compressed", program="bzip2"), UNPACK),
    b"\xfd7zXZ": (Message("safety.compressed", program="xz"), UNPACK),
    b"PK\x03\x04": (Message("safety.zip"), UNPACK),
}
# Why the system refuses a file, for the commonest reasons.
REASONS = {
    errno.ENOENT: Message("safety.not-there"),
    errno.EACCES: Message("safety.not-allowed"),
    errno.EROFS: Message("safety.read-only"),
    errno.ENOSPC: Message("safety.disk-full"),
    errno.EISDIR: Message("safety.folder-not-file"),
    errno.ENOTDIR: Message("safety.file-not-folder"),
    errno.ENAMETOOLONG: Message("safety.name-too-long"),
    errno.EBADF: Message("safety.closed"),
    errno.ELOOP: Message("safety.links-in-a-ring"),
}
# How XML begins; what it tells of its encoding, and which of those are read.
XML_START = re.compile(r"\ufeff?\s*<(?:\?xml\s|!DOCTYPE\s|!--|\w+:RDF\s)")
XML_ENCODING = re.compile(r"\s*<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
ENCODINGS = {"us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
MERGE = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
HTML = re.compile(r"\s*(?:<!doctype\s+html|<html)", re.IGNORECASE)


class UnreadableError(WijgraphError):
    """A file that cannot be read, or that is not what it should be."""


def reason(error: OSError) -> Message | str | None:
    """Return why the system refused something; in English alone when that is rare."""
    return REASONS.get(error.errno or 0, error.strerror)


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
                    Message("safety.not-regular"), path=path, hint=Message("safety.give-file")
                )
            return read_stream(file, path)
    except IsADirectoryError:
        raise UnreadableError(Message("safety.folder"), path=path) from None
    except OSError as error:
        raise UnreadableError(
            Message("safety.unreadable", reason=reason(error)), path=path
        ) from None


def read_stream(stream: BinaryIO, name: Path | str) -> bytes:
    """Return all that ``stream`` gives; raise UnreadableError when that is too much."""
    most = limits().file_bytes
    try:
        data = stream.read(most + 1)
    except OSError as error:
        raise UnreadableError(
            Message("safety.unreadable", reason=reason(error)), path=name
        ) from None
    if len(data) > most:
        raise too_large(name)
    return data


def too_large(name: Path | str) -> UnreadableError:
    """Return what is told of a file that is larger than the limit."""
    return UnreadableError(
        Message("safety.too-large", megabytes=limits().file_megabytes),
        path=name,
        hint=Message("safety.too-large-hint"),
    )


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
            Message("safety.wrong-encoding", encoding=encoding.upper(), byte=error.start),
            path=name,
            line=before.count(b"\n") + 1,
            column=error.start - before.rfind(b"\n"),
            hint=SAVE,
        ) from None


def _encoding_of_xml(data: bytes) -> str:
    """Return the encoding of an XML text; "utf-8" for all else, and where none of these is told."""
    for encoding in ("utf-16-le", "utf-16-be"):
        if XML_START.match(data[:200].decode(encoding, "replace")):
            return encoding
    told = XML_ENCODING.match(data[:200].decode("latin-1"))
    return told[1].lower() if told and told[1].lower() in ENCODINGS else "utf-8"


def mistake_in(text: str) -> Message | None:
    """Return what is the matter with a text that no parser takes, if it is a known mistake."""
    if HTML.match(text):
        return Message("safety.html")
    if MERGE.search(text):
        return Message("safety.merge-marks")
    return None
