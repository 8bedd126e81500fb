"""The examination of the people: whether there are any, and whether they can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, phrase
from broadcaster.people.access.acceptance import find_people_file
from broadcaster.people.access.administration import Administration
from broadcaster.people.access.freshness import see_that_newest, told_by_file
from broadcaster.people.roles.accounts import account_of, exists
from broadcaster.people.roles.model import Person, Role
from broadcaster.people.roles.people_file import technicians
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.people.store.persons import NOTHING
from broadcaster.people.store.store import PeopleStore
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.finding import Finding, fail, ok, warn

_BY_PIN = frozenset({Role.DUTY, Role.VIEWER})
"""Roles for which a PIN alone is enough."""


def people(folder: Path, _settings: Settings) -> Iterator[Finding]:
    """What is in force, the file beside it, and who cannot sign in. Changes nothing."""
    state = folder / "state"
    try:
        store = PeopleStore.existing(state, SystemClock())
        if store is None:
            yield from _nobody(folder)
            return
        try:
            see_that_newest(store, told_by_file(state, store.clock))
            yield from _people(folder, state, store)
        finally:
            store.close()
    except BroadcasterError as error:
        yield fail("doctor.people_unknown", reason=phrase(error))


def _nobody(folder: Path) -> Iterator[Finding]:
    yield warn("doctor.no_people")
    fault = find_people_file(folder, NOTHING).fault
    if fault is not None:
        yield warn("doctor.people_file", reason=phrase(fault))


def _people(folder: Path, state: Path, store: PeopleStore) -> Iterator[Finding]:
    accepted = store.accepted.read()
    if not accepted.people.founded:
        yield from _nobody(folder)
        return
    enabled = list(accepted.people.enabled())
    yield ok("doctor.people", count=len(enabled))
    fault = find_people_file(folder, accepted).fault
    if fault is not None:
        yield warn("doctor.people_file", reason=phrase(fault))
    admin = Administration(store, folder, store.clock)
    locked_out = [one for one in enabled if not _can_sign_in(admin, one)]
    if len([one for one in locked_out if one in technicians(enabled)]) == len(technicians(enabled)):
        yield fail("doctor.no_technician_signs_in")
    for one in locked_out:
        if CredentialKind.PIN not in admin.has(one.id)[0]:
            yield warn("doctor.cannot_sign_in", name=one.name, person=one.id)
        elif not one.roles <= _BY_PIN:
            yield warn("doctor.pin_only", name=one.name, person=one.id)
    owner = account_of(state.stat().st_uid)
    for one in enabled:
        if one.account is not None and not exists(one.account):
            yield warn("doctor.no_such_account", name=one.name, account=one.account)
        elif one.account == owner:
            yield warn("doctor.account_of_station", name=one.name, account=owner)


def _can_sign_in(admin: Administration, one: Person) -> bool:
    """Whether they can, for all that they may."""
    kinds, left = admin.has(one.id)
    shown = CredentialKind.PASSWORD in kinds or left > 0 or {CredentialKind.PIN, CredentialKind.TOTP} <= kinds
    return shown or (one.account is not None and exists(one.account))
