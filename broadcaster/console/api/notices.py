"""Routes about notices to people: what goes out, and a test."""

from __future__ import annotations

from datetime import tzinfo

from fastapi import APIRouter

from broadcaster.console.answers.notices import NoticeShown, NoticesListed, SentTo
from broadcaster.console.api.asker import Asker
from broadcaster.console.api.questions import Name, Question
from broadcaster.console.api.router import MISSING, REFUSED, Routes
from broadcaster.notices.model import Message
from broadcaster.people.model import Action
from broadcaster.service.station.facade import StationFacade
from broadcaster.text import say

MOST = 100  # messages that are listed


class AskTestNotice(Question):
    """Send a test to one recipient, or to all."""

    to: Name | None = None


def routes(station: StationFacade) -> APIRouter:
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


def shown(message: Message, zone: tzinfo) -> NoticeShown:
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
