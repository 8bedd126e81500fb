"""How loud an airing is, and in which channels, by the station that airs now."""

from __future__ import annotations

from datetime import time
from math import log10
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.request import EmergencyGround, Item, Request, Terms, Urgency
from broadcaster.station.model.equipment import Channel, Zone
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Gain, GainHours, Sound
from broadcaster.station.model.station import FakeInForce, Station
from broadcaster.timetable.guard.air_guard import AirGuard
from tests.fakes.approving import nothing_approved
from tests.house import local

HALF = 20 * log10(0.5)  # dB


@pytest.mark.parametrize(
    ("zones", "heard"),
    [((), [0.5, 1.0]), (("xa",), [0.5, None]), (("gan",), [None, 1.0])],
    ids=["all", "xa", "gan"],
)
def test_gain_of_a_zone_is_its_channels_also_where_a_schedule_names_no_zones(
    zones: tuple[str, ...], heard: list[float | None]
) -> None:
    settings = Settings(
        name="Đài thử",
        zones=MappingProxyType(
            {"xa": Zone(name="xa", channel=Channel.LEFT), "gan": Zone(name="gan", channel=Channel.RIGHT)}
        ),
        gain=Gain(zones=MappingProxyType({"xa": HALF})),
    )
    station = Station(
        root=Path(), settings=settings, messages=MappingProxyType({}), schedules=MappingProxyType({})
    )
    item = Item(id="a", message="a", title="a", path="a.wav", rate=16000, start_frame=0, end_frame=16000)
    at = local("2026-11-23T08:00")
    asked = Request(id="a", terms=Terms(kind=AiringKind.SCHEDULED, zones=zones), planned=at, items=(item,))
    far, near = AirGuard(FakeInForce(station), nothing_approved()).shape(asked, item, at)
    assert [None if side.delay is None else side.gain for side in (far, near)] == heard


def shaped(settings: Settings, *, emergency: bool) -> list[float]:
    """The linear gain of both channels."""
    nothing: MappingProxyType[str, object] = MappingProxyType({})
    station = Station(root=Path(), settings=settings, messages=nothing, schedules=nothing)  # type: ignore[arg-type]
    item = Item(id="a", message="a", title="a", path="a.wav", rate=16000, start_frame=0, end_frame=16000)
    at = local("2026-11-23T08:00")
    urgency = Urgency.EMERGENCY if emergency else Urgency.NORMAL
    asked = Request(
        id="a",
        terms=Terms(
            kind=AiringKind.MANUAL, urgency=urgency, ground=EmergencyGround.PERSON if emergency else None
        ),
        planned=at,
        items=(item,),
    )
    return [side.gain for side in AirGuard(FakeInForce(station), nothing_approved()).shape(asked, item, at)]


@pytest.mark.parametrize(("emergency", "heard"), [(True, 0.1), (False, 0.001)])
def test_no_gain_makes_an_emergency_too_soft_to_be_heard(emergency: bool, heard: float) -> None:
    settings = Settings(name="Đài thử", gain=Gain(all=-60))
    assert shaped(settings, emergency=emergency) == pytest.approx([heard, heard])


@given(
    loudness=st.floats(-30, -8),
    everywhere=st.floats(-20, 12),
    hour=st.floats(-20, 12),
    zone=st.floats(-20, 12),
)
def test_loudness_and_gains_together_keep_an_emergency_between_soft_and_clipped(
    loudness: float, everywhere: float, hour: float, zone: float
) -> None:
    hours = (GainHours(between=(time(7), time(9)), db=hour),)
    settings = Settings(
        name="Đài thử",
        sound=Sound(loudness=loudness),
        zones=MappingProxyType({"xa": Zone(name="xa")}),
        gain=Gain(all=everywhere, hours=hours, zones=MappingProxyType({"xa": zone})),
    )
    wanted = everywhere + hour + zone
    for side in shaped(settings, emergency=True):
        assert 20 * log10(side) == pytest.approx(min(max(wanted, -36 - loudness), 12), abs=1e-6)
