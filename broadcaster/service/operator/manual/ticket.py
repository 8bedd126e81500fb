"""A manual request with its ticket: the id by which a person follows it, and which its airing gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from broadcaster.journal.model import Entry
from broadcaster.journal.rows.ids import new_id
from broadcaster.playout.desk import Request, Urgency
from broadcaster.service.operator.manual.manual_request import ManualRequest
from broadcaster.service.requests.building import EXTRA_WAIT, request
from broadcaster.service.requests.member import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What was asked for, and its entry for the journal, as far as that is known before the sound is made."""

    id: str
    wanted: ManualRequest
    entry: Entry
    _claimed: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def claim(self) -> bool:
        """True for the first caller only. From any thread.

        At a stop two threads answer the same ticket: one has just made its sound, the other gives up what
        is being made. Only the one that claims it may write its row.
        """
        return self._claimed.acquire(blocking=False)

    @property
    def over(self) -> bool:
        """True once it is claimed: its sound is wanted no more."""
        return self._claimed.locked()

    @property
    def airs_unjournalled(self) -> bool:
        """True for an emergency: it airs even where the journal cannot be written (design.md, rule 12)."""
        return self.wanted.asked.emergency or self.wanted.asked.urgency is Urgency.EMERGENCY

    @property
    def every(self) -> float | None:
        """How often it repeats until it is stopped, in seconds; None where it airs once."""
        every = self.wanted.message.every
        repeats = self.wanted.asked.urgency is Urgency.EMERGENCY and every is not None
        return float(every) if repeats and every is not None else None

    def request(self, member: Member, now: datetime) -> Request:
        """The request for the desk, once the sound is there."""
        asked = self.wanted.asked
        return request(
            [member],
            kind=asked.kind,
            planned=now,
            urgency=asked.urgency,
            zones=asked.zones,
            who=asked.who,
            leads=asked.leads,
            still_leads=asked.still_leads,
            emergency=asked.emergency,
            wait=EXTRA_WAIT if asked.wait is None else asked.wait,
        )


def ticket_for(wanted: ManualRequest, now: datetime, asked: str = "") -> Ticket:
    """A new ticket for what is asked for now; `asked`: its id, where it has one."""
    return Ticket(id=asked or new_id(now), wanted=wanted, entry=wanted.entry(now))
