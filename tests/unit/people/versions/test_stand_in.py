"""What stands in for a relay of an emergency is spoken to the ward: it is of what a leader approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.request import EmergencyGround, Item, Request, Terms, Urgency
from broadcaster.playout.requests.message_version import meant
from broadcaster.station.model.message import Relay
from broadcaster.station.model.station import timing_digest
from broadcaster.timetable.rules.guard import NOT_APPROVED
from tests.house import RATE, SETTINGS, House, MakeHouse

PIN = SETTINGS.replace("required: false", "required: true") + "sources: {dai: 'http://127.0.0.1:1/dai'}\n"
STOP = PIN.replace("required: true", "required: true, edit: stop")
RELAYING = (
    "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Sau đây là tin của tỉnh.\n"
    "  - relay: dai\n    for: 5s\n    else: %s\n"
)
OWN = "title: Sơ tán\nrepeat: 1\nparts:\n  - say: Mời bà con sơ tán.\n"
OTHER = "title: Khác\nrepeat: 1\nparts:\n  - say: Không có lũ đâu.\n"
FILES = {"messages/er.yaml": RELAYING % "efb", "messages/efb.yaml": OWN, "messages/other.yaml": OTHER}
Open = Callable[..., House]


@pytest.fixture
def approved(make_house: MakeHouse) -> Open:
    """A station whose emergency and whose stand-in are approved as they are."""

    def opened(settings: str = PIN, *names: str, row: str = "row") -> House:
        house = make_house("2026-11-23T08:30", FILES | {"station.yaml": settings})
        write = house.book.write

        def of_before(decision, *more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
            version = decision.version
            if row == "untimed" and version is not None:
                version = replace(version, timing=None)
            elif row == "without" and version is not None and version.timing is not None:
                former = timing_digest(house.filed, house.filed.messages[decision.message], instead=False)
                version = replace(version, timing=former)
            return write(replace(decision, version=version), *more)

        house.book.write = of_before  # type: ignore[method-assign]
        for name in names or ("er", "efb"):
            house.approve(name)
        return house

    return opened


def edit(house: House, name: str, text: str) -> None:
    (house.folder / f"messages/{name}.yaml").write_text(text)
    house.reload()


def stand_in_of(house: House) -> str | None:
    (relay,) = (part for part in house.station.messages["er"].parts if isinstance(part, Relay))
    return relay.fallback


def judged(house: House, name: str, *, ordered: bool = True) -> str:
    """What the guard says to a stand-in that is to air now within the emergency; "" if it may."""
    now, message = house.clock.now(), house.station.messages[name]
    item = Item(
        id="b",
        message=name,
        title=name,
        path="",
        rate=RATE,
        start_frame=0,
        end_frame=RATE,
        words_digest=house.approvals.digest(house.station, message),
        stands_in_for="a",
        part_of="m",
    )
    request = Request(
        id="m",
        terms=Terms(
            kind=AiringKind.MANUAL,
            urgency=Urgency.EMERGENCY,
            manual=True,
            ground=EmergencyGround.PERSON if ordered else None,
        ),
        planned=now,
        items=(item,),
    )
    found = house.air_guard.guard(request, item, now, now + timedelta(seconds=1))
    return "" if found is None else found.code


ROWS = pytest.mark.parametrize("row", ["row", "untimed", "without"])


@ROWS
@pytest.mark.parametrize("edited", [RELAYING % "other", (RELAYING % "x").replace("    else: x\n", "")])
def test_other_stand_in_of_an_approved_emergency_waits_for_a_yes(
    approved: Open, row: str, edited: str
) -> None:
    house = approved(row=row)
    before = meant(house.station, "er", rehearse=True).shown
    edit(house, "er", edited)
    assert stand_in_of(house) == "efb"
    assert "er" in house.station.pinned
    assert meant(house.station, "er", rehearse=True).shown != before
    house.approve("er")
    assert "er" not in house.station.pinned
    assert stand_in_of(house) != "efb"


@ROWS
def test_other_stand_in_is_no_approved_emergency_where_an_edit_stops(approved: Open, row: str) -> None:
    house = approved(STOP, row=row)
    edit(house, "er", RELAYING % "other")
    assert house.approvals.objection(house.station, house.station.messages["er"]) == NOT_APPROVED


@ROWS
def test_emergency_with_a_stand_in_stays_approved_as_it_is(approved: Open, row: str) -> None:
    house = approved(row=row)
    house.reload()
    assert "er" not in house.station.pinned
    assert house.approvals.holds(house.station, house.station.messages["er"])


@pytest.mark.parametrize("ordered", [True, False])
def test_stand_in_of_an_ordered_emergency_needs_its_own_approval(approved: Open, ordered: bool) -> None:
    house = approved()
    assert judged(house, "efb", ordered=ordered) == ""
    assert judged(house, "other", ordered=ordered) == NOT_APPROVED.code


@pytest.mark.parametrize(("settings", "code"), [(PIN, ""), (STOP, NOT_APPROVED.code)])
def test_edited_stand_in_airs_as_it_was_approved_or_not_at_all(
    approved: Open, settings: str, code: str
) -> None:
    house = approved(settings)
    edit(house, "efb", OTHER)
    assert judged(house, "efb") == code
    assert ("efb" in house.station.pinned) == (code == "")


def test_stand_in_that_cannot_be_judged_does_not_air(approved: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    house = approved()

    def broken(*_args: object) -> None:
        raise ValueError("unforeseen")

    monkeypatch.setattr(house.approvals, "objection_to", broken)
    assert judged(house, "efb") != ""


def test_station_that_requires_no_approval_airs_any_stand_in(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:30", FILES | {"station.yaml": PIN.replace("true", "false", 1)})
    assert not house.station.settings.approval.required
    assert judged(house, "other") == ""
