"""An alert of the inbox as it stands, what became of some bytes, and where their files lie: values. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from broadcaster.alerts.cap.model import Alert
from broadcaster.alerts.inbox.finding import AlertFinding
from broadcaster.alerts.inbox.received import AIRED, AlertRecording, AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import AlertSender

FOLDER = "inbox"
"""In the station's own folder: what came, and the recordings of it."""
SOUND = ".flac"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlert:
    """An alert of the inbox as it stands."""

    received: Received
    state: AlertState
    until: datetime
    why: Phrase | None  # why it stands so, where somebody said so


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAlert:
    """What became of some bytes."""

    judgement: Judgement
    received: Received | None = None  # None where they are no alert

    @property
    def awaited(self) -> str:
        """The id of an alert that was kept and whose recording is still to be made; "" for any other."""
        one, refused = self.received, self.judgement.verdict is AlertVerdict.REFUSE
        waits = one is not None and not refused and one.recording is not None and one.recording.awaited
        return one.id if one is not None and waits else ""


def recording_name(alert: str) -> str:
    """The file of an alert's recording, below the station's own folder."""
    return f"{FOLDER}/{alert}{SOUND}"


def is_for_air(one: Received) -> bool:
    """True for an alert that the air is told of."""
    return one.judgement.verdict in AIRED or bool(one.judgement.ends)


def received_of(
    raw: bytes,
    found: AlertFinding,
    alert: Alert,
    judged: Judgement,
    sender: AlertSender | None,
    proven: AlertSender | None,
    now: datetime,
) -> Received:
    """What was found, as it is kept."""
    return Received(
        id=hashlib.sha256(raw).hexdigest(),
        sender="" if sender is None else sender.id,
        proof="" if proven is None else str(proven.proof),
        name="" if sender is None else sender.name,
        alert=alert,
        judgement=judged,
        at=now,
        proven_by=found.proven_by,
        judged_at=found.judged_at,
        recording=_offered(found),
    )


def _offered(found: AlertFinding) -> AlertRecording | None:
    audio = found.audio
    if audio is None:
        return None
    return AlertRecording(why=audio) if isinstance(audio, Phrase) else AlertRecording()
