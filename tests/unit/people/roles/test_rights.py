"""The whole table of rights, as the ward's regulation would have it written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import (
    LOST,
    UNFOUNDED,
    Action,
    Caller,
    Delegation,
    Grant,
    OriginPlace,
    People,
    Person,
    Role,
)
from broadcaster.people.roles.rights import RIGHTS, granted, may, required

TODAY = date(2026, 11, 20)

# Each row a right; each column a role: officer, leader, duty, technician, viewer.
TABLE = """
look        x x x x x
rehearse    x x x x .
write       x x . x .
speak       x x . . .
emergency   x x x . .
stop        x x x x .
approve     . x . . .
clock       x x x x .
maintain    x . . x .
station     . x . x .
people      . . . x .
trust       . x . . .
"""
COLUMNS = (Role.OFFICER, Role.LEADER, Role.DUTY, Role.TECHNICIAN, Role.VIEWER)
CELLS = [
    (Action(action), role, mark == "x")
    for action, *marks in (line.split() for line in TABLE.strip().splitlines())
    for role, mark in zip(COLUMNS, marks, strict=True)
]


def person(name: str, *roles: Role, **more: object) -> Person:
    return replace(Person(id=name, name=name.title(), roles=frozenset(roles)), **more)  # type: ignore[arg-type]


def people(*persons: Person) -> People:
    return People(persons={one.id: one for one in persons})


def asks(one: Person | None, *, own: bool = False) -> Caller:
    return Caller(person=one, account="pi" if own else "lan", own=own, place=OriginPlace.SOCKET)


def test_the_table_here_names_every_action_and_every_role() -> None:
    assert len(CELLS) == len(Action) * len(Role)
    assert set(RIGHTS) == set(Action)


@pytest.mark.parametrize(("action", "role", "has"), CELLS, ids=[f"{a}-{r}" for a, r, _ in CELLS])
def test_a_role_has_the_rights_of_the_table_and_no_others(action: Action, role: Role, has: bool) -> None:
    one = person("lan", role)
    expected = Grant(role=role) if has else None
    assert may(people(one), one, action, TODAY) == expected
    assert granted(people(one), asks(one), action, TODAY) == expected


@pytest.mark.parametrize("action", Action)
def test_several_roles_add_up(action: Action) -> None:
    both = person("lan", Role.OFFICER, Role.TECHNICIAN)
    expected = bool({Role.OFFICER, Role.TECHNICIAN} & RIGHTS[action])
    assert (may(people(both), both, action, TODAY) is not None) == expected


@pytest.mark.parametrize("action", Action)
def test_who_is_disabled_or_removed_may_nothing(action: Action) -> None:
    everything = person("lan", *Role)
    assert granted(people(replace(everything, enabled=False)), asks(everything), action, TODAY) is None
    assert granted(people(person("thu", *Role)), asks(everything), action, TODAY) is None


def test_a_role_taken_away_counts_at_once_for_who_is_signed_in() -> None:
    signed_in = person("lan", Role.LEADER)
    now = people(person("lan", Role.VIEWER))
    assert granted(now, asks(signed_in), Action.APPROVE, TODAY) is None
    assert granted(now, asks(signed_in), Action.LOOK, TODAY) == Grant(role=Role.VIEWER)


@pytest.mark.parametrize("action", Action)
def test_own_account_without_a_person_may_look_and_stop(action: Action) -> None:
    own = asks(None, own=True)
    expected = Grant(role=None) if action in (Action.LOOK, Action.STOP) else None
    assert granted(people(person("lan", Role.LEADER)), own, action, TODAY) == expected


@pytest.mark.parametrize("action", Action)
def test_a_station_that_never_had_people_obeys_its_own_account_and_nobody_else(action: Action) -> None:
    assert granted(UNFOUNDED, asks(None, own=True), action, TODAY) == Grant(role=None)
    assert granted(UNFOUNDED, asks(None, own=False), action, TODAY) is None


@pytest.mark.parametrize("action", Action)
def test_where_the_store_is_lost_the_own_account_may_warn_the_village_too(action: Action) -> None:
    own, other = asks(None, own=True), asks(person("lan", *Role))
    expected = Grant(role=None) if action in (Action.LOOK, Action.STOP, Action.EMERGENCY) else None
    assert granted(LOST, own, action, TODAY) == expected
    assert granted(LOST, other, action, TODAY) is None


@pytest.mark.parametrize("action", Action)
def test_other_accounts_without_a_person_may_nothing(action: Action) -> None:
    assert granted(people(person("lan", *Role)), asks(None), action, TODAY) is None


class TestDelegation:
    GIVEN = Delegation(to="pho", start=date(2026, 11, 18), until=date(2026, 11, 20))

    def _people(self, **more: object) -> People:
        return people(
            person("chu-tich", Role.LEADER, delegations=(self.GIVEN,), **more), person("pho", Role.OFFICER)
        )

    @pytest.mark.parametrize(("day", "holds"), [(17, False), (18, True), (20, True), (21, False)])
    def test_it_holds_from_its_first_day_to_the_end_of_its_last(self, day: int, holds: bool) -> None:
        ours = self._people()
        expected = Grant(role=Role.LEADER, delegated_by="chu-tich") if holds else None
        assert may(ours, ours.persons["pho"], Action.APPROVE, date(2026, 11, day)) == expected

    @pytest.mark.parametrize("action", [action for action in Action if action is not Action.APPROVE])
    def test_it_gives_no_other_right(self, action: Action) -> None:
        ours = self._people()
        without = people(person("pho", Role.OFFICER))
        assert may(ours, ours.persons["pho"], action, TODAY) == may(
            without, without.persons["pho"], action, TODAY
        )

    def test_it_ends_with_the_leader_who_gave_it(self) -> None:
        disabled = self._people(enabled=False)
        assert may(disabled, disabled.persons["pho"], Action.APPROVE, TODAY) is None
        no_leader = people(
            person("chu-tich", Role.OFFICER, delegations=(self.GIVEN,)), person("pho", Role.OFFICER)
        )
        assert may(no_leader, no_leader.persons["pho"], Action.APPROVE, TODAY) is None

    def test_it_cannot_be_passed_on(self) -> None:
        passed_on = Delegation(to="ba", start=TODAY, until=TODAY)
        ours = people(
            person("chu-tich", Role.LEADER, delegations=(self.GIVEN,)),
            person("pho", Role.OFFICER, delegations=(passed_on,)),
            person("ba", Role.OFFICER),
        )
        assert may(ours, ours.persons["ba"], Action.APPROVE, TODAY) is None


class TestRefusal:
    def test_it_names_those_who_may(self) -> None:
        officer, leader = person("lan", Role.OFFICER), person("thu", Role.LEADER)
        with pytest.raises(PeopleError) as refused:
            required(people(officer, leader), asks(officer), Action.APPROVE, TODAY)
        assert refused.value.code == "people.not_allowed"
        assert refused.value.facts["who"] == "Thu"

    def test_who_is_not_known_is_asked_to_sign_in(self) -> None:
        with pytest.raises(PeopleError) as refused:
            required(people(person("lan", Role.OFFICER)), asks(None, own=True), Action.SPEAK, TODAY)
        assert refused.value.code == "people.who_asks"

    def test_who_may_is_told_by_what_right(self) -> None:
        officer = person("lan", Role.OFFICER)
        assert required(people(officer), asks(officer), Action.SPEAK, TODAY) == Grant(role=Role.OFFICER)


def test_an_account_belongs_to_the_enabled_person_who_has_it() -> None:
    away = person("cu", Role.OFFICER, account="lan", enabled=False)
    here = person("lan", Role.OFFICER, account="lan")
    assert people(away, here).by_account("lan") == here
    assert people(away).by_account("lan") is None


def test_the_journal_shows_the_person_and_else_the_account() -> None:
    assert asks(person("lan", Role.OFFICER)).shown == "Lan (lan)"
    assert asks(None, own=True).shown == "pi"
