"""Which rows of the journal, faults and dates are news. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import each, fault_of
from broadcaster.core.errors import BroadcasterError, Fact, JournalError, Phrase, kept
from broadcaster.journal.rows.chain import ChainRow
from broadcaster.journal.rows.events import FINAL, NOT_OURS, RowEvent, stored_instant, unfold_note
from broadcaster.journal.rows.model import Airing, AiringKind, Note, Outcome, Reason
from broadcaster.journal.rows.names import AT_THE_SOURCE, RELAYED
from broadcaster.notices.news.model import News, Subject
from broadcaster.station.model.message import Message, Validity
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station

OLDEST = timedelta(days=2)  # rows of a longer outage: the log has them
SOON = timedelta(days=2)  # before its last day a campaign is told of

_OUTCOMES = {
    Outcome.MISSED: Subject.MISSED,
    Outcome.REFUSED: Subject.REFUSED,
    Outcome.CUT: Subject.CUT,
    Outcome.INTERRUPTED: Subject.CUT,
}
_SUBJECTS = (
    ("store.", Subject.DISK),
    ("doctor.disk", Subject.DISK),
    ("backup.", Subject.BACKUP),
    ("people.confirm_overdue", Subject.APPROVAL),
    ("people.reread", Subject.APPROVAL),
    ("people.pin_unread", Subject.APPROVAL),
    ("alerts.", Subject.ALERT),
)
_SOUNDS = ("alerts.sounds", "alerts.test_sounds")
"""Notes that are news by themselves: the ward hears something that nobody at the station asked for."""
_DECIDED = ("approved", "returned")  # of a message that was handed in
UNTOLD = ("notices.", "service.missed", "service.fell_short", "service.long_absence", "service.clock_jumped")
"""Faults that are told otherwise: by the airings' own rows, by the clock, or by the page of notices."""

ROWLESS = ("store.", "journal.")
"""Faults that are told when they are met: their rows come when the disk takes some again."""

ENDS: Mapping[str, tuple[str, ...]] = {
    "service.ups_on_mains": ("service.ups_on_battery", "service.ups_low"),
    "playout.heard_again": ("playout.not_heard",),
}
"""Notes that tell the end of faults."""

BACK: Mapping[str, str] = {
    "playout.keyer_failed": "notices.keyer_back",
    "playout.keyer_lost": "notices.keyer_back",
    "playout.longest": "notices.keyer_back",
    "playout.zone_keyer_failed": "notices.zone_keyer_back",
    "playout.zone_keyer_lost": "notices.zone_keyer_back",
    "playout.zone_longest": "notices.zone_keyer_back",
    "service.source_again": "notices.source_back",
    "playout.source_failed": "notices.sources_back",
}
"""Words of their own for ends: the fault's sentence has a reason that held only then."""

