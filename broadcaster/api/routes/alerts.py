"""The door by which alerts are pushed: by a sender's token, not by a person's right.

It answers once the verdict is there and the alert is on the disk: whoever is told nothing sends it again.
"""

from __future__ import annotations

from fastapi import Request

from broadcaster.api.questions.declaration import ANYBODY, REFUSED, Questions
from broadcaster.api.routes.asker import BEARER
from broadcaster.api.transport.workers import off_loop
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.answers import answer
from broadcaster.core.text.catalogue import worded

ALERTS = Questions()
PATH = "/alerts"
BODY = {"requestBody": {"required": True, "content": {"application/cap+xml": {"schema": {}}}}}


@answer
class AlertTaken:
    """What becomes of an alert."""

    id: str | None
    """None: it is no alert"""
    verdict: str
    why: tuple[str, ...]


@ALERTS.raw("POST", PATH, needs=ANYBODY, errors=REFUSED | {401}, openapi_extra=BODY)
async def take_alert(station: StationFacade, request: Request) -> AlertTaken:
    """Take an alert from a sender that is known by its token."""
    sender = await off_loop(lambda: station.inbox.sender_of(token_in(request)))
    raw = await request.body()
    return await off_loop(lambda: _taken(station, raw, sender))


def token_in(request: Request) -> bytes:
    """The token that a request shows; empty where it shows none."""
    header = request.headers.get("authorization", "")
    token = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
    return token.encode("latin-1")


def _taken(station: StationFacade, raw: bytes, sender: str) -> AlertTaken:
    taken = station.inbox.push(raw, sender)
    return AlertTaken(
        id=None if taken.received is None else taken.received.id,
        verdict=str(taken.judgement.verdict),
        why=tuple(map(worded, taken.judgement.reasons)),
    )
