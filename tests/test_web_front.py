"""The process that has the connections: whom it lets through, and how long it waits for readers."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from tests.serving import QUIET
from wijgraph.web import front
from wijgraph.web.connections import Crowd
from wijgraph.web.front import FEW, SPARE, Front, Paced, SlowError
from wijgraph.web.relay import LostError

SETTINGS = replace(QUIET, connections=20, client_connections=15, limit_local=True)


class Behind:
    """A process that answers nothing, and may be gone."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.ready.set()
        self.lost = False

    async def ask(self, *_: Any) -> None:
        if self.lost:
            raise LostError(False)
        await asyncio.Event().wait()


def tried(what: Callable[[Front, Behind], Awaitable[None]]) -> None:
    async def run() -> None:
        behind = Behind()
        await what(Front(SETTINGS, behind, Crowd(SETTINGS)), behind)  # type: ignore[arg-type]

    asyncio.run(run())


async def status(app: Front, client: str, path: str = "/", wait: float = 1) -> int:
    """Return the status of an answer; 0 when there is none yet."""
    found = [0]

    async def send(message: Any) -> None:
        found[0] = message.get("status", found[0])

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
             "query_string": b"", "headers": [(b"host", b"x")], "client": (client, 1)}  # fmt: skip
    with suppress(TimeoutError):
        await asyncio.wait_for(app(scope, receive, send), wait)
    return found[0]


async def filled(app: Front, *clients: str) -> list[asyncio.Task[int]]:
    """Return requests that go on and on."""
    tasks = [asyncio.ensure_future(status(app, client, wait=30)) for client in clients]
    await asyncio.sleep(0)
    return tasks


def test_who_has_few_is_let_through_when_all_places_are_taken() -> None:
    async def what(app: Front, _: Behind) -> None:
        tasks = await filled(app, *(["10.0.0.1"] * 10), *(["10.0.0.2"] * 10))
        assert await status(app, "10.0.0.1") == 503
        assert await status(app, "10.0.0.3", wait=0.1) == 0  # it is let through
        assert await status(app, "10.0.0.1", "/health") == 200
        tasks += await filled(app, *(f"10.1.0.{n}" for n in range(SPARE)))
        assert await status(app, "10.0.0.4") == 503
        assert await status(app, "10.0.0.1", "/health") == 200
        for task in tasks:
            task.cancel()

    assert FEW < 10
    tried(what)


def test_one_client_has_its_share_of_requests() -> None:
    async def what(app: Front, _: Behind) -> None:
        tasks = await filled(app, *(["10.0.0.1"] * 15))
        assert await status(app, "10.0.0.1") == 429
        assert await status(app, "10.0.0.2", wait=0.1) == 0
        for task in tasks:
            task.cancel()

    tried(what)


def test_what_is_gone_is_told_as_busy() -> None:
    async def what(app: Front, behind: Behind) -> None:
        behind.lost = True
        assert await status(app, "10.0.0.1") == 503
        behind.ready.clear()
        assert await status(app, "10.0.0.1", "/ready") == 503
        assert await status(app, "10.0.0.1", "/health") == 200

    tried(what)


@pytest.mark.parametrize(("size", "slow"), [(100, True), (10_000_000, False)])
def test_a_reader_takes_its_answer_at_some_speed(
    size: int, slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "SLOWEST", 100_000)

    async def send(_: Any) -> None:
        await asyncio.sleep(0.03)

    async def run() -> None:
        paced = Paced(send, 0.1)
        for _ in range(10):
            await paced({"type": "http.response.body", "body": bytes(size)})

    if slow:
        with pytest.raises(SlowError):
            asyncio.run(run())
    else:
        asyncio.run(run())
