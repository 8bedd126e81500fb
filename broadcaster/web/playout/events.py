"""What happens, for the tab that is seen: one stream each, and the strip that changes with it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.api.transport.event_stream import EventStream
from broadcaster.api.transport.shares import Comer, asking, of_largest
from broadcaster.api.transport.workers import off_loop
from broadcaster.people.roles.model import Action
from broadcaster.web.drawing.render import page
from broadcaster.web.site.page_routes import ANYBODY, Pages
from broadcaster.web.site.shell import Shell, visitor_of
from broadcaster.web.site.visitor import STREAM

MOST = 60  # streams, of the 100 connections of the console: the rest is for what people ask
MOST_EACH = 5  # of one visitor: browsers have six connections to a station

NOTHING = 204  # tells a browser not to ask again (WHATWG HTML, 9.2.3)


class OpenStreams:
    """The streams that are open, the oldest first: whose they are. On the console's loop."""

    def __len__(self) -> int:
        return len(self._streams)

    def __init__(self) -> None:
        self._streams: dict[EventStream, tuple[str, Comer]] = {}

    def add(self, token: str, stream: EventStream) -> None:
        """Let a stream in; where there are too many, the oldest of this visitor or of who has most ends."""
        own = [each for each, (name, _) in self._streams.items() if name == token]
        self._streams[stream] = token, asking.get()
        if len(own) >= MOST_EACH:
            self._end(own[0])
        elif len(self) > MOST:
            self._end(of_largest({each: comer for each, (_, comer) in self._streams.items()})[0])

    def remove(self, stream: EventStream) -> None:
        """A stream has ended."""
        self._streams.pop(stream, None)

    def _end(self, stream: EventStream) -> None:
        stream.close()
        self.remove(stream)


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, streams, station = Pages(shell), OpenStreams(), shell.station

    @made.get(STREAM, needs=Action.LOOK)
    async def events(request: Request, level: bool = False) -> Response:
        """Follow what happens; who may not look is told so, and asks no more."""
        visitor = visitor_of(request)
        if not await off_loop(lambda: visitor.may(station.access, Action.LOOK)):
            return Response(status_code=NOTHING)
        stream = EventStream(
            station,
            level=level,
            may=lambda: shell.still(request, Action.LOOK),
            page=True,
            ended=streams.remove,
        )
        streams.add(visitor.token, stream)
        return stream

    @made.get("/strip", needs=ANYBODY)
    def strip(request: Request) -> Response:
        """What sounds now and how to end it. It refuses nobody: a session may have ended meanwhile."""
        return page("strip", shell.common(request, "strip"))

    return made.router
