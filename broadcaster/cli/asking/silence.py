"""Check that the running station is silent, before a test makes a sound."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path


def make_sure(folder: Path, seconds: float) -> None:
    """Make sure that nothing airs or is planned within `seconds`.

    Raises:
        ServiceError: something is.
    """
    from broadcaster.cli.asking.asking import client_of
    from broadcaster.clock import SystemClock
    from broadcaster.errors import ServiceError

    try:
        status = client_of(folder).status()
    except ServiceError as error:
        if error.code == "service.not_running":
            return
        raise
    upcoming = status.next
    until = SystemClock().now() + timedelta(seconds=seconds)
    soon = upcoming is not None and upcoming.start <= until
    if status.on_air or status.queue or soon:
        raise ServiceError("service.on_air_now")
