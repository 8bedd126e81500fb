"""The web console in the status."""

from __future__ import annotations

from datetime import datetime, tzinfo

from broadcaster.service.certificate.door import ConsoleDoor
from broadcaster.service.status.clock import local
from broadcaster.service.status.values import ConsoleShown
from broadcaster.text import worded


def console(door: ConsoleDoor, now: datetime, zone: tzinfo) -> ConsoleShown:
    """Where it is open, and how long its certificate holds."""
    certificate = door.certificate.known
    return ConsoleShown(
        addresses=door.addresses,
        refused=None if door.refused is None else worded(door.refused),
        certificate_until=None if certificate is None else local(certificate.until, zone),
        certificate_ends_soon=certificate is not None and certificate.ends_soon(now),
    )
