"""The clock as `status` shows it, and what of station.yaml waits for a person's yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from broadcaster.app.status.values import ClockShown, WaitingChange
from broadcaster.core.clock import Clock
from broadcaster.station.acceptance.change_rows import parts
from broadcaster.station.acceptance.confirmation import Unconfirmed
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.guard.timekeeper import Timekeeper, why
from broadcaster.timetable.rules.clock_verdict import ClockVerdict


def clock_shown(
    clock: Clock, files: StationFiles, trust: ClockTrust | None, timekeeper: Timekeeper | None
) -> ClockShown:
    """The object `clock` of `status`. On the director's thread only.

    Args:
        trust: whether the clock is believed; None where no timetable is wanted.
        timekeeper: None where the timetable does not run.
    """
    now, zone = clock.now(), files.station.settings.timezone
    shown = ClockShown(now=local(now, zone), timezone=zone.key, unconfirmed=_unconfirmed(files.waiting, now))
    if timekeeper is not None:
        return _kept(shown, timekeeper, zone)
    return shown if trust is None else _trusted(shown, trust.look())


def local(at: datetime, zone: tzinfo) -> datetime:
    """An instant in a time zone, to the second: as people are shown it."""
    return at.astimezone(zone).replace(microsecond=0)


def _unconfirmed(change: Unconfirmed | None, now: datetime) -> WaitingChange | None:
    """What waits for a person's `clock confirm`."""
    if change is None:
        return None
    zone = change.wanted.timezone
    texts = tuple(what.text for what in parts("clock.waits", change))
    return WaitingChange(
        id=change.id, now=local(now, ZoneInfo(zone)), timezone=zone, changes=texts, of_time=change.of_time
    )


def _trusted(shown: ClockShown, verdict: ClockVerdict) -> ClockShown:
    return replace(
        shown,
        trusted=verdict.trusted,
        code=str(verdict.ground or verdict.doubt),
        why=why(verdict),
        by=verdict.grant.who or None if verdict.grant else None,
    )


def _kept(shown: ClockShown, keeper: Timekeeper, zone: tzinfo) -> ClockShown:
    """The clock where the timetable runs; else only `_trusted` is known."""
    return replace(
        _trusted(shown, keeper.verdict),
        since=local(keeper.since, zone),
        hardware_error_s=_tenths(keeper.hardware_error),
        step_s=_tenths(keeper.step),
    )


def _tenths(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
