"""Heartbeats for systemd, sent on the director's own thread: a director that hangs sends none.

The station is alive while the director works and the air process is tended. A lost device is no reason to
restart the station: the output is opened again and again, and a new station would find the same device lost.
"""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.clock import Clock
from broadcaster.journal.names import shown
from broadcaster.service.host.notify import notify, watchdog
from broadcaster.service.station.parts import StationParts
from broadcaster.text import say

SHARE = 4  # heartbeats in each span that systemd waits


class Heartbeat:
    """Call it each time the director has done something.

    Args:
        alive: whether the air is tended.
        state: what to show in `systemctl status`, in a few words.
        span: seconds that systemd waits for a heartbeat; None where it does not watch.
        send: `notify.notify`, or a stand-in that keeps the lines.
    """

    def __init__(
        self,
        alive: Callable[[], bool],
        state: Callable[[], str],
        span: float | None,
        clock: Clock,
        send: Callable[[str], None] = notify,
    ) -> None:
        self._alive = alive
        self._state = state
        self._span = span
        self._clock = clock
        self._send = send
        self._last: float | None = None
        self._shown = ""

    def __call__(self) -> None:
        """Send a heartbeat if one is due and the air is tended."""
        state = self._state()
        if state != self._shown:
            self._shown = state
            self._send(f"STATUS={state}")
        if self._span is None or not self._alive():
            return
        now = self._clock.monotonic()
        if self._last is None or now - self._last >= self._span / SHARE:
            self._last = now
            self._send("WATCHDOG=1")


def attach(parts: StationParts) -> None:
    """Have the director of an open station send heartbeats from now on."""
    air = parts.air
    heartbeat = Heartbeat(lambda: air.air.tended, lambda: state_of(parts), watchdog(), air.clock)
    air.director.chores.append(heartbeat)


def state_of(parts: StationParts) -> str:
    """What the station does now, in a few words for `systemctl status`. On the director's thread."""
    director, station = parts.air.director, parts.loaded.station
    if not director.output:
        return say("service.alive_lost")
    if director.desk.on_air is not None:
        return say("service.alive_airs", message=shown(director.desk.on_air.item.message))
    upcoming = parts.timetable.planner.next if parts.timetable is not None else None
    if upcoming is None:
        return say("service.alive_silent")
    start = upcoming.start.astimezone(station.settings.timezone)
    return say("service.alive_waits", message=upcoming.message, start=f"{start:%H:%M:%S %d/%m/%Y}")
