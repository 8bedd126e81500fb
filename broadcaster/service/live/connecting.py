"""Starts the sources of the relays in a session before its messages go to the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Entry, Kind
from broadcaster.journal.names import RELAYED
from broadcaster.journal.rows.ids import new_id
from broadcaster.service.live.airings import Airings
from broadcaster.service.live.feeds import Feeds, relay_choice
from broadcaster.service.requests.member import Feeding, Member, StandIn
from broadcaster.station.model import Priority, Relay, Station

log = logging.getLogger(__name__)


class Connecting:
    """Call it from any thread but the director's: it starts processes.

    A source that cannot be started leaves its place to the stand-in.
    """

    def __init__(
        self,
        *,
        airings: Airings,
        feeds: Feeds,
        clock: Clock,
        station: Callable[[], Station],
        failed: Callable[[BroadcasterError], object],
    ) -> None:
        self._airings = airings
        self._feeds = feeds
        self._clock = clock
        self._station = station
        self._failed = failed

    def __call__(self, members: Sequence[Member], planned: datetime, schedule: str | None) -> list[Member]:
        """The members with their relays' sources running and those relays' intents written.

        Args:
            members: of one session, in order.
            planned: when the session begins.
            schedule: whose session it is; None for one that a person asked for.
        """
        places = [(m, n) for m, member in enumerate(members) for n, _ in enumerate(member.sounds)]
        connected = []
        for m, member in enumerate(members):
            fed = tuple(
                self._feeding(
                    piece,
                    member,
                    planned,
                    schedule,
                    first=(m, n) == places[0],
                    last=(m, n) == places[-1],
                )
                if isinstance(piece, Relay)
                else piece
                for n, piece in enumerate(member.pieces)
            )
            connected.append(replace(member, pieces=fed))
        return connected

    def _feeding(
        self,
        relay: Relay,
        member: Member,
        planned: datetime,
        schedule: str | None,
        *,
        first: bool,
        last: bool,
    ) -> Feeding:
        station = self._station()
        airing = new_id(self._clock.now())
        entry = Entry(
            kind=Kind.RELAY,
            message=f"{RELAYED} {relay.source}",
            schedule=schedule,
            planned=planned,
            part_of=member.airing or None,
        )
        self._airings.intend_soon(entry, airing)
        instead = self._instead(relay, member)
        choice = relay_choice(
            station,
            station.settings.sources.get(relay.source, ""),
            relay.length,
            opening=first,
            closing=last,
            emergency=member.message.priority is Priority.EMERGENCY,
            replaced=instead is not None,
        )
        # The source starts before its turn; one that may be replaced is given up a moment later.
        choice = replace(choice, patient=not first or instead is not None)
        path = ""
        try:
            path = self._feeds.open(airing, choice).path
        except BroadcasterError as error:
            log.exception("the source %s cannot be started", relay.source)
            self._failed(error)
        return Feeding(
            airing=airing,
            source=relay.source,
            path=path,
            choice=choice,
            stand_in=instead,
        )

    def _instead(self, relay: Relay, member: Member) -> StandIn | None:
        message = self._station().messages.get(relay.fallback) if relay.fallback else None
        programme = None if message is None else member.stand_ins.get(message.id)
        if message is None or programme is None:
            return None
        return StandIn(airing=new_id(self._clock.now()), message=message, programme=programme)
