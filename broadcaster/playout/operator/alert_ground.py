"""Whether an alert may still begin: asked anew for each airing, repetitions too. Waits for nothing."""

from __future__ import annotations

from datetime import datetime

from broadcaster.alerts.inbox.ground import place_digest, proof_digest
from broadcaster.alerts.inbox.received import AlertInbox, AlertState
from broadcaster.people.roles.senders import SenderRight
from broadcaster.playout.operator.alert_queue import EXPIRED, StandingAlert
from broadcaster.station.model.station import InForce
from broadcaster.timetable.rules.guard import Refusal

GONE = Refusal(code="alerts.sender_gone")
CHANGED = Refusal(code="alerts.sender_changed")
UNTRUSTED = Refusal(code="alerts.sender_untrusted")
UNWANTED = Refusal(code="alerts.test_unwanted")
MOVED = Refusal(code="alerts.place_changed")
ENDED = Refusal(code="alerts.ended")
DECIDED = Refusal(code="alerts.decided")
DISPLACED = Refusal(code="alerts.displaced")

OPEN = (AlertState.WAITING, AlertState.HEARD)
"""The states in which an alert may sound."""


class AlertGround:
    """Judges the ground of alerts. From any thread."""

    def __init__(self, inbox: AlertInbox, current: InForce) -> None:
        self._inbox = inbox
        self._current = current

    def why_not(self, one: StandingAlert, start: datetime) -> Refusal | None:
        """Why nothing of an alert may begin at an instant; None if it may."""
        if one.over is not None:
            return one.over
        received = one.received
        sender = self._inbox.in_force(received.sender)
        if sender is None:
            return GONE
        if proof_digest(sender) != received.proven_by:
            return CHANGED  # by what it was proven counts no more
        if not sender.trusted or (one.real and sender.may is not SenderRight.EMERGENCY):
            return UNTRUSTED
        if not one.real and not sender.tests:
            return UNWANTED
        if place_digest(self._current.station.settings.place) != received.judged_at:
            return MOVED  # whether it is for the ward was judged by another place
        if self._inbox.cancelled(received):
            return ENDED
        state = self._inbox.state(received.id)
        if state is None:
            return DISPLACED
        if state not in OPEN:
            return DECIDED
        return EXPIRED if start >= received.until(sender.longest) else None
