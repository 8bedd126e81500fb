"""Which version airs of a message that is not as it was approved, and what people are told of it.

Somebody edited it, or a later program reads it otherwise.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from broadcaster.core.containment import Kind, contained
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.people.approval.standing import Decisions, Yes
from broadcaster.people.versions.pins import Lost, Pins, archive_of
from broadcaster.people.versions.version import exceeds
from broadcaster.people.versions.words import unsaid
from broadcaster.station.model.message import Message, Priority, Validity
from broadcaster.station.model.regulation import Bind, Edit
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.script.pieces import ingredients

log = logging.getLogger(__name__)

Digest = Callable[[Station, Message], str]
"""The digest of a message's words as they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedVersion:
    """The approved version of a message that would not be heard so any more."""

    message: Message
    house: Station  # as it was kept
    yes: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedVersions:
    """The messages that air in their approved version, and what people are to be told of such versions."""

    pinned: Mapping[str, PinnedVersion] = field(default_factory=lambda: MappingProxyType({}))
    reread: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Messages that nobody edited, and that this program reads otherwise: the digest of what it would say."""
    lost: Mapping[str, Lost] = field(default_factory=lambda: MappingProxyType({}))
    """Messages whose approved version cannot be read."""
    silent: frozenset[str] = frozenset()
    """Of these, which do not air for it."""
    mended: frozenset[str] = frozenset()
    """Messages whose approved version was damaged, and was made again of the file, which is as it was."""
    approved: Mapping[str, tuple[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    """Messages that are as they were approved: the digest of their words, and what these were read of."""


def edited_since(
    station: Station, files: Mapping[str, bytes], decisions: Decisions, pins: Pins, digest: Digest
) -> PinnedVersions:
    """Find the messages that are not as they were approved, and what of them airs meanwhile.

    Costs the reading of all that is approved. Not on the director's thread.

    Args:
        station: as its files state it.
    """
    rule = station.settings.approval
    if not rule.required:
        return PinnedVersions()
    look = _Look(station, files, pins, digest)
    for name, standing in decisions.messages.items():
        message, yes = station.messages.get(name), standing.yes
        keep = rule.edit is Edit.PIN if standing.keep is None else standing.keep
        if yes is None:
            continue
        # One that cannot be looked at is judged by its words at air time, like one without a version.
        with suppress(BroadcasterError), contained(Kind.MESSAGE, name):
            if yes.pin is None:
                look.at_unkept(message, yes)
            elif message is None or name in station.waiting:
                look.at_none(name, yes, yes.pin)
            else:
                look.at(message, yes, yes.pin, keep=keep)
    return look.found()


class _Look:
    """Looks at one message after the other."""

    def __init__(self, station: Station, files: Mapping[str, bytes], pins: Pins, digest: Digest) -> None:
        self._station = station
        self._files = files
        self._pins = pins
        self._digest = digest
        self._bind = station.settings.approval.bind
        self._pinned: dict[str, PinnedVersion] = {}
        self._reread: dict[str, str] = {}
        self._lost: dict[str, Lost] = {}
        self._silent: set[str] = set()
        self._mended: set[str] = set()
        self._approved: dict[str, tuple[str, object]] = {}

    def found(self) -> PinnedVersions:
        """What was found."""
        return PinnedVersions(
            pinned=MappingProxyType(self._pinned),
            reread=MappingProxyType(self._reread),
            lost=MappingProxyType(self._lost),
            silent=frozenset(self._silent),
            mended=frozenset(self._mended),
            approved=MappingProxyType(self._approved),
        )

    def at(self, message: Message, yes: Yes, pin: str, *, keep: bool) -> None:
        """Look at one message.

        Args:
            message: as its file is.
            pin: SHA-256 of the archive of the approved version.
            keep: an edit leaves that version on air.
        """
        name, words = message.id, yes.version.words
        now = self._words(message)
        louder = exceeds(self._station, message, yes, self._pins.version)
        as_approved = now == words and not louder and (self._bind is Bind.WORDS or self._filed(message, pin))
        lost = self._pins.lost(pin)
        if (
            lost is not None
            and now == words
            and not louder
            and self._filed(message, pin)
            and self._made_again(message, yes)
        ):
            self._mended.add(name)
            lost = None
        if as_approved:
            self._approved[name] = words, _made_of(self._station, message)
            if lost is not None:
                self._lost[name] = lost
            elif not self._pins.has_words(pin):
                self._keep_words(message, pin)
            return
        found = self._pins.found(words, pin) if lost is None else lost
        unedited = now is not None and not louder and self._unedited(message, pin, found, now)
        if unedited and self._bind is Bind.WORDS:
            self._reread[name] = now or ""
        # In a lower class nobody would find it among the emergencies: whatever an edit stops, that stays.
        if not (unedited or keep or _lowered(message, found)):
            return
        if not isinstance(found, Station):
            self._lost[name] = found
            self._silent.add(name)
        elif name in found.messages:
            self._pinned[name] = PinnedVersion(message=found.messages[name], house=found, yes=yes)

    def at_unkept(self, message: Message | None, yes: Yes) -> None:
        """Look at one whose approved version could not be kept when it was approved."""
        if message is not None:
            self._lost[message.id] = Lost.GONE
            if self._words(message) != yes.version.words:
                self._silent.add(message.id)

    def at_none(self, name: str, yes: Yes, pin: str) -> None:
        """Look at one that has no file, or none that can be read: an approved emergency stays one."""
        found = self._pins.lost(pin) or self._pins.found(yes.version.words, pin)
        if isinstance(found, Station) and _is_emergency(found, name):
            self._pinned[name] = PinnedVersion(message=found.messages[name], house=found, yes=yes)

    def _words(self, message: Message) -> str | None:
        """The digest of its words; None for a text that cannot be read: that is an edit like any other."""
        try:
            return self._digest(self._station, message)
        except BroadcasterError:
            return None

    def _filed(self, message: Message, pin: str) -> bool:
        """True if all that its words come from stands as it was approved."""
        return hashlib.sha256(archive_of(self._files, self._station, message)).hexdigest() == pin

    def _unedited(self, message: Message, pin: str, found: Station | Lost, now: str) -> bool:
        """True if the approved version would be read by this program as the file is."""
        if self._filed(message, pin):
            return True
        if self._bind is Bind.SOUND:
            return False
        if not isinstance(found, Station) or message.id not in found.messages:
            return False
        try:
            return self._digest(found, unsaid(found.messages[message.id])) == now
        except BroadcasterError:
            return False

    def _made_again(self, message: Message, yes: Yes) -> bool:
        try:
            self._pins.keep(self._files, self._station, message, yes.version.words)
        except BroadcasterError:
            log.warning("the approved version of %s cannot be made again", message.id, exc_info=True)
            return False
        return True

    def _keep_words(self, message: Message, pin: str) -> None:
        try:
            self._pins.keep_words(self._station, message, pin)
        except BroadcasterError:
            log.warning("the approved words of %s are not kept", message.id, exc_info=True)


def _lowered(message: Message, found: Station | Lost) -> bool:
    """True for a message that was approved as an emergency, and is none by its file."""
    if message.priority is Priority.EMERGENCY or not isinstance(found, Station):
        return False
    return _is_emergency(found, message.id)


def _is_emergency(station: Station, name: str) -> bool:
    known = station.messages.get(name)
    return known is not None and known.priority is Priority.EMERGENCY


def with_versions(station: Station, found: PinnedVersions) -> Station:
    """The station with the messages as they may air.

    What is bound to the words keeps its words; voice, mastering and hardware are those of the day, as for
    every other message. What is bound to the sound keeps that too.
    """
    pinned, messages, edited = {}, dict(station.messages), {}
    approved = {
        name: words
        for name, (words, made_of) in found.approved.items()
        if name in station.messages and _made_of(station, station.messages[name]) == made_of
    }
    for name, one in found.pinned.items():
        now = station.messages.get(name)
        filed = now is not None and name not in station.waiting
        if not filed and one.message.priority is not Priority.EMERGENCY:
            continue
        message = one.message
        settings = _settings(one.house.settings, station.settings, message)
        if (
            now is not None and message.priority is not Priority.EMERGENCY
        ):  # its days are approved with its words
            message = replace(message, valid=_both(message.valid, now.valid))
        pinned[name] = replace(one.house, settings=settings, messages=MappingProxyType({name: message}))
        messages[name], approved[name] = message, one.yes.version.words
        if now is not None and filed:
            edited[name] = now
    if not approved:
        return station
    return replace(
        station,
        messages=MappingProxyType(messages),
        pinned=MappingProxyType(pinned),
        edited=MappingProxyType(edited),
        approved=MappingProxyType(approved),
        waiting=MappingProxyType({n: why for n, why in station.waiting.items() if n not in pinned}),
    )


def _made_of(station: Station, message: Message) -> object:
    """What the words of a message are read of, to be compared: files may be newer than what was looked at."""
    *_, recordings = ingredients(station, message)
    return message, station.lexicon, station.settings.place, station.settings.reading, recordings


def _settings(kept: Settings, now: Settings, message: Message) -> Settings:
    if now.approval.bind is Bind.WORDS:
        own = {name: siren for name, siren in kept.sirens.items() if name == message.siren}
        sirens = MappingProxyType({**now.sirens, **own})  # a siren of the message's own is approved with it
        return replace(now, place=kept.place, reading=kept.reading, sirens=sirens)
    # The open stream has one rate; what may leave the computer, and which service speaks, is decided anew.
    sound = replace(kept.sound, rate=now.sound.rate, cache=now.sound.cache)
    engines = tuple(name for name in kept.speech.engines if now.may_speak(name)) or now.speech.engines
    speech = replace(kept.speech, engines=engines, online=now.speech.online)
    words = replace(now, place=kept.place, reading=kept.reading)
    return replace(words, voices=kept.voices, sirens=kept.sirens, sound=sound, speech=speech)


def _both(one: Validity, other: Validity) -> Validity:
    """Both validities: what was made shorter airs no longer than that, whatever was approved."""
    firsts = [day for day in (one.first, other.first) if day is not None]
    lasts = [day for day in (one.until, other.until) if day is not None]
    return replace(one, first=max(firsts, default=None), until=min(lasts, default=None))


def pin_faults(found: PinnedVersions) -> list[BroadcasterError]:
    """A fault for each thing that somebody must do, or know."""
    reread = sorted(found.reread.keys() & found.pinned.keys())
    told: list[BroadcasterError] = []
    if reread:
        told.append(PeopleError("people.reread", count=len(reread), messages=", ".join(reread)))
    told += [PeopleError(loss_code(found, name), message=name) for name in sorted(found.lost)]
    told += [PeopleError("people.pin_made_again", message=name) for name in sorted(found.mended)]
    return told


def loss_code(found: PinnedVersions, name: str) -> str:
    """What is told of a message whose approved version is lost."""
    if name not in found.silent:
        return "people.pin_lost"
    return "people.pin_unread" if found.lost[name] is Lost.UNREAD else "people.pin_silent"
