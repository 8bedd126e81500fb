"""An inbox with two alerts, for the pages that show it."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from broadcaster.alerts.cap.model import AudioResource
from broadcaster.alerts.inbox.finding import AlertFinding
from broadcaster.alerts.inbox.inbox import Inbox
from broadcaster.alerts.inbox.received import AlertRecording
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement, reason
from broadcaster.core.clock import SystemClock
from tests.unit.alerts.values import OURS, alert, info, key, sender

BROUGHT = AudioResource(mime="audio/mpeg", content="AAAA")


def fill(state: Path) -> None:
    """Have one alert of a sender, and one of nobody, come."""
    clock = SystemClock()
    told = info(
        expires=clock.now() + timedelta(days=1), areas=(OURS,), headline="Mưa lớn", description="Mưa to."
    )
    one = alert(told, key=key("VN-1", sent=clock.now()))
    here = Judgement(verdict=AlertVerdict.INBOX, reasons=(reason("alerts.no_proof"),), infos=one.infos)
    airs = replace(here, verdict=AlertVerdict.AIR, reasons=(reason("alerts.for_inbox", name="Trung tâm"),))
    with closing(Inbox(state, clock)) as inbox:
        inbox.take(b"1", AlertFinding(judgement=here, alert=one), None)
        found = AlertFinding(judgement=airs, alert=one, audio=BROUGHT, sender="nchmf", proven=True)
        inbox.take(b"2", found, sender())
        inbox.keep_recording(hashlib.sha256(b"2").hexdigest(), AlertRecording(seconds=2.0), b"fLaC")
