"""The examination of the backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadcaster.backup.last import LATE, last
from broadcaster.clock import SystemClock
from broadcaster.service.doctor.finding import Finding, ok, warn
from broadcaster.station.model import Settings


def backup(folder: Path, settings: Settings) -> Iterator[Finding]:
    """When the last one was made."""
    before = last(folder / "state")
    if before is None:
        yield warn("doctor.no_backup")
        return
    shown = f"{before.at.astimezone(settings.timezone):%H:%M %d/%m/%Y}"
    if settings.backup.wanted and SystemClock().now() - before.at > LATE:
        yield warn("doctor.backup_old", at=shown)
    else:
        yield ok("doctor.backup", at=shown)
