"""The program that reads one alert: what strangers send costs no more than its bounds."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from broadcaster.alerts.gate.orders import GateOrders, as_line
from broadcaster.alerts.gate.programs import COMPUTING, verified
from broadcaster.alerts.inbox.finding import AlertFinding
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.people.roles.senders import AlertSender, SenderProof, SenderRight
from broadcaster.station.model.sound import StationPlace
from tests.unit.alerts.certificates import signed
from tests.unit.alerts.hostile import HERE, HOSTILE, PINNED, RAW
from tests.unit.alerts.samples import area, info, made

SENDER = AlertSender(
    id="nchmf",
    name="TT",
    proof=SenderProof.SIGNATURE,
    key=PINNED.pem,
    may=SenderRight.EMERGENCY,
    trusted=True,
)
FEED = AlertSender(
    id="feed", name="TT", proof=SenderProof.FEED, key="https://x.vn/", may=SenderRight.EMERGENCY, trusted=True
)
FINDING: TypeAdapter[AlertFinding] = TypeAdapter(AlertFinding)


def orders(
    *senders: AlertSender, trusted: bool = False, folder: Path = Path("/nowhere"), **place: Any
) -> str:
    told = GateOrders(
        folder=str(folder),
        senders={one.id: one for one in senders or (SENDER, FEED)},
        place=StationPlace(code="03151", **place),
        trusted=trusted,
    )
    line: Mapping[str, Any] = json.loads(as_line(told))
    return str(line["orders"]["verifier"])


def judged(raw: bytes, named: str | None = None, **more: Any) -> AlertFinding:
    return FINDING.validate_python(verified(orders(**more), raw, named))


def test_a_signed_alert_is_the_senders_and_what_its_areas_draw_stays_there() -> None:
    drawn = made(info(area(polygon="22,103 22,104 23,104 22,103", geocode="GSO 03151")))
    found = judged(signed(drawn, PINNED))
    assert (found.sender, found.proven, found.judgement.verdict) == ("nchmf", True, AlertVerdict.AIR)
    assert found.alert is not None
    assert [one.polygons for each in found.alert.infos for one in each.areas] == [()]


def test_by_a_clock_that_is_wrong_nothing_is_over() -> None:
    past = made(info(HERE, expires="2026-11-20T11:00:00+07:00"), sent="2026-11-20T10:00:00+07:00")
    assert judged(past, "feed").judgement.verdict is AlertVerdict.AIR
    found = judged(
        made(info(HERE, expires="2020-11-20T11:00:00+07:00"), sent="2020-11-20T10:00:00+07:00"),
        "feed",
        trusted=True,
    )
    assert [one.code for one in found.judgement.reasons] == ["alerts.expired"]


def test_a_damaged_outline_is_told_and_keeps_no_alert_out(tmp_path: Path) -> None:
    (tmp_path / "o.geojson").write_text("nothing")
    drawn = made(info(area(polygon="22,103 22,104 23,104 22,103")))
    found = judged(drawn, "feed", folder=tmp_path, outline="o.geojson")
    assert found.fault is not None
    assert found.fault.code == "alerts.bad_outline"
    assert found.judgement.verdict is AlertVerdict.INBOX


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_hostile_airs_nothing_and_costs_no_more_than_the_bounds(case: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    found = judged(HOSTILE[case], "nchmf", circle="22.3964 103.4588 3")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert found.judgement.verdict in (AlertVerdict.REFUSE, AlertVerdict.INBOX)
    assert found.judgement.reasons
    assert not found.proven
    computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert computed < COMPUTING + 0.5
    assert time.monotonic() - begun < 20


def test_one_that_computes_for_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcaster.alerts.gate.programs.SLOW", 0.01)
    found = judged(RAW, "feed")
    assert [one.code for one in found.judgement.reasons] == ["alerts.too_costly"]
