"""What went wrong, for programs and people (RFC 9457): never a traceback, never a path."""

import json
from collections.abc import Mapping
from typing import Any

from wijgraph.errors import WijgraphError

TYPES = "https://w3id.org/wijgraph/problem/"
# code: (status, title). The codes are part of the interface.
KINDS: Mapping[str, tuple[int, str]] = {
    "bad-request": (400, "The request is not right"),
    "syntax": (400, "This cannot be read"),
    "query-too-complex": (400, "The query is too complex"),
    "service-disabled": (403, "Other services are not asked"),
    "update-disabled": (403, "This service only reads"),
    "not-found": (404, "There is no such thing here"),
    "method-not-allowed": (405, "Not with this method"),
    "not-acceptable": (406, "Not in this format"),
    "timeout": (408, "The request did not come in time"),
    "too-large": (413, "Too large"),
    "result-limit": (413, "The result is too large"),
    "uri-too-long": (414, "The address is too long"),
    "media-type": (415, "Not with this media type"),
    "nothing-checked": (422, "Nothing was checked"),
    "rate-limited": (429, "Too much at once"),
    "headers-too-large": (431, "The headers are too large"),
    "internal": (500, "Something is wrong with this service"),
    "busy": (503, "Others are being served"),
    "query-timeout": (504, "The query took too long"),
    "query-memory": (507, "The query took too much memory"),
}
MEDIA = "application/problem+json"


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal: ``code`` is one of KINDS, ``detail`` says what and ``hint`` how to mend it."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        hint: str | None = None,
        line: int | None = None,
        column: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status or KINDS[code][0]
        self.hint = hint
        self.line = line
        self.column = column
        self.headers = dict(headers or {})

    @staticmethod
    def of(error: WijgraphError, code: str = "bad-request") -> "Problem":
        """Return ``error`` as a problem; where in our files it happened is left out."""
        return Problem(code, error.message, hint=error.hint, line=error.line, column=error.column)

    def members(self, request_id: str = "") -> dict[str, Any]:
        """Return the members of the problem, without those that are empty."""
        found = {
            "type": TYPES + self.code,
            "title": KINDS[self.code][1],
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "hint": self.hint,
            "line": self.line,
            "column": self.column,
            "request": request_id,
        }
        return {name: value for name, value in found.items() if value not in {None, ""}}

    def body(self, request_id: str = "") -> bytes:
        """Return the problem as JSON."""
        return json.dumps(self.members(request_id), ensure_ascii=False).encode(errors="replace")
