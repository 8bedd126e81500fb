"""What may be asked about the air, and the answers.

A request and its end, a live voice, `stop`, and decisions while the station runs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from broadcaster.app.status.values import ClockShown, StatusReport
from broadcaster.core.answers import answer
from broadcaster.core.questions import (
    FieldBounds,
    Flag,
    Name,
    Question,
    QuestionPart,
    Words,
    question,
)
from broadcaster.playout.requests.by_hand import RequestState


@answer
class Stopped:
    """Whether there was anything to stop, and what it was."""

    stopped: bool
    airings: tuple[str, ...] = ()  # the ids of what it ended, on the air, waiting or still being made


LONGEST_WAIT = 25.0  # seconds; shorter than the client waits for an answer


@question("/stop")
class AskStop(Question[Stopped]):
    """Stop what is on air, or the queue too."""

    all: Flag = False


@question("/status", method="GET")
class AskStatus(Question[StatusReport]):
    """Show what the station does."""


@question("/clock")
class AskClock(Question[ClockShown]):
    """Confirm that the time shown is right."""

    shown: Annotated[datetime, FieldBounds(tz_constraint="aware")]
    change: Annotated[str, FieldBounds(max_length=64)] | None = None
    """the change to confirm too, as `status` names it"""


@question("/requests/{ticket}", method="GET")
class AskRequest(Question[RequestState]):
    """Where a request is; with `wait` answered when it has ended, or after so many seconds."""

    ticket: str
    wait: Annotated[float, FieldBounds(ge=0, le=LONGEST_WAIT)] = 0.0


@question()
class AskTalk(QuestionPart):
    """Open or close the microphone."""

    on: Flag


@answer
class LiveState:
    """A live session as its speaker sees it."""

    id: str
    """its airing"""
    on_air: bool
    ready: bool
    """the microphone works"""
    stage: str
    peak: int
    """0 … 32768, of the last moment"""
    heard_s: float
    late: int
    lost: int
    """chunks that did not come in time"""
    breaks: int
    """how often listeners heard it break off"""
    weak: bool
    """it broke off a moment ago"""
    over: bool
    why: str | None


@answer
class Rearmed:
    """How many emergencies go on."""

    rearmed: int


@question("/rearm")
class AskRearm(Question[Rearmed]):
    """Let repeating emergencies go on for another period."""

    message: Name | None = None


@answer
class Preferred:
    """Which of two messages goes first."""

    message: str


@question("/prefer")
class AskPrefer(Question[Preferred]):
    """Choose which of two conflicting messages airs first."""

    name: Name


@answer
class CorrectedMessage:
    """What came of a correction."""

    id: str | None
    """the ticket of the correction; None where it could not be made"""
    airing: str | None
    """the airing that was corrected"""
    ended: bool
    """it was on air, waiting or repeating"""
    held: bool
    """the timetable airs it no more"""
    fault: str | None


@question("/correct")
class AskCorrect(Question[CorrectedMessage]):
    """End a message with a mistake, suspend it, and air the correct text."""

    name: Name
    text: Words


@answer
class Released:
    """Whether the message was suspended."""

    released: bool


@question("/release")
class AskRelease(Question[Released]):
    """Let a suspended message air again."""

    message: Name
