"""A rehearsal on an output of its own: headphones, or a file. With a running station and without one.

It uses neither the desk nor the keying nor the air process of the station, and no guard judges it: only the
person who named the other output hears it. It has its row in the journal like everything that sounds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import AiringKind, Reason
from broadcaster.journal.writer.entries import asked_for
from broadcaster.playout.air.wire import Level
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import STOPPED, Closed
from broadcaster.playout.desk.request import Request, Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.executor import BothSides
from broadcaster.playout.keying.keyer import NoKeying
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.links.air_link import AirLink
from broadcaster.playout.requests.members import Member, items
from broadcaster.station.acceptance.intake import output_choice
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.equipment import Output
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation
from broadcaster.studio.render.studio import open_studio
from broadcaster.studio.script.pieces import has_relay

_LEXICON = "lexicon.yaml"  # every message is read by it
LOOK = 0.2  # seconds; short, so that Ctrl-C is obeyed at once
FADE_LIMIT = 3.0  # seconds for the fade of what is cut short

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalOrder:
    """What is to be heard: the message, the station that knows its recordings and voice, its engine."""

    station: Station
    message: Message
    engine: str | None = None


def station_of(folder: Path) -> Station:
    """What is whole of a station's files, to listen to: what is written just now, not what airs.

    Raises:
        BadStation: nothing can be taken.
    """
    found = whole(FolderSource(folder.absolute()), None, alone=True)
    if found.loaded.station is None or _LEXICON in found.left_out:
        raise BadStation(found.problems)
    return found.loaded.station


def rehearse(
    folder: Path,
    wanted: RehearsalOrder,
    output: Output,
    *,
    who: str,
    on_level: Callable[[Level], None] | None = None,
    on_air: Callable[[str], None] = lambda _output: None,
    on_place: Callable[[float], None] | None = None,
) -> Closed:
    """Render a message and let it be heard; how it ended.

    Args:
        folder: the station's; its journal gets the row.
        on_level: gets the level of what is heard, ten times a second.
        on_air: gets the name of the output, once it is open.
        on_place: gets the share (0 … 1) that has been written. With it files are written as fast as they can
            be, not at the pace of sound.

    Raises:
        ServiceError: the message relays.
        NoOutput: the output cannot be opened.
        BroadcasterError: it cannot be rendered; the journal cannot be written.
    """
    message, station, clock = wanted.message, wanted.station, SystemClock()
    if has_relay(message):
        raise ServiceError("service.rehearse_relay", message=message.id)
    studio = open_studio(station, also=wanted.engine)
    try:
        programme = studio.render(message, engine=wanted.engine)
    finally:
        studio.close()
    with Journal.open(folder / "state" / JOURNAL, clock) as journal:
        player = _Player(station, output, journal, clock, hurried=on_place is not None)
        try:
            on_air(player.start())
            player.director.on_level = on_level
            now = clock.now()
            terms = Terms(kind=AiringKind.REHEARSAL, by=Requester(shown=who))
            airing = journal.plan(asked_for(message, terms, now, programme))
            member = Member(airing=airing, message=message, programme=programme)
            asked = Request(id=airing, terms=terms, planned=now, items=items([member]))
            return player.play(asked, lambda place: on_place and on_place(place / programme.frames))
        finally:
            player.close()


class _Player:
    """A desk of its own, and a recorder that writes straight into the journal."""

    def __init__(
        self, station: Station, output: Output, journal: Journal, clock: Clock, *, hurried: bool
    ) -> None:
        self._journal = journal
        self._over = threading.Event()
        self._closed: list[Closed] = []
        self._air = AirLink(replace(output_choice(output, station), hurried=hurried))
        desk = Desk(lambda *_: None)
        self.director = Director(desk, self._air, NoKeying(), self, BothSides(), clock)

    def start(self) -> str:
        """Open the output; what it is called."""
        self._air.start(self._hear)
        self.director.start()
        return self.director.call(lambda: self.director.output).result(FADE_LIMIT)

    def play(self, asked: Request, on_place: Callable[[int], object]) -> Closed:
        """Play one request to its end; Ctrl-C fades it, and its row is closed all the same."""
        self.director.post(lambda: self.director.submit(asked))
        try:
            while not self._over.wait(LOOK):
                on_place(self._air.place)
        except BaseException:
            self.director.post(self._stop)
            self._over.wait(FADE_LIMIT)
            raise
        return self._closed[0]

    def close(self) -> None:
        """End the air."""
        self.director.close()
        self._air.close()

    def expect(self, request: Request) -> None:
        """See `playout.director.Recorder`: it has its row already."""

    def started(self, item_id: str, at: datetime) -> None:
        """See `playout.director.Recorder`."""
        self._journal.started(item_id, at)

    def closed(self, closed: Closed) -> None:
        """See `playout.director.Recorder`."""
        reason = None
        if closed.reason is not None:
            reason = Reason(code=closed.reason.code, facts=closed.reason.facts)
        try:
            self._journal.ended(closed.item.id, closed.at, closed.outcome, reason)
        finally:
            self._closed.append(closed)
            self._over.set()

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """See `playout.director.Recorder`: no fault of the station's."""
        log.warning("rehearsal: %s", error)

    def _stop(self) -> None:
        self.director.stop(everything=True, reason=STOPPED)

    def _hear(self, report: AirReport) -> None:
        self.director.hear(report)
