"""Phát bù: which airings a person may still make good by hand."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import datetime, time, tzinfo

from broadcaster.containment import Kind as Contained
from broadcaster.containment import each
from broadcaster.errors import ServiceError
from broadcaster.journal import Journal
from broadcaster.journal.model import Airing, Kind, Outcome
from broadcaster.journal.names import is_stored
from broadcaster.playout.desk.reasons import CLOSING
from broadcaster.service.approval.values import Missed
from broadcaster.timetable.guard.guard import UNAPPROVED

_OWED = (Outcome.MISSED, Outcome.INTERRUPTED)


def owed(
    airings: Sequence[Airing],
    messages: Container[str] | None = None,
    approved: Callable[[str], bool] = lambda _message: True,
) -> list[Airing]:
    """What was missed, interrupted, ended by a restart or approved too late, and not aired since.

    Args:
        airings: what the journal has.
        messages: the station's own; None where its files cannot be read.
        approved: true for a message that is approved by now.
    """
    settled = {a.resumes for a in airings if a.outcome is not Outcome.REFUSED}
    settled |= {a.makes_good for a in airings if a.outcome is None or a.outcome is Outcome.AIRED}

    def is_owed(a: Airing) -> bool:
        return (
            (a.outcome in _OWED or _reason(a) == CLOSING.code or _came_late(a, approved))
            and a.kind is not Kind.REHEARSAL
            and a.id not in settled
            and a.part_of is None  # its message is made good, with it
            # What was typed, spoken or put through is in no file: whoever did so does it again.
            and is_stored(a.message)
            and (messages is None or a.message in messages)
        )

    judged = each(Contained.MESSAGE, airings, lambda a: a.message or "", lambda a: (a, is_owed(a)))
    return [a for a, owes in judged if owes]


def missed_today(journal: Journal, message: str, now: datetime, zone: tzinfo) -> tuple[Missed, ...]:
    """The airings of a message that only lacked its approval today, and that nothing has made good."""
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    airings = owed(journal.airings(today, now))
    return tuple(
        Missed(id=airing.id, planned=(airing.planned or now).astimezone(zone))
        for airing in airings
        if airing.message == message and airing.outcome is Outcome.REFUSED and _reason(airing) in UNAPPROVED
    )


def _came_late(airing: Airing, approved: Callable[[str], bool]) -> bool:
    """True if only the approval was missing when it was due, and is there now."""
    due = airing.kind is Kind.SCHEDULED and airing.outcome is Outcome.REFUSED
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
