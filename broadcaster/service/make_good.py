"""Phát bù: which airings a person may still make good by hand. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence

from broadcaster.errors import ServiceError
from broadcaster.journal.model import Airing, Kind, Outcome
from broadcaster.journal.names import is_stored
from broadcaster.playout.reasons import CLOSING

_OWED = (Outcome.MISSED, Outcome.INTERRUPTED)


def owed(airings: Sequence[Airing], messages: Container[str] | None = None) -> list[Airing]:
    """What was missed, interrupted or ended by a restart, and neither aired again nor taken up since.

    Args:
        airings: what the journal has.
        messages: the station's own; None where its files cannot be read.
    """
    settled = {a.resumes for a in airings}
    settled |= {a.makes_good for a in airings if a.outcome is None or a.outcome is Outcome.AIRED}
    return [
        a
        for a in airings
        if (a.outcome in _OWED or (a.reason is not None and a.reason.code == CLOSING.code))
        and a.kind is not Kind.REHEARSAL
        and a.id not in settled
        # What was typed, spoken or put through is in no file: whoever did so does it again.
        and is_stored(a.message)
        and (messages is None or a.message in messages)
    ]


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
