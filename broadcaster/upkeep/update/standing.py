"""How the updates of this computer stand, for whoever looks: the console's page and the doctor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from broadcaster import __version__
from broadcaster.core.errors import ServiceError
from broadcaster.core.installation import is_packaged
from broadcaster.upkeep.host.systemd import RUNTIME
from broadcaster.upkeep.update import record, wish
from broadcaster.upkeep.update.record import HistoryLine, UpdatePhase, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.versions import InstalledVersions, order

REBOOT = Path("/run/reboot-required")
SOURCES = Path("/etc/apt/sources.list.d/broadcaster.sources")
AT_WORK = RUNTIME / "updating.pid"
"""The number of the process that updates, while one does."""

HEARD = timedelta(minutes=6)
"""Until then the updater has taken what was asked for: systemd at once, or its timer."""


class UpdateState(StrEnum):
    """What is told first."""

    APART = "apart"  # not installed as packages: nothing here updates it
    RUNNING = "running"
    ASKED = "asked"
    UNHEARD = "unheard"  # asked for, and nobody takes it
    SWITCHED = "switched"
    WATCHED = "watched"
    WAITS = "waits"  # for a quiet moment
    REFUSED = "refused"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStanding:
    """How the updates stand.

    Args:
        state: what is told first.
        version: that runs.
        newest: that is installed.
        older: to which one may go back; "" for none.
        repository: one is configured; else newer versions come by a stick, or by hand.
        kept: what became of updates.
        reboot: since when a restart of the computer is due.
    """

    state: UpdateState
    version: str
    newest: str
    older: str = ""
    repository: bool = False
    kept: UpdateRecord = field(default_factory=UpdateRecord)
    reboot: datetime | None = None

    @property
    def last(self) -> HistoryLine | None:
        """The last change of the version that runs."""
        changes = (UpdateStep.SWITCHED, UpdateStep.BACK)
        return next((line for line in reversed(self.kept.history) if line.what in changes), None)

    @property
    def refused(self) -> Mapping[str, str]:
        """Versions that were not taken, each with the reason; those that were older are left out."""
        return {name: why for name, why in self.kept.refused.items() if name != self.version}


def standing(folder: Path, now: datetime) -> UpdateStanding:
    """How they stand on this computer.

    Args:
        folder: the station's below /run.
        now: the time.
    """
    if not is_packaged():
        return UpdateStanding(
            state=UpdateState.APART, version=__version__, newest=__version__, reboot=reboot_due()
        )
    kept, versions = record.read(), InstalledVersions()
    try:
        current = versions.current()
    except ServiceError:  # the link leads nowhere: what runs is what the launcher found
        current = __version__
    newest = max(versions.installed(), key=order, default=current)
    return UpdateStanding(
        state=judged(kept, current, newest, running=is_running(), asked=wish.asked(folder), now=now),
        version=current,
        newest=newest,
        older=older(kept, versions, current),
        repository=SOURCES.exists(),
        kept=kept,
        reboot=reboot_due(),
    )


def judged(
    kept: UpdateRecord, current: str, newest: str, *, running: bool, asked: datetime | None, now: datetime
) -> UpdateState:
    """What is told first. Pure."""
    if running:
        return UpdateState.RUNNING
    if asked is not None:
        return UpdateState.UNHEARD if now - asked > HEARD else UpdateState.ASKED
    if kept.phase is not UpdatePhase.NONE:
        return UpdateState(kept.phase)
    if kept.waits:
        return UpdateState.WAITS
    return UpdateState.REFUSED if newest != current and newest in kept.refused else UpdateState.NEWEST


def older(kept: UpdateRecord, versions: InstalledVersions, running: str) -> str:
    """The version to go back to: that of before the last update, else the next older one; "" for none."""
    installed = versions.installed()
    if kept.before in installed:
        return kept.before
    below = [name for name in installed if order(name) < order(running)]
    return below[-1] if below else ""


def is_running(path: Path = AT_WORK) -> bool:
    """True while an update is at work."""
    try:
        os.kill(int(path.read_text("ascii")), 0)
    except PermissionError:
        return True  # root's, as it should be
    except (OSError, ValueError, OverflowError):
        return False
    return True


def reboot_due(path: Path = REBOOT) -> datetime | None:
    """Since when a restart of the computer is due; None if it is not."""
    with suppress(OSError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None
