"""The people in force, and the people.yaml that goes with them."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from broadcaster.errors import PeopleError
from broadcaster.people.model import UNFOUNDED, People, Person
from broadcaster.people.store.database import Database

_SHAPE: TypeAdapter[dict[str, Person]] = TypeAdapter(dict[str, Person])


WRITTEN = "-"
"""No digest: people.yaml was written as it was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What was accepted last."""

    people: People
    file: bytes = b""  # people.yaml as it was accepted, or as the program wants it written
    # Digest of the file that `file` replaces, until it is written: such a file is the program's to replace.
    before: str = WRITTEN


NOTHING = Accepted(people=UNFOUNDED)


class AcceptedTable:
    """The table `accepted`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Accepted:
        """What is in force; `NOTHING` in a station that never had people.

        Raises:
            PeopleError: `people.store_damaged`.
            StoreError: the disk failed.
        """
        rows = self._database.read("SELECT people, file, before FROM accepted")
        if not rows:
            return NOTHING
        people, file, before = rows[0]
        try:
            persons = _SHAPE.validate_json(str(people), strict=True)
        except ValidationError as error:
            raise PeopleError("people.store_damaged", path=str(self._database.path)) from error
        return Accepted(
            people=People(persons=persons),
            file=file if isinstance(file, bytes) else str(file).encode(),
            before=str(before),
        )

    def write(self, accepted: Accepted, at: str) -> None:
        """Put other people into force."""
        people = _SHAPE.dump_json(dict(accepted.people.persons)).decode()
        self._database.write(
            "INSERT OR REPLACE INTO accepted VALUES (1, ?, ?, ?, ?)",
            people,
            accepted.file,
            accepted.before,
            at,
        )

    def file_is_written(self) -> None:
        """The file was written: another one is from now on somebody else's."""
        self._database.write("UPDATE accepted SET before = ?", WRITTEN)
