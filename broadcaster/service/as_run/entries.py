"""Rows of the journal from what is planned, requested, rendered and refused. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broadcaster.errors import BroadcasterError, kept
from broadcaster.journal.model import About, Airing, Entry, Kind, Reason
from broadcaster.journal.names import FILE, SPOKEN, is_stored
from broadcaster.station.model import Message, Play, Say
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard.guard import Refusal
from broadcaster.timetable.model import Occurrence


def about(message: Message) -> About:
    """What the reports say of a message, whatever becomes of its file."""
    recorded = (part.language for part in message.parts if isinstance(part, Play))
    languages = tuple(sorted({language for language in recorded if language is not None}))
    return About(title=message.title, source=message.source, basis=message.basis, languages=languages)


def entry_of(
    occurrence: Occurrence,
    programme: Programme | None = None,
    message: Message | None = None,
    *,
    exempt: str | None = None,
) -> Entry:
    """The entry of a planned airing, with what is heard in it.

    Args:
        occurrence: what is planned.
        programme: its sound.
        message: whose words it has.
        exempt: what puts it outside the quotas.
    """
    return Entry(
        kind=Kind.SCHEDULED,
        message=occurrence.message,
        schedule=occurrence.schedule,
        session=occurrence.session,
        position=occurrence.position,
        planned=occurrence.start,
        about=replace(about(message), exempt=exempt) if message is not None else None,
        words_digest=programme.words_digest if programme else None,
        sound_digest=programme.sound_digest if programme else None,
        engine=(programme.engine or None) if programme else None,
    )


def rest_of(airing: Airing, programme: Programme, now: datetime) -> Entry:
    """The entry of the rest of an interrupted airing. The journal takes one such entry for an airing."""
    return replace(
        Entry(kind=Kind.SCHEDULED, resumes=airing.id),
        message=airing.message,
        schedule=airing.schedule,
        session=airing.session,
        position=airing.position,
        planned=now,
        words_digest=programme.words_digest,
        sound_digest=programme.sound_digest,
        engine=programme.engine or None,
        zones=airing.zones,
        pinned=airing.pinned,
        about=airing.about,
    )


def asked_for(
    message: Message,
    programme: Programme | None,
    kind: Kind,
    planned: datetime,
    who: str,
    *,
    words_digest: str | None = None,
) -> Entry:
    """The entry of a person's request; without a programme it is heard in pieces."""
    return Entry(
        kind=kind,
        message=_named(message),
        planned=planned,
        who=who or None,
        about=about(message) if is_stored(message.id) else None,
        words_digest=programme.words_digest if programme else words_digest,
        sound_digest=programme.sound_digest if programme else None,
        engine=(programme.engine or None) if programme else None,
    )


def _named(message: Message) -> str:
    """A stored message by its id. A typed text is stored nowhere else, so the log has it whole."""
    if message.id == SPOKEN:
        words = " ".join(part.text for part in message.parts if isinstance(part, Say))
        return f"{SPOKEN} {' '.join(words.split())}"
    return f"{FILE} {message.title}" if message.id == FILE else message.id


def with_sound(entry: Entry, programme: Programme | None, words_digest: str | None) -> Entry:
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
