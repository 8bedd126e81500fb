"""What the inbox gives to the air, and what the air asks of the inbox: a value and two protocols. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from broadcaster.alerts.cap.model import Alert
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import AlertSender


class AlertState(StrEnum):
    """How an alert stands."""

    RECEIVED = "received"  # nobody saw it; it does not sound by itself
    SHOWN = "shown"  # a person saw it
    USED = "used"  # a person made a draft of it
    SET_ASIDE = "set_aside"  # by a person
    WAITING = "waiting"  # it is to sound by itself, and did not yet
    HEARD = "heard"  # it sounded by itself
    CANCELLED = "cancelled"  # a later one of its sender ended it
    EXPIRED = "expired"
    REFUSED = "refused"  # it does not sound by itself, for a reason; a person may still use it


AIRED = frozenset({AlertVerdict.AIR, AlertVerdict.TEST})
"""The verdicts of what may sound by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRecording:
    """The sender's own recording of an alert. Without a digest and without a reason it is awaited."""

    sha256: str = ""  # of its file
    seconds: float = 0.0
    why: Phrase | None = None  # there is none

    @property
    def awaited(self) -> bool:
        """True until it is there, or certain that it does not come."""
        return not self.sha256 and self.why is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An alert that was judged, and is kept."""

    id: str  # SHA-256 of its bytes, hexadecimal
    sender: str  # its id in people.yaml; "": nobody knows
    proof: str  # how it was proven, a `SenderProof`; "": it was not
    name: str  # the sender's, in the ward's words as they were then
    alert: Alert
    judgement: Judgement
    at: datetime  # when it came
    # By what it was proven and judged; the sender and the place of now need not be those.
    proven_by: str = ""
    judged_at: str = ""
    recording: AlertRecording | None = None  # None: it offers none

    def until(self, longest: float) -> datetime:
        """When it is over: no word of it begins at that instant or later.

        Args:
            longest: seconds that an alert of its sender holds where it names no end.
        """
        open_end = self.alert.key.sent + timedelta(seconds=longest)
        return min((info.expires or open_end for info in self.judgement.infos), default=open_end)

    @property
    def title(self) -> str:
        """What people call it: its headline in Vietnamese, else the first there is."""
        infos = self.judgement.infos or self.alert.infos
        ours = [info for info in infos if info.language.lower().startswith("vi")]
        titles = (" ".join((info.headline or info.event).split()) for info in (*ours, *infos))
        return next(filter(None, titles), self.alert.key.identifier)[:_TITLE]


_TITLE = 160  # characters: as long as the standard wants a headline


class AlertInbox(Protocol):
    """What the air asks. From any thread, the director's too: each answers from memory, and waits not."""

    def in_force(self, sender: str) -> AlertSender | None:
        """The sender as it is in force now, `trusted` included; None where it is not."""

    def cancelled(self, received: Received) -> bool:
        """True once a later one of the same sender ended it, heard or not, also one that came first."""

    def state(self, name: str) -> AlertState | None:
        """How the alert of this id stands; None where it is no longer kept."""

    def recording(self, name: str) -> AlertRecording | None:
        """What came of the recording of an alert since it was handed over; None while nothing did."""

    def mark(self, name: str, state: AlertState, why: Phrase | None = None) -> None:
        """What became of an alert: WAITING, HEARD, CANCELLED, EXPIRED or REFUSED, and why.

        It holds at once, and is on the disk soon: that an alert was heard, the journal says first.
        """


class AlertAir(Protocol):
    """What becomes of alerts on the air."""

    def take(self, received: Received, *, again: bool = False) -> None:
        """An alert that is on the disk: by its verdict it is to sound, or it ends earlier ones.

        Each whose verdict is AIR or TEST comes here, as WAITING, and each with `judgement.ends`, whatever its
        verdict. After a start each that is not over comes again, however it stands, the oldest first. One at
        a time, from a thread of the inbox; returns soon.

        Args:
            again: it came before this process began, whatever the clock says.
        """
