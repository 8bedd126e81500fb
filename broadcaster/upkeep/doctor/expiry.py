"""The examination of the daily backup, and of the web console's address and certificate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError, phrase
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.backup.marks import LATE, last
from broadcaster.upkeep.certificate.file import CertificateFile
from broadcaster.upkeep.certificate.names import is_address, own_names
from broadcaster.upkeep.doctor.finding import Finding, fail, ok, warn


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


def console(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Whether other computers can reach the console, for how long, and at all addresses of this computer."""
    at = settings.console.listen
    if at.local:
        yield ok("doctor.console_here", port=at.port)
        return
    try:
        kept = CertificateFile(folder / "state").certificate()
    except ServiceError as error:
        yield fail("doctor.certificate_damaged", reason=phrase(error))
        return
    if kept is None:
        yield fail("doctor.console_closed", host=at.host, port=at.port)
        return
    now, until = SystemClock().now(), f"{kept.until.astimezone(settings.timezone):%d/%m/%Y}"
    if kept.over(now):
        yield fail("doctor.certificate_over", until=until)
    elif kept.ends_soon(now):
        yield warn("doctor.certificate_ends", until=until)
    else:
        yield ok("doctor.certificate", until=until)
    strange = [name for name in own_names() if is_address(name) and name not in kept.names]
    if strange:
        yield warn("doctor.certificate_address", addresses=", ".join(strange))
