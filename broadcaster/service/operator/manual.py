"""What people ask for at once: a message of the station, a text typed now, a sound file."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Airing, Entry, Kind
from broadcaster.journal.names import CONTACT
from broadcaster.journal.rows.ids import new_id
from broadcaster.playout.desk import Request, Urgency
from broadcaster.playout.director import Director
from broadcaster.service.as_run.dispatcher import Dispatcher
from broadcaster.service.as_run.log import AsRunLog, refusal_of, with_sound
from broadcaster.service.operator.manual_request import (
    Asked,
    ManualRequest,
    by_name,
    file,
    keying_test,
    made_good,
    typed,
)
from broadcaster.service.operator.repeating import Repeating
from broadcaster.service.planning.members import made_now
from broadcaster.service.rendering.render_queue import RenderQueue, Work
from broadcaster.service.requests.building import Connect, Member, request
from broadcaster.service.requests.how import How
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message, Priority, Station
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard import Refusal

REMEMBERED = 50  # requests that repeat, of which it is still told how often
PATIENCE = 5  # seconds for the desk to take a request: the director waits for nothing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Something asked for, with its ticket: the airing's id."""

    ticket: str
    message: Message
    station: Station  # the one that knows its recordings
    asked: Asked
    entry: Entry

    @property
    def whatever(self) -> bool:
        """True for an emergency: it airs even where the journal cannot be written (design.md, rule 12)."""
        return self.asked.emergency or self.asked.urgency is Urgency.EMERGENCY


