"""What is done each night: caches back under their limits, the journal's file and the disk examined."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.journal import Journal
from broadcaster.service.doctor.finding import Level
from broadcaster.service.doctor.machine import disk
from broadcaster.station.editing.documents import Documents
from broadcaster.station.model import Station
from broadcaster.studio.render.opening import open_clips, open_programmes


def prune(station: Station, clock: Clock) -> None:
    """Remove what is kept too long.

    The least recently used clips and programmes over the limit, drafts of killed processes, and passwords of
    earlier versions that station.yaml shows no more.
    """
    open_programmes(station).trim()
    open_clips(station).trim()
    Documents(station.root, clock).redact()


def check(station: Station, journal: Journal, failed: Callable[[BroadcasterError], None]) -> None:
    """Have SQLite examine the journal's file, and report what `doctor` calls bad about the disk.

    Raises:
        JournalError, StoreError: the journal is damaged and cannot be mended.
    """
    for finding in disk(station.root, station.settings):
        if finding.level is Level.FAIL:
            failed(ServiceError(finding.code, **finding.facts))
    journal.examine()
