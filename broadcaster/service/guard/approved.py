"""Whether a message is approved as it stands."""

from __future__ import annotations

import logging
import threading

from broadcaster.errors import BroadcasterError
from broadcaster.service.rendering.ingredients import ingredients
from broadcaster.station.model import Bind, Message, Station
from broadcaster.studio.script.digest import words_digest

log = logging.getLogger(__name__)


class Approvals:
    """Compares a message's words with what was approved; digests are kept while they hold.

    Thread-safe. A digest costs the reading of the whole message, so each is made once for what
    goes into it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._digests: dict[str, tuple[tuple[object, ...], str]] = {}

    def holds(self, station: Station, message: Message, sound: str | None = None) -> bool:
        """True if `message` may air as it stands, as far as approval goes.

        Args:
            station: its approvals and its rule for them count.
            message: what is to air.
            sound: the sound digest of its programme, where there is one already.
        """
        if not station.settings.approval.required:
            return True
        if message.id not in station.approvals:
            return False
        try:
            return self.covers(station, message.id, self.digest(station, message), sound)
        except BroadcasterError:
            # What cannot be read cannot have been approved; rendering reports what is wrong with it.
            log.warning("the words of %s cannot be read", message.id, exc_info=True)
            return False

    def covers(self, station: Station, message: str, words: str, sound: str | None) -> bool:
        """True if just these words of a message (and this sound) are approved, or none need to be."""
        rule = station.settings.approval
        if not rule.required:
            return True
        approval = station.approvals.get(message)
        if approval is None or approval.words_digest != words:
            return False
        if rule.bind is Bind.WORDS:
            return True
        # A sound that does not exist yet is judged once it does: the approver must have heard it.
        return approval.sound_digest is not None and sound in (None, approval.sound_digest)

    def digest(self, station: Station, message: Message) -> str:
        """The digest of a message's words as they stand.

        Raises:
            BroadcasterError: they cannot be read.
        """
        made_of = ingredients(station, message)
        with self._lock:
            known = self._digests.get(message.id)
        if known is None or known[0] != made_of:
            # Not under the lock: the director must not wait for the reading of a whole message.
            known = (made_of, words_digest(station, message))
            with self._lock:
                self._digests[message.id] = known
        return known[1]