class Manual:
    """Has made what is asked for, and hands it to the desk. From any thread but the director's.

    Args:
        ordinary: makes what is not urgent.
        urgent: makes emergencies: they must not wait behind another rendering, nor for the network.
        foreseen: why something may not air now, as far as that is known before it is made.
        ready: what was rendered ahead.
    """

    def __init__(
        self,
        *,
        as_run: AsRunLog,
        director: Director,
        ordinary: RenderQueue,
        urgent: RenderQueue,
        clock: Clock,
        station: Callable[[], Station],
        connect: Connect,
        submit: Callable[[Request], None],
        ready: Callable[[Station, str], Programme | None],
        foreseen: Callable[[Message, Asked], Refusal | None],
        repeating: Repeating,
        dispatcher: Dispatcher,
    ) -> None:
        self._as_run = as_run
        self._director = director
        self._ordinary = ordinary
        self._urgent = urgent
        self._clock = clock
        self._station = station
        self._connect = connect
        self._submit = submit
        self._ready = ready
        self._foreseen = foreseen
        self._repeating = repeating
        self._dispatcher = dispatcher
        self._every: OrderedDict[str, float] = OrderedDict()

    def close(self) -> None:
        """Give up what is being made; who asked for it is told that the station is ending."""
        self._ordinary.close()
        self._urgent.close()

    def makes(self, ticket: str) -> bool:
        """True while the sound of a request is being made, or waits for that."""
        return self._ordinary.has(ticket) or self._urgent.has(ticket)

    def every(self, ticket: str) -> float | None:
        """How often what was asked for of late repeats until it is stopped, in seconds, if it does."""
        return self._every.get(ticket)

    def render(self, message: Message, *, urgent: bool) -> Programme:
        """A message of the station, as it was rendered ahead or rendered now; blocks."""
        station = self._station()
        ready = self._ready(station, message.id)
        if ready is not None:
            return ready
        queue = self._urgent if urgent else self._ordinary
        return queue.renderer.render(station, message, offline_only=urgent)

    def play(self, name: str, how: How) -> str:
        """Air a message now, by its id.

        Returns:
            The ticket to wait for: the airing's id.

        Raises:
            StationError: unknown message.
            ServiceError: unknown class or zone; too much is asked for at once.
            BroadcasterError: it is ready, and the journal does not take it.
        """
        return self._order(by_name(self._station(), name, how))

    def say(self, text: str, how: How, *, voice: str | None = None) -> str:
        """Speak a text now; see `play`.

        Raises:
            VoiceError: there is no such voice.
        """
        return self._order(typed(self._station(), text, how, voice=voice))

    def play_file(self, path: Path, how: How) -> str:
        """Air a sound file now, mastered like everything else; see `play`."""
        return self._order(file(self._station(), path, how))

    def catch_up(self, airing: Airing, *, who: str) -> str:
        """Air now what an airing was to air, in the zones of its schedule; see `play`."""
        return self._order(made_good(self._station(), airing, who=who))

    def press(self, contact: str, name: str, *, emergency: bool) -> str:
        """Air the message of a contact as an emergency; the airing's id.

        Args:
            contact: its name.
            name: the message's id.
            emergency: the ward gave the contact a person's right to break quiet hours.
        """
        message = replace(find_message(self._station(), name), priority=Priority.EMERGENCY)
        who = f"{CONTACT}{contact}"
        asked = Asked(kind=Kind.MANUAL, who=who, urgency=Urgency.EMERGENCY, emergency=emergency)
        return self.order(message, asked)

    def test_keying(self, zone: str | None, *, who: str) -> str:
        """Say some words of test in a zone, or in all, as maintenance; see `play`.

        Raises:
            ServiceError: there is no such zone.
        """
        return self._order(keying_test(self._station(), zone, who=who))

    def _order(self, wanted: ManualRequest) -> str:
        return self.order(wanted.message, wanted.asked, station=wanted.station)

    def order(self, message: Message, asked: Asked, *, station: Station | None = None) -> str:
        """Have a message made, unless it was rendered ahead, and aired; the ticket to wait for.

        Args:
            message: what is to be heard.
            asked: how.
            station: the one that knows the message's recordings; the one that airs by default.

        Raises:
            ServiceError: too much is asked for at once, or the station is ending.
            BroadcasterError: it is ready, and the journal does not take it.
        """
        now, station = self._clock.now(), station or self._station()
        ticket = new_id(now)
        entry = ManualRequest(message=message, station=station, asked=asked).entry(now)
        order = _Order(ticket=ticket, message=message, station=station, asked=asked, entry=entry)
        no = self._foreseen(message, asked)
        if no is not None:
            self._refuse(order, no)
            return ticket
        if asked.urgency is Urgency.EMERGENCY and message.every is not None:
            self._every[ticket] = float(message.every)
            while len(self._every) > REMEMBERED:
                self._every.popitem(last=False)
        ready = self._ready(station, message.id) if _as_rendered(message, station) else None
        if ready is not None:
            sound = Member(airing="", message=message, programme=ready)
            try:
                self._hand_over(order, sound)
            except BroadcasterError as error:
                self._refuse(order, refusal_of(error))
                raise
            return ticket
        urgent = message.priority is Priority.EMERGENCY and asked.kind is not Kind.REHEARSAL
        queue = self._urgent if urgent else self._ordinary
        work = Work(
            ticket=ticket,
            make=lambda renderer: made_now(
                station, message, renderer, offline_only=urgent, engine=asked.engine
            ),
            done=lambda sound: self._hand_over(order, sound),
            failed=lambda error: self._refuse(order, refusal_of(error)),
        )
        try:
            queue.put(work)
        except BroadcasterError as error:
            self._refuse(order, refusal_of(error))
            raise
        return ticket

    def _refuse(self, order: _Order, why: Refusal) -> None:
        log.warning("%s %s does not air: %s", order.ticket, order.message.id, why.code)
        self._director.call(lambda: self._as_run.refused(order.entry, order.ticket, why)).result(PATIENCE)

    def _hand_over(self, order: _Order, sound: Member) -> None:
        """Give finished sound to the desk.

        Raises:
            BroadcasterError: the journal does not take it; an emergency airs all the same.
        """
        now = self._clock.now()
        entry = with_sound(order.entry, sound.programme, sound.words_digest or None)
        if not order.whatever:
            self._as_run.intended(entry, order.ticket)
        (member,) = self._connect([replace(sound, airing=order.ticket)], now, None)
        self._director.call(lambda: self._ask_desk(order, entry, member)).result(PATIENCE)

    def _ask_desk(self, order: _Order, entry: Entry, member: Member) -> None:
        """On the director's thread."""
        asked, now = order.asked, self._clock.now()
        if order.whatever:
            self._as_run.intend_soon(entry, airing=order.ticket)
        wanted = request(
            [member],
            kind=asked.kind,
            planned=now,
            urgency=asked.urgency,
            zones=asked.zones,
            who=asked.who,
            emergency=asked.emergency,
        )
        if asked.note is not None:
            self._dispatcher.note(order.ticket, asked.note)
        message, programme = order.message, member.programme
        if asked.urgency is Urgency.EMERGENCY and message.every is not None and programme is not None:
            # Before the desk has it: if that refuses the first airing, there is no chain.
            self._repeating.begin(wanted, message, programme, longest=self.longest, now=now)
        self._submit(wanted)

    @property
    def longest(self) -> timedelta:
        """How long what repeats until it is stopped goes on without a person's new yes."""
        return timedelta(seconds=self._station().settings.keying.longest)


def _as_rendered(message: Message, station: Station) -> bool:
    """True if a message sounds as the station's own does: another class only changes the siren."""
    own = station.messages.get(message.id)
    if own is None or replace(message, priority=own.priority) != own:
        return False
    return (message.priority is Priority.EMERGENCY) == (own.priority is Priority.EMERGENCY)
