"""What was found out about some bytes, as a verifier tells it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.alerts.cap.model import Alert, AudioResource
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement
from broadcaster.core.errors import Phrase, kept


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFinding:
    """What some bytes are, and what would become of them if nothing had come before."""

    judgement: Judgement
    alert: Alert | None = None  # without what its areas draw: that has been judged; nor its sounds
    audio: AudioResource | Phrase | None = None  # its recording, or why that is not heard
    sender: str = ""  # the id of who sent it, or is said to have; "": nobody knows
    proven: bool = False
    proven_by: str = ""  # see `ground.proof_digest`: of the sender as the verifier knew it
    judged_at: str = ""  # see `ground.place_digest`
    links: tuple[str, ...] | None = None  # it is no alert: it says where some are
    fault: Phrase | None = None  # of the station's own files


def refused(code: str, *, sender: str = "", **facts: object) -> AlertFinding:
    """A finding that some bytes are not taken."""
    why = Phrase(code=code, facts=kept(facts))
    return AlertFinding(judgement=Judgement(verdict=AlertVerdict.REFUSE, reasons=(why,)), sender=sender)
