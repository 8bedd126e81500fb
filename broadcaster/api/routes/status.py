"""Routes that look: the status, the metrics for Prometheus, and notices to people with a test."""

from __future__ import annotations

from datetime import tzinfo

from fastapi import APIRouter
from fastapi.responses import Response

from broadcaster.api.protocol.ward import NoticeShown, NoticesListed, SentTo
from broadcaster.api.routes.asker import Asker
from broadcaster.api.routes.router import MISSING, REFUSED, Name, Question, Routes
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.status.metrics import CONTENT_TYPE
from broadcaster.app.status.values import StatusReport
from broadcaster.core.text.catalogue import say
from broadcaster.notices.news.model import NoticeMessage
from broadcaster.people.roles.model import Action

_TEXT = {"description": "Successful Response", "content": {CONTENT_TYPE: {"schema": {"type": "string"}}}}


def status_routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    @made.get("/status", needs=Action.LOOK)
    def status() -> StatusReport:
        """What the station does."""
        return station.status()

    return made.router


def metrics_routes(station: StationFacade) -> APIRouter:
    """The metrics, where Prometheus looks for them by default."""
    made = Routes(station, prefix="")

    @made.get("/metrics", needs=Action.LOOK, response_class=Response, responses={200: _TEXT})
    def metrics() -> Response:
        """The station's figures in Prometheus's text format."""
        return Response(station.metrics(), media_type=CONTENT_TYPE)

    return made.router


MOST = 100  # messages that are listed


class AskTestNotice(Question):
    """Send a test to one recipient, or to all."""

    to: Name | None = None


def notice_routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    @made.get("/notices", needs=Action.MAINTAIN)
    def notices() -> NoticesListed:
        """The newest messages to people, the newest first."""
        outbox = station.notices.outbox
        found = [] if outbox is None else outbox.newest(MOST)
        zone = station.station.settings.timezone
        return NoticesListed(messages=tuple(shown(one, zone) for one in found))

    @made.post("/notices/test", needs=Action.MAINTAIN, errors=MISSING | REFUSED)
    def test_notice(ask: AskTestNotice, asker: Asker) -> SentTo:
        """Send a test to one recipient, or to all, by all their ways."""
        return SentTo(to=station.notices.test(ask.to, asker.shown))

    return made.router


def shown(message: NoticeMessage, zone: tzinfo) -> NoticeShown:
    """A message as it is shown, its times in the station's zone."""
    error = message.error
    due, settled = (None if at is None else at.astimezone(zone) for at in (message.due, message.settled))
    return NoticeShown(
        id=message.id,
        to=message.recipient,
        way=str(message.way),
        title=message.title,
        queued=message.queued.astimezone(zone),
        state=str(message.state),
        tries=message.tries,
        unsure=message.unsure,
        due=due,
        error=None if error is None else say(error.code, **dict(error.facts)),
        settled=settled,
    )
