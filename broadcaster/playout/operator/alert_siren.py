"""The siren that sounds before the words of an alert, made before any comes: it waits for no synthesis."""

from __future__ import annotations

import logging

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.people.access.access import Access
from broadcaster.people.roles.senders import SenderRight
from broadcaster.playout.operator.alert_request import opening_words
from broadcaster.playout.operator.sounds import Sounds
from broadcaster.playout.requests.members import Member
from broadcaster.playout.requests.ticket import ticket_for
from broadcaster.station.model.station import InForce, Station
from broadcaster.studio.render.studio import open_programmes
from broadcaster.studio.script.programme import Programme

log = logging.getLogger(__name__)


class SirenAhead:
    """Keeps the siren ready while a sender may speak. `ready` is asked, and `look` called, by one thread."""

    def __init__(self, *, current: InForce, access: Access, sounds: Sounds, clock: Clock) -> None:
        self._current = current
        self._access = access
        self._sounds = sounds
        self._clock = clock
        self._made: tuple[object, Programme] | None = None
        self._making: object = None

    def ready(self) -> Programme | None:
        """It, as the station that airs has it sound; None while it is not made."""
        station = self._current.station
        if self._made is None or self._made[0] != _made_of(station):
            return None
        return open_programmes(station).get(self._made[1].sound_digest)

    def look(self) -> None:
        """Have it made if a sender may speak and it is not there; returns at once."""
        senders = self._access.people.senders.values()
        if any(one.trusted and one.may is SenderRight.EMERGENCY for one in senders):
            self.make()

    def make(self) -> None:
        """Have it made if it is not there; returns at once."""
        wanted = _made_of(self._current.station)
        if self._making == wanted or self.ready() is not None:
            return
        self._making = wanted

        def done(made: Member) -> None:
            self._making = None
            if made.programme is not None:
                self._made = wanted, made.programme

        def failed(error: BroadcasterError) -> None:
            self._making = None
            log.warning("the siren of alerts is not made ahead: %s", error)

        try:
            ticket = ticket_for(opening_words(self._current.station), self._clock.now())
            self._sounds.make(ticket, done=done, failed=failed)
        except BroadcasterError as error:
            failed(error)


def _made_of(station: Station) -> object:
    settings = station.settings
    return settings.sound, settings.sirens, settings.speech, settings.voices, settings.alert_words
