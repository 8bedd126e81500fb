"""Rows of the journal from what is planned, requested, rendered, refused or heard in pieces. Pure.

A message with a relay in it airs as several items. Its row begins with the first that is heard and
ends with the last; a relay and what stands in for it have rows of their own besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from broadcaster.core.errors import BroadcasterError, kept
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, MessageSummary, Outcome, Reason
from broadcaster.journal.rows.names import ALERTED, FILE, SPOKEN, is_stored
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Terms, Urgency
from broadcaster.station.model.message import Message, Play, Priority, Say
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence


def about(message: Message) -> MessageSummary:
    """What the reports say of a message, whatever becomes of its file."""
    recorded = (part.language for part in message.parts if isinstance(part, Play))
    languages = tuple(sorted({language for language in recorded if language is not None}))
    return MessageSummary(
        title=message.title, source=message.source, basis=message.basis, languages=languages
    )


def entry_of(
    occurrence: Occurrence,
    programme: Programme | None = None,
    message: Message | None = None,
    *,
    exempt: str | None = None,
) -> Entry:
    """The entry of a planned airing, with what is heard in it. `exempt`: what puts it outside the quotas."""
    entry = Entry(
        kind=AiringKind.SCHEDULED,
        message=occurrence.message,
        schedule=occurrence.schedule,
        session=occurrence.session,
        position=occurrence.position,
        planned=occurrence.start,
        emergency=message is not None and message.priority is Priority.EMERGENCY,
        about=replace(about(message), exempt=exempt) if message is not None else None,
    )
    return with_sound(entry, programme)


def rest_of(airing: Airing, programme: Programme, now: datetime) -> Entry:
    """The entry of the rest of an interrupted airing. The journal takes one such entry for an airing."""
    entry = Entry(
        kind=AiringKind.SCHEDULED,
        resumes=airing.id,
        message=airing.message,
        schedule=airing.schedule,
        session=airing.session,
        position=airing.position,
        planned=now,
        zones=airing.zones,
        pinned=airing.pinned,
        emergency=airing.emergency,
        about=airing.about,
    )
    return with_sound(entry, programme)


def entry_on(terms: Terms, message: str, planned: datetime) -> Entry:
    """The entry of what airs on these terms."""
    return Entry(
        kind=terms.kind,
        message=message,
        planned=planned,
        who=terms.by.shown or None,
        zones=terms.zones,
        emergency=terms.urgency is Urgency.EMERGENCY,
        alert=None if terms.alert is None else terms.alert.alert,
    )


def asked_for(message: Message, terms: Terms, planned: datetime, programme: Programme | None = None) -> Entry:
    """The entry of a person's request; without a programme it is heard in pieces, or still to be made."""
    entry = entry_on(terms, _named(message), planned)
    return with_sound(replace(entry, about=about(message) if is_stored(message.id) else None), programme)


def _named(message: Message) -> str:
    """A stored message by its id. What was typed, or made of an alert, is stored nowhere else: whole."""
    name = message.id.partition(" ")[0]
    if name in (SPOKEN, ALERTED):
        words = " ".join(part.text for part in message.parts if isinstance(part, Say))
        return f"{name} {' '.join(words.split())}"
    return f"{FILE} {message.title}" if message.id == FILE else message.id


def with_sound(entry: Entry, programme: Programme | None, words_digest: str | None = None) -> Entry:
    """The entry of a request, once its sound is made."""
    if programme is None:
        return replace(entry, words_digest=words_digest)
    return replace(
        entry,
        words_digest=programme.words_digest,
        sound_digest=programme.sound_digest,
        engine=programme.engine or None,
    )


def refusal_of(error: BroadcasterError) -> Refusal:
    """An error as the reason of an airing's end."""
    return Refusal(code=error.code, facts=kept(error.facts))


def reason_of(refusal: Refusal) -> Reason:
    """The journal's form of a refusal."""
    return Reason(code=refusal.code, facts=refusal.facts)


@dataclass(slots=True)
class _Row:
    started: bool = False
    closed: list[Closed] = field(default_factory=list)


class Rows:
    """Keeps the outcome of each piece until its message is over."""

    def __init__(self) -> None:
        self._row_of: dict[str, str] = {}
        self._rows: dict[str, _Row] = {}
        self._own: set[str] = set()

    def expect(self, items: Iterable[Item]) -> None:
        """Know the pieces of messages before they air."""
        for item in items:
            if item.part_of:
                self._row_of[item.id] = item.part_of
                self._rows.setdefault(item.part_of, _Row())
                if item.live or item.stands_in_for:
                    self._own.add(item.id)

    def started(self, item_id: str) -> tuple[str, ...]:
        """The rows that begin with an item."""
        name = self._row_of.get(item_id)
        if name is None:
            return (item_id,)
        row, own = self._rows[name], (item_id,) if item_id in self._own else ()
        first = not row.started
        row.started = True
        return (name, *own) if first else own

    def closed(self, closed: Closed) -> tuple[Closed, ...]:
        """The rows that end with an item, each under its own id."""
        name = self._row_of.pop(closed.item.id, None)
        if name is None:
            return (closed,)
        row = self._rows[name]
        row.closed.append(closed)
        own = (closed,) if closed.item.id in self._own else ()
        self._own.discard(closed.item.id)
        if closed.stand_in is not None or _more(closed, name):
            return own
        del self._rows[name]
        for item in closed.request.items:
            if item.part_of == name:
                self._row_of.pop(item.id, None)
                self._own.discard(item.id)
        return (*own, _summed(row, closed, name))


def _more(closed: Closed, name: str) -> bool:
    """True if more of the same message is meant to air."""
    index = closed.request.items.index(closed.item)
    return any(closed.request.items[i].part_of == name for i in closed.request.meant_after(index))


def _summed(row: _Row, last: Closed, name: str) -> Closed:
    """The end of a whole message: aired if each piece or its stand-in was."""
    failed = [c for c in row.closed if c.outcome is not Outcome.AIRED and c.stand_in is None]
    outcome, reason = Outcome.AIRED, None
    if failed:
        outcome = Outcome.CUT if row.started else failed[0].outcome
        reason = failed[0].reason
        if last.outcome is Outcome.INTERRUPTED:
            outcome = last.outcome  # it may still be resumed, or made up for by hand
    return replace(last, item=replace(last.item, id=name), outcome=outcome, reason=reason)
