"""The words of the version of a message that was approved last, to be compared with the new one."""

from __future__ import annotations

from broadcaster.errors import BroadcasterError
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.values import Former
from broadcaster.service.approval.versions.pins import Pins
from broadcaster.station.editing.written import timing_digest
from broadcaster.station.model import Message, Play, Priority, Say, Station
from broadcaster.studio.script.script import read_script


def former(station: Station, decisions: Decisions, pins: Pins, name: str) -> Former | None:
    """What was approved last of a message; None where nothing was, or where it was not kept.

    Args:
        station: gives the zone.
        decisions: all that was decided.
        pins: the approved versions.
        name: the message.
    """
    yes = decisions.of(name).former
    house = None if yes is None or yes.pin is None else pins.version(yes.version.words, yes.pin)
    if yes is None or house is None or name not in house.messages:
        return None
    message = house.messages[name]
    return Former(
        texts=texts(message),
        spoken=spoken(house, message),
        recordings=recordings(house, message),
        repeat=message.repeat,
        by=yes.by,
        at=yes.at.astimezone(station.settings.timezone),
        priority=str(message.priority),
        siren=message.siren,
        timing=timing_digest(message),
    )


def other_rests(message: Message, former: Former) -> bool:
    """True if a message has other pauses than it had, or was an emergency and has other days."""
    return former.timing not in (None, timing_digest(message, Priority(former.priority)))


def texts(message: Message) -> tuple[str, ...]:
    """The texts of a message as they are written."""
    return tuple(part.text for part in message.parts if isinstance(part, Say))


def spoken(station: Station, message: Message) -> tuple[str, ...]:
    """The sentences of a message as they are read; nothing where they cannot be."""
    try:
        return read_script(station, message).words
    except BroadcasterError:
        return ()


def recordings(station: Station, message: Message) -> tuple[str, ...]:
    """The SHA-256 of the recordings of a message, in order."""
    names = [part.recording for part in message.parts if isinstance(part, Play)]
    names += [message.bed] if message.bed else []
    return tuple(station.recordings[name].sha256 for name in names if name in station.recordings)
