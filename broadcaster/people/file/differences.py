"""What changes between two states of the people, in words for a person and for the journal. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.errors import Phrase
from broadcaster.people.model import Delegation, People, Person, Role


def differences(before: People, after: People) -> list[Phrase]:
    """One sentence for each change, sorted by the persons' ids."""
    return [
        phrase
        for name in sorted(before.persons.keys() | after.persons.keys())
        for phrase in _of_one(before.persons.get(name), after.persons.get(name))
    ]


def _of_one(before: Person | None, after: Person | None) -> Iterator[Phrase]:
    if after is None:
        if before is not None:
            yield Phrase(code="people.change.removed", facts=(("person", before.shown),))
        return
    if before is None:
        facts = (("person", after.shown), ("roles", roles(after)), ("account", after.account or "–"))
        yield Phrase(code="people.change.added", facts=facts)
        return
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
