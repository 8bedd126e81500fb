"""What people ask for the air by hand, each a question to the station; who asks; and where it then stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict, TypeVar

from broadcaster.core.answers import answer
from broadcaster.core.errors import ServiceError
from broadcaster.core.questions import NUMBER, FieldBounds, Flag, Name, Question, Shown, Words, Zone, question
from broadcaster.station.model.message import Priority
from broadcaster.studio.script.passage import Passage

if TYPE_CHECKING:
    from broadcaster.station.model.station import Station

A = TypeVar("A")

SHORTEST_RELAY = 1.0  # seconds
LONGEST_RELAY = 12 * 3600.0  # seconds; the longest that stations of this kind offer
USUAL_TALK = 300.0  # seconds of a live session
LONGEST_TALK = 3600.0
MOST_TIMES = 5
LONGEST_AFTER = 3600.0
LEAST_EVERY, MOST_EVERY = 30.0, 3600.0
VOICE_FORMS = ("pcm", "ogg", "webm")
"""In which a browser may send a live voice."""

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


PriorityName = Annotated[str, Shown(enum=["normal", "priority", "emergency"])]
MOST_SENTENCES = 1_000_000


@question()
class Ask(Question[A]):
    """A request for the air: priority, rehearsal and zones."""

    priority: PriorityName | None = None
    rehearse: Flag = False
    zones: Annotated[tuple[Zone, ...], FieldBounds(max_length=100)] = ()

    @property
    def chosen(self) -> Priority | None:
        """The class that was asked for; None for its own. Raises ServiceError: there is no such class."""
        if self.priority is None:
            return None
        try:
            return Priority(self.priority)
        except ValueError as error:
            raise ServiceError("service.unknown_priority", written=self.priority) from error

    @property
    def urgent(self) -> bool:
        """True for an emergency that a person asks for: it alone passes quiet hours.

        Raises:
            ServiceError: there is no such class.
        """
        return not self.rehearse and self.chosen is Priority.EMERGENCY


class AirTerms(TypedDict, total=False):
    """The fields of `Ask`."""

    priority: str | None
    rehearse: bool
    zones: tuple[str, ...]


@question("/play")
class AskPlay(Ask[Taken]):
    """Air a message of the station; from a sentence on, what was cut today goes on there."""

    message: Name
    from_sentence: Annotated[int, FieldBounds(ge=1, le=MOST_SENTENCES), NUMBER] | None = None
    """counted from 1"""


@question("/play-file")
class AskPlayFile(Ask[Taken]):
    """Air a sound file of the station's computer now."""

    path: Annotated[str, FieldBounds(max_length=4096)]


@question("/say")
class AskSay(Ask[Taken]):
    """Speak a text on the air now."""

    text: Words
    voice: Annotated[str, FieldBounds(max_length=200)] | None = None
    """instead of the station's own"""
    times: Annotated[int, FieldBounds(ge=1, le=MOST_TIMES), NUMBER] = 1
    """how often it is said, one after the other"""
    after: Annotated[float, FieldBounds(ge=0, le=LONGEST_AFTER), NUMBER] = 0.0
    """seconds from now until it begins"""
    every: Annotated[float, FieldBounds(ge=LEAST_EVERY, le=MOST_EVERY), NUMBER] | None = None
    """seconds from start to start, of an emergency that repeats until it is stopped"""


@question("/hear")
class AskHear(Passage, Question[Taken]):
    """Say a sentence or a span of a text as a rehearsal."""

    rehearse: Literal[True] = True
    """it is nothing else"""


@question("/relay")
class AskRelay(Ask[Taken]):
    """Put a source of the station's list through now."""

    source: Annotated[str, FieldBounds(max_length=2000)]
    seconds: Annotated[float, Shown(minimum=SHORTEST_RELAY, maximum=LONGEST_RELAY), NUMBER]
    fallback: Name | None = None


@question("/catch-up")
class AskCatchUp(Question[Taken]):
    """Air now what was missed or interrupted."""

    what: Name
    """the id of its airing, or its message"""


@question("/keying/test")
class AskTest(Question[Taken]):
    """Air some words as maintenance, keying included."""

    zone: Zone | None = None
    """which one; all by default"""


ForAir = AskPlay | AskPlayFile | AskSay | AskHear | AskRelay | AskCatchUp | AskTest
"""What goes on the air once it is made or connected; a live voice is armed first."""


@answer
class Armed:
    """A live session is armed. Who has its ticket may speak."""

    ticket: str


@question("/live")
class AskLive(Ask[Armed]):
    """Speak live: into a microphone of the station, or with chunks in the given format."""

    device: Annotated[str, FieldBounds(max_length=200)] = "default"
    form: Annotated[str | None, Shown(enum=[*VOICE_FORMS, None])] = None
    rate: Annotated[int, FieldBounds(ge=8000, le=192000), NUMBER] = 48000
    seconds: Annotated[float, Shown(minimum=1, maximum=LONGEST_TALK), NUMBER] = USUAL_TALK


def known_zones(station: Station, written: Iterable[str]) -> tuple[str, ...]:
    """The zones by name, each once. Raises ServiceError: the station has no such zone."""
    zones = station.settings.zones
    names = tuple(dict.fromkeys(written))
    for name in names:
        if name not in zones:
            raise ServiceError("service.unknown_zone", written=name, known=", ".join(sorted(zones)) or "-")
    return names
