"""What people ask for at once: a message of the station, a text typed now, a sound file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NotRequired, TypedDict, Unpack

from broadcaster.clock import Clock
from broadcaster.journal.model import Airing, Kind
from broadcaster.journal.names import CONTACT, KEYING_TEST
from broadcaster.playout.director import Director
from broadcaster.playout.model import Request, Urgency
from broadcaster.service.book import Book, asked_for
from broadcaster.service.how import How, known_zones
from broadcaster.service.members import made_now
from broadcaster.service.render_ahead import Renderer
from broadcaster.service.repeating import Repeating
from broadcaster.service.requests import URGENCIES, Connect, Member, request
from broadcaster.service.unstored import filed, spoken
from broadcaster.service.witness import Witness
from broadcaster.speech.voices import Shelf
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message, Priority, Say, Station
from broadcaster.studio.model import Programme
from broadcaster.studio.trial import choose, with_voice
from broadcaster.studio.workshop import voices_folder
from broadcaster.text import say
from broadcaster.timetable.guard import Refusal

TEST_WORDS = "Thử máy phát: một, hai, ba."
PATIENCE = 30  # seconds for the desk to take a request


class Asked(TypedDict):
    """How something is asked for; see `Manual.hand_over`."""

    kind: Kind
    who: str
    urgency: NotRequired[Urgency]
    emergency: NotRequired[bool]
    zones: NotRequired[tuple[str, ...]]
    makes_good: NotRequired[str | None]
    note: NotRequired[Refusal | None]


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
        ready: Callable[[Station, str], Programme | None],
        repeating: Repeating,
        witness: Witness,
    ) -> None:
        self._book = book
        self._director = director
        self._renderer = renderer
        self._urgent = urgent  # an emergency must not wait behind another rendering
        self._clock = clock
        self._station = station
        self._connect = connect
        self._submit = submit
        self._ready = ready
        self._repeating = repeating
        self._witness = witness

    def close(self) -> None:
        """End the render processes."""
        self._renderer.close()
        self._urgent.close()

    def render(self, message: Message) -> Programme:
        """A message of the station, rendered now."""
        return self._renderer.render(self._station(), message)

    def play(self, name: str, how: How) -> str:
        """Air a message now, by its id.

        Returns:
            The airing's id, to wait for.

        Raises:
            StationError: unknown message.
            ServiceError: unknown class or zone.
            BroadcasterError: it cannot be rendered.
        """
        return self._ask(find_message(self._station(), name), how)

    def say(self, text: str, how: How, *, voice: str | None = None) -> str:
        """Speak a text now; see `play`.

        Raises:
            VoiceError: there is no such voice.
        """
        station, engine = self._station(), None
        if voice is not None:
            installed = Shelf(voices_folder(station)).voices()
            choice = choose(station, voice, (found.name for found in installed))
            station, engine = with_voice(station, choice), choice.engine
        return self._ask(spoken(text), how, station=station, engine=engine)

    def play_file(self, path: Path, how: How) -> str:
        """Air a sound file now, mastered like everything else; see `play`."""
        station, message = filed(self._station(), path)
        return self._ask(message, how, station=station)

    def catch_up(self, airing: Airing, *, who: str) -> str:
        """Air now what an airing was to air, in the zones of its schedule; see `play`."""
        station = self._station()
        rule = station.schedules.get(airing.schedule or "")
        message = find_message(station, airing.message or "")
        return self.air(
            self.sound(message, urgent=message.priority is Priority.EMERGENCY),
            kind=Kind.MANUAL,
            who=who,
            urgency=URGENCIES[message.priority],
            zones=airing.zones if rule is None else rule.zones,
            makes_good=airing.id,
        )

    def press(self, contact: str, name: str, *, emergency: bool) -> str:
        """Air the message of a contact as an emergency; the airing's id.

        Args:
            contact: its name.
            name: the message's id.
            emergency: the ward gave the contact a person's right to break quiet hours.
        """
        message = replace(find_message(self._station(), name), priority=Priority.EMERGENCY)
        return self.air(
            self.sound(message, urgent=True),
            kind=Kind.MANUAL,
            who=f"{CONTACT}{contact}",
            urgency=Urgency.EMERGENCY,
            emergency=emergency,
        )

    def test_keying(self, zone: str | None, *, who: str) -> str:
        """Say some words of test in a zone, or in all, as maintenance; see `play`.

        Raises:
            ServiceError: there is no such zone.
        """
        wanted = known_zones(self._station(), () if zone is None else (zone,))
        title = say("playout.keying_test")
        message = Message(id=KEYING_TEST, title=title, parts=(Say(text=TEST_WORDS),), repeat=1)
        return self.air(self.sound(message, urgent=False), kind=Kind.MAINTENANCE, who=who, zones=wanted)

    def _ask(
        self, message: Message, how: How, *, station: Station | None = None, engine: str | None = None
    ) -> str:
        message = replace(message, priority=how.chosen or message.priority)
        zones = known_zones(self._station(), how.zones)
        urgent = message.priority is Priority.EMERGENCY
        return self.air(
            self.sound(message, urgent=urgent, station=station, engine=engine),
            kind=Kind.REHEARSAL if how.rehearse else Kind.MANUAL,
            who=how.who,
            urgency=Urgency.NORMAL if how.rehearse else URGENCIES[message.priority],
            # A message that is only marked emergency does not break the night: a person must say so.
            emergency=how.urgent,
            zones=zones,
        )

    def air(self, sound: Member, **asked: Unpack[Asked]) -> str:
        """Give finished sound to the desk now; the airing's id. From any thread but the desk's."""
        return self._director.call(lambda: self.hand_over(sound, **asked)).result(PATIENCE)

    def hand_over(
        self,
        sound: Member,
        *,
        kind: Kind,
        who: str,
        urgency: Urgency = Urgency.NORMAL,
        emergency: bool = False,
        zones: tuple[str, ...] = (),
        makes_good: str | None = None,
        note: Refusal | None = None,
    ) -> str:
        """`air`, on the director's thread.

        Args:
            sound: the message and what was made of it.
            kind: how it is journalled.
            who: whoever asks.
            urgency: its class.
            emergency: a person with that right asks for it as an emergency.
            zones: where it airs; all if empty.
            makes_good: the airing that it replaces.
            note: what the journal says where it airs whole.
        """
        now, message = self._clock.now(), sound.message
        entry = asked_for(message, sound.programme, kind, now, who, words_digest=sound.words_digest or None)
        entry = replace(entry, makes_good=makes_good, zones=zones)
        # Design: an emergency airs even where the journal cannot be written, whoever asks for it.
        urgent = emergency or urgency is Urgency.EMERGENCY
        airing = self._book.intend_later(entry, now) if urgent else self._book.intend_entry(entry)
        (member,) = self._connect([replace(sound, airing=airing)], now, None)
        asked = request(
            [member], kind=kind, planned=now, urgency=urgency, zones=zones, who=who, emergency=emergency
        )
        if note is not None:
            self._witness.note(airing, note)
        self._submit(asked)
        if urgency is Urgency.EMERGENCY and message.every is not None and sound.programme is not None:
            longest = timedelta(seconds=self._station().settings.keying.longest)
            self._repeating.begin(asked, message, sound.programme, longest=longest, now=now)
        return airing

    def sound(
        self, message: Message, *, urgent: bool, station: Station | None = None, engine: str | None = None
    ) -> Member:
        """The finished sound of a message: what was rendered ahead, else made now.

        Args:
            message: what is to be heard.
            urgent: it does not wait behind another rendering, nor for the network.
            station: the one that knows the message's recordings; the one that airs by default.
            engine: the engine that must speak; the station's own order by default.
        """
        station = station or self._station()
        if station.messages.get(message.id) == message:
            ready = self._ready(station, message.id)
            if ready is not None:
                return Member(airing="", message=message, programme=ready)
        renderer = self._urgent if urgent else self._renderer
        return made_now(station, message, renderer, offline_only=urgent, engine=engine)
