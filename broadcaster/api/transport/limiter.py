"""Bounds on what is asked, around the application (ASGI): bytes and seconds of a body, places of each lane.

A crowd waits here, before anything is done for it: a hundred ordinary requests at work would keep Python's
lock from an emergency. A body is read before a place is taken, but for long ones: their bytes would fill the
memory while they wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.api.protocol.envelope import asked_for, fault, headers_of, status_of
from broadcaster.api.protocol.peer import Peer, peer_of
from broadcaster.api.transport.lanes import LONGEST, URGENT, Lane, Urgent, is_chunk, lane, parts
from broadcaster.api.transport.places import Places
from broadcaster.api.transport.second_loop import SecondLoop
from broadcaster.api.transport.workers import Workers, asking, off_loop, serving
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import speaking
from broadcaster.people.decisions.photos import LARGEST as LARGEST_PHOTO
from broadcaster.playout.live.voice import LARGEST as LARGEST_CHUNK

LARGEST = 1 << 20  # bytes of any other body: an hour of speech is 60 kB
PATIENCE = 10.0  # seconds for the whole body to arrive
CHUNK_PATIENCE = 1.0  # for a chunk of sound: a later one is of no use, and takes a place of those who stop
READERS = 50  # streams of events for one account of the computer; a browser or a command has one
PHOTO = "/api/v1/approvals/photo"
_CLOSE = (b"connection", b"close")

# Threads of each lane. Few for the lanes with many requests: each running thread competes with the director.
WORKERS: Mapping[Lane, int] = {
    Lane.STOPPING: 8,
    Lane.FIRST: 32,
    Lane.DECIDING: 4,
    Lane.OPENING: 4,
    Lane.LOOKING: 2,
    Lane.COUNTING: 1,
    Lane.WAITING: 1,
    Lane.SIGNING: 4,
    Lane.FOLLOWING: 1,
    Lane.ORDINARY: 8,
}
# Requests in each lane at a time: one for each thread; waiting requests need no thread.
ADMITTED: Mapping[Lane, int] = {**WORKERS, Lane.WAITING: 400, Lane.FOLLOWING: 200}
# Of these of one account of the computer: no account's crowd has all places of an urgent lane.
SHARES: Mapping[Lane, int] = {**{which: ADMITTED[which] // 2 for which in URGENT}, Lane.FOLLOWING: READERS}


class Limiter:
    """An application that gets only bodies of bounded size, a bounded number at a time. On one event loop.

    It answers in the language of the request, and closes each connection after one.

    Args:
        app: it.
        most: requests that are answered or wait, streams apart; a quarter is kept for the urgent.
        urgent: whether a message of the station is an emergency.
        admits: raises `PeopleError` unless whoever asks may send a photo; asked before the photo is read.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: int,
        urgent: Urgent = lambda _name: False,
        admits: Callable[[Scope], object] | None = None,
    ) -> None:
        self._app = app
        self._most = most
        self._urgent = urgent
        self._admits = admits
        self._held = 0
        self.ending = False  # of the station: who asks now is told so
        self._places = {which: Places(ADMITTED[which], SHARES.get(which)) for which in Lane}
        self._others = SecondLoop("api-others")
        self._workers = {which: Workers(which, WORKERS[which]) for which in Lane}

    def close(self) -> None:
        """Answer no more, when the server has ended. From any thread."""
        self._others.close()

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

        asking.set(peer_of(scope))
        with speaking(asked_for(dict(scope["headers"]).get(b"accept-language", b""))):
            try:
                await self._answer(scope, receive, closing)
            except BroadcasterError as error:
                await answer(error)
            except asyncio.CancelledError:
                # The station ends. Clients that still wait get an answer that says so.
                if not begun:
                    await answer(ServiceError("service.ending"))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.ending:
            raise ServiceError("service.ending")
        method, path = scope["method"], scope["path"]
        photo = (path, method) == (PHOTO, "POST")
        chunk = is_chunk(parts(path))
        largest = LARGEST_CHUNK if chunk else LARGEST_PHOTO if photo else LARGEST
        body = _Body(receive, CHUNK_PATIENCE if chunk else PATIENCE)
        announced = int(dict(scope["headers"]).get(b"content-length", b"0"))  # h11 has checked the number
        if announced > largest:
            raise ServiceError("service.too_large", largest=largest)
        short = not photo and announced <= LONGEST and await body.read(LONGEST)
        which = lane(method, path, bytes(body.bytes) if short else None, self._urgent)
        if which is None:
            raise ServiceError("service.too_large", largest=LONGEST)
        serving.set(self._workers[which])
        async with self._place(which, peer_of(scope)):
            if photo and self._admits is not None:
                await off_loop(partial(self._admits, scope))
            if not await body.read(largest):
                raise ServiceError("service.too_large", largest=largest)
            if body.gone:
                return
            if which in URGENT:
                await self._app(scope, body.once, send)
            else:
                await self._others.answer(self._app, scope, body.once, send)

    @asynccontextmanager
    async def _place(self, which: Lane, peer: Peer) -> AsyncIterator[None]:
        """A place in a lane.

        Raises:
            ServiceError: too many have one or wait for one.
        """
        places, following = self._places[which], which is Lane.FOLLOWING
        if following and (places.full or places.of(peer) >= READERS):
            # They stay for hours: none waits for another.
            raise ServiceError("service.too_many_readers")
        if not following and self._is_too_much(which, peer):
            raise ServiceError("service.too_many")
        self._held += not following
        try:
            await places.take(peer)
            try:
                yield
            finally:
                places.leave(peer)
        finally:
            self._held -= not following

    def _is_too_much(self, which: Lane, peer: Peer) -> bool:
        if which in URGENT and self._places[which].waiting(peer) >= self._most // 8:
            return True  # what is kept for the urgent is not for the crowd of one account
        return self._held >= (self._most if which in URGENT else self._most * 3 // 4)


class _Body:
    """The body of a request, as far as it has been read.

    Args:
        receive: gives it.
        patience: seconds for what is waited for at a time.
    """

    def __init__(self, receive: Receive, patience: float) -> None:
        self.bytes = bytearray()
        self.gone = False  # the client has
        self._receive = receive
        self._more = True
        self._told = False
        self._patience = patience

    async def read(self, largest: int) -> bool:
        """Read on; false as soon as there are more bytes than `largest`.

        Raises:
            ServiceError: they do not come in time.
        """
        try:
            async with asyncio.timeout(self._patience):
                while self._more and len(self.bytes) <= largest:
                    message = await self._receive()
                    self.gone = message["type"] == "http.disconnect"
                    self.bytes += message.get("body", b"")
                    self._more = message.get("more_body", False)
        except TimeoutError as error:
            raise ServiceError("service.too_slow") from error
        return len(self.bytes) <= largest

    async def once(self) -> Message:
        """A `receive` that gives the whole of it, then what comes after it."""
        if self._told:
            return await self._receive()
        self._told = True
        return {"type": "http.request", "body": bytes(self.bytes), "more_body": False}
