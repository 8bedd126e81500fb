"""Routes that look: the status, the metrics for Prometheus, and notices to people with a test."""

from __future__ import annotations

from datetime import tzinfo

from fastapi.responses import Response

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.api.protocol.ward import AskNotices, AskTestNotice, NoticeShown, NoticesListed, SentTo
from broadcaster.api.questions.declaration import MISSING, REFUSED, Asker, Questions
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.status.metrics import CONTENT_TYPE
from broadcaster.app.status.values import StatusReport
from broadcaster.core.answers import like
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.forms import nfc
from broadcaster.notices.news.model import NoticeMessage
from broadcaster.people.roles.model import Action

_TEXT = {"description": "Successful Response", "content": {CONTENT_TYPE: {"schema": {"type": "string"}}}}


STATUS = Questions()
METRICS = Questions(prefix="")
"""The metrics, where Prometheus looks for them by default."""
NOTICES = Questions()

MOST = 100  # messages that are listed


@STATUS.answers(AskStatus, needs=Action.LOOK)
def status(station: StationFacade, _ask: AskStatus, _asker: Asker) -> StatusReport:
    """What the station does."""
    return station.status()


@METRICS.raw("GET", "/metrics", needs=Action.LOOK, response_class=Response, responses={200: _TEXT})
def metrics(station: StationFacade) -> Response:
    """The station's figures in Prometheus's text format."""
    return Response(station.metrics(), media_type=CONTENT_TYPE)


@NOTICES.answers(AskNotices, needs=Action.MAINTAIN)
def notices(station: StationFacade, _ask: AskNotices, _asker: Asker) -> NoticesListed:
    """The newest messages to people, the newest first."""
    outbox = station.notices.outbox
    found = [] if outbox is None else outbox.newest(MOST)
    zone = station.station.settings.timezone
    return NoticesListed(messages=tuple(shown(one, zone) for one in found))


@NOTICES.answers(AskTestNotice, needs=Action.MAINTAIN, errors=MISSING | REFUSED)
def test_notice(station: StationFacade, ask: AskTestNotice, asker: Asker) -> SentTo:
    """Send a test to one recipient, or to all, by all their ways."""
    to = None if ask.to is None else nfc(ask.to)
    return SentTo(to=station.notices.test(to, asker.shown))


def shown(message: NoticeMessage, zone: tzinfo) -> NoticeShown:
    """A message as it is shown, its times in the station's zone."""
    error = message.error
    due, settled = (None if at is None else at.astimezone(zone) for at in (message.due, message.settled))
    return like(
        NoticeShown,
        message,
        to=message.recipient,
        queued=message.queued.astimezone(zone),
        state=str(message.state),
        due=due,
        error=None if error is None else say(error.code, **dict(error.facts)),
        settled=settled,
    )
