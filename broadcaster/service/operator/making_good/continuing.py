"""Phát tiếp: an airing that was cut goes on from one of its sentences, when a person says so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.containment import Kind as Contained
from broadcaster.containment import each
from broadcaster.errors import ServiceError
from broadcaster.journal.model import Airing, Kind, Outcome
from broadcaster.journal.names import is_stored
from broadcaster.studio.model import Programme, SegmentKind, last_place

_CUT = (Outcome.CUT, Outcome.INTERRUPTED)
_KINDS = (Kind.SCHEDULED, Kind.MANUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """The sentence from which an airing goes on."""

    number: int  # from 1, through all repeats
    words: str


def may_continue(airings: Sequence[Airing]) -> list[Airing]:
    """The airings that were cut while they were heard, and have not gone on since.

    Args:
        airings: what the journal has.
    """
    settled = {one.resumes for one in airings if one.outcome is not Outcome.REFUSED}
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
    """The frame at which a sentence begins.

    Raises:
        ServiceError: there is no such sentence.
    """
    sentences = programme.sentences
    if not 1 <= number <= len(sentences):
        raise ServiceError("service.no_sentence", number=number, most=len(sentences))
    return sentences[number - 1][0]


def onward(airing: Airing, programme: Programme) -> Onward | None:
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
            return Onward(number=number, words=words)
    return None


def lasting(programme: Programme, place: int) -> float:
    """How long the opening and what is left from a frame on are heard, in seconds."""
    return (_body(programme) + programme.frames - place) / programme.rate


def _body(programme: Programme) -> int:
    return next(each.start_frame for each in programme.segments if each.kind is SegmentKind.BODY)
