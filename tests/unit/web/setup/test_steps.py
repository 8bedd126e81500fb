"""The steps of a first start: the lamp of each, and where it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from broadcaster.app.status.values import OutputState
from broadcaster.people.roles.model import UNFOUNDED, People, Person, Role
from broadcaster.web.setup.steps import ADDRESS, BY_NAME, STEPS, SetupSeen, lamp, onward
from tests.fakes.status import AT_REST, CLOCK, KEYING

KT = Person(id="kt", name="Kỹ", roles=frozenset({Role.TECHNICIAN}))
LAN = Person(id="lan", name="Lan", roles=frozenset({Role.OFFICER, Role.LEADER}))
ALL = People(persons={"kt": KT, "lan": LAN})
FULL: dict[str, Any] = {
    "name": "Đài phường Tân Phong",
    "speech": {"engines": ["espeak"]},
    "backup": {"to": "/mnt/luu-tru", "key": "age1…"},
}


def seen(**changes: Any) -> SetupSeen:
    """A station in which all is answered and well, with changes."""
    plain = SetupSeen(
        state=AT_REST,
        data=FULL,
        people=ALL,
        today=date(2027, 1, 2),
        answered=frozenset(one.name for one in STEPS),
    )
    return replace(plain, **changes)


@pytest.mark.parametrize("step", [one.name for one in STEPS])
def test_each_step_is_open_until_it_is_answered_and_then_well(step: str) -> None:
    empty = seen(answered=frozenset(), people=UNFOUNDED, data={"name": "Đài truyền thanh phường …"})
    assert lamp(BY_NAME[step], empty).look == "wait"
    found = lamp(BY_NAME[step], seen())
    assert (found.look, found.icon) == ("", "circle-check")


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("place", {"data": {**FULL, "name": "Đài truyền thanh phường …"}}),
        ("clock", {"state": replace(AT_REST, clock=replace(CLOCK, trusted=False, why=None))}),
        ("sound", {"state": replace(AT_REST, output=OutputState(kind="device", name="", ok=False))}),
        ("transmitter", {"state": replace(AT_REST, keying=replace(KEYING, fault="không mở được cổng"))}),
        ("people", {"people": People(persons={"kt": KT})}),
        ("people", {"people": People(persons={"kt": KT, "l": replace(LAN, roles=frozenset({Role.LEADER}))})}),
        ("people", {"people": People(persons={"kt": KT, "l": replace(LAN, enabled=False)})}),
        ("backup", {"data": {**FULL, "backup": {"key": "age1…"}}}),
        ("backup", {"data": {**FULL, "backup": {"usb": "SAO-LUU"}}}),
    ],
)
def test_an_answer_that_is_not_well_says_so(step: str, changes: dict[str, Any]) -> None:
    found = lamp(BY_NAME[step], seen(**changes))
    assert found.look == "fault"
    assert found.text
    others = [one.name for one in STEPS if one.name != step and lamp(one, seen(**changes)).look]
    assert others in ([], ["voice"])


def test_it_goes_on_behind_the_step_that_was_answered_and_comes_back_for_what_was_left() -> None:
    begun = seen(answered=frozenset({"origin", "clock"}))
    assert onward(begun, "clock") == f"{ADDRESS}/sound"
    assert onward(begun) == f"{ADDRESS}/place"
    left = seen(answered=frozenset(one.name for one in STEPS) - {"rules"})
    assert onward(left, "updates") == f"{ADDRESS}/rules"
    assert onward(seen(), "updates") == ADDRESS
