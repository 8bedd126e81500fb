"""What `people accept` changes: people.yaml beside the people in force, and the differences in words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from broadcaster.core.errors import BroadcasterError, PeopleError, Phrase
from broadcaster.core.whole_files import write_bytes
from broadcaster.people.access.told_senders import changes_told, values_told
from broadcaster.people.roles.model import Delegation, People, Person, Role
from broadcaster.people.roles.people_file import FILE, LoadedPeople, digest_of, load_people
from broadcaster.people.roles.senders import AlertSender
from broadcaster.people.store.persons import AcceptedPeople
from broadcaster.people.store.store import PeopleStore
from broadcaster.station.yaml.problems import Severity


def differences(before: People, after: People) -> list[Phrase]:
    """One sentence for each change, sorted by ids: of persons, then of senders, with each of their values."""
    of_persons = (
        phrase
        for name in sorted(before.persons.keys() | after.persons.keys())
        for phrase in _of_one(before.persons.get(name), after.persons.get(name))
    )
    of_senders = (
        phrase
        for name in sorted(before.senders.keys() | after.senders.keys())
        for phrase in _of_sender(before.senders.get(name), after.senders.get(name))
    )
    return [*of_persons, *of_senders]


def _of_one(before: Person | None, after: Person | None) -> Iterator[Phrase]:
    if after is None:
        if before is not None:
            yield Phrase(code="people.change.removed", facts=(("person", before.shown),))
        return
    if before is None:
        facts = (("person", after.shown), ("roles", roles(after)), ("account", after.account or "–"))
        yield Phrase(code="people.change.added", facts=facts)
        before = replace(after, title=None, enabled=True, delegations=())  # all else of them is told below
    person = ("person", after.shown)
    if before.roles != after.roles:
        facts = (person, ("old", roles(before)), ("new", roles(after)))
        yield Phrase(code="people.change.roles", facts=facts)
    if before.account != after.account:
        facts = (person, ("old", before.account or "–"), ("new", after.account or "–"))
        yield Phrase(code="people.change.account", facts=facts)
    if (before.name, before.title) != (after.name, after.title):
        facts = (person, ("old", _called(before)), ("new", _called(after)))
        yield Phrase(code="people.change.name", facts=facts)
    if before.enabled != after.enabled:
        code = "people.change.enabled" if after.enabled else "people.change.disabled"
        yield Phrase(code=code, facts=(person,))
    for given in before.delegations:
        if given not in after.delegations:
            yield Phrase(code="people.change.undelegated", facts=(person, *_delegation(given)))
    for given in after.delegations:
        if given not in before.delegations:
            yield Phrase(code="people.change.delegated", facts=(person, *_delegation(given)))


def _of_sender(before: AlertSender | None, after: AlertSender | None) -> Iterator[Phrase]:
    if after is None:
        if before is not None:
            yield Phrase(code="people.change.sender_removed", facts=(("sender", before.shown),))
        return
    if before is None:
        yield Phrase(code="people.change.sender_added", facts=(("sender", after.shown),))
        yield from values_told(after)
    else:
        yield from changes_told(before, after)


def roles(one: Person) -> str:
    """The roles as they are written, in the order of `Role`."""
    return ", ".join(role for role in Role if role in one.roles)


def _called(one: Person) -> str:
    return one.name if one.title is None else f"{one.name}, {one.title}"


def _delegation(given: Delegation) -> tuple[tuple[str, str], ...]:
    basis = given.basis or "–"
    return (
        ("to", given.to),
        ("start", f"{given.start:%d/%m/%Y}"),
        ("until", f"{given.until:%d/%m/%Y}"),
        ("basis", basis),
    )


log = logging.getLogger(__name__)


class FileState(StrEnum):
    """The file beside what is in force."""

    SAME = "same"  # it says what is in force; or there are no people and no file
    BEHIND = "behind"  # the program was ended before it wrote the file: it is written again
    CHANGED = "changed"
    BROKEN = "broken"
    MISSING = "missing"
    WAITING = "waiting"  # there is a file, and nobody was ever accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFound:
    """The file and how it stands."""

    loaded: LoadedPeople
    state: FileState

    @property
    def fault(self) -> PeopleError | None:
        """What to tell of it; None if all is well."""
        errors = sum(one.severity is Severity.ERROR for one in self.loaded.problems)
        match self.state:
            case FileState.CHANGED:
                return PeopleError("people.file_changed")
            case FileState.BROKEN:
                return PeopleError("people.file_broken", count=errors)
            case FileState.MISSING:
                return PeopleError("people.file_missing")
            case FileState.WAITING:
                return PeopleError("people.file_waiting")
        return None


def find_people_file(folder: Path, accepted: AcceptedPeople) -> FileFound:
    """The people.yaml of a station folder, beside what is in force."""
    loaded = load_people(folder)
    return FileFound(loaded=loaded, state=_state(loaded, accepted))


def _state(loaded: LoadedPeople, accepted: AcceptedPeople) -> FileState:
    if not accepted.people.founded:
        return FileState.SAME if loaded.raw is None else FileState.WAITING
    if loaded.digest == digest_of(accepted.file):
        return FileState.SAME
    if loaded.digest == accepted.before:
        return FileState.BEHIND
    if loaded.raw is None:
        return FileState.MISSING
    return FileState.CHANGED if loaded.people is not None else FileState.BROKEN


def write_people_file(folder: Path, store: PeopleStore) -> None:
    """Write the people.yaml that goes with what is in force; within one transaction.

    So of two commands at the same time the later one's file stays, and it is never taken for a person's edit.

    Raises:
        PeopleError, StoreError: the disk does not take it.
    """
    with store.changing():
        write_bytes(folder / FILE, store.accepted.read().file, durable=True, shared=True)
        store.accepted.file_is_written()


def finish_people_file(folder: Path, store: PeopleStore) -> FileFound:
    """The same as `found`, once a file that the program left behind is written."""
    seen = find_people_file(folder, store.accepted.read())
    if seen.state is not FileState.BEHIND:
        return seen
    try:
        write_people_file(folder, store)
    except BroadcasterError:
        log.warning("people.yaml is behind the people in force", exc_info=True)
        return seen
    return find_people_file(folder, store.accepted.read())
