"""Everything that is made while it airs, put together: relays, live voices, relays inside messages.

Also the reports of those that break off.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, FaultSink, PlayoutError, ServiceError
from broadcaster.core.spare_folders import clear_left
from broadcaster.journal.rows.model import AiringKind, Entry, new_id
from broadcaster.journal.rows.names import RELAYED
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.links.source_link import FOLDER
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds, relay_choice
from broadcaster.playout.live.relay import Relays, SoundMaker
from broadcaster.playout.live.voice import Lives
from broadcaster.playout.requests.members import Feeding, Hears, Member, StandIn
from broadcaster.station.model.message import Priority, Relay
from broadcaster.station.model.station import InForce

STEADY = 30.0  # seconds of sound without a break after which a source counts as well again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A source at its last break."""

    reconnects: int = 0
    heard: float = 0.0  # seconds
    steady: bool = False


class BreakWatch:
    """Looks when it is asked, on the director's thread.

    Ends are reported of every source that is steady: an earlier process of the station may have told of its
    fault.
    """

    def __init__(self, feeds: Feeds, director: Director) -> None:
        self._feeds = feeds
        self._director = director
        self._seen: dict[str, _Seen] = {}

    def look(self) -> None:
        """Report what has changed."""
        seen = {}
        for airing, (address, progress) in self._feeds.progress().items():
            last = self._seen.get(airing, _Seen())
            if progress.reconnects > last.reconnects:
                self._director.fault(ServiceError("service.source_again", address=address))
                last = _Seen(reconnects=progress.reconnects, heard=progress.heard)
            elif not last.steady and progress.heard - last.heard >= STEADY:
                last = _Seen(reconnects=last.reconnects, heard=last.heard, steady=True)
                failed = PlayoutError("playout.source_failed", reason="")
                self._director.faults.end([ServiceError("service.source_again", address=address), failed])
            seen[airing] = last
        self._seen = seen


log = logging.getLogger(__name__)


class InsideMessages:
    """The sources of relays in messages. From any thread but the director's: it starts processes.

    A source that cannot be started leaves its place to the stand-in.
    """

    def __init__(
        self, *, airings: Airings, feeds: Feeds, clock: Clock, current: InForce, faults: FaultSink
    ) -> None:
        self._airings = airings
        self._feeds = feeds
        self._clock = clock
        self._current = current
        self._faults = faults

    def close_feed(self, airing: str) -> None:
        """End the source of an airing."""
        self._feeds.close(airing)

    def connect(self, members: Sequence[Member], planned: datetime, schedule: str | None) -> list[Member]:
        """The members with their relays' sources running and those relays' intents written.

        Args:
            members: of one session, in order.
            schedule: whose session it is; None for one that a person asked for.
        """
        places = [(m, n) for m, member in enumerate(members) for n, _ in enumerate(member.sounds)]
        connected = []
        for m, member in enumerate(members):
            fed = tuple(
                self._feeding(
                    piece, member, planned, schedule, first=(m, n) == places[0], last=(m, n) == places[-1]
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
        station = self._current.station
        airing = new_id(self._clock.now())
        entry = Entry(
            kind=AiringKind.RELAY,
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
            self._faults.report(error)
        return Feeding(airing=airing, source=relay.source, path=path, choice=choice, stand_in=instead)

    def _instead(self, relay: Relay, member: Member) -> StandIn | None:
        message = self._current.station.messages.get(relay.fallback) if relay.fallback else None
        programme = None if message is None else member.stand_ins.get(message.id)
        if message is None or programme is None:
            return None
        return StandIn(airing=new_id(self._clock.now()), message=message, programme=programme)


class Sources:
    """Opened with the station; `close` ends every source."""

    def __init__(
        self,
        *,
        airings: Airings,
        feeds: Feeds,
        director: Director,
        clock: Clock,
        current: InForce,
        sounds: SoundMaker,
        guard: Hears,
        under_way: UnderWay,
        approvals: Approvals,
    ) -> None:
        clear_left(FOLDER)  # of a station that was killed
        self._feeds = feeds
        self.inside = InsideMessages(
            airings=airings, feeds=feeds, clock=clock, current=current, faults=director
        )
        self.relays = Relays(
            airings=airings,
            feeds=feeds,
            director=director,
            clock=clock,
            current=current,
            sounds=sounds,
            guard=guard,
            under_way=under_way,
            approvals=approvals,
        )
        self.lives = Lives(
            airings=airings,
            feeds=feeds,
            director=director,
            clock=clock,
            current=current,
            guard=guard,
            under_way=under_way,
        )
        director.chores.append(BreakWatch(feeds, director).look)

    def close(self) -> None:
        """Shut microphones, end sources."""
        self.lives.close()
        self._feeds.close_all()
