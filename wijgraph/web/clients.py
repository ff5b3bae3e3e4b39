"""What each client may cost: queries at a time, seconds of them and mistakes in a minute."""

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from wijgraph.messages import Message
from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings

MINUTE = 60.0
MOST = 10_000  # clients that are remembered
PREFIX = 64  # of an IPv6 address: what one household or company has


@dataclass
class Account:
    """What one client did in the last minute."""

    running: int = 0
    spent: deque[tuple[float, float]] = field(default_factory=deque)  # when, and how many seconds
    mistakes: deque[float] = field(default_factory=deque)

    def forget(self, now: float) -> None:
        """Drop what is longer ago than a minute."""
        while self.spent and self.spent[0][0] < now - MINUTE:
            self.spent.popleft()
        while self.mistakes and self.mistakes[0] < now - MINUTE:
            self.mistakes.popleft()


class Clients:
    """The accounts of the clients of late."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._accounts: OrderedDict[str, Account] = OrderedDict()

    @contextmanager
    def query(self, address: str) -> Iterator[None]:
        """Let ``address`` run a query and account for it; raise Problem when it has had enough."""
        name = client(address)
        if name is None and not self._settings.limit_local:
            yield
            return
        account = self._account(name or address)
        self._allow(account)
        account.running += 1
        start = time.monotonic()
        try:
            yield
        except Problem as problem:
            if problem.code != "busy":  # that is our lack, not theirs
                account.mistakes.append(time.monotonic())
            raise
        finally:
            account.running -= 1
            now = time.monotonic()
            account.spent.append((now, now - start))

    def _account(self, name: str) -> Account:
        account = self._accounts.setdefault(name, Account())
        self._accounts.move_to_end(name)
        if len(self._accounts) > MOST:
            self._accounts.popitem(last=False)
        return account

    def _allow(self, account: Account) -> None:
        settings, now = self._settings, time.monotonic()
        account.forget(now)
        if account.running >= settings.client_running:
            raise _limited(Message("web.limit-running", count=settings.client_running), 1)
        if sum(seconds for _, seconds in account.spent) >= settings.client_seconds:
            wait = account.spent[0][0] + MINUTE - now
            raise _limited(Message("web.limit-seconds"), wait)
        if len(account.mistakes) >= settings.client_errors:
            wait = account.mistakes[0] + MINUTE - now
            raise _limited(Message("web.limit-mistakes"), wait)


def _limited(detail: Message, wait: float) -> Problem:
    return Problem("rate-limited", detail, headers={"Retry-After": str(max(1, round(wait)))})


def client(address: str) -> str | None:
    """Return what stands for the client at ``address``; None for this machine itself."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address or None
    if ip.is_loopback:
        return None
    if ip.version == 6:  # noqa: PLR2004 - the version itself
        return str(ipaddress.ip_network((ip, PREFIX), strict=False))
    return str(ip)


def shortened(address: str) -> str:
    """Return ``address`` without its last part, for logs that are nobody's business."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    bits = 24 if ip.version == 4 else 48  # noqa: PLR2004 - the version itself
    return str(ipaddress.ip_network((ip, bits), strict=False).network_address)
