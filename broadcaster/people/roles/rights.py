"""Who may do what: one table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import PeopleError, Phrase
from broadcaster.people.roles.model import Action, Caller, Grant, People, Person, Role

_OFFICER, _LEADER, _DUTY, _TECHNICIAN = Role.OFFICER, Role.LEADER, Role.DUTY, Role.TECHNICIAN

RIGHTS: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.LOOK: frozenset(Role),
        Action.REHEARSE: frozenset({_OFFICER, _LEADER, _DUTY, _TECHNICIAN}),
        Action.WRITE: frozenset({_OFFICER, _LEADER, _TECHNICIAN}),
        Action.SPEAK: frozenset({_OFFICER, _LEADER}),
        Action.EMERGENCY: frozenset({_OFFICER, _LEADER, _DUTY}),
        Action.STOP: frozenset({_OFFICER, _LEADER, _DUTY, _TECHNICIAN}),
        Action.APPROVE: frozenset({_LEADER}),
        Action.CLOCK: frozenset({_OFFICER, _LEADER, _DUTY, _TECHNICIAN}),
        Action.MAINTAIN: frozenset({_OFFICER, _TECHNICIAN}),
        Action.STATION: frozenset({_LEADER, _TECHNICIAN}),
        Action.PEOPLE: frozenset({_TECHNICIAN}),
        Action.TRUST: frozenset({_LEADER}),
    }
)
"""The roles that have each right."""

DELEGATED = frozenset({Action.APPROVE})
"""What a leader can delegate."""

OWN = frozenset({Action.LOOK, Action.STOP})
"""What the station's own account may do without saying who it is, where there are people."""

OWN_WHERE_LOST = OWN | {Action.EMERGENCY}
"""The same where a damaged people.db lets nobody say who they are: the village is warned all the same."""


BY_PIN = frozenset({Action.LOOK, Action.EMERGENCY, Action.STOP, Action.CLOCK})
"""What a person may at most who showed a PIN and nothing else: what cannot wait, and to look on."""


def granted(people: People, caller: Caller, action: Action, on: date) -> Grant | None:
    """By what right `caller` may do `action`; None if they may not.

    Args:
        people: the accepted people. The caller's person is looked up here again: it may have been
            removed, or have lost a role, since it signed in.
        on: the day in the station's zone; delegations hold by days.
    """
    if caller.person is not None:
        if caller.by_pin and action not in BY_PIN:
            return None
        return may(people, caller.person, action, on)
    if caller.own and (not people.founded or action in (OWN_WHERE_LOST if people.lost else OWN)):
        return Grant(role=None)
    return None


def may(people: People, person: Person, action: Action, on: date) -> Grant | None:
    """By what right a person may do `action` on a day; None if they may not."""
    known = people.persons.get(person.id)
    if known is None or not known.enabled:
        return None
    for role in Role:
        if role in known.roles and role in RIGHTS[action]:
            return Grant(role=role)
    if action in DELEGATED:
        return _delegated(people, known, action, on)
    return None


def holders(people: People, action: Action, on: date) -> list[Person]:
    """Who may do `action` on a day."""
    found = each(
        Kind.PERSON, people.enabled(), lambda one: one.id, lambda one: (one, may(people, one, action, on))
    )
    return [one for one, grant in found if grant is not None]


def _delegated(people: People, person: Person, action: Action, on: date) -> Grant | None:
    for giver in people.enabled():
        role = next((role for role in Role if role in giver.roles and role in RIGHTS[action]), None)
        # What was delegated to the giver is not theirs to give.
        if role is not None and any(one.to == person.id and one.holds_on(on) for one in giver.delegations):
            return Grant(role=role, delegated_by=giver.id)
    return None


def required(people: People, caller: Caller, action: Action, on: date) -> Grant:
    """By what right `caller` may do `action`; see `granted`.

    Raises:
        PeopleError: they may not. `people.who_asks` where nobody knows who they are, and `people.pin_only`
            where they showed no more than a PIN: to sign in may help.
    """
    grant = granted(people, caller, action, on)
    if grant is not None:
        return grant
    what = Phrase(code=f"people.action.{action}")
    who = ", ".join(one.name for one in holders(people, action, on))
    if caller.person is None:
        raise PeopleError("people.who_asks", action=what, account=caller.account, who=who or "-")
    if caller.by_pin and may(people, caller.person, action, on):
        raise PeopleError("people.pin_only", name=caller.person.name)
    raise PeopleError("people.not_allowed", action=what, name=caller.person.name, who=who or "-")
