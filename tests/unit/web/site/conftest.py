"""The guard of the web console before an application that counts, asked without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from broadcaster.core.clock import FakeClock
from broadcaster.people.access.access import Access
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import Visitor

HOST = ("host", "station:8080")


class Page:
    """An application that says who asked, with which cookies, and how much was sent."""

    visitor: Visitor | None = None
    received = 0

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.visitor = scope.get("visitor")
        self.cookies = Request(scope).cookies
        while True:
            message = await receive()
            self.received += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
        await PlainTextResponse("page")(scope, receive, send)


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    made = Access(
        tmp_path, tmp_path / "state", FakeClock(datetime(2027, 1, 2, tzinfo=UTC)), lambda: ZoneInfo("UTC")
    )
    yield made
    made.close()


def ask(
    access: Access,
    page: Page,
    method: str,
    *headers: tuple[str, str],
    path: str = "/x",
    body: bytes = b"",
    pieces: int = 1,
    client: str = "192.0.2.7",
    scheme: str = "http",
) -> tuple[int, dict[str, str]]:
    """The status and the headers of the answer; `body` is sent `pieces` times."""
    app = Guarded(page, access, lambda: frozenset({"station"}))
    scope: Scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": scheme, "headers": [(n.encode(), v.encode()) for n, v in headers], "client": (client, 1),
        "server": ("station", 8080), "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    sent: list[Message] = []
    left = pieces

    async def receive() -> Message:
        nonlocal left
        left -= 1
        await asyncio.sleep(0)
        return {"type": "http.request", "body": body, "more_body": left > 0}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered
