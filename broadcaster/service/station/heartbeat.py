"""Signs of life for systemd, given on the director's own thread: a director that hangs gives none.

The station is alive while the director turns and somebody tends the air process. A lost device is no
death: the air is opened again and again, and a new station would find the same silence.
"""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.clock import Clock
from broadcaster.journal.names import shown
from broadcaster.service.host.notify import notify, watchdog
from broadcaster.service.station.running import RunningStation
from broadcaster.text import say

SHARE = 4  # signs in each span that systemd waits


class Heartbeat:
    """Call it each time the director has done something.

    Args:
        alive: whether the air is tended.
        state: what to show in `systemctl status`, in a few words.
        span: seconds that systemd waits for a sign; None where it does not watch.
        tell: `notify.notify`, or a stand-in that keeps what it is told.
    """

    def __init__(
        self,
        alive: Callable[[], bool],
        state: Callable[[], str],
        span: float | None,
        clock: Clock,
        tell: Callable[[str], None] = notify,
    ) -> None:
        self._alive = alive
        self._state = state
        self._span = span
        self._clock = clock
        self._tell = tell
        self._last: float | None = None
        self._shown = ""

    def __call__(self) -> None:
        """Give a sign if one is due and deserved."""
        state = self._state()
        if state != self._shown:
            self._shown = state
            self._tell(f"STATUS={state}")
        if self._span is None or not self._alive():
            return
        now = self._clock.monotonic()
        if self._last is None or now - self._last >= self._span / SHARE:
            self._last = now
            self._tell("WATCHDOG=1")


def attach(station: RunningStation) -> None:
    """Have the director of an open station give signs of life from now on."""
    beat = Heartbeat(lambda: station.air.tended, lambda: _state(station), watchdog(), station.clock)
    station.director.chores.append(beat)


def _state(station: RunningStation) -> str:
    desk = station.director.desk
    if not station.director.output:
        return say("service.alive_lost")
    if desk.on_air is not None:
        return say("service.alive_airs", message=shown(desk.on_air.item.message))
    upcoming = station.planner.next if station.timetable else None
    if upcoming is None:
        return say("service.alive_silent")
    start = upcoming.start.astimezone(station.station.settings.timezone)
    return say("service.alive_waits", message=upcoming.message, start=f"{start:%H:%M:%S %d/%m/%Y}")
