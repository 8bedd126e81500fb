"""A message that is asked for right after it was saved: the words that were written are meant."""

from __future__ import annotations

import logging
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from broadcaster.errors import StationError
from broadcaster.station.naming import nfc
from broadcaster.station.problems import Severity

if TYPE_CHECKING:
    from broadcaster.service.station.facade import Front
    from broadcaster.service.taking.reload import Follower

PATIENCE = 10.0  # seconds; files are taken a second after the last change, a big station needs some more
QUICK = 0.1  # seconds that an emergency gives the disk to say whether the file has changed
URGENT = 3.0  # seconds that an emergency gives the words that were just written; then those before air
_STATION = "station.yaml"

log = logging.getLogger(__name__)


def taken(front: Front, name: str, *, urgent: bool) -> None:
    """Wait until the file of a message is taken as it is now, if it has changed.

    Raises:
        StationError: it is not known and cannot be: station.yaml is broken, or the file was not
            looked at in time. An emergency whose words are known goes on with those.
    """
    files = front.files
    if urgent and nfc(name) in front.station.messages:
        if files is not None and not _looked_at(files, name):
            log.warning("%s airs as it was: the file was not looked at in time", name)
        return
    if files is not None and not files.await_message(name, PATIENCE):
        raise StationError("station.message_not_looked_at", message=name)
    if nfc(name) in front.station.messages:
        return
    place = _broken(front, _STATION)
    if place is not None:
        raise StationError("station.nothing_taken", message=name, place=place)


def _looked_at(files: Follower, name: str) -> bool:
    """`Follower.await_message` for an emergency: a disk that does not answer keeps it off the air no longer.

    The look is made on a thread of its own, which is left alone where the disk hangs.
    """
    answers: SimpleQueue[bool] = SimpleQueue()

    def look() -> None:
        answers.put(files.await_message(name, 0.0))
        answers.put(files.await_message(name, URGENT))

    threading.Thread(target=look, name="saved", daemon=True).start()
    try:
        return answers.get(timeout=QUICK) or answers.get(timeout=URGENT)
    except Empty:
        return False


def older(front: Front, name: str) -> str | None:
    """Where a message's file is broken, so that it airs as it was before; None where it is whole."""
    return _broken(front, f"messages/{nfc(name)}.yaml")


def _broken(front: Front, file: str) -> str | None:
    """The place of the first error in a file."""
    lines = [p.line for p in front.problems if p.severity is Severity.ERROR and p.file == file]
    return f"{file}:{min(lines)}" if lines else None
