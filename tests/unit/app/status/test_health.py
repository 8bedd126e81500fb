"""Degraded: people are needed and a new start helps nobody. Failed: only a new start helps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from broadcaster.app.status.health import StationHealth, Vitals, overall, reasons
from broadcaster.app.status.values import (
    ConsoleShown,
    ContactState,
    Disk,
    JournalState,
    ListeningState,
    OutputState,
    StatusReport,
    SwitchShown,
    UpsState,
    WaitingChange,
)
from broadcaster.core.errors import JournalError, PlayoutError, StoreError
from broadcaster.upkeep.doctor.finding import fail, ok
from broadcaster.upkeep.doctor.machine import LOW_DISK
from broadcaster.web.playout.attention import lamps
from tests.fakes.status import AT_REST, CLOCK, ENGINE, KEYING, NOW

PLENTY = replace(AT_REST, disk=Disk(free_mb=10 * LOW_DISK))
WELL = Vitals(tended=True, sound=(ok("doctor.sink", name="Loa", volume=80),))
SWITCH = SwitchShown(
    zone=None,
    type="serial",
    device="/dev/ttyUSB0",
    on=False,
    confirmed=False,
    since=None,
    until=None,
    fault="không mở được cổng",
)
CONTACT = ContactState(
    name="nut", type="serial", message="bao", closed=None, armed=False, approved=True, fault="mất cổng"
)
WAITING = WaitingChange(id="1", now=NOW, timezone="Asia/Ho_Chi_Minh", changes=("đổi múi giờ",))

NEEDS_PEOPLE: dict[str, tuple[dict[str, Any], Vitals, str]] = {
    "clock not trusted": (
        {"clock": replace(CLOCK, trusted=False, why="chưa ai xác nhận")},
        WELL,
        "health.clock",
    ),
    "a change waits for a yes": (
        {"accepted": False, "clock": replace(CLOCK, unconfirmed=WAITING)},
        WELL,
        "health.unconfirmed",
    ),
    "no output": ({"output": OutputState(kind="device", name="", ok=False)}, WELL, "health.output_lost"),
    "no card behind the sound server": (
        {},
        Vitals(tended=True, sound=(fail("doctor.sink_dummy"),)),
        "doctor.sink_dummy",
    ),
    "nothing heard back": (
        {"listen": ListeningState(source="monitor", ok=False, deaf=False, last=None)},
        WELL,
        "health.not_heard",
    ),
    "deaf": (
        {"listen": ListeningState(source="monitor", ok=None, deaf=True, last=None)},
        WELL,
        "health.deaf",
    ),
    "the transmitter does not obey": (
        {"keying": replace(KEYING, type="serial", fault=SWITCH.fault, switches=(SWITCH,))},
        WELL,
        "health.keying",
    ),
    "another voice stands in": (
        {"engine": replace(ENGINE, name="espeak", fallback=True, wanted="piper")},
        WELL,
        "health.fallback",
    ),
    "little room": ({"disk": Disk(free_mb=LOW_DISK - 1)}, WELL, "health.disk"),
    "a disk that takes nothing": (
        {},
        Vitals(tended=True, faults=(StoreError("store.disk_full", path="/srv/dai"),)),
        "store.disk_full",
    ),
    "no journal": ({"journal": JournalState(ok=False)}, WELL, "health.journal"),
    "a broken journal": (
        {},
        Vitals(tended=True, faults=(JournalError("journal.damaged", path="/srv/dai/state/journal.db"),)),
        "journal.damaged",
    ),
    "the accepted copy airs": ({"accepted": False}, WELL, "health.files"),
    "a file is left out": ({"accepted": False, "left_out": ("messages/a.yaml",)}, WELL, "health.left_out"),
    "on battery": (
        {"ups": UpsState(name="a", status="OB", on_battery=True, low=False, charge=80.0, runtime_s=600.0)},
        WELL,
        "health.ups",
    ),
    "a button that is not read": ({"contacts": (CONTACT,)}, WELL, "health.contact"),
    "a button that has nothing approved to say": (
        {"contacts": (replace(CONTACT, fault=None, approved=False),)},
        WELL,
        "health.contact_unapproved",
    ),
    "the program was updated": ({}, Vitals(tended=True, updated=True), "service.program_changed"),
    "no console": (
        {
            "console": ConsoleShown(
                addresses=(), refused="cổng bận", certificate_until=None, certificate_ends_soon=False
            )
        },
        WELL,
        "health.console",
    ),
}


def judged(vitals: Vitals, **changes: Any) -> StatusReport:
    status = replace(PLENTY, **changes)
    found = reasons(status, vitals)
    return replace(status, health=str(overall(found)), reasons=found)


def test_a_station_at_rest_is_well() -> None:
    status = judged(WELL)
    assert (status.health, status.reasons) == ("ok", ())


@pytest.mark.parametrize(("changes", "vitals", "code"), NEEDS_PEOPLE.values(), ids=NEEDS_PEOPLE)
def test_what_people_must_mend_is_degraded_and_never_a_reason_to_restart(
    changes: dict[str, Any], vitals: Vitals, code: str
) -> None:
    status = judged(vitals, **changes)
    assert status.health == "degraded"
    assert [reason.code for reason in status.reasons] == [code]
    (reason,) = status.reasons
    assert reason.message
    assert "{" not in reason.message
    assert all(fact in reason.message for fact in reason.facts.values() if not fact.isdigit())


@pytest.mark.parametrize(("changes", "vitals", "code"), NEEDS_PEOPLE.values(), ids=NEEDS_PEOPLE)
def test_the_page_never_shows_all_lamps_grey_while_people_are_needed(
    changes: dict[str, Any], vitals: Vitals, code: str
) -> None:
    coloured = [lamp for lamp in lamps(judged(vitals, **changes)) if lamp.look]
    assert coloured, code
    assert all(lamp.text for lamp in coloured)


def test_an_air_process_that_nobody_tends_is_failed() -> None:
    status = judged(Vitals(tended=False), clock=replace(CLOCK, trusted=False, why="chưa ai xác nhận"))
    assert status.health == "failed"
    assert [(reason.code, reason.failed) for reason in status.reasons] == [
        ("health.air_hung", True),
        ("health.clock", False),
    ]


def test_what_happened_at_an_instant_is_no_lasting_reason() -> None:
    slept = PlayoutError("playout.computer_slept", seconds=90)
    assert judged(Vitals(tended=True, faults=(slept,))).health == StationHealth.OK


def test_the_same_reason_is_told_once() -> None:
    full = StoreError("store.disk_full", path="/srv/dai")
    assert len(judged(Vitals(tended=True, faults=(full, full))).reasons) == 1
