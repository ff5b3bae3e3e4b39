"""What holds for every request: its size and time, its headers, one line in the log."""

import asyncio
import json
import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from wijgraph.messages import FALLBACK, Message
from wijgraph.web.clients import client, shortened
from wijgraph.web.metrics import Metrics
from wijgraph.web.negotiate import language
from wijgraph.web.problems import MEDIA, Problem
from wijgraph.web.settings import KIB, Settings

ACCESS = logging.getLogger("wijgraph.access")
LOG = logging.getLogger("wijgraph.web")
PORT = re.compile(r":\d*\Z")
LEFT = 499  # what others write for a client that left; none is sent
UPLOADS = "/api/validate"
FORM = 64 * KIB  # what a form takes beside the upload in it
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# The endpoint is for scripts of any page; it knows no cookies and no names.
SHARED: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Retry-After, Wijgraph-Limits, Wijgraph-Notices",
    "cross-origin-resource-policy": "cross-origin",
}


class Observe:
    """Gives every answer its headers, and tells the log and the counters of it."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, request_id = time.perf_counter(), uuid.uuid4().hex[:16]
        head = scope["method"] == "HEAD"
        seen: dict[str, Any] = {"status": 0, "bytes": 0}
        standard = {**SECURITY, **(SHARED if is_shared(scope["path"]) else {})}

        async def sending(message: Event) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *((k.encode(), v.encode()) for k, v in standard.items()
                      if k.encode() not in own),
                ]  # fmt: skip
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
                if head:
                    message = {**message, "body": b""}
            await send(message)

        # A GET whose body is not sent: every address answers to HEAD, with the same headers.
        scope = {**scope, "method": "GET" if head else scope["method"], "request_id": request_id}
        try:
            await Limited(self._app, self._settings)(scope, receive, sending)
        except ClientDisconnect:  # no failure of ours, and nobody to tell
            seen["status"] = LEFT
            self._metrics.count("left", scope["method"])
        except Exception:
            LOG.exception("request %s failed", request_id)
            if seen["status"]:
                raise
            await refuse(Problem("internal", Message("web.internal")), scope, sending)
        finally:
            self._tell(scope, seen, "HEAD" if head else scope["method"], start)

    def _tell(self, scope: Scope, seen: Mapping[str, Any], method: str, start: float) -> None:
        seconds = time.perf_counter() - start
        route = getattr(scope.get("route"), "path", "other")
        self._metrics.request(route, seen["status"], seconds)
        if not self._settings.access_log:
            return
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "id": scope["request_id"],
            "client": shortened((scope.get("client") or ("",))[0]),
            "method": method,
            "path": scope["path"],
            "status": seen["status"],
            "bytes": seen["bytes"],
            "ms": round(seconds * 1000, 1),
        }
        if self._settings.log_queries:
            line["query"] = scope.get("query_string", b"").decode("latin-1")
            line["sparql"] = scope.get("sparql", "")
        ACCESS.info(json.dumps(line))  # which escapes line ends and control characters


class Limited:
    """Refuses a request that is too large or too slow, before or while it comes in."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        try:
            self._head(scope)
        except Problem as problem:
            await refuse(problem, scope, send)
            return
        settings = self._settings
        most = settings.body_bytes
        if scope["path"] == UPLOADS:
            most = settings.upload_bytes + FORM
        deadline = asyncio.get_running_loop().time() + settings.read_seconds
        size, complete = 0, False

        async def receiving() -> Event:
            nonlocal size, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise Problem(
                    "timeout", Message("web.body-late"), headers={"Connection": "close"}
                ) from None
            size += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if size > most:
                raise _too_large(most)
            return message

        try:
            await self._app(scope, receiving, send)
        except Problem as problem:  # of the body, while the framework was reading it
            await refuse(problem, scope, send)

    def _head(self, scope: Scope) -> None:
        settings = self._settings
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > settings.url_bytes:
            raise Problem("uri-too-long", Message("web.address", most=settings.url_bytes))
        headers = scope["headers"]
        if sum(len(name) + len(value) + 4 for name, value in headers) > settings.header_bytes:
            raise Problem("headers-too-large", Message("web.headers", most=settings.header_bytes))
        found = dict(headers)
        length = found.get(b"content-length", b"0")
        most = settings.body_bytes
        if scope["path"] == UPLOADS:
            most = settings.upload_bytes + FORM
        if length.isdigit() and int(length[:20]) > most:
            raise _too_large(most)
        name = PORT.sub("", found.get(b"host", b"").decode("latin-1")).lower()
        # By its address it can be asked from this machine: whoever watches it does.
        own = name == "localhost" or (name and client(name.strip("[]")) is None)
        if "*" not in settings.hosts and name not in settings.hosts and not own:
            raise Problem("bad-request", Message("web.host"))


def is_shared(path: str) -> bool:
    """Return whether scripts of other sites may read what is at ``path``."""
    return path.rstrip("/") == "/sparql"


def _too_large(most: int) -> Problem:
    return Problem("too-large", Message("web.body", most=most), headers={"Connection": "close"})


async def refuse(problem: Problem, scope: Scope, send: Send) -> None:
    """Send ``problem`` without the framework."""
    accept = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    body = problem.body(scope.get("request_id", ""), language(accept, FALLBACK))
    headers = {
        "content-type": MEDIA,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        **problem.headers,
    }
    start = {
        "type": "http.response.start",
        "status": problem.status,
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})
