"""The daily backup of a running station, in a process of its own, which gives its memory back."""

from __future__ import annotations

import json
import subprocess
import sys

from broadcaster.backup.last import is_due, last
from broadcaster.clock import Clock
from broadcaster.errors import BackupError, BroadcasterError
from broadcaster.lifeline import foreign
from broadcaster.station.model import Station

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
