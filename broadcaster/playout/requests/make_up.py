"""Which airings a person may still make good (phát bù).

Also from which sentence an airing that was cut goes on (phát tiếp). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import each
from broadcaster.core.errors import ServiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.journal.rows.names import is_stored
from broadcaster.people.approval.summary import MissedAiring
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.studio.script.programme import Programme, SegmentKind, last_place
from broadcaster.timetable.rules.guard import UNAPPROVED

_OWED = (Outcome.MISSED, Outcome.INTERRUPTED)


def owed(
    airings: Sequence[Airing],
    messages: Container[str] | None = None,
    approved: Callable[[str], bool] = lambda _message: True,
) -> list[Airing]:
    """What was missed, interrupted, ended by a restart or approved too late, and not aired since.

    Args:
        messages: the station's own; None where its files cannot be read.
        approved: true for a message that is approved by now.
    """
    settled = {a.resumes for a in airings if a.outcome is not Outcome.REFUSED}
    settled |= {a.makes_good for a in airings if a.outcome is None or a.outcome is Outcome.AIRED}

    def is_owed(a: Airing) -> bool:
        return (
            (a.outcome in _OWED or _reason(a) == CLOSING.code or _came_late(a, approved))
            and a.kind is not AiringKind.REHEARSAL
            and a.id not in settled
            and a.part_of is None  # its message is made good, with it
            # What was typed, spoken or put through is in no file: whoever did so does it again.
            and is_stored(a.message)
            and (messages is None or a.message in messages)
        )

    judged = each(Contained.MESSAGE, airings, lambda a: a.message or "", lambda a: (a, is_owed(a)))
    return [a for a, owes in judged if owes]


def missed_today(journal: Journal, message: str, now: datetime, zone: tzinfo) -> tuple[MissedAiring, ...]:
    """The airings of a message that only lacked its approval today, and that nothing has made good."""
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    airings = owed(journal.airings(today, now))
    return tuple(
        MissedAiring(id=airing.id, planned=(airing.planned or now).astimezone(zone))
        for airing in airings
        if airing.message == message and airing.outcome is Outcome.REFUSED and _reason(airing) in UNAPPROVED
    )


def _came_late(airing: Airing, approved: Callable[[str], bool]) -> bool:
    """True if only the approval was missing when it was due, and is there now."""
    due = airing.kind is AiringKind.SCHEDULED and airing.outcome is Outcome.REFUSED
    return due and _reason(airing) in UNAPPROVED and approved(airing.message or "")


def _reason(airing: Airing) -> str | None:
    return None if airing.reason is None else airing.reason.code


def choose(airings: Sequence[Airing], written: str) -> Airing:
    """The airing that a person means by its id, or by its message: then the latest.

    Raises:
        ServiceError: nothing of this name is to be made good.
    """
    for airing in reversed(owed(airings)):
        if written in (airing.id, airing.message):
            return airing
    known = any(written in (airing.id, airing.message) for airing in airings)
    raise ServiceError("catch_up.made_good" if known else "catch_up.unknown", written=written)


_CUT = (Outcome.CUT, Outcome.INTERRUPTED)
_KINDS = (AiringKind.SCHEDULED, AiringKind.MANUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """The sentence from which an airing goes on."""

    number: int  # from 1, through all repeats
    words: str


def may_continue(airings: Sequence[Airing]) -> list[Airing]:
    """The airings that were cut while they were heard, and have not gone on since."""
    settled = {one.resumes for one in airings if one.outcome is not Outcome.REFUSED and not one.never_began}
    settled |= {one.makes_good for one in airings if one.outcome in (None, Outcome.AIRED)}

    def may(one: Airing) -> bool:
        return (
            one.outcome in _CUT
            and one.kind in _KINDS
            and one.started is not None
            and one.part_of is None
            and one.id not in settled
            and is_stored(one.message)
        )

    judged = each(Contained.MESSAGE, airings, lambda one: one.message or "", lambda one: (one, may(one)))
    return [one for one, continues in judged if continues]


def place_of(programme: Programme, number: int) -> int:
    """The frame at which a sentence begins. Raises ServiceError: there is no such sentence."""
    sentences = programme.sentences
    if not 1 <= number <= len(sentences):
        raise ServiceError("service.no_sentence", number=number, most=len(sentences))
    return sentences[number - 1][0]


def onward(airing: Airing, programme: Programme) -> Continuation | None:
    """The sentence in which an airing was cut; None where that is not known, or nothing is left.

    It is reckoned from the time for which it was heard. So it is not known of what went on before from some
    sentence, and of other sound than was heard.
    """
    if airing.started is None or airing.ended is None or airing.resumes is not None:
        return None
    if programme.sound_digest != airing.sound_digest or not programme.sentences:
        return None
    first = 0 if airing.position == 0 else _body(programme)
    heard = first + round((airing.ended - airing.started).total_seconds() * programme.rate)
    place = last_place(programme.places, heard, programme.rate) or 0
    for number, (frame, words) in enumerate(programme.sentences, start=1):
        if frame >= place:
            return Continuation(number=number, words=words)
    return None


def lasting(programme: Programme, place: int) -> float:
    """How long the opening and what is left from a frame on are heard, in seconds."""
    return (_body(programme) + programme.frames - place) / programme.rate


def _body(programme: Programme) -> int:
    return next(each.start_frame for each in programme.segments if each.kind is SegmentKind.BODY)
