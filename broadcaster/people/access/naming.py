"""Finds persons and senders of alerts by what somebody typed, and whom a change leaves trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from broadcaster.core.errors import PeopleError
from broadcaster.core.text.forms import nfc
from broadcaster.journal.rows.names import shown
from broadcaster.people.roles.model import People, Person
from broadcaster.people.roles.senders import AlertSender
from broadcaster.station.model.names import nearest


def known(people: People, name: str) -> Person:
    """The person with an id that somebody typed; raises `PeopleError` where there is none."""
    one = people.persons.get(nfc(name))
    if one is None:
        near = nearest(name, people.persons)
        code = "people.unknown_id_near" if near else "people.unknown_id"
        raise PeopleError(code, person=shown(name), near=near or "")
    return one


def known_sender(people: People, name: str) -> AlertSender:
    """The sender of alerts with an id that somebody typed; raises `PeopleError` where there is none."""
    one = people.senders.get(nfc(name))
    if one is None:
        raise PeopleError("people.unknown_sender", sender=shown(name))
    return one


def still_trusted(
    before: Mapping[str, AlertSender], after: Mapping[str, AlertSender]
) -> dict[str, AlertSender]:
    """The senders after a change: one that differs in anything needs a leader's word anew."""
    kept = {
        name for name, one in before.items() if one.trusted and after.get(name) == replace(one, trusted=False)
    }
    return {name: replace(one, trusted=name in kept) for name, one in after.items()}


def is_here(people: People, name: str) -> bool:
    """True if somebody with this id may do anything."""
    return any(one.id == name for one in people.enabled())
