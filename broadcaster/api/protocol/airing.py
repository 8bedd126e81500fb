"""What may be asked about the air, and the answers.

A request and its end, a live voice, `stop`, and decisions while the station runs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from broadcaster.app.status.values import ClockShown, StatusReport
from broadcaster.core.answers import answer
from broadcaster.core.questions import (
    NUMBER,
    TEXT,
    Fields,
    Flag,
    Limits,
    Name,
    Question,
    Shown,
    Words,
    Zone,
    question,
)
from broadcaster.playout.requests.by_hand import (
    LONGEST_RELAY,
    LONGEST_TALK,
    SHORTEST_RELAY,
    USUAL_TALK,
    VOICE_FORMS,
    Requester,
    RequestTerms,
)


@answer
class Stopped:
    """Whether there was anything to stop, and what it was."""

    stopped: bool
    airings: tuple[str, ...] = ()  # the ids of what it ended, on the air, waiting or still being made


A = TypeVar("A")

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

    shown: Annotated[datetime, Limits(tz_constraint="aware")]
    change: Annotated[str, Limits(max_length=64)] | None = None
    """the change to confirm too, as `status` names it"""


Stage = Literal["making", "waiting", "on_air", "ended"]
"""See `broadcaster.playout.requests.ticket.Stage`; an unknown one is answered with 404."""

Outcome = Literal["aired", "cut", "refused", "missed", "interrupted"]
"""See `broadcaster.journal.rows.model.Outcome`."""


@answer
class RequestState:
    """Where a request is, and how it ended."""

    id: str
    """its ticket, the airing's id in the journal"""
    state: Stage
    outcome: Outcome | None
    """None until it has ended"""
    reason: str | None
    behind: str | None
    """the title of what is on air before it"""
    until: datetime | None
    """when that ends; its own end where it is on air"""
    in_time: bool
    """false if it will have waited too long by then"""
    warning: str | None = None
    """what to know of an emergency that airs all the same, such as the end of its validity"""


@answer
class Taken(RequestState):
    """A request was taken: where it is now, and whether it repeats."""

    every: float | None = None
    """seconds, of an emergency that repeats until it is stopped"""
    ends_after: float | None = None
    """seconds after which it ends by itself"""
    older: str | None = None
    """where the error is for which the message airs as it was before"""


@question("/requests/{ticket}", method="GET")
class AskRequest(Question[RequestState]):
    """Where a request is; with `wait` answered when it has ended, or after so many seconds."""

    ticket: str
    wait: Annotated[float, Limits(ge=0, le=LONGEST_WAIT)] = 0.0


PriorityName = Annotated[str, Shown(enum=["normal", "priority", "emergency"])]
MOST_SENTENCES = 1_000_000


@question()
class Ask(Question[A]):
    """A request for the air: priority, rehearsal and zones."""

    priority: PriorityName | None = None
    rehearse: Flag = False
    zones: Annotated[tuple[Zone, ...], Limits(max_length=100)] = ()

    def how(self, by: Requester | None = None) -> RequestTerms:
        """These fields as the service takes them.

        Args:
            by: who asks.
        """
        how = RequestTerms(priority=self.priority, rehearse=self.rehearse, zones=self.zones)
        return how if by is None else how.asked_by(by)


@question("/play")
class AskPlay(Ask[Taken]):
    """Air a message of the station; from a sentence on, what was cut today goes on there."""

    message: Name
    from_sentence: Annotated[int, Limits(ge=1, le=MOST_SENTENCES), NUMBER] | None = None
    """counted from 1"""

    def how(self, by: Requester | None = None) -> RequestTerms:
        """See `Ask`."""
        return replace(Ask.how(self, by), from_sentence=self.from_sentence)


@question("/play-file")
class AskPlayFile(Ask[Taken]):
    """Air a sound file of the station's computer."""

    path: Annotated[str, Limits(max_length=4096)]


@question("/say")
class AskSay(Ask[Taken]):
    """Speak a text."""

    text: Words
    voice: Annotated[str, Limits(max_length=200)] | None = None
    """instead of the station's own"""


@question("/hear")
class AskHear(Question[Taken]):
    """Say a sentence or a span of a text, as a rehearsal."""

    text: Annotated[str, Limits(max_length=TEXT)]
    message: Name | None = None
    """whose lexicon and voice count"""
    sentence: Annotated[int, Limits(ge=0), NUMBER] | None = None
    """counted from 0"""
    span: tuple[Annotated[int, NUMBER], Annotated[int, NUMBER]] | None = None
    """in code points of `text`"""
    readings: Annotated[tuple[Name, ...], Limits(max_length=10)] = ()
    rehearse: Literal[True] = True
    """it is nothing else"""


@question("/relay")
class AskRelay(Ask[Taken]):
    """Relay a source of the station's list."""

    source: Annotated[str, Limits(max_length=2000)]
    seconds: Annotated[float, Shown(minimum=SHORTEST_RELAY, maximum=LONGEST_RELAY), NUMBER]
    fallback: Name | None = None


@question("/catch-up")
class AskCatchUp(Question[Taken]):
    """Air something that was missed, by the id of its airing or by its message."""

    what: Name


@question("/keying/test")
class AskTest(Question[Taken]):
    """Test the keying of one zone, or of all zones."""

    zone: Zone | None = None


@answer
class Armed:
    """A live session is armed. Who has its ticket may speak."""

    ticket: str


@question("/live")
class AskLive(Ask[Armed]):
    """Speak live: into a microphone of the station, or with chunks in the given format."""

    device: Annotated[str, Limits(max_length=200)] = "default"
    form: Annotated[str | None, Shown(enum=[*VOICE_FORMS, None])] = None
    rate: Annotated[int, Limits(ge=8000, le=192000), NUMBER] = 48000
    seconds: Annotated[float, Shown(minimum=1, maximum=LONGEST_TALK), NUMBER] = USUAL_TALK


@question()
class AskTalk(Fields):
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
