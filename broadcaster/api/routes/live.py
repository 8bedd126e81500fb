"""Routes for a voice that airs while it is spoken.

POST /api/v1/live arms a live session and returns a ticket; who has the ticket may speak. A browser sends its
microphone to /api/v1/live/TICKET/chunks/NUMBER, one request a chunk, numbered from 0. This is plain HTTP/1.1,
which every proxy takes. Chunks may arrive in another order, or be lost.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from pydantic import Field

from broadcaster.api.protocol.airing import AskTalk, LiveState
from broadcaster.api.questions.declaration import ANYBODY, MISSING, REFUSED, Asker, Questions
from broadcaster.api.routes.airing import to_air
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.answers import like
from broadcaster.core.text.catalogue import worded
from broadcaster.playout.live.session import VoiceSessionOrder, VoiceSessionView
from broadcaster.playout.requests.by_hand import Armed, AskLive

CHUNK = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}
"""The body of a chunk in the OpenAPI: bytes of sound in the form that the session was armed with."""


LIVE = Questions()


@LIVE.answers(AskLive, needs=to_air, errors=MISSING | REFUSED)
def arm(station: StationFacade, ask: AskLive, asker: Asker) -> Armed:
    """Arm a live session: the microphone is open to the meter, nothing airs yet."""
    return Armed(ticket=station.lives.arm(VoiceSessionOrder(ask=ask, by=asker.by)))


@LIVE.raw("GET", "/live/{ticket}", needs=ANYBODY, errors=MISSING)
def live(station: StationFacade, ticket: str) -> LiveState:
    """How a live session is."""
    return _described(station.lives.show(ticket))


@LIVE.raw("POST", "/live/{ticket}/talk", needs=ANYBODY, errors=MISSING | REFUSED)
def talk(station: StationFacade, ticket: str, ask: AskTalk) -> LiveState:
    """Open or close the microphone; with the first opening the session goes on air."""
    return _described(station.lives.talk(ticket, ask.on))


@LIVE.raw("POST", "/live/{ticket}/end", needs=ANYBODY, errors=MISSING)
def end(station: StationFacade, ticket: str) -> LiveState:
    """End a live session."""
    return _described(station.lives.end(ticket))


@LIVE.raw(
    "POST", "/live/{ticket}/chunks/{number}", needs=ANYBODY, errors=MISSING | REFUSED, openapi_extra=CHUNK
)
async def chunk(
    station: StationFacade, ticket: str, number: Annotated[int, Field(ge=0, le=1 << 40)], request: Request
) -> LiveState:
    """Take a chunk of sound."""
    return _described(station.lives.write(ticket, number, await request.body()))


def _described(session: VoiceSessionView) -> LiveState:
    source = session.source
    return like(
        LiveState,
        source.progress,
        id=session.airing,
        on_air=session.on_air,
        ready=source.ready,
        stage=source.stage,
        heard_s=source.progress.heard,
        lost=session.lost,
        over=source.over,
        why=worded(source.fault) if source.fault is not None else None,
    )
