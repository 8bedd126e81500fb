"""people.yaml is read with all its problems at once, each at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from broadcaster.people.roles.model import Delegation, Person, Role
from broadcaster.people.roles.people_file import json_schema, load_people, parsed
from broadcaster.station.yaml.problems import Severity

WHOLE = """
lan:
  name: Lò Thị Lan
  title: công chức Văn hóa – Xã hội
  account: lan
  roles: [officer, technician]
thu:
  name: Hà Thị Thu
  roles: [leader]
  delegations:
    - to: lan
      from: 2026-11-18
      until: 2026-11-20
      basis: Văn bản số 12/UQ-UBND
cu:
  name: Lý A Cư
  roles: [duty]
  enabled: không
"""

DELEGATES = """\
a: {{name: A, roles: [leader, technician], delegations: [{{to: {to}, from: 2026-11-20, until: 2026-11-20}}]}}
"""


def problems(text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in parsed(text.encode()).problems]


def test_a_whole_file_gives_its_persons() -> None:
    loaded = parsed(WHOLE.encode())
    assert loaded.problems == ()
    assert loaded.people is not None
    given = Delegation(
        to="lan", start=date(2026, 11, 18), until=date(2026, 11, 20), basis="Văn bản số 12/UQ-UBND"
    )
    assert loaded.people.persons == {
        "lan": Person(
            id="lan",
            name="Lò Thị Lan",
            title="công chức Văn hóa – Xã hội",
            account="lan",
            roles=frozenset({Role.OFFICER, Role.TECHNICIAN}),
        ),
        "thu": Person(id="thu", name="Hà Thị Thu", roles=frozenset({Role.LEADER}), delegations=(given,)),
        "cu": Person(id="cu", name="Lý A Cư", roles=frozenset({Role.DUTY}), enabled=False),
    }


def test_all_problems_come_at_once_each_at_its_place() -> None:
    text = """\
lan:
  họ tên: Lan
  roles: [oficer]
  account: Lan
thu:
  name: Thu
  roles: []
  delegations:
    - {to: lan, from: 2026-11-20, until: 2026-11-10}
lan: {name: x, roles: [leader]}
"a b": {name: x, roles: [leader, leader]}
"""
    assert problems(text) == [
        (2, 3, "station.missing_key"),
        (2, 3, "station.unknown_key"),
        (3, 11, "station.unknown_word"),
        (4, 12, "station.bad_account"),
        (7, 10, "station.empty_list"),
        (9, 42, "station.valid_reversed"),
        (10, 1, "station.twice"),
        (11, 1, "station.bad_name"),
        (11, 34, "station.repeated"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("chức vụ", "title"),
        ("họ và tên", "name"),
        ("vai trò", "roles"),
        ("tài khoản", "account"),
        ("ủy quyền", "delegations"),
        ("còn làm", "enabled"),
    ],
)
def test_a_vietnamese_key_is_told_which_key_is_meant(written: str, meant: str) -> None:
    (problem,) = (
        p
        for p in parsed(f"lan: {{name: L, roles: [technician], {written}: x}}".encode()).problems
        if p.code == "station.unknown_key"
    )
    assert problem.hint is not None
    assert f"'{meant}'" in problem.hint


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lan: {name: L, roles: [officer]}", (1, 1, "people.no_technician")),
        ("lan: {name: L, roles: [technician], enabled: no}", (1, 1, "people.no_technician")),
        (
            "a: {name: A, account: pi, roles: [technician]}\nb: {name: B, account: pi, roles: [leader]}",
            (2, 23, "people.same_account"),
        ),
        (DELEGATES.format(to="aa"), (1, 62, "people.unknown_person")),
        (DELEGATES.format(to="a"), (1, 62, "people.delegated_to_oneself")),
        ("", (1, 1, "station.empty_file")),
        ("- lan", (1, 1, "station.file_not_keys")),
        ("lan: &a {name: L, roles: [technician]}", (1, 6, "station.anchor")),
        ("lan: {name: !secret x, roles: [technician]}", (1, 13, "station.secret_elsewhere")),
    ],
)
def test_what_cannot_be_accepted_is_an_error(text: str, found: tuple[int, int, str]) -> None:
    loaded = parsed(text.encode())
    assert loaded.people is None
    assert [(p.line, p.column, p.code) for p in loaded.problems] == [found]
    assert loaded.problems[0].severity is Severity.ERROR


def test_an_account_that_a_disabled_person_had_may_be_anothers() -> None:
    text = "a: {name: A, account: pi, roles: [duty], enabled: no}\n"
    text += "b: {name: B, account: pi, roles: [technician]}"
    assert problems(text) == []


def test_a_delegation_of_who_is_no_leader_is_a_warning_only() -> None:
    text = "a: {name: A, roles: [technician], delegations: [{to: b, from: 2026-11-20, until: 2026-11-20}]}\n"
    loaded = parsed(f"{text}b: {{name: B, roles: [officer]}}".encode())
    assert loaded.people is not None
    assert [(p.code, p.severity) for p in loaded.problems] == [
        ("people.nothing_to_delegate", Severity.WARNING)
    ]


def test_an_id_is_the_same_however_its_accents_are_written(tmp_path: Path) -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "lân: {name: Lân, roles: [technician]}")
    loaded = parsed(text.encode())
    assert loaded.people is not None
    assert list(loaded.people.persons) == ["lân"]


def test_no_file_is_no_problem_and_a_folder_of_that_name_is_one(tmp_path: Path) -> None:
    assert load_people(tmp_path).raw is None
    assert load_people(tmp_path).problems == ()
    (tmp_path / "people.yaml").mkdir()
    assert [p.code for p in load_people(tmp_path).problems] == ["station.no_file"]


def test_a_link_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").symlink_to(tmp_path / "gone")
    assert load_people(tmp_path).raw is not None
    assert load_people(tmp_path).problems != ()


def test_the_schema_describes_a_person() -> None:
    schema = json_schema()
    (person,) = schema["patternProperties"].values()  # type: ignore[attr-defined]
    assert person == {"$ref": "#/$defs/PeopleForm"}
    described = schema["$defs"]["PeopleForm"]["properties"]  # type: ignore[index]
    assert set(described) == {"name", "title", "account", "roles", "delegations", "enabled"}
    assert all("description" in key for key in described.values())
    assert schema["additionalProperties"] is False
