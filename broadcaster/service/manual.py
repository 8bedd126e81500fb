"""What people ask for at once: a message of the station, or a text typed now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.journal.ids import new_id
from broadcaster.journal.model import Kind
from broadcaster.playout.director import Director
from broadcaster.playout.model import Urgency
from broadcaster.service.book import SPOKEN, Book
from broadcaster.service.render_ahead import Renderer
from broadcaster.service.requests import URGENCIES, Member, request
from broadcaster.speech.voices import Shelf
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message, Priority, Say, Station
from broadcaster.studio.model import Programme
from broadcaster.studio.trial import choose, with_voice
from broadcaster.studio.workshop import voices_folder

log = logging.getLogger(__name__)

LONGEST = 20_000  # characters: half an hour of speech
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


class Manual:
    """Renders what is asked for, in the caller's thread, and hands it to the desk."""

    def __init__(
        self,
        book: Book,
        director: Director,
        renderer: Renderer,
        urgent: Renderer,
        clock: Clock,
        station: Callable[[], Station],
    ) -> None:
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

    def say(
        self, text: str, *, who: str, priority: str | None, rehearse: bool, voice: str | None = None
    ) -> str:
        """Speak a text now; see `play`.

        Raises:
            VoiceError: there is no such voice.
        """
        return self._ask(spoken(text), who, priority, rehearse, voice)

    def _ask(
        self, message: Message, who: str, priority: str | None, rehearse: bool, voice: str | None = None
    ) -> str:
        if priority is not None:
            try:
                message = replace(message, priority=Priority(priority))
            except ValueError as error:
                raise ServiceError("service.unknown_priority", written=priority) from error
        urgent = message.priority is Priority.EMERGENCY
        renderer = self._urgent if urgent else self._renderer
        station, engine = self._station(), None
        if voice is not None:
            installed = Shelf(voices_folder(station)).voices()
            choice = choose(station, voice, (found.name for found in installed))
            station, engine = with_voice(station, choice), choice.engine
        programme = renderer.render(station, message, engine=engine, offline_only=urgent)
        kind = Kind.REHEARSAL if rehearse else Kind.MANUAL
        # A message that is only marked emergency does not break the night: a person must say so.
        emergency = not rehearse and priority == Priority.EMERGENCY

        def hand_over() -> str:
            now = self._clock.now()
            airing = self._intend(message, programme, kind, now, who, emergency)
            member = Member(airing=airing, message=message, programme=programme)
            urgency = Urgency.NORMAL if rehearse else URGENCIES[message.priority]
            asked = request([member], kind=kind, planned=now, urgency=urgency, who=who, emergency=emergency)
            self._director.submit(asked)
            return airing

        return self._director.call(hand_over).result(30)

    def _intend(
        self, message: Message, programme: Programme, kind: Kind, now: datetime, who: str, emergency: bool
    ) -> str:
        try:
            return self._book.intend_manual(message, programme, kind=kind, planned=now, who=who)
        except BroadcasterError as error:
            if not emergency:
                raise
            # Design: an emergency asked for by a person airs even where the journal cannot be written.
            log.exception("an emergency airs without its line in the journal")
            self._director.fault(error)
            return new_id(now)
