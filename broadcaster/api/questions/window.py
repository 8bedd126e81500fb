"""Whether the station may be left alone for some minutes: for an update, or a restart of the computer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from broadcaster.api.questions.declaration import Asker, Questions
from broadcaster.app.status.values import StatusReport
from broadcaster.core.answers import answer
from broadcaster.core.questions import FieldBounds, Question, question
from broadcaster.people.roles.model import Action
from broadcaster.timetable.rules.occurrence import Status

if TYPE_CHECKING:
    from broadcaster.app.station.facade import StationFacade

QUESTIONS = Questions()


class WindowDoubt(StrEnum):
    """What speaks against leaving a station alone."""

    ASKED = "asked"
    ON_AIR = "on_air"
    WAITING = "waiting"
    CLASH = "clash"
    REPEATING = "repeating"
    ALERT = "alert"
    CONTACT = "contact"
    LIVE = "live"
    PLANNED = "planned"


@answer
class QuietWindow:
    """Whether nothing is heard and nothing is about to be."""

    free: bool
    against: tuple[str, ...]
    """asked, on_air, waiting, clash, repeating, alert, contact, live, planned"""
    next: datetime | None
    """the first planned start within these minutes"""


@question("/window", method="GET")
class AskWindow(Question[QuietWindow]):
    """Whether nothing airs, waits, repeats or is planned for some minutes."""

    minutes: Annotated[int, FieldBounds(ge=1, le=240)] = 15


@QUESTIONS.answers(AskWindow, needs=Action.LOOK)
def window(station: StationFacade, ask: AskWindow, _asker: Asker) -> QuietWindow:
    """Whether nothing airs, waits, repeats or is planned for some minutes."""
    # First what is still being made: what comes to the desk meanwhile is in the status.
    asked = station.making
    status, now = station.status(), station.now
    planned = station.plan(now, now + timedelta(minutes=ask.minutes))
    starts = (each.start for each in planned if each.status is Status.PLANNED)
    live = station.lives.speaker is not None
    return judged(status, min(starts, default=None), live=live, asked=asked)


def judged(status: StatusReport, upcoming: datetime | None, *, live: bool, asked: bool) -> QuietWindow:
    """What speaks against leaving a station alone.

    Args:
        upcoming: when it is to air next within the window; None: not at all.
        live: somebody holds the microphone.
        asked: something was asked for that is still being made.
    """
    doubts = {
        WindowDoubt.ASKED: asked,
        WindowDoubt.ON_AIR: status.on_air is not None,
        WindowDoubt.WAITING: bool(status.queue),
        WindowDoubt.CLASH: status.clash is not None,
        WindowDoubt.REPEATING: bool(status.chains),
        WindowDoubt.ALERT: bool(status.alerts),
        WindowDoubt.CONTACT: any(contact.closed for contact in status.contacts),
        WindowDoubt.LIVE: live,
        WindowDoubt.PLANNED: upcoming is not None,
    }
    against = tuple(str(doubt) for doubt, holds in doubts.items() if holds)
    return QuietWindow(free=not against, against=against, next=upcoming)
