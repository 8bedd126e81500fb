"""The clock as `status` shows it, and what of station.yaml waits for a person's yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broadcaster.clock import Clock
from broadcaster.service.clock_trust.timekeeper import Timekeeper, why
from broadcaster.service.clock_trust.trust import ClockTrust
from broadcaster.service.taking.change_rows import parts
from broadcaster.service.taking.confirmed import Unconfirmed
from broadcaster.service.taking.files import StationFiles
from broadcaster.timetable.trust import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStatus:
    """What it is made from."""

    clock: Clock
    files: StationFiles
    trust: ClockTrust | None  # None where no timetable is wanted
    timekeeper: Timekeeper | None  # None where the timetable does not run

    def describe(self) -> dict[str, object]:
        """The object `clock` of `status`. On the director's thread only."""
        return {**self._clock(), "unconfirmed": _unconfirmed(self.files.waiting, self.clock.now())}

    def _clock(self) -> dict[str, object]:
        zone = self.files.station.settings.timezone
        if self.timekeeper is not None:
            return self.timekeeper.describe(lambda at: at.astimezone(zone).isoformat(timespec="seconds"))
        now = self.clock.now().astimezone(zone).isoformat(timespec="seconds")
        shown: dict[str, object] = {"now": now, "timezone": zone.key}
        return shown if self.trust is None else shown | _trust(self.trust.look())


def _unconfirmed(change: Unconfirmed | None, now: datetime) -> dict[str, object] | None:
    """What waits for a person's `clock confirm`."""
    if change is None:
        return None
    there = now.astimezone(ZoneInfo(change.wanted.timezone)).isoformat(timespec="seconds")
    texts = [what.text for what in parts("clock.waits", change)]
    return {"id": change.id, "now": there, "timezone": change.wanted.timezone, "changes": texts}


def _trust(verdict: Verdict) -> dict[str, object]:
    """The clock's part where the timetable is suspended because the journal cannot be opened."""
    by = verdict.grant.who or None if verdict.grant else None
    return {
        "trusted": verdict.trusted,
        "code": str(verdict.ground or verdict.doubt),
        "why": why(verdict),
        "by": by,
    }
