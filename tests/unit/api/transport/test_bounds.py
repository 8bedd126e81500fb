"""A body of any size costs no more than the bound; what is wrong with it is told in the API's one shape."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from broadcaster.api.transport import bounds
from broadcaster.api.transport.bounds import LARGEST, Bounded
from broadcaster.playout.live.voice import LARGEST as LARGEST_CHUNK

PIECE = 1 << 16


class Asked:
    """One request to a bounded application, and what became of it."""

    def __init__(self, path: str, length: int | None, pieces: Iterable[int]) -> None:
        headers = [] if length is None else [(b"content-length", b"%d" % length)]
        self.scope: Scope = {"type": "http", "path": path, "method": "POST", "headers": headers}
        self.pieces = iter(pieces)
        self.taken = 0  # bytes
        self.bodies: list[bytes] = []  # as the application had them
        self.told: list[Message] = []

    async def receive(self) -> Message:
        size = next(self.pieces, None)
        if size is None:
            await asyncio.Event().wait()
        self.taken += size or 0
        return {"type": "http.request", "body": b"x" * (size or 0), "more_body": bool(size)}

    async def send(self, message: Message) -> None:
        self.told.append(message)

    async def application(self, _scope: Scope, receive: Receive, send: Send) -> None:
        self.bodies.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    def answer(self) -> tuple[int, Any]:
        asyncio.run(Bounded(self.application)(self.scope, self.receive, self.send))
        return self.told[0]["status"], json.loads(self.told[1]["body"])


@pytest.mark.parametrize(
    ("path", "largest"), [("/api/v1/say", LARGEST), ("/api/v1/live/abc/chunks/0", LARGEST_CHUNK)]
)
@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_body_of_400_mb_is_not_gathered(path: str, largest: int, told: bool) -> None:
    size = 400_000_000
    asked = Asked(path, size if told else None, [PIECE] * (size // PIECE))
    status, body = asked.answer()
    assert (status, body["error"]["code"]) == (413, "service.too_large")
    assert body["error"]["facts"] == {"largest": largest}
    assert asked.taken <= (0 if told else largest + PIECE)
    assert not asked.bodies


def test_body_within_the_bound_comes_whole_and_the_connection_is_for_one_request() -> None:
    asked = Asked("/api/v1/say", None, [PIECE, PIECE, 0])
    assert asked.answer()[0] == 200
    assert asked.bodies == [b"x" * 2 * PIECE]
    assert (b"connection", b"close") in asked.told[0]["headers"]


def test_body_whose_rest_does_not_come_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PATIENCE", 0.01)
    status, body = Asked("/api/v1/say", 2 * PIECE, [PIECE]).answer()
    assert (status, body["error"]["code"]) == (408, "service.too_slow")


def test_chunk_of_sound_is_waited_for_less_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CHUNK_PATIENCE", 0.01)
    status, body = Asked("/api/v1/live/abc/chunks/0", 2 * PIECE, [PIECE]).answer()
    assert (status, body["error"]["code"]) == (408, "service.too_slow")
