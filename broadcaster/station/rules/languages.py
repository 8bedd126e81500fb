"""The languages that wards record in, and which messages still lack a recording in one of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from broadcaster.core.containment import Kind, each
from broadcaster.core.text.catalogue import say
from broadcaster.station.model.message import Message, Play, Priority
from broadcaster.station.model.station import Station

CODES = ("hmn", "blt", "twh", "tai", "ium", "pcc", "kjg", "lhu", "hni", "vi")
"""ISO 639: Mông, Thái Đen, Thái Trắng, Thái, Dao, Giáy, Khơ Mú, La Hủ, Hà Nhì, Vietnamese."""


def languages() -> tuple[tuple[str, str], ...]:
    """Each code with its name."""
    return tuple((code, language_name(code)) for code in CODES)


def language_name(code: str) -> str:
    """The name of a language; its code where it is none of these."""
    return say(f"language.{code}") if code in CODES else code


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
