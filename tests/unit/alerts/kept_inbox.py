"""A station's inbox on a disk, which power cuts and backups take back to what was written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from broadcaster.alerts.cap.model import AudioResource
from broadcaster.alerts.inbox.database import INBOX, copy_inbox
from broadcaster.alerts.inbox.fake import FakeInbox
from broadcaster.alerts.inbox.finding import AlertFinding
from broadcaster.alerts.inbox.inbox import Inbox
from broadcaster.alerts.inbox.kept import KeptAlert, TakenAlert
from broadcaster.alerts.inbox.received import AlertState, Received
from broadcaster.alerts.judging.verdict import reason
from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import AlertSender


class KeptInbox(FakeInbox):
    """The inbox of the program, which is told who may send, and what became of recordings.

    Args:
        gone: senders that were in force when what they send was judged, and are not now.
    """

    def __init__(self, state: Path, *senders: AlertSender, gone: AlertSender) -> None:
        super().__init__(*senders)
        self._state = state
        self._known = {**self.senders, gone.id: gone}
        self.disk = Inbox(state, SystemClock())  # until `start`

    def start(self, clock: Clock) -> None:
        """Another process has the files from now on: what was not written is lost."""
        self.disk.close()
        self.disk = Inbox(self._state, clock)
        self.disk.open()

    def arrive(self, one: Received) -> TakenAlert:
        """An alert comes by the gate, again or for the first time."""
        key = one.alert.key
        found = AlertFinding(
            judgement=replace(one.judgement, reasons=(reason("alerts.airs"),)),
            alert=one.alert,
            audio=None if one.recording is None else AudioResource(mime="audio/mpeg", content="AAAA"),
            sender=one.sender,
            proven=True,
            proven_by=one.proven_by,
            judged_at=one.judged_at,
        )
        return self.disk.take(f"{key.identifier}{key.sent}".encode(), found, self._known[one.sender])

    def receive(self, received: Received) -> Received:
        """See `FakeInbox`."""
        return self.arrive(received).received or received

    def cancelled(self, received: Received) -> bool:
        """See `AlertInbox`."""
        return self.disk.cancelled(received)

    def state(self, name: str) -> AlertState | None:
        """See `AlertInbox`."""
        return self.disk.state(name)

    def mark(self, name: str, state: AlertState, why: Phrase | None = None) -> None:
        """See `AlertInbox`."""
        self.disk.mark(name, state, why)

    def set_aside(self, name: str) -> None:
        """A person does so, where it is there."""
        if self.state(name) is not None:
            self.disk.change(name, AlertState.SET_ASIDE)

    def standing(self, *, trusted: bool) -> list[Received]:
        """See `Inbox`."""
        return self.disk.standing(trusted=trusted)

    def look(self) -> None:
        """What the thread of the service does every second."""
        self.disk.flush()
        for _ in self.disk.look(trusted=True):
            pass

    def back_up(self, to: Path) -> None:
        """Have a copy in another folder."""
        to.mkdir(exist_ok=True)
        copy_inbox(self._state / INBOX, to / INBOX)

    def put_back(self, copy: Path) -> None:
        """Have the files of a copy, before the next `start`."""
        self.disk.close()
        for path in self._state.glob(f"{INBOX}*"):
            path.unlink()
        shutil.copy(copy / INBOX, self._state / INBOX)

    def stand(self) -> dict[str, KeptAlert]:
        """How all that is kept stands, by id."""
        return {one.received.id: one for one in self.disk.all()}
