"""What becomes of an alert, and why: it airs, waits for a person, is a test, ends another, or is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from broadcaster.alerts.cap.model import Alert, AlertInfo, AlertKey, AlertStatus, MsgType, Scope
from broadcaster.alerts.judging.area import WardArea, Whereabouts, whereabouts
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement, KnownAlerts, reason, recalled
from broadcaster.alerts.proof.model import Provenance, SignatureState
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import AlertTable, SenderProof, SenderRight
from broadcaster.station.model.names import shown

_TESTS = (AlertStatus.TEST, AlertStatus.EXERCISE)
_ENDING = (MsgType.UPDATE, MsgType.CANCEL)


def judge(
    alert: Alert, origin: Provenance, ward: WardArea, at: datetime, known: KnownAlerts | None = None
) -> Judgement:
    """Judge an alert. `at`: the instant of the verdict; the clock is trusted."""
    return recalled(alert, origin.proven, judge_alone(alert, origin, ward, at), known or KnownAlerts())


def judge_alone(alert: Alert, origin: Provenance, ward: WardArea, at: datetime) -> Judgement:
    """The same as if nothing had come before: whoever keeps what did completes it by `recalled`."""
    return _Judge(alert, origin, ward, at).judgement()


class _Judge:
    def __init__(self, alert: Alert, origin: Provenance, ward: WardArea, at: datetime) -> None:
        self._alert = alert
        self._origin = origin
        self._ward = ward
        self._at = at

    def judgement(self) -> Judgement:
        """The verdict, and why."""
        if found := next(self._forgery(), None):
            return Judgement(verdict=AlertVerdict.REFUSE, reasons=(found,))
        ends = self._ends()
        doubts = (*self._doubts(),)
        if self._cancels and ends and not doubts:
            return Judgement(verdict=AlertVerdict.CANCEL, reasons=(), ends=ends)
        held = [info for info in self._alert.infos if not self._is_over(info)]
        placed = [(self._where(info), info) for info in held]
        here = [(where, info) for where, info in placed if where is not Whereabouts.ELSEWHERE]
        if self._alert.infos and not self._cancels and not here:
            code = "alerts.elsewhere" if held else "alerts.expired"
            return Judgement(verdict=AlertVerdict.REFUSE, reasons=(reason(code),), ends=ends)
        weight = max(map(self._weight, here), default=(False, False))
        here = [one for one in here if self._weight(one) == weight]  # they decide, and are told
        waits = (*doubts, *self._not_for_the_air(here))
        infos = tuple(info for _, info in here)
        if self._alert.status in _TESTS:
            told = reason("alerts.test", status=self._alert.status)
            verdict = (
                AlertVerdict.INBOX if doubts or self._alert.scope is not Scope.PUBLIC else AlertVerdict.TEST
            )
            return Judgement(verdict=verdict, reasons=(told, *waits), infos=infos, ends=ends)
        if waits:
            return Judgement(verdict=AlertVerdict.INBOX, reasons=waits, infos=infos, ends=ends)
        return Judgement(verdict=AlertVerdict.AIR, reasons=(self._airs(infos[0]),), infos=infos, ends=ends)

    @property
    def _cancels(self) -> bool:
        alert = self._alert
        return alert.msg_type is MsgType.CANCEL and alert.status not in _TESTS

    def _weight(self, one: tuple[Whereabouts, AlertInfo]) -> tuple[bool, bool]:
        return one[0] is Whereabouts.OURS, self._table.holds(one[1])

    @property
    def _table(self) -> AlertTable:
        return AlertTable() if self._origin.sender is None else self._origin.sender.table

    def _forgery(self) -> Iterator[Phrase]:
        """Why it cannot be the sender's."""
        sender, state = self._origin.sender, self._origin.signature
        name = "" if sender is None else sender.name
        if sender is not None and sender.proof is not SenderProof.SIGNATURE:
            return  # the way by which it came proves it
        if state is SignatureState.BAD:
            other = reason("alerts.other_certificate", name=name)
            yield other if self._origin.stranger else reason("alerts.forged")
        elif sender is not None and state is SignatureState.NONE:
            yield reason("alerts.unsigned", name=name)

    def _ends(self) -> tuple[AlertKey, ...]:
        """The earlier alerts that it ends: of the same sender alone, and a test ends nothing real."""
        alert = self._alert
        counts = alert.status is AlertStatus.ACTUAL and alert.scope is Scope.PUBLIC
        if self._origin.proven is None or not counts or alert.msg_type not in _ENDING:
            return ()
        own = alert.key  # to name itself ends nothing
        return tuple(key for key in alert.references if key.sender == own.sender and key != own)

    def _doubts(self) -> Iterator[Phrase]:
        """Why nobody knows that it is a sender's of the ward."""
        sender = self._origin.sender
        if sender is None:
            unproven = self._origin.signature is SignatureState.UNPROVEN
            yield reason("alerts.unknown_signature" if unproven else "alerts.no_proof")
            return
        if not self._origin.accepted:
            yield reason("alerts.not_accepted", name=sender.name)
        if self._origin.expired:
            yield reason("alerts.certificate_over", name=sender.name)

    def _not_for_the_air(self, here: Sequence[tuple[Whereabouts, AlertInfo]]) -> Iterator[Phrase]:
        """Why a person must look at it, whoever it is from."""
        alert, sender = self._alert, self._origin.sender
        if self._cancels:
            yield reason("alerts.cancels_nothing")
        if alert.status not in (AlertStatus.ACTUAL, *_TESTS):
            yield reason("alerts.not_actual", status=alert.status)
        if alert.msg_type in (MsgType.ACK, MsgType.ERROR):
            yield reason("alerts.no_warning", msg_type=alert.msg_type)
        if alert.scope is not Scope.PUBLIC:
            yield reason("alerts.not_public", scope=alert.scope)
        if not here and not self._cancels:
            yield reason("alerts.says_nothing")
        for where, info in here[:1]:
            if where is Whereabouts.UNCLEAR:
                names = shown(", ".join(one.description for one in info.areas)) or "–"
                yield reason("alerts.area_unclear", area=names)
            if not self._table.holds(info):
                yield reason("alerts.below_table", **_table_facts(info))
        if sender is not None and sender.may is SenderRight.INBOX:
            yield reason("alerts.for_inbox", name=sender.name)
        elif sender is not None and self._origin.accepted and not sender.trusted:
            yield reason("alerts.not_trusted", name=sender.name, sender=sender.id)

    def _airs(self, info: AlertInfo) -> Phrase:
        sender = self._origin.sender
        return reason("alerts.airs", name="" if sender is None else sender.name, **_table_facts(info))

    def _is_over(self, info: AlertInfo) -> bool:
        sender, until = self._origin.sender, info.expires
        if until is None and sender is not None:
            until = self._alert.key.sent + timedelta(seconds=sender.longest)
        return until is not None and until <= self._at

    def _where(self, info: AlertInfo) -> Whereabouts:
        sender = self._origin.sender
        return whereabouts(info, self._ward, {} if sender is None else sender.areas)


def _table_facts(info: AlertInfo) -> dict[str, object]:
    return {"severity": info.severity, "urgency": info.urgency, "certainty": info.certainty}
