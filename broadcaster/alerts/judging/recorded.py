"""The sender's own recording of an alert: which one may be heard in place of its words. Pure."""

from __future__ import annotations

from broadcaster.alerts.cap.model import AudioResource
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement, reason
from broadcaster.alerts.judging.words import is_ours
from broadcaster.alerts.proof.model import Provenance
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import SenderProof


def recording_of(judged: Judgement, origin: Provenance) -> AudioResource | Phrase | None:
    """The recording of an alert, or why none is heard; None where it brings none in Vietnamese.

    What it brings along is proven by what proves the alert: a signature goes over it, and a feed, a token or
    an adaptor brought it. A link proves nothing, so it counts of a feed alone: whoever follows it sees that
    it leads to that feed's own host.
    """
    info = next(filter(is_ours, judged.infos), None)
    if judged.verdict is AlertVerdict.REFUSE or info is None or not info.audio:
        return None
    sender = origin.proven
    if sender is None:
        return reason("alerts.audio.unproven")
    brought = next((one for one in info.audio if one.content), None)
    if brought is not None or sender.proof is not SenderProof.FEED:
        return brought or reason("alerts.audio.elsewhere")
    return info.audio[0]
