"""What went wrong, for programs and people (RFC 9457): never a traceback, never a path."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wijgraph.errors import (
    AmbiguousNameError,
    Text,
    UnknownNodeError,
    WijgraphError,
    in_language,
)
from wijgraph.messages import Message
from wijgraph.web.workers.wire import Head, said

TYPES = "https://w3id.org/wijgraph/problem/"
# code: (status, title). The codes are part of the interface.
KINDS: Mapping[str, tuple[int, Message]] = {
    "bad-request": (400, Message("web.title-bad-request")),
    "syntax": (400, Message("web.title-syntax")),
    "query-too-complex": (400, Message("web.title-query-too-complex")),
    "service-disabled": (403, Message("web.title-service-disabled")),
    "update-disabled": (403, Message("web.title-update-disabled")),
    "not-found": (404, Message("web.title-not-found")),
    "method-not-allowed": (405, Message("web.title-method-not-allowed")),
    "not-acceptable": (406, Message("web.title-not-acceptable")),
    "timeout": (408, Message("web.title-timeout")),
    "too-large": (413, Message("web.title-too-large")),
    "result-limit": (413, Message("web.title-result-limit")),
    "uri-too-long": (414, Message("web.title-uri-too-long")),
    "media-type": (415, Message("web.title-media-type")),
    "nothing-checked": (422, Message("web.title-nothing-checked")),
    "rate-limited": (429, Message("web.title-rate-limited")),
    "headers-too-large": (431, Message("web.title-headers-too-large")),
    "internal": (500, Message("web.title-internal")),
    "busy": (503, Message("web.title-busy")),
    "query-timeout": (504, Message("web.title-query-timeout")),
    "query-memory": (507, Message("web.title-query-memory")),
}
MEDIA = "application/problem+json"


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal: ``code`` is one of KINDS, ``detail`` says what and ``hint`` how to mend it."""

    def __init__(
        self,
        code: str,
        detail: Text,
        *,
        status: int | None = None,
        hint: Text | None = None,
        line: int | None = None,
        column: int | None = None,
        headers: Mapping[str, str] | None = None,
        near: Sequence[str] = (),
        name: str = "",
    ) -> None:
        super().__init__(in_language(detail, "en"))
        self.code = code
        self.detail = detail
        self.status = status or KINDS[code][0]
        self.hint = hint
        self.line = line
        self.column = column
        self.headers = dict(headers or {})
        self.near = tuple(near)
        self.name = name

    @staticmethod
    def of(error: WijgraphError, code: str = "bad-request") -> "Problem":
        """Return ``error`` as a problem; where in our files it happened is left out.

        A name that does not exist is not found; one that means several things is not right.
        """
        if isinstance(error, AmbiguousNameError):
            code = "bad-request"
        elif isinstance(error, UnknownNodeError):
            code = "not-found"
        return Problem(
            code,
            error.said,
            hint=error.advice,
            line=error.line,
            column=error.column,
            near=error.near,
            name=error.name,
        )

    def head(self) -> Head:
        """Return the problem for another process; ``told_in`` makes it again."""
        return {
            "error": self.code,
            "detail": said(self.detail),
            "status": self.status,
            "hint": None if self.hint is None else said(self.hint),
            "line": self.line,
            "column": self.column,
            "headers": self.headers,
            "near": self.near,
            "name": self.name,
        }

    @staticmethod
    def told_in(head: Head) -> "Problem":
        """Return the problem that a worker tells."""
        told = {name: value for name, value in head.items() if name not in {"error", "detail"}}
        return Problem(head["error"], head["detail"], **told)

    def told(self, language: str) -> tuple[str, str]:
        """Return what is wrong and how to mend it, in ``language`` as far as that is there."""
        hint = in_language(self.hint, language) if self.hint else ""
        return in_language(self.detail, language), hint

    def members(self, request_id: str = "", language: str = "en") -> dict[str, Any]:
        """Return the members of the problem in ``language``, without those that are empty.

        ``near`` has the names that may have been meant.
        """
        detail, hint = self.told(language)
        found = {
            "type": TYPES + self.code,
            "title": in_language(KINDS[self.code][1], language),
            "status": self.status,
            "detail": detail,
            "code": self.code,
            "hint": hint,
            "line": self.line,
            "column": self.column,
            "request": request_id,
        }
        known = {name: value for name, value in found.items() if value not in {None, ""}}
        return known | ({"near": list(self.near)} if self.near else {})

    def body(self, request_id: str = "", language: str = "en") -> bytes:
        """Return the problem as JSON."""
        members = self.members(request_id, language)
        return json.dumps(members, ensure_ascii=False).encode(errors="replace")


def no_page() -> Problem:
    """Return the problem that there is no page at an address."""
    return Problem("not-found", Message("web.no-page"), hint=Message("web.no-page-hint"))
