"""Who is told: the recipients of station.yaml, and the persons of the station by their roles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from broadcaster.people.model import Contact, People, Person, Role
from broadcaster.station.model.office.notices import Duty, Notices, Recipient

_DUTIES: Mapping[Role, Duty] = {
    Role.OFFICER: Duty.OFFICER,
    Role.LEADER: Duty.LEADER,
    Role.DUTY: Duty.DUTY,
    Role.TECHNICIAN: Duty.TECHNICIAN,
}


def audience(notices: Notices, people: People, contacts: Mapping[str, Contact], on: date) -> Notices:
    """The notices with the persons who are reached by any way.

    On the days of a delegation the person who approves is told in the leader's place, if they can be reached.
    A recipient of station.yaml with a person's id stands for that person.

    Args:
        notices: of station.yaml.
        people: those in force.
        contacts: how they are reached, by their ids.
        on: the day in the station's zone.
    """
    reached = {one.id: one for one in people.enabled() if _ways(notices, contacts.get(one.id))}
    recipients = {
        name: Recipient(
            name=name,
            roles=roles,
            mail=contacts[name].mail if notices.mail is not None else "",
            sms=contacts[name].phone,
            digest=contacts[name].daily,
        )
        for name, one in reached.items()
        if (roles := frozenset(_duties(one, people, {*reached, *notices.to}, on)))
    }
    return replace(notices, to=MappingProxyType({**recipients, **notices.to}))


def _ways(notices: Notices, contact: Contact | None) -> bool:
    """True if any address can be used: mail needs the station's mail server."""
    return contact is not None and bool(contact.phone or (contact.mail and notices.mail is not None))


def _duties(one: Person, people: People, reached: set[str], on: date) -> Iterator[Duty]:
    """What a person does at the station on a day; `reached`: who is told at all."""
    away = any(given.holds_on(on) and given.to in reached for given in one.delegations)
    for role, duty in _DUTIES.items():
        if role in one.roles and not (duty is Duty.LEADER and away):
            yield duty
    if any(
        given.to == one.id and given.holds_on(on)
        for leader in people.enabled()
        if Role.LEADER in leader.roles
        for given in leader.delegations
    ):
        yield Duty.LEADER
