"""Nightly chores: caches trimmed, journal and disk examined, the daily backup in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from broadcaster.core.child_processes import foreign
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BackupError, BroadcasterError, ServiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.station.editing.documents import Documents
from broadcaster.station.model.station import Station
from broadcaster.studio.render.studio import open_clips, open_programmes
from broadcaster.upkeep.backup.marks import is_due, last
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.doctor.machine import disk

TIME_LIMIT = 3600.0  # seconds


def back_up(station: Station, clock: Clock) -> None:
    """Make the backup of the day if it is due. Takes minutes where recordings are many.

    Raises:
        BackupError: it was not made, with the reason; or another computer backs up the same station.
    """
    now = clock.now().astimezone(station.settings.timezone)
    if not is_due(station.settings.backup, last(station.root / "state"), now):
        return
    command = [sys.executable, "-m", "broadcaster", "--station", str(station.root), "backup", "daily"]
    try:
        done = subprocess.run(
            foreign([*command, "--format", "json"]),
            stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT, check=False, text=True,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BackupError("backup.not_made", why=type(error).__name__) from error
    if done.returncode != 0:
        raise _fault(done.stdout)


def _fault(answer: str) -> BroadcasterError:
    """What the process says went wrong."""
    try:
        told = json.loads(answer)["error"]
        return BackupError(str(told["code"]), **{str(k): str(v) for k, v in told["facts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return BackupError("backup.not_made", why=answer[-200:].strip())


def prune(station: Station, clock: Clock) -> None:
    """Remove what is kept too long.

    The least recently used clips and programmes over the limit, drafts of killed processes, and passwords of
    earlier versions that station.yaml shows no more.
    """
    open_programmes(station).trim()
    open_clips(station).trim()
    Documents(station.root, clock).redact()


def examine_disk(station: Station, journal: Journal, failed: Callable[[BroadcasterError], None]) -> None:
    """Have SQLite examine the journal's file, and report what `doctor` calls bad about the disk.

    Raises:
        JournalError, StoreError: the journal is damaged and cannot be mended.
    """
    for finding in disk(station.root, station.settings):
        if finding.level is Grade.FAIL:
            failed(ServiceError(finding.code, **finding.facts))
    journal.repairer.examine()
