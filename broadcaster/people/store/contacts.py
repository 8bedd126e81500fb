"""How persons are reached."""

from __future__ import annotations

from broadcaster.people.model import Contact
from broadcaster.people.store.database import Database


class ContactTable:
    """The table `contacts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Contact]:
        """By the persons' ids; who is reached by no way is not there."""
        rows = self._database.read("SELECT person, mail, phone, daily FROM contacts")
        return {
            str(person): Contact(mail=str(mail), phone=str(phone), daily=bool(daily))
            for person, mail, phone, daily in rows
        }

    def put(self, person: str, contact: Contact) -> None:
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
