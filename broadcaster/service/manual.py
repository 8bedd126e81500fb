"""What people ask for at once: a message of the station, or a text typed now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import NotRequired, TypedDict, Unpack

from broadcaster.clock import Clock
from broadcaster.errors import ServiceError
from broadcaster.journal.model import Kind
from broadcaster.playout.director import Director
from broadcaster.playout.model import Urgency
from broadcaster.service.book import SPOKEN, Book
from broadcaster.service.render_ahead import Renderer
from broadcaster.service.repeating import Repeating
from broadcaster.service.requests import URGENCIES, Member, request
from broadcaster.service.witness import Witness
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message, Priority, Say, Station
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard import Refusal

LONGEST = 20_000  # characters: half an hour of speech
TITLE = 60  # characters of a typed text that serve as its title


class Asked(TypedDict):
    """How something is asked for; see `Manual.hand_over`."""

    kind: Kind
    urgency: Urgency
    who: str
    emergency: bool
    zones: NotRequired[tuple[str, ...]]
    note: NotRequired[Refusal | None]


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
        self._ready = ready
        self._repeating = repeating
        self._witness = witness

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

    def say(self, text: str, *, who: str, priority: str | None, rehearse: bool) -> str:
        """Speak a text now; see `play`."""
        return self._ask(spoken(text), who, priority, rehearse)

    def _ask(self, message: Message, who: str, priority: str | None, rehearse: bool) -> str:
        if priority is not None:
            try:
                message = replace(message, priority=Priority(priority))
            except ValueError as error:
                raise ServiceError("service.unknown_priority", written=priority) from error
        urgent = message.priority is Priority.EMERGENCY
        return self.air(
            message,
            self.programme(message, urgent=urgent),
            kind=Kind.REHEARSAL if rehearse else Kind.MANUAL,
            urgency=Urgency.NORMAL if rehearse else URGENCIES[message.priority],
            who=who,
            # A message that is only marked emergency does not break the night: a person must say so.
            emergency=not rehearse and priority == Priority.EMERGENCY,
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
            message,
            self.programme(message, urgent=True),
            kind=Kind.MANUAL,
            urgency=Urgency.EMERGENCY,
            who=f"contact {contact}",
            emergency=emergency,
        )

    def air(self, message: Message, programme: Programme, **asked: Unpack[Asked]) -> str:
        """Give a finished programme to the desk now; the airing's id. From any thread but the desk's."""
        return self._director.call(lambda: self.hand_over(message, programme, **asked)).result(30)

    def hand_over(
        self,
        message: Message,
        programme: Programme,
        *,
        kind: Kind,
        urgency: Urgency,
        who: str,
        emergency: bool,
        zones: tuple[str, ...] = (),
        note: Refusal | None = None,
    ) -> str:
        """`air`, on the director's thread.

        Args:
            message: what it was made of.
            programme: the finished programme.
            kind: how it is journalled.
            urgency: its class.
            who: whoever asks.
            emergency: a person with that right asks for it as an emergency.
            zones: where it airs; all if empty.
            note: what the journal says where it airs whole.
        """
        now = self._clock.now()
        row = partial(self._book.intend_manual, message, programme, kind=kind, planned=now, who=who)
        if emergency:
            # Design: an emergency asked for by a person airs even where the journal cannot be written.
            row = partial(
                self._book.intend_soon, message, programme, kind=kind, planned=now, who=who, now=now
            )
        member = Member(airing=row(), message=message, programme=programme)
        asked = request(
            [member], kind=kind, planned=now, urgency=urgency, zones=zones, who=who, emergency=emergency
        )
        if note is not None:
            self._witness.note(member.airing, note)
        self._director.submit(asked)
        if emergency:
            self._director.post(self._book.write_now)
        if urgency is Urgency.EMERGENCY and message.every is not None:
            longest = timedelta(seconds=self._station().settings.keying.longest)
            self._repeating.begin(asked, message, programme, longest=longest, now=now)
        return member.airing

    def programme(self, message: Message, *, urgent: bool) -> Programme:
        """The finished programme: the one that was rendered ahead, else made now."""
        station = self._station()
        if station.messages.get(message.id) == message:
            ready = self._ready(station, message.id)
            if ready is not None:
                return ready
        renderer = self._urgent if urgent else self._renderer
        return renderer.render(station, message, offline_only=urgent)
