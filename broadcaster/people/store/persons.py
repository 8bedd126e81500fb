"""Tables of persons: the people in force with their people.yaml, and how each is reached."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import UNFOUNDED, People, Person, PersonContact
from broadcaster.people.roles.senders import AlertSender
from broadcaster.people.store.database import Database
from broadcaster.station.forms.texts import Mail, Phone

_MAIL: TypeAdapter[str] = TypeAdapter(Mail)
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)


def reached_by(mail: str, phone: str, *, daily: bool) -> PersonContact:
    """The contact with these addresses; an empty one is none.

    Raises:
        PeopleError: one is no address. It is not shown: the error may go into a log.
    """
    return PersonContact(
        mail=_checked(_MAIL, mail, "people.bad_mail"),
        phone=_checked(_PHONE, phone, "people.bad_phone"),
        daily=daily,
    )


def _checked(kind: TypeAdapter[str], written: str, code: str) -> str:
    plain = written.strip()
    try:
        return kind.validate_python(plain) if plain else ""
    except ValidationError:
        raise PeopleError(code) from None


class ContactTable:
    """The table `contacts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, PersonContact]:
        """By the persons' ids; who is reached by no way is not there."""
        rows = self._database.read("SELECT person, mail, phone, daily FROM contacts")
        return {
            str(person): PersonContact(mail=str(mail), phone=str(phone), daily=bool(daily))
            for person, mail, phone, daily in rows
        }

    def put(self, person: str, contact: PersonContact) -> None:
        """Keep how a person is reached."""
        self._database.write(
            "INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?)",
            person,
            contact.mail,
            contact.phone,
            int(contact.daily),
        )

    def remove(self, person: str) -> None:
        """Forget it."""
        self._database.write("DELETE FROM contacts WHERE person = ?", person)


_SHAPE: TypeAdapter[dict[str, Person]] = TypeAdapter(dict[str, Person])
_SENDERS: TypeAdapter[dict[str, AlertSender]] = TypeAdapter(dict[str, AlertSender])


WRITTEN = "-"
"""No digest: people.yaml was written as it was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedPeople:
    """What was accepted last."""

    people: People
    file: bytes = b""  # people.yaml as it was accepted, or as the program wants it written
    # Digest of the file that `file` replaces, until it is written: such a file is the program's to replace.
    before: str = WRITTEN


NOTHING = AcceptedPeople(people=UNFOUNDED)


class AcceptedTable:
    """The table `accepted`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> AcceptedPeople:
        """What is in force; `NOTHING` in a station that never had people.

        Raises:
            PeopleError: `people.store_damaged`.
            StoreError: the disk failed.
        """
        rows = self._database.read("SELECT people, file, before, senders FROM accepted")
        if not rows:
            return NOTHING
        people, file, before, senders = rows[0]
        try:
            persons = _SHAPE.validate_json(str(people), strict=True)
            known = _SENDERS.validate_json(str(senders), strict=True)
        except ValidationError as error:
            raise PeopleError("people.store_damaged", path=str(self._database.path)) from error
        return AcceptedPeople(
            people=People(persons=persons, senders=known),
            file=file if isinstance(file, bytes) else str(file).encode(),
            before=str(before),
        )

    def write(self, accepted: AcceptedPeople, at: str) -> None:
        """Put other people into force."""
        people = _SHAPE.dump_json(dict(accepted.people.persons)).decode()
        self._database.write(
            "INSERT OR REPLACE INTO accepted VALUES (1, ?, ?, ?, ?, ?)",
            people,
            accepted.file,
            accepted.before,
            at,
            _SENDERS.dump_json(dict(accepted.people.senders)).decode(),
        )

    def file_is_written(self) -> None:
        """The file was written: another one is from now on somebody else's."""
        self._database.write("UPDATE accepted SET before = ?", WRITTEN)
