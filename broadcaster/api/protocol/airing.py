"""What may be asked about the air, and the answers: the status, a request and its end, a live voice."""

from __future__ import annotations

from typing import Annotated

from broadcaster.app.status.values import StatusReport
from broadcaster.core.answers import answer
from broadcaster.core.questions import FieldBounds, Flag, Question, QuestionPart, question
from broadcaster.playout.requests.by_hand import RequestState

LONGEST_WAIT = 25.0  # seconds; shorter than the client waits for an answer


@question("/status", method="GET")
class AskStatus(Question[StatusReport]):
    """Show what the station does."""


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
