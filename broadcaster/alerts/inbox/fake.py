"""An inbox in memory, for tests and stations without alerts."""

from __future__ import annotations

from broadcaster.alerts.inbox.received import AlertRecording, AlertState, Received
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import AlertSender


class FakeInbox:
    """An `AlertInbox` that is told everything."""

    def __init__(self, *senders: AlertSender) -> None:
        self.senders = {one.id: one for one in senders}
        self.kept: dict[str, Received] = {}
        self.states: dict[str, AlertState] = {}
        self.why: dict[str, Phrase | None] = {}
        self.recordings: dict[str, AlertRecording] = {}

    def receive(self, received: Received) -> Received:
        """Keep an alert; the earlier ones that it ends are over, whichever comes first."""
        self.kept.setdefault(received.id, received)
        self.states.setdefault(received.id, AlertState.WAITING)
        for one in self.kept.values():
            if self.states[one.id] in (AlertState.WAITING, AlertState.HEARD) and self.cancelled(one):
                self.states[one.id] = AlertState.CANCELLED
        return received

    def standing(self, *, trusted: bool) -> list[Received]:
        """See `Inbox`."""
        return [*self.kept.values()]

    def in_force(self, sender: str) -> AlertSender | None:
        """See `AlertInbox`."""
        return self.senders.get(sender)

    def cancelled(self, received: Received) -> bool:
        """See `AlertInbox`."""
        own = (received.sender, received.proof, received.alert.key)
        return any(
            own == (one.sender, one.proof, key) for one in self.kept.values() for key in one.judgement.ends
        )

    def state(self, name: str) -> AlertState | None:
        """See `AlertInbox`."""
        return self.states.get(name)

    def recording(self, name: str) -> AlertRecording | None:
        """See `AlertInbox`."""
        return self.recordings.get(name)

    def mark(self, name: str, state: AlertState, why: Phrase | None = None) -> None:
        """See `AlertInbox`."""
        self.states[name], self.why[name] = state, why
