"""Changes of the people: checked, accepted, written to people.yaml, told to the journal; all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import PeopleError, Phrase
from broadcaster.journal.rows.events import as_text
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access import acceptance as files
from broadcaster.people.access.acceptance import FileFound, FileState, differences
from broadcaster.people.access.naming import is_here, known, known_sender, still_trusted
from broadcaster.people.roles.model import Action, Caller, Delegation, People, Person, PersonContact, Role
from broadcaster.people.roles.people_file import SENDERS, LoadedPeople, parsed, rewritten
from broadcaster.people.roles.rights import required
from broadcaster.people.roles.senders import AlertSender, SenderRight
from broadcaster.people.sign_in import codes, proofs
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.people.store.persons import AcceptedPeople
from broadcaster.people.store.store import PeopleStore
from broadcaster.station.model.names import is_name, shown
from broadcaster.station.yaml.problems import Problem, Severity

ENTRY_LASTS = timedelta(days=7)
"""How long the code works with which a new person signs in first."""


class BadPeople(PeopleError):
    """A people.yaml that cannot be accepted; `problems` has all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("people.bad", count=sum(one.severity is Severity.ERROR for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """By whose word people are changed.

    Args:
        today: in the station's zone.
        code: the one-time code, in place of a right.
    """

    caller: Caller
    today: date
    code: str | None = None


class Administration:
    """Changes people and what they sign in with. From any thread and any process of the station's account.

    Every method that changes something raises

        PeopleError: the caller may not, the code is wrong, or what is asked for does not go.
        BadPeople: people.yaml as it would be has errors.
        StoreError: the disk does not take it. If only people.yaml was not written, the people are in force,
            and the file follows as soon as the disk takes it.

    Args:
        own: the account that runs the station; see `OneTimeCode`.
    """

    def __init__(self, store: PeopleStore, folder: Path, clock: Clock, own: str = "") -> None:
        self._store = store
        self._folder = folder
        self._code = OneTimeCode(store, clock, own)
        self._clock = clock

    @property
    def people(self) -> People:
        """The people in force."""
        return self._store.accepted.read().people

    def file(self) -> FileFound:
        """people.yaml beside the people in force."""
        return files.finish_people_file(self._folder, self._store)

    def known(self, name: str) -> Person:
        """The person of an id. Raises PeopleError: there is none."""
        return known(self.people, name)

    def has(self, name: str) -> tuple[frozenset[CredentialKind], int]:
        """What a person can sign in with, and how many recovery codes are left."""
        left = self._store.credentials.codes_left(name, self._store.now)
        return self._store.credentials.kinds(name), left

    def contact(self, name: str) -> PersonContact:
        """How a person is reached."""
        return self._store.contacts.all().get(self.known(name).id, PersonContact())

    def set_contact(self, name: str, contact: PersonContact, by: Authority) -> None:
        """Keep how a person is reached; by themselves, or by who may change people. No row has addresses."""
        with self._own_or_permitted(name, by) as person:
            if contact == self._store.contacts.all().get(person.id, PersonContact()):
                return
            if contact.known:
                self._store.contacts.put(person.id, contact)
            else:
                self._store.contacts.remove(person.id)
            self._store.tell("people.row.contact", by=_shown(by), person=person.shown)

    def see_that_may(self, by: Authority, whose: str | None = None) -> None:
        """Refuse now what would be refused after more questions. A one-time code is not looked at.

        Args:
            whose: the id of the person whose own matter it is, if it is one's.
        """
        if by.code is None:
            self._authorise(by, self.people, whose=whose)

    def add(self, person: Person, by: Authority, *, password: str | None = None) -> None:
        """Take a new person in, with a password if one is given."""
        if not is_name(person.id) or person.id == SENDERS:
            raise PeopleError("people.bad_id", written=shown(person.id))
        if password is not None:
            proofs.check_password(password, person)
        secret = None if password is None else proofs.hashed(password)

        def change(before: People) -> Mapping[str, Person]:
            if person.id in before.persons:
                raise PeopleError("people.exists", person=person.id)
            return {**before.persons, person.id: person}

        with self._changed(by, change):
            if secret is not None:
                self._store.credentials.put(person.id, CredentialKind.PASSWORD, secret, self._store.now)
                self._store.tell("people.row.password", by=_shown(by), person=person.shown)

    def edit(self, name: str, edited: Callable[[Person], Person], by: Authority) -> Person:
        """Change a person's roles, name, title or account; the person as they are now."""

        def change(before: People) -> Mapping[str, Person]:
            one = known(before, name)
            return {**before.persons, one.id: edited(one)}

        with self._changed(by, change):
            pass
        return self.known(name)

    def delegate(self, name: str, given: Delegation, by: Authority) -> None:
        """Let a leader delegate; by themselves, or by who may change people."""
        with self._changed(by, lambda before: _with_delegation(before, name, given), whose=name):
            pass

    def undelegate(self, name: str, to: str, by: Authority) -> None:
        """Take back what a leader delegated to a person."""

        def change(before: People) -> Mapping[str, Person]:
            one = known(before, name)
            kept = tuple(given for given in one.delegations if given.to != to)
            if kept == one.delegations:
                raise PeopleError("people.nothing_delegated", name=one.name, to=to)
            return {**before.persons, one.id: replace(one, delegations=kept)}

        with self._changed(by, change, whose=name):
            pass

    def remove(self, name: str, by: Authority) -> Person:
        """Take a person out, with all that they sign in with, and what was delegated to them; who it was."""
        gone = self.known(name)

        def change(before: People) -> Mapping[str, Person]:
            one = known(before, name)
            return {
                other.id: replace(
                    other, delegations=tuple(given for given in other.delegations if given.to != one.id)
                )
                for other in before.persons.values()
                if other.id != one.id
            }

        with self._changed(by, change):
            pass
        return gone

    def proposal(self) -> tuple[LoadedPeople, People]:
        """people.yaml as a person may accept it, and the people in force.

        Raises:
            BadPeople: it has errors.
            PeopleError: there is no file.
        """
        seen = self.file()
        if seen.loaded.raw is None:
            raise PeopleError("people.no_file")
        if seen.loaded.people is None:
            raise BadPeople(seen.loaded.problems)
        return seen.loaded, self.people

    def accept(self, shown_digest: str, by: Authority) -> None:
        """Put people.yaml into force, if it is still the one that was shown."""
        loaded, _ = self.proposal()
        if loaded.digest != shown_digest or loaded.people is None or loaded.raw is None:
            raise PeopleError("people.file_moved")
        people, raw = loaded.people, loaded.raw
        with self._transaction(by):
            accepted = self._store.accepted.read()
            self._authorise(by, accepted.people)
            self._put(AcceptedPeople(people=people, file=raw), accepted.people, by)

    def restore(self, by: Authority) -> None:
        """Write people.yaml as it is in force, over whatever stands there now."""
        with self._transaction(by):
            accepted = self._store.accepted.read()
            self._authorise(by, accepted.people)
            if not accepted.people.founded:
                raise PeopleError("people.none_yet")
            self._store.tell("people.row.restored", by=_shown(by))
        files.write_people_file(self._folder, self._store)

    def sender(self, name: str) -> AlertSender:
        """The accepted sender of an id. Raises PeopleError: there is none."""
        return known_sender(self.people, name)

    def trust(self, seen: AlertSender, by: Authority, *, trusted: bool = True) -> None:
        """Let a sender of alerts speak as it was shown, or no more; a one-time code is not enough."""
        with self._transaction(replace(by, code=None)):
            accepted = self._store.accepted.read()
            required(accepted.people, by.caller, Action.TRUST, by.today)
            if known_sender(accepted.people, seen.id) != seen:
                raise PeopleError("people.sender_moved", name=seen.name)
            if trusted and seen.may is not SenderRight.EMERGENCY:
                raise PeopleError("people.sender_for_inbox", name=seen.name)
            if trusted is seen.trusted:
                return
            senders = {**accepted.people.senders, seen.id: replace(seen, trusted=trusted)}
            people = replace(accepted.people, senders=senders)
            self._store.accepted.write(replace(accepted, people=people), self._store.now)
            code = "people.row.trusted" if trusted else "people.row.untrusted"
            self._store.tell(code, by=_shown(by), sender=seen.shown)

    def set_password(self, name: str, password: str, by: Authority) -> None:
        """Give a person a password. Their sessions end."""
        proofs.check_password(password, self.known(name))
        self._put_secret(name, CredentialKind.PASSWORD, proofs.hashed(password), by)

    def set_pin(self, name: str, pin: str, by: Authority) -> None:
        """Give a person a PIN. Their sessions end."""
        proofs.check_pin(pin)
        self._put_secret(name, CredentialKind.PIN, proofs.hashed(pin), by)

    def set_totp(self, name: str, key: str, code: str, by: Authority) -> None:
        """Give a person an authenticator, which shows `code` now for `key`."""
        step = proofs.totp_step(key, code, self._clock.now())
        if step is None:
            raise PeopleError("people.totp_wrong")
        self._put_secret(name, CredentialKind.TOTP, key, by, step=step)

    def set_recovery_codes(self, name: str, by: Authority) -> tuple[str, ...]:
        """Give a person new recovery codes in place of the older ones; the codes, to be shown once."""
        fresh = codes.new_codes()
        with self._own_or_permitted(name, by) as person:
            self._store.credentials.put_codes(person.id, tuple(map(codes.hashed, fresh)))
            self._store.tell("people.row.recovery_codes", by=_shown(by), person=person.shown)
        return fresh

    def set_entry_code(self, name: str, by: Authority) -> tuple[str, datetime]:
        """Give a person one code with which they sign in once, and set a password of their own.

        It takes the place of their recovery codes. Nobody but them ever knows their password.

        Returns:
            The code, to be shown once, and until when it works.
        """
        code, until = codes.new_code(), self._clock.now() + ENTRY_LASTS
        with self._transaction(by):
            people = self._store.accepted.read().people
            person = known(people, name)
            self._authorise(by, people)
            self._store.credentials.put_codes(person.id, (codes.hashed(code),), as_text(until))
            self._store.tell("people.row.entry_code", by=_shown(by), person=person.shown)
        return code, until

    def forget(self, name: str, kind: CredentialKind, by: Authority) -> None:
        """Take a credential from a person, such as that of a lost telephone. Their sessions end."""
        with self._own_or_permitted(name, by) as person:
            self._store.credentials.forget(person.id, kind)
            self._store.tokens.remove_of(person.id)
            self._store.tell("people.row.forgotten", by=_shown(by), person=person.shown, what=_kind(kind))

    def _put_secret(
        self, name: str, kind: CredentialKind, secret: str, by: Authority, *, step: int = 0
    ) -> None:
        with self._own_or_permitted(name, by) as person:
            self._store.credentials.put(person.id, kind, secret, self._store.now)
            if step:
                self._store.credentials.use_step(person.id, step)
            self._store.tokens.remove_of(person.id)
            self._store.tell(f"people.row.{kind}", by=_shown(by), person=person.shown)

    @contextmanager
    def _own_or_permitted(self, name: str, by: Authority) -> Iterator[Person]:
        with self._transaction(by):
            people = self._store.accepted.read().people
            person = known(people, name)
            self._authorise(by, people, whose=person.id)
            yield person

    @contextmanager
    def _changed(
        self, by: Authority, change: Callable[[People], Mapping[str, Person]], *, whose: str | None = None
    ) -> Iterator[None]:
        """Change the people; the block's writes go with it."""
        with self._transaction(by):
            accepted = self._store.accepted.read()
            seen = files.finish_people_file(self._folder, self._store)
            if seen.state is not FileState.SAME:
                raise PeopleError("people.file_first")
            self._authorise(by, accepted.people, whose=whose)
            raw = rewritten(seen.loaded.raw, People(persons=change(accepted.people)))
            checked = parsed(raw)  # what is in force is what the file says, accents in their one form
            if checked.people is None:
                raise BadPeople(checked.problems)
            fresh = AcceptedPeople(people=checked.people, file=raw, before=seen.loaded.digest)
            self._put(fresh, accepted.people, by)
            yield
        files.write_people_file(self._folder, self._store)

    def _put(self, fresh: AcceptedPeople, before: People, by: Authority) -> None:
        for gone in before.persons.keys() - fresh.people.persons.keys():
            self._store.credentials.remove(gone)
            self._store.contacts.remove(gone)
        for one in fresh.people.persons.values():
            if not one.enabled:
                self._store.tokens.remove_of(one.id)
        senders = still_trusted(before.senders, fresh.people.senders)
        fresh = replace(fresh, people=replace(fresh.people, senders=senders))
        self._store.accepted.write(fresh, self._store.now)
        for what in differences(before, fresh.people):
            self._store.outbox.add(
                self._store.now, Reason(code="people.row.changed", facts=(("by", _shown(by)), ("what", what)))
            )

    @contextmanager
    def _transaction(self, by: Authority) -> Iterator[None]:
        """One transaction, with the attempt counted before, for a wrong code takes the transaction back."""
        if by.code is not None:
            self._code.attempt(by.caller.account)
        try:
            with self._store.changing():
                yield
        except PeopleError as error:
            if error.code == "people.code_wrong":
                self._store.tell("people.row.code_failed", account=by.caller.account)
            raise

    def _authorise(self, by: Authority, people: People, *, whose: str | None = None) -> None:
        """See that the caller may change people, or what belongs to themselves.

        Where nobody was ever accepted, only the one-time code counts.
        """
        person = by.caller.person
        if by.code is not None:
            self._code.use(by.code, by.caller.account)
        elif not people.founded:
            raise PeopleError("people.code_needed")
        elif whose is None or person is None or person.id != whose or not is_here(people, whose):
            required(people, by.caller, Action.PEOPLE, by.today)
        elif by.caller.by_pin:
            raise PeopleError("people.pin_only", name=person.name)


def _with_delegation(before: People, name: str, given: Delegation) -> Mapping[str, Person]:
    one, to = known(before, name), known(before, given.to)
    if Role.LEADER not in one.roles:
        raise PeopleError("people.not_leader", name=one.name)
    return {**before.persons, one.id: replace(one, delegations=(*one.delegations, replace(given, to=to.id)))}


def _kind(kind: CredentialKind) -> Phrase:
    return Phrase(code=f"people.kind.{kind}")


def _shown(by: Authority) -> str:
    return by.caller.shown