_WHICH = frozenset(
    {"path", "name", "contact", "source", "zones", "message", "title", "file", "job", "address", "keys"}
)
"""Facts that say which thing is at fault; others (a charge, a reason, a count) differ from time to time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsContext:
    """What rows do not say themselves."""

    airings: Mapping[str, Airing]  # by id
    title: Callable[[str], str]  # of a message
    zone: ZoneInfo


def ended(rows: Iterable[ChainRow]) -> frozenset[str]:
    """The airings that end by these rows."""
    return frozenset(row.airing for row in rows if row.event in FINAL)


def of_rows(rows: Iterable[ChainRow], known: NewsContext, now: datetime) -> Iterator[News]:
    """The news that rows of the journal tell; rows of a longer outage tell none.

    A row that cannot be told is told as a fault: none after it waits for that.
    """
    for row in rows:
        written = stored_instant(row.written)
        if written is None or written < now - OLDEST:
            continue
        try:
            yield from _of_row(row, written, known)
        except (*NOT_OURS, JournalError):
            continue  # a row of another version, or a damaged one: the journal's own check tells
        except Exception as error:
            airing = known.airings.get(row.airing)
            name = row.airing if airing is None or airing.message is None else airing.message
            yield from of_fault(fault_of(Contained.MESSAGE, name, error), written)


def of_fault(error: BroadcasterError, at: datetime, *, over: bool = False) -> Iterator[News]:
    """The news of a fault, or of its end."""
    yield from _of_fault(Reason(code=error.code, facts=kept(error.facts)), at, over=over)


def key_of(what: Reason) -> str:
    """The key of a fault: the same for the same trouble of the same thing."""
    which = [f"{name}={fact}" for name, fact in what.facts if name in _WHICH]
    return ":".join(["fault", what.code, *sorted(which)])


def ends_soon(station: Station, now: datetime) -> Iterator[News]:
    """Schedules, and messages with a last day of their own, that end within two days."""
    today = now.astimezone(station.settings.timezone).date()
    scheduled = {name for one in station.schedules.values() for name in one.messages}

    def of_schedule(schedule: Schedule) -> list[News]:
        title = ", ".join(_title(station, name) for name in schedule.messages)
        return list(_ends(f"schedule:{schedule.id}", title, schedule.valid, today, now))

    def of_message(message: Message) -> list[News]:
        return list(_ends(f"message:{message.id}", message.title, message.valid, today, now))

    messages = (message for message in station.messages.values() if message.id in scheduled)
    yield from chain.from_iterable(
        each(Contained.SCHEDULE, station.schedules.values(), lambda one: one.id, of_schedule)
    )
    yield from chain.from_iterable(each(Contained.MESSAGE, messages, lambda one: one.id, of_message))


def _ends(name: str, title: str, valid: Validity, today: date, now: datetime) -> Iterator[News]:
    until = valid.until
    if until is not None and today <= until <= today + SOON:
        facts = (("title", title), ("until", f"{until:%d/%m/%Y}"))
        what = Reason(code="notices.campaign", facts=facts)
        yield News(subject=Subject.CAMPAIGN, key=f"campaign:{name}:{until}", at=now, what=what)


def _of_row(row: ChainRow, written: datetime, known: NewsContext) -> Iterator[News]:
    if row.event in FINAL:
        airing = known.airings.get(row.airing)
        if airing is not None:
            yield from _of_airing(airing, written, known)
    elif row.event == RowEvent.NOTED:
        yield from _of_note(unfold_note(row))
    elif row.event == RowEvent.DECIDED:
        yield from _of_decision(json.loads(row.body), written, known)


def _of_airing(airing: Airing, at: datetime, known: NewsContext) -> Iterator[News]:
    if airing.kind is AiringKind.RELAY and (airing.message or "").startswith(RELAYED):
        yield from _of_relay(airing, at)
        return
    subject = None if airing.outcome is None else _OUTCOMES.get(airing.outcome)
    if subject is None or airing.kind is not AiringKind.SCHEDULED or airing.part_of is not None:
        return
    planned = airing.planned or airing.started
    title = airing.about.title if airing.about else known.title(airing.message or "")
    reason = airing.reason or Reason(code="notices.no_reason")
    facts: tuple[tuple[str, Fact], ...] = (
        ("title", title or "–"),
        ("time", "–" if planned is None else f"{planned.astimezone(known.zone):%H:%M %d/%m}"),
        ("why", Phrase(code=reason.code, facts=reason.facts, advised=True)),
    )
    key = f"{subject}:{airing.schedule}:{airing.message}:{reason.code}"
    yield News(subject=subject, key=key, at=at, what=Reason(code=f"notices.{airing.outcome}", facts=facts))


def _of_relay(airing: Airing, at: datetime) -> Iterator[News]:
    """A scheduled relay whose source failed, whatever stood in for it; and the next one that aired.

    Who relays by hand sees by themselves that nothing comes.
    """
    source = (airing.message or "").removeprefix(RELAYED).strip()
    key, facts = f"relay:{source}", (("source", source),)
    reason = airing.reason
    if airing.outcome is Outcome.AIRED:
        what = Reason(code="notices.relay_back", facts=facts)
        yield News(subject=Subject.FAULT, key=key, at=at, what=what, over=True)
    elif airing.schedule and reason is not None and reason.code in AT_THE_SOURCE:
        why = Phrase(code=reason.code, facts=reason.facts, advised=True)
        what = Reason(code="notices.relay_failed", facts=(*facts, ("why", why)))
        yield News(subject=Subject.FAULT, key=key, at=at, what=what)


def _of_note(note: Note) -> Iterator[News]:
    if note.what.code in _SOUNDS:
        yield News(subject=Subject.ALERT, key=f"alert:{note.airing}", at=note.at, what=note.what)
    for code in ENDS.get(note.what.code, ()):
        what = Reason(code=code, facts=note.what.facts)
        subject = _subject(code)
        yield News(subject=subject, key=key_of(what), at=note.at, what=note.what, over=True)
    if note.fault and note.what.code not in ENDS and not note.what.code.startswith(ROWLESS):
        yield from _of_fault(note.what, note.at)


def _of_fault(what: Reason, at: datetime, *, over: bool = False) -> Iterator[News]:
    if what.code.startswith(UNTOLD):
        return
    key, subject = key_of(what), _subject(what.code)
    if over:
        back = BACK.get(what.code)
        phrase = Phrase(code=what.code, facts=what.facts)
        what = (
            Reason(code=back, facts=what.facts)
            if back
            else Reason(code="notices.over", facts=(("what", phrase),))
        )
    yield News(subject=subject, key=key, at=at, what=what, over=over)


def _of_decision(body: Mapping[str, object], at: datetime, known: NewsContext) -> Iterator[News]:
    message, decided = body.get("message"), body.get("what")
    if not isinstance(message, str) or decided not in ("submitted", "noted", *_DECIDED):
        return
    facts = (("title", known.title(message)), ("who", str(body.get("by", "–"))))
    noted, over = f"noted:{message}", decided in _DECIDED
    if decided == "noted" or over:
        typed = (("typist", str(body.get("entered_by", "–"))), ("number", str(body.get("form", "–"))))
        what = Reason(code="notices.noted", facts=facts + typed)
        yield News(subject=Subject.APPROVAL, key=noted, at=at, what=what, over=over, silent=over)
    if decided == "noted":
        return
    what = Reason(code="notices.waits", facts=facts)
    key = f"approval:{message}"
    yield News(subject=Subject.APPROVAL, key=key, at=at, what=what, over=over, silent=over)


def _subject(code: str) -> Subject:
    return next((subject for start, subject in _SUBJECTS if code.startswith(start)), Subject.FAULT)


def _title(station: Station, name: str) -> str:
    message = station.messages.get(name)
    return name if message is None else message.title
