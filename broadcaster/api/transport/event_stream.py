"""What happens in the station as a stream of server-sent events, in the language of the reader."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from broadcaster.api.protocol.events import (
    AirEvent,
    ChangeEvent,
    DroppedEvent,
    Event,
    LevelEvent,
    QueueEvent,
    RequestEvent,
    SentenceEvent,
)
from broadcaster.api.protocol.peer import abort
from broadcaster.api.transport.workers import serving
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.status.airings import Local, on_air, waiting
from broadcaster.app.status.clock import local
from broadcaster.app.status.happenings import (
    AirChanged,
    Airs,
    Dropped,
    FaultMet,
    Happening,
    LevelHeard,
    PlanChanged,
    QueueChanged,
    RequestChanged,
    RowWritten,
)
from broadcaster.app.status.hub import Reader
from broadcaster.app.status.values import FaultShown
from broadcaster.core.answers import plain
from broadcaster.core.text.catalogue import explain


def told(happening: Happening, local: Local) -> tuple[str, Event]:
    """The name and the value of an event; `local` gives instants the station's zone."""
    match happening:
        case AirChanged(air=air):
            return "air", AirEvent(air=None if air is None else on_air(air, local))
        case QueueChanged(queue=queue):
            return "queue", QueueEvent(queue=tuple(waiting(each, local) for each in queue))
        case LevelHeard(peak=peak):
            return "level", LevelEvent(peak=peak)
        case FaultMet(at=at, error=error):
            return "fault", FaultShown(at=local(at), message=explain(error))
        case RequestChanged(ticket=ticket):
            return "request", RequestEvent(id=ticket)
        case PlanChanged():
            return "plan", ChangeEvent()
        case RowWritten():
            return "row", ChangeEvent()
        case Dropped(slow=slow):
            return "dropped", DroppedEvent(reason="slow" if slow else "ending")


QUIET = 10.0  # seconds after which a stream shows that it lives
UNREAD = 10.0  # seconds for a reader to take what is sent
FORM = "text/event-stream"


class EventStream(Response):
    """Sends events until the reader leaves, is too slow, may look no more, or the station ends.

    Args:
        level: whether the level of what is heard is wanted, ten times a second.
        may: asked every `QUIET` seconds, on a thread, whether the reader may still look.
        page: for a page of the console, whose stream shows by an event of its own (`beat`) that it lives, and
            ends with `over` where the reader may look no more or has another one.
    """

    def __init__(
        self,
        station: StationFacade,
        *,
        level: bool,
        may: Callable[[], bool],
        page: bool = False,
        ended: Callable[[EventStream], None] = lambda _stream: None,
    ) -> None:
        super().__init__(media_type=FORM, headers={"Cache-Control": "no-store"})
        del self.headers["content-length"]
        self._station = station
        self._level = level
        self._may = may
        self._page = page
        self._ended = ended
        self._asked = time.monotonic()
        self._saying = SentenceClock()
        self._woken = asyncio.Event()
        self._replaced = False

    def close(self) -> None:
        """End it: another one takes its place. On its own loop."""
        self._replaced = True
        self._woken.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the lane has ended
                loop.call_soon_threadsafe(self._woken.set)

        def follow() -> Reader:
            return self._station.follow(wake, level=self._level)

        reader = await loop.run_in_executor(serving.get(), follow)
        gone = loop.create_task(_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            over = False
            while not (over or gone.done()):
                text, over = self._text(reader)
                if not over and await self._is_over():
                    text, over = text + self._end(), True
                try:
                    body = {"type": "http.response.body", "body": text.encode(), "more_body": not over}
                    await asyncio.wait_for(send(body), UNREAD)
                except TimeoutError:
                    abort(scope)  # what the kernel holds for it is never read
                    return
                if not over:
                    await self._pause(gone)
        finally:
            self._ended(self)
            gone.cancel()
            self._station.unfollow(reader)

    def _end(self) -> str:
        if self._page:
            return _event("over", {"replaced": self._replaced})
        return _event("dropped", DroppedEvent(reason="not_allowed"))

    def _text(self, reader: Reader) -> tuple[str, bool]:
        """What is to be sent now, and whether it is the last."""
        zone = self._station.station.settings.timezone
        parts, over = [], False
        for happening in latest(reader.take()):
            name, value = told(happening, lambda at: local(at, zone))
            parts.append(_event(name, value))
            over = isinstance(happening, Dropped)
            if isinstance(happening, AirChanged):
                self._saying = SentenceClock(happening.air)
        for airing, at, words in self._saying.begun(self._station.now):
            parts.append(_event("sentence", SentenceEvent(airing=airing, at=local(at, zone), words=words)))
        return "".join(parts) or (": \n\n" if not self._page else _event("beat", {})), over

    async def _is_over(self) -> bool:
        """Whether the reader may look no more, or another stream has taken the place of this one."""
        now = time.monotonic()
        if self._replaced or now - self._asked < QUIET:
            return self._replaced
        self._asked = now
        return not await asyncio.get_running_loop().run_in_executor(serving.get(), self._may)

    async def _pause(self, gone: asyncio.Task[bool]) -> None:
        """Wait for the next happening, the next sentence, or for `QUIET`."""
        upcoming = self._saying.upcoming
        seconds = QUIET
        if upcoming is not None:
            seconds = min(QUIET, max(0.0, (upcoming - self._station.now).total_seconds()))
        waiting: asyncio.Task[bool] = asyncio.create_task(self._woken.wait())
        await asyncio.wait((waiting, gone), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        self._woken.clear()


def latest(happenings: Sequence[Happening]) -> list[Happening]:
    """Without what is out of date by now: of the air and of the queue only the last counts. Pure."""
    last = {type(each): number for number, each in enumerate(happenings)}
    return [
        each
        for number, each in enumerate(happenings)
        if not isinstance(each, AirChanged | QueueChanged) or last[type(each)] == number
    ]


class SentenceClock:
    """Which sentences of what is on air have begun. Pure."""

    def __init__(self, air: Airs | None = None) -> None:
        self._air = air if air is not None and air.started is not None else None
        self._next = 0

    @property
    def upcoming(self) -> datetime | None:
        """When the next sentence begins."""
        if self._air is None or self._next >= len(self._air.sentences):
            return None
        return self._air.sentences[self._next][0]

    def begun(self, now: datetime) -> Iterator[tuple[str, datetime, str]]:
        """The last sentence that has begun since this was asked last, if any."""
        last = None
        while (at := self.upcoming) is not None and at <= now and self._air is not None:
            last = (self._air.id, at, self._air.sentences[self._next][1])
            self._next += 1
        if last is not None:
            yield last


def _event(name: str, value: object) -> str:
    return f"event: {name}\ndata: {json.dumps(plain(value), ensure_ascii=False)}\n\n"


async def _gone(receive: Receive) -> bool:
    """Ends when the reader has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
    return True
