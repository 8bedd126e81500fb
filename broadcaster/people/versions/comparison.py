"""The version that was approved last beside the new one; approvals that a change would make void."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.errors import BroadcasterError
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.approval.summary import FormerWords
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.selection import Digest
from broadcaster.station.model.message import Message, Play, Priority, Say
from broadcaster.station.model.regulation import Bind
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station, timing_digest
from broadcaster.studio.script.script import read_script


def former(station: Station, decisions: Decisions, pins: Pins, name: str) -> FormerWords | None:
    """What was approved last of a message; None where nothing was, or where it was not kept."""
    yes = decisions.of(name).former
    house = None if yes is None or yes.pin is None else pins.version(yes.version.words, yes.pin)
    if yes is None or house is None or name not in house.messages:
        return None
    message = house.messages[name]
    return FormerWords(
        texts=texts(message),
        spoken=spoken(house, message),
        recordings=recordings(house, message),
        repeat=message.repeat,
        by=yes.by,
        at=yes.at.astimezone(station.settings.timezone),
        priority=str(message.priority),
        siren=message.siren,
        timing=timing_digest(house, message),
    )


def other_rests(station: Station, message: Message, former: FormerWords) -> bool:
    """True if a message has other pauses or another pattern of its siren than it had, or was an emergency and
    has other days.
    """
    return former.timing not in (None, timing_digest(station, message, Priority(former.priority)))


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


def voided(before: Station, after: Station, decisions: Decisions, digest: Digest) -> tuple[str, ...]:
    """The messages that are approved as they are in `before` and would not be in `after`, in order."""
    if not after.settings.approval.required:
        return ()
    other_sound = after.settings.approval.bind is Bind.SOUND and _sound(before.settings) != _sound(
        after.settings
    )
    found = []
    for name in sorted(decisions.messages):
        yes = decisions.of(name).yes
        if yes is None or name not in before.messages or name not in after.messages:
            continue
        if _words(before, name, digest) != yes.version.words:
            continue  # it is void already
        if other_sound or _words(after, name, digest) != yes.version.words:
            found.append(name)
    return tuple(found)


def with_reading(station: Station, written: str, spoken: str | None, message: str | None) -> Station:
    """The station as a reading would make it; None for `spoken` takes the reading away."""
    if message is None:
        return replace(station, lexicon=MappingProxyType(_changed(dict(station.lexicon), written, spoken)))
    known = station.messages.get(message)
    if known is None:
        return station
    lexicon = MappingProxyType(_changed(dict(known.lexicon), written, spoken))
    messages: dict[str, Message] = {**station.messages, message: replace(known, lexicon=lexicon)}
    return replace(station, messages=MappingProxyType(messages))


def _changed(lexicon: dict[str, str], written: str, spoken: str | None) -> dict[str, str]:
    same = next((form for form in lexicon if form.casefold() == written.casefold()), written)
    if spoken is None:
        lexicon.pop(same, None)
    else:
        lexicon[same] = spoken
    return lexicon


def _words(station: Station, name: str, digest: Digest) -> str | None:
    try:
        return digest(station, station.messages[name])
    except Exception as error:
        fault_of(Kind.MESSAGE, name, error)
        return None


def _sound(settings: Settings) -> tuple[object, ...]:
    return (settings.speech, settings.voices, settings.sound, settings.sirens)
