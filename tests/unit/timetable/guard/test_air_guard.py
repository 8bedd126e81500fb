"""The guard's own parts that no plan can know: what is judged is what is about to air."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.rows.names import FILE, LIVE, SPOKEN
from broadcaster.playout.desk.request import EmergencyGround, Item, Request, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.station.model.equipment import Channel, Keying, Zone
from broadcaster.station.model.message import Message, Validity
from broadcaster.station.model.regulation import ApprovalRule, AtOnce, Quotas, Regulation
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import FakeInForce, Station
from broadcaster.timetable.guard import air_guard as air_guards
from broadcaster.timetable.guard.air_guard import AirGuard
from broadcaster.timetable.planning import members
from broadcaster.timetable.rules import guard
from broadcaster.upkeep.host.first_start import FirstStart
from tests.catalogue import unworded
from tests.fakes.approving import nothing_approved
from tests.house import RATE, local

NOON = local("2026-11-23T12:00")


def piece(name: str, minutes: float) -> Item:
    return Item(
        id=name,
        message="tiep-am",
        title=name,
        path="",
        rate=RATE,
        start_frame=0,
        end_frame=round(minutes * 60 * RATE),
        part_of="m",
        joined=True,
    )


ITEMS = (
    replace(piece("before", 1), joined=False),
    replace(piece("relay", 10), live=True),
    replace(piece("instead", 9), stands_in_for="relay"),
    piece("after", 2),
)


@pytest.mark.parametrize(
    ("minutes", "refused"),
    [
        pytest.param(13.0, [], id="what is meant to air fits"),
        pytest.param(12.9, ["after"], id="the last does not"),
        pytest.param(10.5, ["relay", "after"], id="what stands in is shorter"),
        pytest.param(9.9, ["relay", "instead", "after"], id="neither fits"),
    ],
)
def test_quota_counts_a_relay_or_what_stands_in_for_it_but_never_both(
    minutes: float, refused: list[str]
) -> None:
    regulation = Regulation(
        quiet=None, sessions_per_day=2, minutes_per_session=minutes, days_per_week=5, quotas=Quotas.REFUSE
    )
    station = Station(
        root=Path(),
        settings=Settings(name="A", regulation=regulation, approval=ApprovalRule(required=False)),
        messages={"tiep-am": Message(id="tiep-am", title="Tiếp âm", parts=())},
        schedules={"s": Schedule(id="s", messages=("tiep-am",))},
    )
    air_guard = AirGuard(FakeInForce(station), nothing_approved())
    request = Request(id="m", terms=Terms(kind=AiringKind.SCHEDULED), planned=NOON, items=ITEMS, schedule="s")

    def judged(item: Item) -> str:
        found = air_guard.guard(request, item, NOON, NOON + timedelta(seconds=1))
        return "" if found is None else found.code

    found = {item.id: judged(item) for item in ITEMS}
    assert [name for name, code in found.items() if code] == refused
    assert set(found.values()) <= {"", "timetable.quota_minutes"}


KEYED, OPEN = Keying(type="gpio", options={"line": "17"}), Keying()


@pytest.mark.parametrize(
    ("hour", "loud", "keying", "code"),
    [
        pytest.param(22, True, OPEN, "playout.rehearsal_quiet", id="a card in the night"),
        pytest.param(22, True, KEYED, "playout.rehearsal_quiet", id="a card in the night, nothing keyed"),
        pytest.param(22, False, OPEN, "", id="a file in the night"),
        pytest.param(12, True, KEYED, "", id="a card by day, all keyed"),
        pytest.param(12, True, OPEN, "timetable.message_expired", id="a card by day that the ward hears"),
    ],
)
def test_rehearsal_on_the_loudspeakers_leaves_people_their_quiet(
    hour: int, loud: bool, keying: Keying, code: str
) -> None:
    # Neither approved nor valid: that is what one rehearses for.
    expired = Validity(until=date(2020, 1, 1))
    message = Message(id="tiep-am", title="Tiếp âm", parts=(), valid=expired)
    settings = Settings(name="A", keying=keying)
    station = Station(root=Path(), settings=settings, messages={"tiep-am": message}, schedules={})
    start = local(f"2026-11-23T{hour}:00")
    request = Request(id="m", terms=Terms(kind=AiringKind.REHEARSAL), planned=start, items=(ITEMS[0],))
    found = AirGuard(FakeInForce(station), nothing_approved(), loud=loud).guard(
        request, ITEMS[0], start, start + timedelta(minutes=1)
    )
    assert (found.code if found else "") == code
    if code == "playout.rehearsal_quiet":
        assert found is not None
        assert dict(found.facts) == {"first": "21:00", "until": "06:00"}


def rehearsed(name: str, *, leads: bool = False, zones: tuple[str, ...] = ()) -> tuple[Request, Item]:
    item = replace(ITEMS[0], message=name)
    asked = Request(
        id="m",
        terms=Terms(kind=AiringKind.REHEARSAL, by=Requester(leads=leads), zones=zones),
        planned=NOON,
        items=(item,),
    )
    return asked, item


@pytest.mark.parametrize(
    ("name", "at_once", "leads", "code"),
    [
        ("tiep-am", AtOnce.OFFICER, True, "timetable.not_approved"),
        (SPOKEN, AtOnce.LEADER, False, "playout.say_not_approved"),
        (FILE, AtOnce.LEADER, False, "playout.file_not_approved"),
        (LIVE, AtOnce.LEADER, False, "playout.live_not_approved"),
        (SPOKEN, AtOnce.LEADER, True, ""),
        (SPOKEN, AtOnce.OFFICER, False, ""),
    ],
)
def test_rehearsal_that_the_ward_hears_needs_the_approval_of_a_real_airing(
    name: str, at_once: AtOnce, leads: bool, code: str
) -> None:
    settings = Settings(name="A", approval=ApprovalRule(at_once=at_once))
    message = Message(id="tiep-am", title="Tiếp âm", parts=())
    station = Station(root=Path(), settings=settings, messages={"tiep-am": message}, schedules={})
    request, item = rehearsed(name, leads=leads)

    def judged(*, loud: bool) -> str:
        guard = AirGuard(FakeInForce(station), nothing_approved(), loud=loud)
        found = guard.guard(request, item, NOON, NOON + timedelta(minutes=1))
        return found.code if found else ""

    assert judged(loud=True) == code
    assert judged(loud=False) == ""


def zone(name: str, channel: Channel, keying: Keying | None) -> Zone:
    return Zone(name=name, channel=channel, keying=keying)


@pytest.mark.parametrize(
    ("station", "far", "near", "zones", "heard"),
    [
        pytest.param(OPEN, KEYED, None, (), True, id="one cluster has no switch"),
        pytest.param(OPEN, KEYED, None, ("far",), False, id="only for the one that has"),
        pytest.param(OPEN, KEYED, None, ("near",), True, id="only for the one that has none"),
        pytest.param(KEYED, None, OPEN, ("near",), True, id="its own keying is none"),
        pytest.param(KEYED, None, None, (), False, id="all by the station's switch"),
        pytest.param(OPEN, KEYED, KEYED, (), False, id="each by its own"),
        pytest.param(Keying(type="file"), None, None, (), True, id="a switch that is only written down"),
        pytest.param(OPEN, KEYED, None, ("gone",), True, id="a zone that is no more"),
    ],
)
def test_rehearsal_is_heard_where_no_switch_keeps_the_loudspeakers_off(
    station: Keying, far: Keying | None, near: Keying | None, zones: tuple[str, ...], heard: bool
) -> None:
    there = {"far": zone("far", Channel.LEFT, far), "near": zone("near", Channel.RIGHT, near)}
    whole = Station(
        root=Path(), settings=Settings(name="A", keying=station, zones=there), messages={}, schedules={}
    )
    assert AirGuard(FakeInForce(whole), nothing_approved(), loud=True).hears(zones) is heard
    assert not AirGuard(FakeInForce(whole), nothing_approved(), loud=False).hears(zones)


def test_cluster_without_a_switch_hears_what_goes_to_another_on_its_channel() -> None:
    there = {"far": zone("far", Channel.LEFT, KEYED), "near": zone("near", Channel.BOTH, None)}
    whole = Station(root=Path(), settings=Settings(name="A", zones=there), messages={}, schedules={})
    assert AirGuard(FakeInForce(whole), nothing_approved(), loud=True).hears(("far",))


def asked_by_hand(name: str, *, leads: bool, still: bool | None, emergency: bool = False) -> Request:
    """Asked for by a person who led then or did not; `still`: as they do now, None where they may not ask."""

    def still_leads() -> bool:
        if still is None:
            raise PeopleError("people.who_asks")
        return still

    item = replace(piece(name, 1), message=name, part_of="", joined=False)
    return Request(
        id=name,
        terms=Terms(
            kind=AiringKind.MANUAL,
            urgency=Urgency.EMERGENCY if emergency else Urgency.NORMAL,
            manual=True,
            by=Requester(leads=leads, still_leads=still_leads),
            ground=EmergencyGround.PERSON if emergency else None,
        ),
        planned=NOON,
        items=(item,),
    )


@pytest.mark.parametrize(
    ("at_once", "leads", "still", "code"),
    [
        pytest.param(AtOnce.OFFICER, False, False, "", id="an officer, as before"),
        pytest.param(AtOnce.OFFICER, False, None, "playout.right_lost", id="an officer who is gone"),
        pytest.param(AtOnce.LEADER, True, True, "", id="a leader, as before"),
        pytest.param(AtOnce.LEADER, True, None, "playout.right_lost", id="a leader who is gone"),
        pytest.param(AtOnce.LEADER, True, False, "playout.say_not_approved", id="a leader no more"),
        # Its row asks for nobody's word afterwards.
        pytest.param(AtOnce.OFFICER, True, False, "playout.say_not_approved", id="nobody would hear of it"),
    ],
)
def test_words_that_waited_are_judged_by_what_their_asker_may_now(
    at_once: AtOnce, leads: bool, still: bool | None, code: str
) -> None:
    settings = Settings(name="A", approval=ApprovalRule(at_once=at_once))
    station = Station(root=Path(), settings=settings, messages={}, schedules={})
    request = asked_by_hand(SPOKEN, leads=leads, still=still)
    found = AirGuard(FakeInForce(station), nothing_approved()).guard(
        request, request.items[0], NOON, NOON + timedelta(minutes=1)
    )
    assert (found.code if found else "") == code


@pytest.mark.parametrize(("still", "code"), [(False, ""), (None, "playout.right_lost")])
def test_emergency_of_whoever_was_removed_is_dropped_too(still: bool | None, code: str) -> None:
    station = Station(root=Path(), settings=Settings(name="A"), messages={}, schedules={})
    request = asked_by_hand(SPOKEN, leads=True, still=still, emergency=True)
    found = AirGuard(FakeInForce(station), nothing_approved()).guard(
        request, request.items[0], NOON, NOON + timedelta(minutes=1)
    )
    assert (found.code if found else "") == code


def test_every_reason_of_the_guard_has_its_words() -> None:
    assert unworded(air_guards, guard, members) == []


def plain(zones: tuple[str, ...]) -> tuple[AirGuard, Request, Item]:
    station = Station(
        root=Path(),
        settings=Settings(
            name="A",
            zones={name: Zone(name=name) for name in ("tren", "duoi")},
            approval=ApprovalRule(required=False),
        ),
        messages={"tin": Message(id="tin", title="Tin", parts=())},
        schedules={},
    )
    item = replace(piece("a", 1), message="tin", part_of="", joined=False)
    asked = Request(
        id="a", terms=Terms(kind=AiringKind.MANUAL, manual=True, zones=zones), planned=NOON, items=(item,)
    )
    return AirGuard(FakeInForce(station), nothing_approved()), asked, item


@pytest.mark.parametrize(
    ("zones", "code"),
    [
        ((), None),
        (("tren",), None),
        (("bỏ", "duoi"), None),
        (("bỏ",), "playout.no_zone"),
        (("bỏ", "mất"), "playout.no_zone"),
    ],
)
def test_what_no_zone_of_the_station_would_hear_does_not_air(
    zones: tuple[str, ...], code: str | None
) -> None:
    judge, asked, item = plain(zones)
    found = judge.guard(asked, item, NOON, NOON + timedelta(minutes=1))
    assert (None if found is None else found.code) == code


@pytest.mark.parametrize("emergency", [True, False])
@pytest.mark.parametrize(
    ("more", "of_a_file"),
    [
        ({}, False),
        ({"part_of": "m"}, False),
        ({"stands_in_for": "r"}, False),
        ({"part_of": "m", "stands_in_for": "r"}, True),
    ],
    ids=["whole", "piece", "stand-in", "stand-in that a file names"],
)
def test_what_cannot_be_judged_is_refused_but_for_an_emergency_whose_words_were_ordered(
    more: dict[str, Any], *, of_a_file: bool, emergency: bool
) -> None:
    class Broken:
        @property
        def station(self) -> Station:
            raise RuntimeError("the station")

    _, asked, item = plain(())
    asked = replace(asked, terms=replace(asked.terms, ground=EmergencyGround.PERSON if emergency else None))
    found = AirGuard(Broken(), nothing_approved()).guard(
        asked, replace(item, **more), NOON, NOON + timedelta(minutes=1)
    )
    airs = emergency and not of_a_file
    assert (found is None) is airs
    assert airs or (found is not None and found.code == "timetable.set_aside")


@pytest.mark.parametrize("kind", list(AiringKind))
@pytest.mark.parametrize("ground", [None, *EmergencyGround])
def test_before_the_first_start_is_over_nothing_airs_but_tests(
    kind: AiringKind, ground: EmergencyGround | None
) -> None:
    station = Station(root=Path(), settings=Settings(name="A"), messages={}, schedules={})
    terms = Terms(kind=kind, ground=ground, by=Requester(leads=True))
    asked = Request(id="m", terms=terms, planned=NOON, items=(ITEMS[0],))

    def judged(set_up: bool) -> str:
        begun = cast(FirstStart, SimpleNamespace(over=lambda: set_up))
        guard = AirGuard(FakeInForce(station), nothing_approved(), loud=True, first_start=begun)
        found = guard.guard(asked, ITEMS[0], NOON, NOON + timedelta(seconds=1))
        return "" if found is None else found.code

    held = "playout.not_set_up"
    assert (judged(False) == held) is (kind is not AiringKind.MAINTENANCE)
    assert judged(True) != held
