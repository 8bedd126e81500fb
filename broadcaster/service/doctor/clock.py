"""The examination of the clock: does the network keep it, and may the battery clock be believed?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import StoreError, phrase
from broadcaster.service.clock_trust import clockfile
from broadcaster.service.clock_trust.timesource import SystemTimeSource, TimeSource
from broadcaster.service.doctor.finding import Finding, ok, warn
from broadcaster.station.model import Settings
from broadcaster.timetable.guard.trust import PROOFS, good_boots, proven


def clock(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Judge it as it is on this computer."""
    yield from examine(folder / "state", settings, SystemClock(), SystemTimeSource())


def examine(state: Path, settings: Settings, now: Clock, source: TimeSource) -> Iterator[Finding]:
    """What the network and the observations of earlier boots say.

    The one thing that lasts: where the observations prove the battery clock, that is kept in `state`,
    and from the next boot on the station believes it; where they do so no longer, that is taken back.
    """
    shown = f"{now.now().astimezone(settings.timezone):%H:%M:%S %d/%m/%Y}"
    if source.synchronised():
        yield ok("doctor.clock", now=shown)
    else:
        yield warn("doctor.clock_unsynchronised", now=shown)
    if source.hardware() is None:
        return
    observations = clockfile.read(state).observations
    if not proven(observations):
        clockfile.drop_proof(state)
        yield warn("doctor.rtc_unproven", count=good_boots(observations), need=PROOFS)
        return
    try:
        clockfile.write_proof(state, now.now())
    except StoreError as error:
        yield warn("doctor.rtc_not_kept", reason=phrase(error))
    else:
        worst = max(abs(o.error) for o in observations[-PROOFS:])
        yield ok("doctor.rtc_proven", need=PROOFS, worst=round(worst))
