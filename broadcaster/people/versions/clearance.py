"""Whether a message is approved as it stands."""

from __future__ import annotations

import logging
from typing import Protocol

from broadcaster.core.containment import Kind, fault_of
from broadcaster.journal.rows.names import is_stored
from broadcaster.people.approval.standing import Decisions, Yes
from broadcaster.people.versions.version import Kept, exceeds, nothing_kept
from broadcaster.people.versions.words import Digests
from broadcaster.station.model.message import Message
from broadcaster.station.model.regulation import Bind
from broadcaster.station.model.station import Station, written_digest
from broadcaster.timetable.rules.guard import NOT_APPROVED, READING_CHANGED, Refusal

log = logging.getLogger(__name__)


class DecisionsHolder(Protocol):
    """Has what was decided."""

    @property
    def decisions(self) -> Decisions:
        """All of it, as it is now."""


class Approvals:
    """Compares a message's words with what the journal says was approved. Thread-safe.

    Args:
        book: has all that was decided so far. Files under approvals/ count for nothing here.
        kept: the approved versions, for approvals that do not tell the class of their message.
    """

    def __init__(
        self, book: DecisionsHolder, digests: Digests | None = None, kept: Kept = nothing_kept
    ) -> None:
        self._book = book
        self._digests = digests or Digests()
        self._kept = kept

    def holds(self, station: Station, message: Message, sound: str | None = None) -> bool:
        """True if `message` may air as it stands, as far as approval goes; arguments as for `objection`."""
        return self.objection(station, message, sound) is None

    def objection(self, station: Station, message: Message, sound: str | None = None) -> Refusal | None:
        """Why `message` may not air as it stands for want of approval, or None.

        Args:
            sound: the sound digest of its programme, where there is one already.
        """
        if not station.settings.approval.required:
            return None
        if self._book.decisions.of(message.id).yes is None:
            return NOT_APPROVED
        try:
            words = self.digest(station, message)
        except Exception as error:
            # What cannot be read cannot have been approved; rendering reports what is wrong with it.
            fault = fault_of(Kind.MESSAGE, message.id, error)
            log.info("the words of %s cannot be read: %s", message.id, fault)
            return NOT_APPROVED
        return self.objection_to(station, message.id, words, sound, message)

    def objection_to(
        self, station: Station, name: str, words: str, sound: str | None, message: Message | None = None
    ) -> Refusal | None:
        """Why just these words of a message (and this sound) may not air for want of approval, or None.

        Args:
            words: the digest of its words.
            sound: the digest of its programme, where there is one already.
            message: tells in which manner they are to be heard; None where a person answers for that.
        """
        rule = station.settings.approval
        if not rule.required:
            return None
        yes = self._book.decisions.of(name).yes
        if yes is None:
            return NOT_APPROVED
        if yes.version.words != words:
            return self._changed(station, name, yes)
        if message is not None and exceeds(station, message, yes, self._kept):
            return NOT_APPROVED
        if rule.bind is Bind.WORDS:
            return None
        # A sound that does not exist yet is judged once it does: the approver must have heard it.
        heard = yes.version.sound is not None and sound in (None, yes.version.sound)
        return None if heard else NOT_APPROVED

    def covers(self, station: Station, name: str, words: str, sound: str | None) -> bool:
        """True if just these words of a message (and this sound) are approved, or none need to be."""
        return self.objection_to(station, name, words, sound) is None

    def to_confirm(self, station: Station, name: str, words: str, sound: str | None, *, leads: bool) -> bool:
        """True if nobody approved what airs at once: the leadership is to confirm it afterwards.

        Args:
            name: a message, or what stands in its place (see `journal.rows.names`).
            words: the digest of what is said.
            sound: the digest of its programme.
            leads: a person who may approve airs it.
        """
        if not station.settings.approval.required or leads:
            return False
        return not is_stored(name) or self.objection_to(station, name, words, sound) is not None

    def digest(self, station: Station, message: Message) -> str:
        """The digest of a message's words as they stand. Raises BroadcasterError: they cannot be read."""
        return self._digests.words(station, message)

    def _changed(self, station: Station, name: str, yes: Yes) -> Refusal:
        """If only the reading changed, the reason names the lexicon: nobody has edited the message."""
        message = station.messages.get(name)
        if message is None or station.settings.approval.bind is not Bind.WORDS:
            return NOT_APPROVED
        same = yes.version.written is not None and yes.version.written == written_digest(station, message)
        return READING_CHANGED if same else NOT_APPROVED
