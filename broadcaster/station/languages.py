"""Which messages still lack a recording in a language of the ward. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from broadcaster.containment import Kind, each
from broadcaster.station.model import Message, Play, Priority, Station

_VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """A version of a message that nobody has recorded yet."""

    message: Message
    language: str  # hmn


def wanted(station: Station) -> tuple[str, ...]:
    """The languages beside Vietnamese of station.yaml, then those in which any message speaks."""
    known = each(Kind.MESSAGE, station.messages.values(), lambda message: message.id, spoken_in)
    spoken = (language for languages in known for language in languages)
    found = dict.fromkeys((*station.settings.languages, *sorted(spoken)))
    return tuple(language for language in found if language != _VIETNAMESE)


def spoken_in(message: Message) -> frozenset[str]:
    """The languages of a message's recordings."""
    return frozenset(part.language for part in message.parts if isinstance(part, Play) and part.language)


def missing(station: Station, message: Message) -> tuple[str, ...]:
    """The languages in which a message still lacks a recording.

    An emergency lacks none: it is spoken in the hour of need, and never waits for a recording. Of a file with
    errors nobody knows.
    """
    if message.priority is Priority.EMERGENCY or message.id in station.waiting:
        return ()
    return tuple(language for language in wanted(station) if language not in spoken_in(message))


def unrecorded(station: Station, today: date) -> tuple[Unrecorded, ...]:
    """What is still to be recorded, by message: for those that may air today or later."""

    def lacking(message: Message) -> list[Unrecorded]:
        languages = () if _ended(message, today) else missing(station, message)
        return [Unrecorded(message=message, language=language) for language in languages]

    messages = sorted(station.messages.values(), key=lambda message: message.title)
    found = each(Kind.MESSAGE, messages, lambda message: message.id, lacking)
    return tuple(one for some in found for one in some)


def _ended(message: Message, today: date) -> bool:
    return message.valid.until is not None and message.valid.until < today
