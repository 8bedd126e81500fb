"""A session in the grid: what it is, when, and what became or will become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import each
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.journal.rows.names import shown as named
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.prospect import Prospect
from broadcaster.timetable.rules.guard import PAUSED, UNAPPROVED
from broadcaster.timetable.rules.occurrence import Status, why
from broadcaster.timetable.rules.quotas import counts

# State → class, icon. The word is the text `console.slot.STATE`.
LOOKS = {
    "planned": ("plan", "clock"),
    "waits": ("clash", "triangle-alert"),
    "delays": ("clash", "triangle-alert"),  # another one waits for it
    "unapproved": ("wait", "hourglass"),
    "paused": ("paused", "pause"),
    "refused": ("no", "ban"),
    "on_air": ("air", "audio-lines"),
    "aired": ("done", "circle-check"),
    "cut": ("no", "ban"),
    "missed": ("no", "ban"),
    "interrupted": ("fault", "triangle-alert"),
}
_WORST = (Outcome.INTERRUPTED, Outcome.CUT, Outcome.MISSED, Outcome.REFUSED)
_UNSEEN = (AiringKind.REHEARSAL, AiringKind.MAINTENANCE)


Aside = Callable[[BroadcasterError], None]


def _untold(_fault: BroadcasterError) -> None:
    return None


class Drawn:
    """What is drawn by its state."""

    __slots__ = ()

    state: str  # a key of LOOKS

    @property
    def look(self) -> str:
        """The class that draws it."""
        return LOOKS[self.state][0]

    @property
    def icon(self) -> str:
        """Its shape."""
        return LOOKS[self.state][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot(Drawn):
    """One session, or one airing that a person asked for."""

    session: str
    schedule: str  # "" for what a person asked for
    start: datetime  # in the station's zone
    length: timedelta
    title: str
    others: int  # members of the session beside the first
    state: str
    why: str
    message: str  # its first one
    code: str  # of the reason why it did not or will not air
    counts: bool  # for the quotas
    past: bool
    free: time | None = None  # where it waits for another: a time of day at which it would not

    @property
    def at(self) -> str:
        """Day and time as addresses carry them."""
        return f"{self.start:%Y-%m-%dT%H:%M:%S}"


def planned(station: Station, rows: Iterable[Prospect], aside: Aside = _untold) -> list[Slot]:
    """The sessions of a plan; `aside` is told why one cannot be drawn."""
    sessions: dict[str, list[Prospect]] = {}
    for row in rows:
        sessions.setdefault(row.occurrence.session, []).append(row)
    return list(
        each(
            Contained.SCHEDULE,
            sessions.values(),
            lambda members: members[0].occurrence.schedule,
            lambda members: _planned(station, members),
            lambda _members, fault: aside(fault),
        )
    )


def _planned(station: Station, members: Sequence[Prospect]) -> Slot:
    first = members[0].occurrence
    state, reason = state_of(station, members)
    # What only waits for its approval takes its place in the day already.
    airs = any(each.occurrence.status is Status.PLANNED for each in members)
    meant = [
        each.occurrence
        for each in members
        if each.occurrence.status is Status.PLANNED or each.occurrence.reason in UNAPPROVED
    ]
    return Slot(
        session=first.session,
        schedule=first.schedule,
        start=first.start,
        length=sum((row.end - row.start for row in meant), timedelta()),
        title=title_of(station, first.message),
        others=len(members) - 1,
        state=state,
        why=reason,
        message=first.message,
        code="" if airs else first.reason or "",
        counts=state != "paused" and any(counts(station.messages.get(row.message)) for row in meant),
        past=False,
        free=next((each.free for each in members if each.free is not None), None),
    )


def state_of(station: Station, members: Sequence[Prospect]) -> tuple[str, str]:
    """What will become of a session, and why, in the officer's words; "" where there is nothing to say."""
    airs = [each for each in members if each.occurrence.status is Status.PLANNED]
    one = members[0].occurrence
    schedule = station.schedules.get(one.schedule)
    if schedule is not None and schedule.paused:
        return "paused", say(PAUSED.code)
    if not airs:
        return "unapproved" if one.reason in UNAPPROVED else "refused", why(one) or ""
    for airing in airs:
        if airing.wait is not None:
            others = ", ".join(title_of(station, name) for name in airing.wait.behind_messages)
            facts = {
                "others": others,
                "since": f"{airing.wait.since:%H:%M}",
                "until": f"{airing.wait.until + timedelta(seconds=59):%H:%M}",
            }
            return "waits", say(f"console.slot.why_{airing.wait.kind}", **facts)
        if airing.clash:
            return "waits", say(
                "console.slot.why_clash", others=", ".join(title_of(station, name) for name in airing.clash)
            )
    delays = airs[0].delays
    if delays:
        names = dict.fromkeys(title_of(station, name) for each in delays for name in each.messages)
        until = max(each.until for each in delays) + timedelta(seconds=59)
        return "delays", say("console.slot.why_delays", others=", ".join(names), until=f"{until:%H:%M}")
    over = next((each.over for each in airs if each.over is not None), None)
    left_out = next((each.occurrence for each in members if each not in airs), None)
    if left_out is not None:
        title = title_of(station, left_out.message)
        return "planned", say("console.slot.one_refused", title=title, why=why(left_out))
    return "planned", "" if over is None else say(over.code, **dict(over.facts))


def aired(station: Station, airings: Sequence[Airing], now: datetime, aside: Aside = _untold) -> list[Slot]:
    """What the journal knows: scheduled sessions whole, and what people asked for one by one.

    `aside` is told why one cannot be drawn.
    """
    resumed = {airing.resumes for airing in airings}
    sessions: dict[str, list[Airing]] = {}
    for airing in airings:
        if airing.message is None or airing.part_of is not None or airing.kind in _UNSEEN:
            continue
        if airing.id not in resumed:
            sessions.setdefault(airing.session or airing.id, []).append(airing)
    return list(
        each(
            Contained.MESSAGE,
            sessions.items(),
            lambda one: one[1][0].message or "",
            lambda one: _aired(station, one[0], one[1], now),
            lambda _one, fault: aside(fault),
        )
    )


def _aired(station: Station, session: str, members: list[Airing], now: datetime) -> Slot:
    members = sorted(members, key=lambda airing: airing.position)
    first = members[0]
    at = first.planned or first.started or first.ended or now
    heard = [(m.started, m.ended or now) for m in members if m.started is not None]
    bad = next((m for outcome in _WORST for m in members if m.outcome is outcome), None)
    if any(m.outcome is None for m in members):
        state = "on_air" if any(m.outcome is None and m.started is not None for m in members) else "planned"
    else:
        state = "aired" if bad is None else str(bad.outcome)
    return Slot(
        session=session,
        schedule=first.schedule or "",
        start=at.astimezone(now.tzinfo),
        length=sum((end - begin for begin, end in heard), timedelta()),
        title=title_of(station, first.message or ""),
        others=len(members) - 1,
        state=state,
        why="" if bad is None else _reason(bad),
        message=first.message or "",
        code="" if bad is None or bad.reason is None else bad.reason.code,
        counts=bool(heard)
        and first.kind is AiringKind.SCHEDULED
        and counts(station.messages.get(first.message or "")),
        past=True,
    )


def title_of(station: Station, message: str) -> str:
    """What people call a message."""
    known = station.messages.get(message)
    return known.title if known is not None else named(message)


def _reason(airing: Airing) -> str:
    try:
        return airing.reason.text if airing.reason is not None else ""
    except BroadcasterError:
        return ""
