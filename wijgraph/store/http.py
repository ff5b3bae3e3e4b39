"""Talking to a store over HTTP: within limits, without redirects, and no secret in any message."""

import os
import re
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wijgraph.errors import StoreError, extra
from wijgraph.messages import Message, quoted

if TYPE_CHECKING:
    import httpx

SECONDS, BYTES = 30.0, 100 * 2**20
TRIES = 4  # of what only reads
LEEWAY = 0.2  # seconds beside them, so that who is late is told by the socket first
PAUSE = 0.25  # seconds before the second try; twice as long before each next one
AGAIN = {502, 503, 504}
ADDRESS = Message("store.address-hint")
CODINGS = {"", "identity", "gzip", "x-gzip"}
SHOWN = 200  # characters of what a server says
UNSAFE = re.compile(r"[^\x20-\x7e\u00a0-\u2027\u202f-\u2065\u2070-\ud7ff]")


@dataclass(frozen=True)
class Access:
    """Whom a store is asked as, and what it may take; a secret is in no ``repr``."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    seconds: float = SECONDS
    most: int = BYTES

    @staticmethod
    def of(url: str, environ: Mapping[str, str] = os.environ) -> "Access":
        """Return what the environment, or else netrc, says about the store at ``url``.

        A secret in the environment is for one host: that of WIJGRAPH_STORE_HOST, or else of
        WIJGRAPH_STORE.
        """
        user = password = token = None
        given_for = environ.get("WIJGRAPH_STORE_HOST") or host_of(environ.get("WIJGRAPH_STORE", ""))
        if given_for.lower() == host_of(url):
            user = environ.get("WIJGRAPH_STORE_USER")
            password = environ.get("WIJGRAPH_STORE_PASSWORD")
            token = environ.get("WIJGRAPH_STORE_TOKEN")
        if not user and not token:
            user, password = _from_netrc(url, environ)
        return Access(user, password, token, _seconds(environ.get("WIJGRAPH_STORE_SECONDS")))


def host_of(url: str) -> str:
    """Return the host that ``url`` is at, with the port where it has one; "" for no address."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _seconds(text: str | None) -> float:
    try:
        seconds = float(text or SECONDS)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise StoreError(
            Message("store.seconds-wrong", text=text), hint=Message("store.seconds-wrong-hint")
        )
    return seconds


def _from_netrc(url: str, environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    from netrc import NetrcParseError, netrc

    try:
        found = netrc(environ.get("NETRC")).authenticators(urlsplit(url).hostname or "")
    except FileNotFoundError:
        return None, None
    except (OSError, NetrcParseError) as error:
        raise StoreError(
            Message("store.netrc", reason=type(error).__name__), path=environ.get("NETRC")
        ) from None
    return (found[0], found[2]) if found else (None, None)


def checked_url(url: str) -> str:
    """Return ``url``; raise StoreError when it is not one to ask, or holds a secret."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is read when it is asked for
    except ValueError:
        raise StoreError(Message("store.address-malformed"), hint=ADDRESS) from None
    if parts.username is not None or parts.password is not None:
        raise StoreError(
            Message("store.address-secret", url=shown_url(url)),
            hint=Message("store.address-secret-hint"),
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise StoreError(
            Message("store.no-address", url=shown_url(url)),
            hint=ADDRESS,
        )
    return url


def shown_url(url: str) -> str:
    """Return ``url`` as people are told it: without credentials, query and fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return escaped(f"{parts.scheme}://{host}{parts.path}")


def escaped(text: str) -> str:
    """Return the start of ``text`` with whatever could steer a terminal written out."""
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text[:SHOWN])


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def start(self) -> str:
        """How it begins, safe to show."""
        return escaped(self.body[: 4 * SHOWN].decode("utf-8", "replace").strip())


