"""Heartbeats for systemd on the director's thread, and the restart of a station without its journal.

A director that hangs sends no heartbeat.

The station is alive while the director works and the air process is tended. A lost device is no reason to
restart the station: the output is opened again and again, and a new station would find the same device lost.

A memory card that is busy or full for a minute at boot must not stop the timetable of an unattended ward
for weeks.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from broadcaster.app.station.parts import StationParts
from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError, StoreError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.log.repairer import DAMAGED
from broadcaster.journal.rows.names import shown
from broadcaster.playout.links.air import AirDoor
from broadcaster.upkeep.host.systemd import notify, watchdog

SHARE = 4  # heartbeats in each span that systemd waits


class SystemdHeartbeat:
    """Call it each time the director has done something.

    Args:
        state: what to show in `systemctl status`, in a few words.
        span: seconds that systemd waits for a heartbeat; None where it does not watch.
    """

    def __init__(
        self,
        air: AirDoor,
        state: Callable[[], str],
        span: float | None,
        clock: Clock,
        send: Callable[[str], None] = notify,
    ) -> None:
        self._air = air
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
        if self._span is None or not self._air.tended:
            return
        now = self._clock.monotonic()
        if self._last is None or now - self._last >= self._span / SHARE:
            self._last = now
            self._send("WATCHDOG=1")


def attach(parts: StationParts) -> None:
    """Have the director of an open station send heartbeats from now on."""
    heartbeat = SystemdHeartbeat(parts.air, lambda: state_of(parts), watchdog(), parts.clock)
    parts.director.chores.append(heartbeat)


def state_of(parts: StationParts) -> str:
    """What the station does now, in a few words for `systemctl status`. On the director's thread."""
    director, station = parts.director, parts.files.station
    if not director.output:
        return say("service.alive_lost")
    if director.desk.on_air is not None:
        return say("service.alive_airs", message=shown(director.desk.on_air.item.message))
    upcoming = parts.timetable.planner.next if parts.timetable is not None else None
    if upcoming is None:
        return say("service.alive_silent")
    start = upcoming.start.astimezone(station.settings.timezone)
    return say("service.alive_waits", message=upcoming.message, start=f"{start:%H:%M:%S %d/%m/%Y}")


_MARGIN = 1 << 20  # bytes
_PATIENCE = 3.0  # seconds for the director


def may_begin_anew(parts: StationParts) -> bool:
    """True if it runs without its journal, which could be opened now, and nothing is on air or waits."""
    if parts.timetable is not None or not parts.mode.timetable:
        return False
    path, director = parts.state / JOURNAL, parts.director
    try:
        Journal.open(path, parts.clock).close()
    except StoreError:
        return False
    except JournalError as error:
        # A damaged one is repaired by the start; the disk had no room for that before.
        if error.code not in DAMAGED or not _room_for_another(path):
            return False
    try:
        return director.call(lambda: director.desk.idle).result(_PATIENCE)
    except TimeoutError:
        return False  # busy: it is asked again later, and airs on meanwhile


def _room_for_another(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free > path.stat().st_size + _MARGIN
    except OSError:
        return False
