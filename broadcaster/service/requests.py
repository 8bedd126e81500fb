"""From finished programmes to a request for the desk. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.journal.model import Kind
from broadcaster.playout.model import Item, Request, Urgency
from broadcaster.station.model import Message, Priority
from broadcaster.studio.model import Programme
from broadcaster.studio.segments import session_frames

URGENCIES = {
    Priority.NORMAL: Urgency.NORMAL,
    Priority.PRIORITY: Urgency.PRIORITY,
    Priority.EMERGENCY: Urgency.EMERGENCY,
}
EXTRA_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One message of a session that may air: its airing's id, and its programme."""

    airing: str
    message: Message
    programme: Programme


def items(members: Sequence[Member]) -> tuple[Item, ...]:
    """The items of a session: one opening before the first, one closing after the last."""
    last = len(members) - 1
    made = []
    for place, member in enumerate(members):
        programme = member.programme
        heard = session_frames(programme, first=place == 0, last=place == last)
        whole = session_frames(programme, first=True, last=True)
        made.append(
            Item(
                id=member.airing,
                message=member.message.id,
                title=member.message.title,
                path=str(programme.path),
                rate=programme.rate,
                start_frame=heard.start,
                end_frame=heard.stop,
                words_digest=programme.words_digest,
                sound_digest=programme.sound_digest,
                cues=programme.places,
                opening_frame=whole.start,
                closing_frame=whole.stop,
            )
        )
    return tuple(made)


def request(
    members: Sequence[Member],
    *,
    kind: Kind,
    planned: datetime,
    urgency: Urgency | None = None,
    wait: timedelta = EXTRA_WAIT,
    schedule: str | None = None,
    zones: tuple[str, ...] = (),
    who: str = "",
    emergency: bool = False,
    session: str | None = None,
    first_frame: int | None = None,
) -> Request:
    """The request that airs `members` one after the other, in the class of the most urgent.

    `first_frame`: the first member is the rest of an interrupted airing, from that frame of its file.
    """
    own = max(URGENCIES[member.message.priority] for member in members)
    return Request(
        id=members[0].airing,
        kind=kind,
        urgency=own if urgency is None else urgency,
        planned=planned,
        items=items(members),
        wait=wait,
        manual=kind in (Kind.MANUAL, Kind.LIVE, Kind.RELAY),
        schedule=schedule,
        zones=zones,
        who=who,
        emergency=emergency,
        session=session,
        first_frame=first_frame,
    )
