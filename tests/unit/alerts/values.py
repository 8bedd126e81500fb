"""Alerts, senders and wards as values, for tests of the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from broadcaster.alerts.cap.model import (
    Alert,
    AlertInfo,
    AlertKey,
    AlertSeverity,
    AlertStatus,
    AlertUrgency,
    Area,
    Certainty,
    Circle,
    MsgType,
    Scope,
)
from broadcaster.alerts.judging.area import WardArea, around
from broadcaster.alerts.proof.model import Provenance, SignatureState
from broadcaster.people.roles.senders import AlertSender, SenderProof, SenderRight

SENT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
AT = SENT + timedelta(minutes=1)
HOUR = timedelta(hours=1)
TAN_PHONG = Circle(centre=(22.39, 103.46), radius=3)
WARD = WardArea(codes=frozenset({"03151"}), outline=around(TAN_PHONG))
OURS = Area(description="Tân Phong", geocodes=(("GSO", "03151"),))
HANOI = ((21.0, 105.8), (21.0, 105.9), (21.1, 105.9), (21.0, 105.8))
FAR = Area(description="Hà Nội", polygons=(HANOI,))
VAGUE = Area(description="vùng núi phía Bắc")


def sender(proof: SenderProof = SenderProof.FEED, **more: Any) -> AlertSender:
    usual = AlertSender(id="nchmf", name="Trung tâm Dự báo", proof=proof, key="k", may=SenderRight.EMERGENCY)
    return replace(usual, trusted=True, **more)


def from_feed(**more: Any) -> Provenance:
    return Provenance(sender=sender(**more))


def signed(state: SignatureState = SignatureState.GOOD, **more: Any) -> Provenance:
    return replace(Provenance(sender=sender(SenderProof.SIGNATURE), signature=state), **more)


def key(identifier: str = "VN-1", *, by: str = "canhbao@example.vn", sent: datetime = SENT) -> AlertKey:
    return AlertKey(sender=by, identifier=identifier, sent=sent)


def info(**more: Any) -> AlertInfo:
    usual = AlertInfo(
        language="vi",
        categories=("Met",),
        event="Bão",
        urgency=AlertUrgency.IMMEDIATE,
        severity=AlertSeverity.EXTREME,
        certainty=Certainty.OBSERVED,
        expires=SENT + HOUR,
        areas=(OURS,),
    )
    return replace(usual, **more)


def alert(*infos: AlertInfo, **more: Any) -> Alert:
    usual = Alert(
        key=key(),
        status=AlertStatus.ACTUAL,
        msg_type=MsgType.ALERT,
        scope=Scope.PUBLIC,
        infos=infos or (info(),),
    )
    return replace(usual, **more)
