"""What people ask for at once: a message of the station, a text typed now, a sound file.

Each step gives a value: what is asked for is looked up (`manual_request`), gets a ticket (`ticket`), is
refused if that is certain (`pre_check`), gets its sound (`sounds`) and goes to the desk (`hand_over`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.writer.entries import refusal_of
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.handover import HandOver, PreCheck
from broadcaster.playout.operator.repetition import longest
from broadcaster.playout.operator.sounds import Sounds
from broadcaster.playout.operator.tone import zone_tone
from broadcaster.playout.requests.by_hand import AskPlay, AskTest
from broadcaster.playout.requests.make_up import Continuation, lasting, onward, place_of
from broadcaster.playout.requests.manual_request import (
    Made,
    ManualRequest,
    both,
    continued,
    found_for,
    heard_in,
    make_up_airing,
    pressed,
    settled,
)
from broadcaster.playout.requests.members import Member
from broadcaster.playout.requests.message_version import Withheld, meant
from broadcaster.playout.requests.ticket import Ticket, ticket_for
from broadcaster.station.model.station import InForce, Station
from broadcaster.studio.render.studio import open_programmes
from broadcaster.studio.script.digest import words_digest
from broadcaster.timetable.rules.guard import Refusal

REMEMBERED = 50  # requests of which it is still told how often they repeat, and what is wrong with them

T = TypeVar("T")


@dataclass(kw_only=True, eq=False)
class Manual:
    """Takes what is asked for, and answers with its ticket, the airing's id.

    From any thread but the director's.
    """

    current: InForce
    clock: Clock
    pre_check: PreCheck
    sounds: Sounds
    hand_over: HandOver
    withheld: Withheld | None = None

    def __post_init__(self) -> None:
        self._every: OrderedDict[str, float] = OrderedDict()
        self._warnings: OrderedDict[str, Refusal] = OrderedDict()

    def close(self) -> None:
        """Give up what is being made; who asked for it is told that the station is ending."""
        self.sounds.close()

    def makes(self, ticket: str) -> bool:
        """True while the sound of a request is being made, or waits for that."""
        return self.sounds.makes(ticket)

    def every(self, ticket: str) -> float | None:
        """How often what was asked for of late repeats until it is stopped, in seconds, if it does."""
        return self._every.get(ticket)

    def warning(self, ticket: str) -> Refusal | None:
        """What whoever asked of late is told about an emergency that airs all the same."""
        return self._warnings.get(ticket)

    @property
    def longest(self) -> timedelta:
        """How long what repeats until it is stopped goes on without a person's new yes."""
        return longest(self.current.station)

    def take(self, ask: Made, by: Requester, *, shown: str | None = None, asked: str = "") -> str:
        """Air now what is asked for.

        Args:
            shown: the version of the message that they were shown.
            asked: its ticket, where a stop finds it already; see `UnderWay`.

        Returns:
            The ticket to wait for: the airing's id.

        Raises:
            StationError: unknown message.
            VoiceError: there is no such voice.
            ReadingError: there is no such sentence or span, or nothing of it is spoken.
            ServiceError: unknown class or zone; whoever asks was shown another version; too much is asked
                for at once.
            BroadcasterError: the journal does not take it, and it is no emergency.
        """
        wanted = self._begun(found_for(self.current.station, ask, by, self.withheld, shown))
        return self.order(wanted, asked=asked)

    def catch_up(self, airing: Airing, *, by: Requester) -> str:
        """Air now what an airing was to air, in the zones of its schedule; see `take`."""
        return self.order(make_up_airing(self.current.station, airing, by=by))

    def go_on(self, airing: Airing, ask: AskPlay, by: Requester, asked: str = "") -> str:
        """Air what is left of an airing that was cut, from a sentence on; see `take`.

        Raises:
            ServiceError: it would be another text, or begin later than it was heard there.
        """
        wanted = continued(self.current.station, airing, ask, by, self.withheld)
        if words_digest(wanted.station, wanted.message) != airing.words_digest:
            raise ServiceError("service.changed_meanwhile", title=wanted.message.title)
        there, heard = set(wanted.terms.zones), set(heard_in(self.current.station, airing))
        reached = self.onward(airing) if not heard or (there and there <= heard) else None
        wanted = self._begun(wanted, 1 if reached is None else reached.number)
        return self.order(wanted, self._withheld_for(self.current.station, wanted.message.id), asked)

    def _begun(self, wanted: ManualRequest, reached: int = 1) -> ManualRequest:
        """What is asked for, if it may begin where it does.

        Where what is left out was not heard, nobody approved the rest alone. An emergency airs all the same,
        and a leader is asked afterwards.

        Args:
            reached: the sentence up to which it was heard.

        Raises:
            ServiceError: it may not.
        """
        terms, number = wanted.terms, wanted.from_sentence or 1
        if number <= reached or terms.by.leads or not self.current.station.settings.approval.required:
            return wanted
        if terms.emergency:
            return replace(wanted, skips=True)
        if terms.rehearsal and not self.hand_over.hears(terms.zones):
            return wanted
        raise ServiceError("service.begins_later", number=number)

    def onward(self, airing: Airing) -> Continuation | None:
        """The sentence in which an airing was cut; None where that is not known, or its words changed."""
        station, name = self.current.station, airing.message or ""
        if airing.sound_digest is None or self._withheld_for(station, name) is not None:
            return None
        try:
            found = meant(station, name)
            same = words_digest(found.station, found.message) == airing.words_digest
        except BroadcasterError:
            return None
        programme = open_programmes(station).facts(airing.sound_digest) if same else None
        return None if programme is None else onward(airing, programme)

    def press(self, contact: str, name: str, *, emergency: bool) -> str:
        """Air the message of a contact as an emergency; see `manual_request.pressed`."""
        station, withheld = self.current.station, self.withheld
        return self.order(pressed(station, contact, name, emergency=emergency, withheld=withheld))

    def test_tone(self, ask: AskTest, by: Requester, why_not: Refusal | None) -> str:
        """Let a low tone be heard in a zone, or in all, as maintenance; see `take`.

        Args:
            why_not: why it may not sound now, as far as the desk and the plan know.

        Raises:
            ServiceError: there is no such zone.
        """
        state = self.current.station.root / "state"
        return self.order(zone_tone(self.current.station, ask, by, state=state), why_not)

    def order(self, wanted: ManualRequest, why_not: Refusal | None = None, asked: str = "") -> str:
        """Have something made, unless it was rendered ahead, and aired; the ticket to wait for.

        Args:
            why_not: why it does not air, where that is certain already.
            asked: its ticket, where it has one; see `take`.

        Raises:
            ServiceError: too much is asked for at once, or the station is ending.
            BroadcasterError: the journal does not take it, and it is no emergency.
        """
        now = self.clock.now()
        ticket = ticket_for(settled(wanted, now, self.withheld), now, asked)
        refusal = why_not or self.pre_check.why_not(ticket.wanted) or self.hand_over.take(ticket)
        if refusal is not None:
            self.hand_over.refuse(ticket, refusal)
            return ticket.id
        self._remember(ticket)
        try:
            self._make(ticket)
        except BroadcasterError as error:
            self.hand_over.refuse(ticket, refusal_of(error))
            raise
        return ticket.id

    def _make(self, ticket: Ticket) -> None:
        """Hand over what was rendered ahead; write all else down, have it made, and handed over then."""
        programme = ticket.wanted.programme or self.sounds.rendered(ticket.wanted)
        if programme is not None:
            self._give(ticket, Member(airing=ticket.id, message=ticket.wanted.message, programme=programme))
            return
        self.sounds.admit(ticket.wanted)  # first: whoever asks for too much writes no intents
        self.hand_over.write_down(ticket)
        self.sounds.make(
            ticket,
            done=lambda sound: self._give(ticket, sound),
            failed=lambda error: self.hand_over.refuse(ticket, refusal_of(error)),
        )

    def _give(self, ticket: Ticket, sound: Member) -> None:
        """Hand over a sound; of what begins at a sentence, only what is left, if all of that may air."""
        self._warn(ticket.id, both(ticket.wanted.warning, sound.warning))
        number, programme = ticket.wanted.from_sentence, sound.programme
        if number is not None:
            if programme is None:
                raise ServiceError("service.no_sentence", number=number, most=0)
            place = place_of(programme, number)
            sound = replace(sound, place=place)
            refusal = self.pre_check.why_not(replace(ticket.wanted, lasting=lasting(programme, place)))
            if refusal is not None:
                self.hand_over.refuse(ticket, refusal)
                return
        self.hand_over.give(ticket, sound)

    def _withheld_for(self, station: Station, name: str) -> Refusal | None:
        """Why a message that was corrected does not go on, as an emergency either; None of any other."""
        return None if self.withheld is None else self.withheld.refusal(station, name)

    def _remember(self, ticket: Ticket) -> None:
        if ticket.every is not None:
            _keep(self._every, ticket.id, ticket.every)
        self._warn(ticket.id, ticket.wanted.warning)

    def _warn(self, ticket: str, warning: Refusal | None) -> None:
        if warning is not None:
            _keep(self._warnings, ticket, warning)


def _keep(kept: OrderedDict[str, T], ticket: str, value: T) -> None:
    kept[ticket] = value
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
