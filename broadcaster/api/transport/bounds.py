"""Bounds on a request's body, in bytes and time, around the application (ASGI).

The whole body is read here, before the application is called. A body that is too large is never collected,
whether its length is given or it comes in pieces.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.api.protocol.envelope import asked_for, fault, headers_of, status_of
from broadcaster.api.transport.workers import off_loop
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import speaking
from broadcaster.people.decisions.photos import LARGEST as LARGEST_PHOTO
from broadcaster.playout.live.voice import LARGEST as LARGEST_CHUNK

LARGEST = 1 << 20  # bytes of any other body: an hour of speech is 60 kB
OF_ANYBODY = 1 << 16  # bytes of a body that are read before anybody knows who sends it
PATIENCE = 10.0  # seconds for the whole body to arrive
CHUNK_PATIENCE = 1.0  # for a chunk of sound: a later one is of no use, and takes a place of those who stop
PHOTO = "/api/v1/approvals/photo"
_CHUNK = re.compile(r"/api/v1/live/[^/]+/chunks/")
_CLOSE = (b"connection", b"close")


class Bounded:
    """An application that gets only bodies of bounded size, and answers in the language of the request.

    A connection is closed after one request: the acceptor must choose the lane of the next request anew.

    Args:
        admits: raises `PeopleError` unless whoever asks may send so much; asked before a photo, or more than
            `OF_ANYBODY`, is read.
    """

    def __init__(self, app: ASGIApp, admits: Callable[[Scope], object] | None = None) -> None:
        self._app = app
        self._admits = admits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def closing(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message.get("headers", ()), _CLOSE]}
            await send(message)

        async def answer(error: BroadcasterError) -> None:
            answered = JSONResponse(fault(error), status_of(error.code), headers_of(error))
            await answered(scope, receive, closing)

        with speaking(asked_for(dict(scope["headers"]).get(b"accept-language", b""))):
            try:
                body = await _in_time(scope, receive, self._admits)
                if body is not None:
                    await self._app(scope, once(body, receive), closing)
            except BroadcasterError as error:
                await answer(error)
            except asyncio.CancelledError:
                # The station ends. Clients that still wait get an answer that says so.
                if not begun:
                    await answer(ServiceError("service.ending"))


def is_photo(scope: Scope) -> bool:
    """Whether a photo is sent: any other method at its path is an ordinary request."""
    return (scope["path"], scope["method"]) == (PHOTO, "POST")


async def _in_time(scope: Scope, receive: Receive, admits: Callable[[Scope], object] | None) -> bytes | None:
    try:
        async with asyncio.timeout(CHUNK_PATIENCE if _CHUNK.match(scope["path"]) else PATIENCE):
            return await _read(scope, receive, admits)
    except TimeoutError as error:
        raise ServiceError("service.too_slow") from error


async def _read(scope: Scope, receive: Receive, admits: Callable[[Scope], object] | None) -> bytes | None:
    """The whole body; None if the client has gone.

    Raises:
        ServiceError: it is too large.
        PeopleError: whoever asks may not send so much.
    """
    path = scope["path"]
    photo, chunk = is_photo(scope), bool(_CHUNK.match(path))
    largest = LARGEST_CHUNK if chunk else LARGEST_PHOTO if photo else LARGEST
    given = int(dict(scope["headers"]).get(b"content-length", b"0"))  # a number: the parser has looked
    if given > largest:
        raise ServiceError("service.too_large", largest=largest)
    unknown = admits is not None and not chunk
    body = bytearray()
    more = True
    while more:
        if unknown and admits is not None and (photo or max(given, len(body)) > OF_ANYBODY):
            unknown = False
            await off_loop(partial(admits, scope))
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > largest:
            raise ServiceError("service.too_large", largest=largest)
    return bytes(body)


def once(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body, then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def take() -> Message:
        return messages.pop() if messages else await receive()

    return take
