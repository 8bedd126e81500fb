"""A live voice's ticket is enough to send sound; everything else of the guard holds for it too."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from broadcaster.clock import FakeClock
from broadcaster.console.web.visitors.guard import Guarded
from broadcaster.service.access import Access
from broadcaster.service.live.live import LARGEST

TICKET = "/live/s/Zx3_9-abcdefghijklmnop"
HOST = (b"host", b"station:8080")


class Page:
    """An application that counts what it receives."""

    received = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            self.received += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
        await PlainTextResponse("taken")(scope, receive, send)


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    made = Access(
        tmp_path, tmp_path / "state", FakeClock(datetime(2027, 1, 2, tzinfo=UTC)), lambda: ZoneInfo("UTC")
    )
    yield made
    made.close()


def ask(access: Access, page: Page, path: str, *headers: tuple[bytes, bytes], pieces: int = 1) -> int:
    """The status that a request of a browser without any session gets."""
    app = Guarded(page, access, lambda: frozenset({"station"}))
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "http", "headers": [HOST, *headers], "client": ("192.0.2.7", 1),
        "server": ("station", 8080), "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    sent: list[Message] = []
    left = pieces

    async def receive() -> Message:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": bytes(4096), "more_body": left > 0}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return int(sent[0]["status"])


def test_sound_with_a_ticket_needs_no_session(access: Access) -> None:
    page = Page()
    assert ask(access, page, f"{TICKET}/chunks/7") == 200
    assert page.received == 4096


@pytest.mark.parametrize("path", ["/live/s/short/chunks/1", "/live/arm", "/live/s/", "/emergency/live/arm"])
def test_nothing_else_is_let_through_without_the_token_of_a_page(access: Access, path: str) -> None:
    assert ask(access, Page(), path) == 403


@pytest.mark.parametrize(
    "header", [(b"origin", b"https://evil.example"), (b"sec-fetch-site", b"cross-site")], ids=str
)
def test_another_site_cannot_use_a_ticket(access: Access, header: tuple[bytes, bytes]) -> None:
    assert ask(access, Page(), f"{TICKET}/end", header) == 403


def test_chunk_of_any_size_is_cut_off_early(access: Access) -> None:
    page = Page()
    ask(access, page, f"{TICKET}/chunks/1", pieces=1000)
    assert page.received <= LARGEST
