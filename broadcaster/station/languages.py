"""Which messages still lack a recording in a language of the ward. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from broadcaster.station.model import Message, Play, Priority, Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """A version of a message that nobody has recorded yet."""

    message: Message
    language: str  # hmn


def unrecorded(station: Station, today: date) -> tuple[Unrecorded, ...]:
    """What is still to be recorded, by message: for those that may air today or later.

    An emergency is left out: it is spoken in the hour of need, and never waits for a recording.
    """
    return tuple(
        Unrecorded(message=message, language=language)
        for message in sorted(station.messages.values(), key=lambda each: each.title)
        if message.priority is not Priority.EMERGENCY and not _ended(message, today)
        for language in station.settings.languages
        if language not in {part.language for part in message.parts if isinstance(part, Play)}
    )


def _ended(message: Message, today: date) -> bool:
    return message.valid.until is not None and message.valid.until < today
