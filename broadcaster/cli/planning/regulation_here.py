"""What the ward's rules say where no station runs: by the files."""

from __future__ import annotations

from pathlib import Path

from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.clock import SystemClock
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.rules.rulebook import book_of
from broadcaster.timetable.rules.regulation import as_json


def in_force(folder: Path) -> tuple[list[dict[str, object]], bool]:
    """What holds today, and whether quotas refuse."""
    station, _ = under_rule(station_of(folder))
    today = SystemClock().now().astimezone(station.settings.timezone).date()
    return as_json(station, today), book_of(station.settings).refuses
