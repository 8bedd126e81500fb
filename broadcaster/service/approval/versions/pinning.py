"""Which version of an edited message airs: the approved one, until the new one is approved."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from broadcaster.errors import BroadcasterError
from broadcaster.people.approval.standing import Decisions, Yes
from broadcaster.service.approval.versions.pins import Pins, archive_of
from broadcaster.station.model import Bind, Edit, Message, Settings, Station, Validity

log = logging.getLogger(__name__)

Digest = Callable[[Station, Message], str]
"""The digest of a message's words as they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """The approved version of a message whose file has changed since."""

    message: Message
    house: Station  # as it was kept
    yes: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedVersions:
    """The messages that air in their approved version."""

    pinned: Mapping[str, Pinned] = field(default_factory=lambda: MappingProxyType({}))


def edited_since(
    station: Station,
    files: Mapping[str, bytes],
    decisions: Decisions,
    pins: Pins,
    digest: Digest,
    now: datetime,
) -> PinnedVersions:
    """Find the messages that were edited after their approval, and what of them airs meanwhile.

    Costs the reading of the messages that changed. Not on the director's thread.

    Args:
        station: as its files state it.
        files: its files as they were read.
        decisions: what was approved.
        pins: the approved versions.
        digest: of the words of a message.
        now: the instant.
    """
    rule = station.settings.approval
    if not rule.required:
        return PinnedVersions()
    found = {}
    for name, standing in decisions.messages.items():
        message, yes = station.messages.get(name), standing.yes
        keep = rule.edit is Edit.PIN if standing.keep is None else standing.keep
        if message is None or name in station.waiting or yes is None or not yes.counts(now) or not keep:
            continue
        if yes.pin is None or _same(station, files, message, yes, digest, bind=rule.bind):
            continue
        house = pins.version(yes.version.words, yes.pin)
        if house is not None and name in house.messages:
            found[name] = Pinned(message=house.messages[name], house=house, yes=yes)
    return PinnedVersions(pinned=MappingProxyType(found))


def with_versions(station: Station, found: PinnedVersions) -> Station:
    """The station with the messages as they may air.

    What is bound to the words keeps its words; voice, mastering and hardware are those of the day, as for
    every other message. What is bound to the sound keeps that too.
    """
    pinned, messages, edited = {}, dict(station.messages), {}
    for name, one in found.pinned.items():
        now = station.messages.get(name)
        if now is None or name in station.waiting:
            continue
        settings = _settings(one.house.settings, station.settings)
        message = replace(one.message, valid=_both(one.message.valid, now.valid))
        pinned[name] = replace(one.house, settings=settings, messages=MappingProxyType({name: message}))
        messages[name], edited[name] = message, now
    if not pinned:
        return station
    return replace(
        station,
        messages=MappingProxyType(messages),
        pinned=MappingProxyType(pinned),
        edited=MappingProxyType(edited),
    )


def _same(
    station: Station, files: Mapping[str, bytes], message: Message, yes: Yes, digest: Digest, *, bind: Bind
) -> bool:
    """True if the message stands as it was approved."""
    if hashlib.sha256(archive_of(files, station, message)).hexdigest() == yes.pin:
        return True
    if bind is Bind.SOUND:
        return False
    try:
        return digest(station, message) == yes.version.words
    except BroadcasterError:
        return False  # a text that cannot be read is an edit like any other


def _settings(kept: Settings, now: Settings) -> Settings:
    if now.approval.bind is Bind.WORDS:
        return replace(now, place=kept.place, reading=kept.reading)
    # The open stream has one rate, and what may leave the computer is decided anew each day.
    sound = replace(kept.sound, rate=now.sound.rate, cache=now.sound.cache)
    speech = replace(kept.speech, online=now.speech.online)
    words = replace(now, place=kept.place, reading=kept.reading)
    return replace(words, voices=kept.voices, sirens=kept.sirens, sound=sound, speech=speech)


def _both(one: Validity, other: Validity) -> Validity:
    """Both validities: what was made shorter airs no longer than that, whatever was approved."""
    firsts = [day for day in (one.first, other.first) if day is not None]
    lasts = [day for day in (one.until, other.until) if day is not None]
    return replace(one, first=max(firsts, default=None), until=min(lasts, default=None))
