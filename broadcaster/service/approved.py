"""Whether a message is approved as it stands."""

from __future__ import annotations

import logging
import threading

from broadcaster.errors import BroadcasterError
from broadcaster.service.ingredients import ingredients
from broadcaster.station.model import Message, Station
from broadcaster.studio.digest import words_digest

log = logging.getLogger(__name__)


class Approvals:
    """Compares a message's words with what was approved; digests are kept while they hold.

    Thread-safe. A digest costs the reading of the whole message, so each is made once for what
    goes into it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._digests: dict[str, tuple[tuple[object, ...], str]] = {}

    def holds(self, station: Station, message: Message) -> bool:
        """True if `message` may air as it stands, as far as approval goes."""
        if not station.settings.approval.required:
            return True
        if message.id not in station.approvals:
            return False
        try:
            return self.covers(station, message.id, self.digest(station, message))
        except BroadcasterError:
            # What cannot be read cannot have been approved; rendering tells what is wrong with it.
            log.warning("the words of %s cannot be told", message.id, exc_info=True)
            return False

    def covers(self, station: Station, message: str, digest: str) -> bool:
        """True if just these words of a message are approved, or none need to be."""
        if not station.settings.approval.required:
            return True
        approval = station.approvals.get(message)
        return approval is not None and approval.words_digest == digest

    def digest(self, station: Station, message: Message) -> str:
        """The digest of a message's words as they stand.

        Raises:
            BroadcasterError: they cannot be read.
        """
        made_of = ingredients(station, message)
        with self._lock:
            known = self._digests.get(message.id)
            if known is None or known[0] != made_of:
                known = (made_of, words_digest(station, message))
                self._digests[message.id] = known
            return known[1]
