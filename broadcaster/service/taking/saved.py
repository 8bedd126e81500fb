"""A message that is requested right after its file was saved: wait until the new words are taken."""

from __future__ import annotations

import logging
import threading
from queue import Empty, SimpleQueue

from broadcaster.errors import StationError
from broadcaster.service.taking.files import StationFiles
from broadcaster.service.taking.reload import Follower
from broadcaster.station.naming import nfc
from broadcaster.station.problems import Severity

PATIENCE = 10.0  # seconds; files are taken a second after the last change, a big station needs some more
QUICK = 0.1  # seconds that an emergency gives the disk to say whether the file has changed
URGENT = 0.2  # seconds more that it waits for the words that were just written; then the last taken ones air
_STATION = "station.yaml"

log = logging.getLogger(__name__)


def await_taken(files: StationFiles, name: str, *, urgent: bool) -> None:
    """Wait until the file of a message is taken as it is now, if it has changed.

    Raises:
        StationError: it is not known and cannot be: station.yaml is broken, or the file was not
            looked at in time. An emergency whose words are known goes on with those: at once where they are
            approved, whatever is written into its file meanwhile.
    """
    follower, station = files.follower, files.station
    if urgent and nfc(name) in station.messages:
        if nfc(name) not in station.approved and follower is not None and not _looked_at(follower, name):
            log.warning("%s airs as it was: the file was not looked at in time", name)
        return
    if follower is not None and not follower.await_message(name, PATIENCE):
        raise StationError("station.message_not_looked_at", message=name)
    if nfc(name) in files.station.messages:
        return
    place = _broken(files, _STATION)
    if place is not None:
        raise StationError("station.nothing_taken", message=name, place=place)


def _looked_at(follower: Follower, name: str) -> bool:
    """`Follower.await_message` for an emergency, which a disk that does not answer must not delay.

    The look is made on a thread of its own, which is abandoned if the disk hangs.
    """
    answers: SimpleQueue[bool] = SimpleQueue()

    def look() -> None:
        answers.put(follower.await_message(name, 0.0))
        answers.put(follower.await_message(name, URGENT))

    threading.Thread(target=look, name="saved", daemon=True).start()
    try:
        return answers.get(timeout=QUICK) or answers.get(timeout=URGENT)
    except Empty:
        return False


def older(files: StationFiles, name: str) -> str | None:
    """The first error in a message's file, as `file:line`, if the message airs as it was before that error.

    None where the file is whole.
    """
    return _broken(files, f"messages/{nfc(name)}.yaml")


def _broken(files: StationFiles, file: str) -> str | None:
    """The place of the first error in a file."""
    lines = [p.line for p in files.problems if p.severity is Severity.ERROR and p.file == file]
    return f"{file}:{min(lines)}" if lines else None
