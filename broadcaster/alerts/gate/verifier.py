"""Reads and judges one alert: a program of its own, with bounds, which the alert may hang or crash.

Standard input has one line of JSON (`orders`, `named`, `at`, `index`), then the alert. It prints an
`AlertFinding`. Whatever it writes is checked by the station.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.alerts.cap.feeds import links_of
from broadcaster.alerts.cap.model import AlertInfo
from broadcaster.alerts.cap.reading import read_alert
from broadcaster.alerts.gate.orders import ORDERS, GateOrders
from broadcaster.alerts.gate.ward import ward_of
from broadcaster.alerts.inbox.finding import AlertFinding, refused
from broadcaster.alerts.inbox.ground import place_digest, proof_digest
from broadcaster.alerts.judging.area import WardArea
from broadcaster.alerts.judging.judgement import judge_alone
from broadcaster.alerts.judging.recorded import recording_of
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement
from broadcaster.alerts.proof.provenance import provenance
from broadcaster.core.errors import AlertsError, Phrase, kept

FINDING: TypeAdapter[AlertFinding] = TypeAdapter(AlertFinding)


def found(
    raw: bytes, orders: GateOrders, at: datetime, named: str | None = None, *, index: bool = False
) -> AlertFinding:
    """Judge some bytes as if nothing had come before.

    Args:
        named: the sender who brought them, by its feed or token.
        index: they may say where alerts are.
    """
    if index and (links := links_of(raw)) is not None:
        return replace(refused("alerts.not_cap", sender=named or ""), links=links)
    sender = None if named is None else orders.senders.get(named)
    origin = provenance(raw, orders.senders.values(), at, sender)
    name = "" if origin.sender is None else origin.sender.id
    read = read_alert(origin.raw)
    alert = read.alert
    if alert is None:
        return AlertFinding(
            judgement=Judgement(verdict=AlertVerdict.REFUSE, reasons=read.problems), sender=name
        )
    ward, fault = _ward(orders)
    # By a clock that is wrong everything may look over; whoever lets it sound judges that anew.
    judged = judge_alone(alert, origin, ward, at if orders.trusted else alert.key.sent)
    return AlertFinding(
        judgement=_bare(judged),
        alert=replace(alert, infos=tuple(map(_bare_info, alert.infos))),
        audio=recording_of(judged, origin),
        sender=name,
        proven=origin.proven is not None,
        proven_by="" if origin.sender is None else proof_digest(origin.sender),
        judged_at=place_digest(orders.place),
        fault=fault,
    )


def _ward(orders: GateOrders) -> tuple[WardArea, Phrase | None]:
    """Where the ward is; of a damaged outline nothing is known, and it is told."""
    try:
        return ward_of(orders.place, Path(orders.folder)), None
    except AlertsError as error:
        without = ward_of(replace(orders.place, outline=""), Path(orders.folder))
        return without, Phrase(code=error.code, facts=kept(error.facts))


def _bare(judged: Judgement) -> Judgement:
    return replace(judged, infos=tuple(map(_bare_info, judged.infos)))


def _bare_info(info: AlertInfo) -> AlertInfo:
    areas = tuple(replace(one, polygons=(), circles=()) for one in info.areas)
    return replace(info, areas=areas, audio=())


def main() -> None:
    """Answer the question on standard input."""
    asked = json.loads(sys.stdin.buffer.readline())
    orders = ORDERS.validate_json(asked["orders"], strict=True)
    raw, at = sys.stdin.buffer.read(), datetime.fromisoformat(asked["at"])
    told = found(raw, orders, at, asked["named"], index=asked["index"])
    sys.stdout.buffer.write(FINDING.dump_json(told))
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is worth waiting for


if __name__ == "__main__":
    main()
