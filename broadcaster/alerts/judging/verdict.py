"""The verdict over an alert as a value, and what came before it. Needs neither XML nor geometry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from broadcaster.alerts.cap.model import Alert, AlertInfo, AlertKey, MsgType
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import AlertSender
from broadcaster.station.model.names import shown


class AlertVerdict(StrEnum):
    """What becomes of an alert."""

    AIR = "air"
    INBOX = "inbox"
    TEST = "test"
    CANCEL = "cancel"
    REFUSE = "refuse"


Mark = tuple[str, str, AlertKey]
"""An alert of a sender, proven in one way: what another sender writes, or proves otherwise, is another's."""


def mark(proven: AlertSender | None, key: AlertKey) -> Mark:
    """The mark of an alert, by the sender whom it proves to be from."""
    return ("", "", key) if proven is None else (proven.id, proven.proof, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict over one alert."""

    verdict: AlertVerdict
    reasons: tuple[Phrase, ...]
    infos: tuple[AlertInfo, ...] = ()  # those for the ward that decided
    ends: tuple[AlertKey, ...] = ()  # earlier alerts of the same sender, heard or not


def reason(code: str, **facts: object) -> Phrase:
    """Why."""
    return Phrase(code=code, facts=tuple((name, str(fact)) for name, fact in facts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAlerts:
    """What came before: a value, kept by whoever judges one alert after the other."""

    seen: frozenset[Mark] = frozenset()
    ended: frozenset[Mark] = frozenset()  # by an update or a cancel, which may have come first

    def after(self, alert: Alert, proven: AlertSender | None, judged: Judgement) -> KnownAlerts:
        """What is known once an alert was judged."""
        seen = set() if judged.verdict is AlertVerdict.REFUSE else {mark(proven, alert.key)}
        ended = {mark(proven, key) for key in judged.ends}
        return KnownAlerts(seen=self.seen | seen, ended=self.ended | ended)


def recalled(alert: Alert, proven: AlertSender | None, judged: Judgement, known: KnownAlerts) -> Judgement:
    """The judgement over an alert, once what came before it counts."""
    if judged.verdict is AlertVerdict.REFUSE:
        return judged
    own = mark(proven, alert.key)
    before = [reason("alerts.seen")] * (own in known.seen) + [reason("alerts.ended")] * (own in known.ended)
    if before:
        return Judgement(verdict=AlertVerdict.REFUSE, reasons=(before[0],), ends=judged.ends)
    return replace(judged, reasons=(*judged.reasons, *_notes(alert, proven, judged, known)))


def _notes(
    alert: Alert, proven: AlertSender | None, judged: Judgement, known: KnownAlerts
) -> Iterator[Phrase]:
    if judged.verdict is AlertVerdict.CANCEL:
        seen = any(mark(proven, key) in known.seen for key in judged.ends)
        names = shown(", ".join(key.identifier for key in judged.ends))
        yield reason("alerts.cancels" if seen else "alerts.cancels_unseen", identifiers=names)
    elif alert.msg_type is MsgType.UPDATE and not known.seen & {
        mark(proven, one) for one in alert.references
    }:
        yield reason("alerts.updates_unseen")
