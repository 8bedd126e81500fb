"""The route that streams what happens: server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from broadcaster.api.questions.declaration import Questions
from broadcaster.api.routes.asker import asker_of
from broadcaster.api.transport.event_stream import FORM, EventStream
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import Action

_STREAM = {
    "description": "Successful Response: a stream of events",
    "content": {FORM: {"schema": {"type": "string"}}},
}


EVENTS = Questions()


@EVENTS.raw("GET", "/events", needs=Action.LOOK, response_class=Response, responses={200: _STREAM})
async def events(station: StationFacade, request: Request, level: bool = False) -> Response:
    """Follow what happens: the air and each sentence, the queue, faults, requests, plan and rows."""

    def may() -> bool:
        try:
            # It counts as a use of the session: a command that follows has not gone, and ends by itself.
            asker_of(station.access, request, Action.LOOK, None)
        except PeopleError:
            return False
        return True

    return EventStream(station, level=level, may=may)
