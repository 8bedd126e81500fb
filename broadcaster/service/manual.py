"""What people ask for at once: a message of the station, or a text typed now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from broadcaster.atomic import sha256_file, store_error
from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.journal.ids import new_id
from broadcaster.journal.model import Airing, Kind
from broadcaster.playout.director import Director
from broadcaster.playout.model import Request, Urgency
from broadcaster.service.book import FILE, SPOKEN, Book
from broadcaster.service.planner import Connect
from broadcaster.service.render_ahead import Renderer
from broadcaster.service.requests import URGENCIES, Member, request
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message, Play, Priority, Recording, Relay, Say, Station
from broadcaster.studio import words_digest
from broadcaster.studio.model import Programme
from broadcaster.studio.pieces import has_relay, pieces, stand_ins
from broadcaster.text import say

log = logging.getLogger(__name__)

LONGEST = 20_000  # characters: half an hour of speech
TEST = "(keying test)"  # stands for the message of a test; no stored message can have such an id
TEST_WORDS = "Thử máy phát: một, hai, ba."
TITLE = 60  # characters of a typed text that serve as its title


def spoken(text: str) -> Message:
    """A message that says `text` once.

    Raises:
        ServiceError: there is nothing to say.
    """
    text = text.strip()
    if not text:
        raise ServiceError("service.nothing_to_say")
    if len(text) > LONGEST:
        raise ServiceError("service.too_much_to_say", longest=LONGEST)
    title = " ".join(text.split())[:TITLE]
    return Message(id=SPOKEN, title=title, parts=(Say(text=text),), repeat=1)


def filed(station: Station, path: Path) -> tuple[Station, Message]:
    """A message that plays the sound file at `path` once, and the station that knows that recording.

    Raises:
        ServiceError: there is no such file.
        StoreError: it cannot be read.
    """
    if not path.is_absolute() or not path.is_file():
        raise ServiceError("service.no_file", path=str(path))
    try:
        recording = Recording(name=f"{FILE} {path.name}", path=path, sha256=sha256_file(path))
    except OSError as error:
        raise store_error(path, error) from error
    known = MappingProxyType({**station.recordings, recording.name: recording})
    message = Message(id=FILE, title=path.name, parts=(Play(recording=recording.name),), repeat=1)
    return replace(station, recordings=known), message


class Manual:
    """Renders what is asked for, in the caller's thread, and hands it to the desk."""

    def __init__(
        self,
        *,
        book: Book,
        director: Director,
        renderer: Renderer,
        urgent: Renderer,
        clock: Clock,
        station: Callable[[], Station],
        connect: Connect,
        submit: Callable[[Request], None],
    ) -> None:
        self._connect = connect
        self._submit = submit
        self._book = book
        self._director = director
        self._renderer = renderer
        self._urgent = urgent  # an emergency must not wait behind another rendering
        self._clock = clock
        self._station = station

    def close(self) -> None:
        """End the render processes."""
        self._renderer.close()
        self._urgent.close()

    def render(self, message: Message) -> Programme:
        """The programme of a message of the station; blocks."""
        return self._renderer.render(self._station(), message)

    def play(self, name: str, *, who: str, priority: str | None, rehearse: bool) -> str:
        """Air a message now.

        Args:
            name: the message's id.
            who: whoever asks, for the journal.
            priority: class of the air instead of the message's own.
            rehearse: journalled as rehearsal, without guard and keying.

        Returns:
            The airing's id, to wait for.

        Raises:
            StationError: unknown message.
            BroadcasterError: it cannot be rendered.
        """
        return self._ask(find_message(self._station(), name), who, priority, rehearse)

    def say(self, text: str, *, who: str, priority: str | None, rehearse: bool) -> str:
        """Speak a text now; see `play`."""
        return self._ask(spoken(text), who, priority, rehearse)

    def catch_up(self, airing: Airing, *, who: str) -> str:
        """Air now what an airing was to air, in the zones of its schedule; see `play`."""
        station = self._station()
        rule = station.schedules.get(airing.schedule or "")
        message = find_message(station, airing.message or "")
        zones = () if rule is None else rule.zones
        return self._ask(message, who, None, False, zones=zones, makes_good=airing.id)

    def play_file(self, path: Path, *, who: str, priority: str | None, rehearse: bool) -> str:
        """Air a sound file now, mastered like everything else; see `play`."""
        station, message = filed(self._station(), path)
        return self._ask(message, who, priority, rehearse, station=station)

    def test_keying(self, zone: str | None, *, who: str) -> str:
        """Say some words of test in a zone, or in all, as maintenance; see `play`.

        Raises:
            ServiceError: there is no such zone.
        """
        zones = self._station().settings.zones
        if zone is not None and zone not in zones:
            raise ServiceError("service.unknown_zone", written=zone, known=", ".join(sorted(zones)))
        title = say("playout.keying_test")
        message = Message(id=TEST, title=title, parts=(Say(text=TEST_WORDS),), repeat=1)
        programme = self._renderer.render(self._station(), message)
        sound = Member(airing="", message=message, programme=programme)
        wanted = () if zone is None else (zone,)
        return self._hand_over(sound, Kind.MAINTENANCE, who, zones=wanted)

    def _ask(
        self,
        message: Message,
        who: str,
        priority: str | None,
        rehearse: bool,
        *,
        zones: tuple[str, ...] = (),
        makes_good: str | None = None,
        station: Station | None = None,
    ) -> str:
        if priority is not None:
            try:
                message = replace(message, priority=Priority(priority))
            except ValueError as error:
                raise ServiceError("service.unknown_priority", written=priority) from error
        urgent = message.priority is Priority.EMERGENCY
        renderer = self._urgent if urgent else self._renderer
        sound = self._rendered(station or self._station(), message, renderer, offline_only=urgent)
        kind = Kind.REHEARSAL if rehearse else Kind.MANUAL
        # A message that is only marked emergency does not break the night: a person must say so.
        emergency = not rehearse and priority == Priority.EMERGENCY

        urgency = Urgency.NORMAL if rehearse else URGENCIES[message.priority]
        return self._hand_over(
            sound, kind, who, urgency=urgency, emergency=emergency, zones=zones, makes_good=makes_good
        )

    def _hand_over(
        self,
        sound: Member,
        kind: Kind,
        who: str,
        *,
        urgency: Urgency = Urgency.NORMAL,
        emergency: bool = False,
        zones: tuple[str, ...] = (),
        makes_good: str | None = None,
    ) -> str:
        """Write the intent and give the desk its request; the airing's id."""

        def hand_over() -> str:
            now = self._clock.now()
            airing = self._intend(sound, kind, now, who, emergency, makes_good)
            (member,) = self._connect([replace(sound, airing=airing)], now, None)
            asked = request(
                [member],
                kind=kind,
                planned=now,
                urgency=urgency,
                zones=zones,
                who=who,
                emergency=emergency,
            )
            self._submit(asked)
            return airing

        return self._director.call(hand_over).result(30)

    def _rendered(
        self, station: Station, message: Message, renderer: Renderer, *, offline_only: bool
    ) -> Member:
        """The message's sound, or its pieces, still without an airing."""
        sounds = tuple(
            piece if isinstance(piece, Relay) else renderer.render(station, piece, offline_only=offline_only)
            for piece in pieces(message)
        )
        if has_relay(message):
            instead = {
                name: renderer.render(station, station.messages[name], offline_only=offline_only)
                for name in stand_ins(message)
            }
            return Member(
                airing="",
                message=message,
                words_digest=words_digest(station, message),
                pieces=sounds,
                stand_ins=instead,
            )
        (programme,) = (sound for sound in sounds if isinstance(sound, Programme))
        return Member(airing="", message=message, programme=programme)

    def _intend(
        self, sound: Member, kind: Kind, now: datetime, who: str, emergency: bool, makes_good: str | None
    ) -> str:
        try:
            return self._book.intend_manual(
                sound.message,
                sound.programme,
                kind=kind,
                planned=now,
                who=who,
                words_digest=sound.words_digest or None,
                makes_good=makes_good,
            )
        except BroadcasterError as error:
            if not emergency:
                raise
            # Design: an emergency asked for by a person airs even where the journal cannot be written.
            log.exception("an emergency airs without its line in the journal")
            self._director.fault(error)
            return new_id(now)
