"""A service on this computer that speaks the protocol of Microsoft's voices, well or badly."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

HEADERS = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n"


@dataclass
class Service:
    """The fake service: `act` answers one question over the open socket."""

    port: int = 0
    act: Callable[[Any, str], Awaitable[None]] | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None  # how often it answers with `status`; None: always
    asked: list[str] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    async def handle(self, request: Any) -> Any:
        self.asked.append(request.path_qs)
        if self.status is not None and self.times != 0:
            self.times = None if self.times is None else self.times - 1
            return web.Response(status=self.status, headers=self.headers)
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        await socket.receive()
        question = await socket.receive()
        if self.act is not None:
            await self.act(socket, question.data)
        await socket.close()
        return socket

    def run(self, context: ssl.SSLContext | None, ready: threading.Event) -> None:
        async def start() -> None:
            app = web.Application()
            app.router.add_get("/edge", self.handle)
            self.runner = web.AppRunner(app, shutdown_timeout=0.1)
            await self.runner.setup()
            site = web.TCPSite(self.runner, "127.0.0.1", 0, ssl_context=context)
            await site.start()
            self.port = self.runner.addresses[0][1]

        self.loop.run_until_complete(start())
        # Ready once the loop runs for good: a stop asked for before that would end `start` only.
        self.loop.call_soon(ready.set)
        self.loop.run_forever()
        self.loop.run_until_complete(self.runner.cleanup())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


def serve(context: ssl.SSLContext | None = None) -> Iterator[Service]:
    service, ready = Service(), threading.Event()
    thread = threading.Thread(target=service.run, args=(context, ready))
    thread.start()
    assert ready.wait(10)
    yield service
    service.loop.call_soon_threadsafe(service.loop.stop)
    thread.join(10)


async def begin(socket: Any) -> None:
    await socket.send_str("X-RequestId:0\r\nPath:turn.start\r\n\r\n{}")
    await socket.send_str("X-RequestId:0\r\nPath:response\r\n\r\n{}")


async def sound(socket: Any, mp3: bytes) -> None:
    for at in range(0, len(mp3), 720):
        await socket.send_bytes(len(HEADERS).to_bytes(2, "big") + HEADERS + mp3[at : at + 720])


async def end(socket: Any) -> None:
    boundary = {"Type": "SentenceBoundary", "Data": {"Offset": 0, "Duration": 1, "text": {"Text": "x"}}}
    await socket.send_str("Path:audio.metadata\r\n\r\n" + json.dumps({"Metadata": [boundary]}))
    await socket.send_str("X-RequestId:0\r\nPath:turn.end\r\n\r\n{}")


def words_of(question: str) -> str:
    """The words, still escaped, that a question asks for."""
    return question.partition("volume='+0%'>")[2].partition("</prosody>")[0]
