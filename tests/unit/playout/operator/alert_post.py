"""The accelerated station with alerts from above: an inbox in memory, and senders that the ward trusts."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from broadcaster.alerts.cap.model import (
    AlertInfo,
    AlertKey,
    AlertSeverity,
    AlertStatus,
    AlertUrgency,
    MsgType,
)
from broadcaster.alerts.inbox.ground import place_digest, proof_digest
from broadcaster.alerts.inbox.received import AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement
from broadcaster.journal.rows.model import Airing, AiringKind
from broadcaster.people.roles.senders import AlertSender
from broadcaster.station.model.sound import StationPlace
from tests.house import House
from tests.unit.alerts.values import alert, info, key, sender
from tests.unit.app.urgency import MOMENT, Post

TRUSTED = sender(longest=7200.0)
HOUR = timedelta(hours=1)


def received(
    identifier: str = "VN-1",
    *,
    sent: datetime,
    at: datetime | None = None,
    severity: AlertSeverity = AlertSeverity.EXTREME,
    urgency: AlertUrgency = AlertUrgency.IMMEDIATE,
    lasts: timedelta | None = HOUR,
    verdict: AlertVerdict = AlertVerdict.AIR,
    ends: Iterable[AlertKey] = (),
    by: AlertSender = TRUSTED,
    **more: Any,
) -> Received:
    """An alert as the inbox gives it."""
    told: AlertInfo = info(
        severity=severity,
        urgency=urgency,
        expires=None if lasts is None else sent + lasts,
        headline=f"Bão số {identifier[-1]}",
        **more,
    )
    ends = tuple(ends)
    kind = MsgType.CANCEL if verdict is AlertVerdict.CANCEL else MsgType.UPDATE if ends else MsgType.ALERT
    status = AlertStatus.TEST if verdict is AlertVerdict.TEST else AlertStatus.ACTUAL
    said = alert(told, key=key(identifier, sent=sent), msg_type=kind, status=status, references=ends)
    return Received(
        id=hashlib.sha256(f"{identifier}{sent}".encode()).hexdigest(),
        sender=by.id,
        proof=str(by.proof),
        name=by.name,
        alert=said,
        judgement=Judgement(verdict=verdict, reasons=(), infos=said.infos, ends=ends),
        at=at or sent,
        proven_by=proof_digest(by),
        judged_at=place_digest(StationPlace()),
    )


class AlertPost(Post):
    """A place that sees alerts come."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.alerts, self.inbox = house.parts.alerts, house.inbox
        self.inbox.senders.setdefault(TRUSTED.id, TRUSTED)

    def receive(self, *each: Received) -> None:
        """Alerts come one after the other, at once."""
        for one in each:
            self.alerts.take(self.inbox.receive(one))
        self.look()

    def again(self) -> None:
        """What the inbox hands over when the station starts."""
        trusted = self.house.trust.verdict.trusted
        for one in self.inbox.standing(trusted=trusted):
            self.alerts.take(one, again=True)
        self.look()

    def look(self) -> None:
        """A turn of the alerts' own thread, until what it asked for is made."""
        self._elsewhere(self.alerts.look)
        while any(self.manual.makes(one.airing) for one in self.alerts.standing):
            self.house.settle()
            time.sleep(MOMENT)
        self.house.settle()

    def siren_ready(self) -> None:
        """Have the siren made ahead."""
        siren = self.house.parts.siren
        self._elsewhere(siren.make)
        until = time.monotonic() + 10
        while siren.ready() is None and time.monotonic() < until:
            self.house.settle()
            time.sleep(MOMENT)

    def run_for(self, **length: float) -> None:
        """Let time pass, with a look of the alerts' thread each second while something is near."""
        end = self.now + timedelta(**length)
        while self.now < end:
            near = not self.house.director.desk.idle or any(
                one.chain.at - self.now < timedelta(seconds=20) for one in self.alerts.standing
            )
            self.house.run_until(min(end, self.now + timedelta(seconds=1 if near else 10)))
            self.look()

    def rows(self) -> list[Airing]:
        """The rows of alerts, without those of sirens before them."""
        return [row for row in self.log() if row.kind is AiringKind.ALERT and row.part_of is None]

    def state(self, one: Received) -> tuple[AlertState | None, str]:
        """How the inbox has it, and why."""
        why = self.inbox.why.get(one.id)
        return self.inbox.state(one.id), "" if why is None else why.code

    def trust(self, **changed: Any) -> None:
        """The sender is another from now on."""
        self.inbox.senders[TRUSTED.id] = replace(self.inbox.senders[TRUSTED.id], **changed)
