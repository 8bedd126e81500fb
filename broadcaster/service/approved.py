"""Whether a message is approved as it stands."""

from __future__ import annotations

import threading

from broadcaster.station.model import Message, Station
from broadcaster.studio.digest import words_digest


class Approvals:
    """Compares a message's words with what was approved; digests are kept while they hold.

    Thread-safe. A digest costs the reading of the whole message, so each is made once for a
    message and lexicon.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._digests: dict[str, tuple[Station, str]] = {}

    def holds(self, station: Station, message: Message) -> bool:
        """True if `message` may air as it stands, as far as approval goes."""
        if not station.settings.approval.required:
            return True
        approval = station.approvals.get(message.id)
        return approval is not None and approval.words_digest == self._digest(station, message)

    def _digest(self, station: Station, message: Message) -> str:
        with self._lock:
            known = self._digests.get(message.id)
            if known is None or known[0] is not station:
                known = (station, words_digest(station, message))
                self._digests[message.id] = known
            return known[1]