class Link:
    """A way to one store: it keeps its connections, and sends a secret only when asked for one."""

    def __init__(self, access: Access) -> None:
        self.access = access

    @cached_property
    def _client(self) -> "httpx.Client":
        with extra("register", "httpx"):
            import httpx

        client = httpx.Client(
            follow_redirects=False,
            timeout=self.access.seconds,
            auth=_auth(self.access),
            headers={"Accept-Encoding": "gzip"},
        )
        weakref.finalize(self, client.close)
        return client

    def send(self, method: str, url: str, *, reads: bool, name: str = "", **options: Any) -> Answer:
        """Return the answer of a server that says it is one, or that it refuses.

        What only ``reads`` is tried again when the server is busy or out of reach.

        Raises StoreError when there is none in time, when it is too large, or a redirect.
        """
        with extra("register", "httpx"):
            import httpx

        name = name or shown_url(url)
        url = str(httpx.URL(url).copy_merge_params(options.pop("params", None) or {}))
        ends = time.monotonic() + self.access.seconds
        for wait in self._waits(reads):
            try:
                answer = within(ends, lambda: self._once(method, url, name, ends, options))
            except (httpx.TimeoutException, TimeoutError):
                raise self._late(name) from None
            except (httpx.TransportError, httpx.InvalidURL) as error:
                if wait is None or time.monotonic() + wait > ends:
                    why = quoted(escaped(str(error) or type(error).__name__))
                    raise StoreError(Message("store.unreachable", name=name, reason=why)) from None
            else:
                again = answer.status in AGAIN and wait is not None
                if not again or time.monotonic() + (wait or 0) > ends:
                    return answer
            time.sleep(wait or 0)
        raise self._late(name)

    @staticmethod
    def _waits(reads: bool) -> Iterator[float | None]:
        """Yield how long to wait after each try; None after the last."""
        for number in range(TRIES - 1 if reads else 0):
            yield PAUSE * 2**number
        yield None

    def _once(
        self, method: str, url: str, name: str, ends: float, options: dict[str, Any]
    ) -> Answer:
        left = max(ends - time.monotonic(), 0.001)
        body = bytearray()
        with self._client.stream(method, url, timeout=left, **options) as response:
            coding = response.headers.get("content-encoding", "identity").strip().lower()
            if coding not in CODINGS:  # twice compressed, a few bytes fill all memory
                raise StoreError(Message("store.coding", name=name, coding=escaped(coding)))
            for part in response.iter_bytes():
                body += part
                if len(body) > self.access.most:
                    raise StoreError(
                        Message("store.too-large", name=name, megabytes=self.access.most // 2**20),
                        hint=Message("store.ask-less"),
                    )
                if time.monotonic() > ends:
                    raise self._late(name)
        if response.is_redirect:
            raise StoreError(
                Message("store.redirect", name=name), hint=Message("store.redirect-hint")
            )
        if response.status_code in {401, 403}:
            raise StoreError(
                Message("store.not-let-in", name=name, status=response.status_code),
                hint=Message("store.not-let-in-hint", host=escaped(host_of(url))),
            )
        return Answer(response.status_code, response.headers, bytes(body))

    def _late(self, name: str) -> StoreError:
        return StoreError(
            Message("store.late", name=name, seconds=self.access.seconds),
            hint=Message("store.late-hint"),
        )


def within(ends: float, work: Callable[[], Answer]) -> Answer:
    """Return what ``work`` gives; raise TimeoutError when it has not by ``ends``.

    A server that sends its headers letter by letter is never late in the eyes of a socket.
    """
    done: Future[Answer] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # it is raised to who waits
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done.result(max(ends - time.monotonic(), 0) + LEEWAY)


def _auth(access: Access) -> Any:
    """Return how to say who asks: with a token at once, with a password in the way it is asked."""
    import httpx

    class Asked(httpx.Auth):
        known: httpx.Auth | None = None

        def auth_flow(self, request: httpx.Request) -> Any:
            if access.token:
                request.headers["Authorization"] = f"Bearer {access.token}"
            elif self.known:
                yield from self.known.auth_flow(request)
                return
            response = yield request
            if response.status_code != 401 or access.user is None or access.token:  # noqa: PLR2004
                return
            digest = response.headers.get("www-authenticate", "").lower().startswith("digest")
            kind = httpx.DigestAuth if digest else httpx.BasicAuth
            self.known = kind(access.user, access.password or "")
            yield from self.known.auth_flow(request)

    return Asked()
