"""Everything that is made while it airs, put together: relays, live voices, relays inside messages."""

from __future__ import annotations

from collections.abc import Callable, Collection

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.playout.director import Director
from broadcaster.playout.links.source_link import FOLDER
from broadcaster.service.live.airings import Airings
from broadcaster.service.live.break_watch import BreakWatch
from broadcaster.service.live.connecting import Connecting
from broadcaster.service.live.feeds import Feeds
from broadcaster.service.live.live import Lives
from broadcaster.service.live.relay import Relays, Render
from broadcaster.service.requests.under_way import UnderWay
from broadcaster.spare import clear_left
from broadcaster.station.model import Station


class Sources:
    """Opened with the station; `close` ends every source."""

    def __init__(
        self,
        *,
        airings: Airings,
        feeds: Feeds,
        director: Director,
        clock: Clock,
        station: Callable[[], Station],
        render: Render,
        report: Callable[[BroadcasterError], object],
        heard: Callable[[Collection[str]], bool],
        under_way: UnderWay,
    ) -> None:
        clear_left(FOLDER)  # of a station that was killed
        self._feeds = feeds
        self.close_feed = feeds.close
        self.connect = Connecting(airings=airings, feeds=feeds, clock=clock, station=station, failed=report)
        self.relays = Relays(
            airings=airings,
            feeds=feeds,
            director=director,
            clock=clock,
            station=station,
            render=render,
            heard=heard,
            under_way=under_way,
        )
        self.lives = Lives(
            airings=airings,
            feeds=feeds,
            director=director,
            clock=clock,
            station=station,
            heard=heard,
            under_way=under_way,
        )
        self.lives.start()
        director.chores.append(BreakWatch(feeds, director.fault, director.faults.end).look)

    def close(self) -> None:
        """Shut microphones, end sources."""
        self.lives.close()
        self._feeds.close_all()
