"""What changes between two states of the people is told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from broadcaster.core.text.catalogue import worded
from broadcaster.people.access.acceptance import differences
from broadcaster.people.roles.model import Delegation, Role
from tests.unit.people.conftest import people, person

LAN = person("lan", Role.OFFICER, account="lan")
GIVEN = Delegation(to="thu", start=date(2026, 11, 18), until=date(2026, 11, 20))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"roles": frozenset({Role.LEADER, Role.OFFICER})},
            "vai trò của Lan (lan): officer → officer, leader",
        ),
        ({"account": None}, "tài khoản của Lan (lan): lan → –"),
        ({"enabled": False}, "Lan (lan) tạm ngừng"),
        ({"title": "Chủ tịch"}, "Lan (lan): Lan → Lan, Chủ tịch"),
        (
            {"delegations": (GIVEN,)},
            "Lan (lan) uỷ quyền duyệt cho thu từ 18/11/2026 đến hết 20/11/2026 (căn cứ: –)",
        ),
    ],
)
def test_each_change_of_a_person_is_one_sentence(change: dict[str, Any], told: str) -> None:
    after = replace(LAN, **change)
    assert [worded(what) for what in differences(people(LAN), people(after))] == [told]
    assert len(differences(people(after), people(LAN))) == 1, "and back"


def test_who_comes_and_who_goes_is_told() -> None:
    found = differences(people(LAN), people(person("thu", Role.LEADER)))
    assert [what.code for what in found] == ["people.change.removed", "people.change.added"]


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"delegations": (GIVEN,)}, "people.change.delegated"),
        ({"title": "Chủ tịch"}, "people.change.name"),
        ({"enabled": False}, "people.change.disabled"),
    ],
)
def test_of_a_new_person_all_is_told(own: dict[str, Any], code: str) -> None:
    found = differences(people(), people(replace(LAN, **own)))
    assert [what.code for what in found] == ["people.change.added", code]


def test_nothing_is_told_where_nothing_changes() -> None:
    assert differences(people(LAN), people(replace(LAN))) == []
