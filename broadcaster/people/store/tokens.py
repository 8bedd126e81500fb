"""Who is signed in. Tokens are kept as hashes only."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.people.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One session as it is kept. Instants are UTC, ISO 8601."""

    person: str
    place: str
    opened: str
    seen: str
    by_pin: bool = False


class TokenTable:
    """The table `sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, token: str) -> Kept | None:
        """The session of a token's hash; None if there is none."""
        rows = self._database.read(
            "SELECT person, place, opened, seen, by_pin FROM sessions WHERE token = ?", token
        )
        return _kept(*rows[0]) if rows else None

    def of(self, person: str) -> dict[str, Kept]:
        """A person's sessions by their tokens' hashes, the newest first."""
        rows = self._database.read(
            "SELECT token, person, place, opened, seen, by_pin FROM sessions WHERE person = ?"
            " ORDER BY opened DESC",
            person,
        )
        return {str(token): _kept(*kept) for token, *kept in rows}

    def put(self, token: str, kept: Kept) -> None:
        """Keep a session."""
        self._database.write(
            "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
            token,
            kept.person,
            kept.place,
            kept.opened,
            kept.seen,
            int(kept.by_pin),
        )

    def touch(self, token: str, seen: str) -> None:
        """Keep when a session was used last, if it has not ended meanwhile."""
        self._database.write("UPDATE sessions SET seen = ? WHERE token = ?", seen, token)

    def remove(self, token: str) -> None:
        """End a session."""
        self._database.write("DELETE FROM sessions WHERE token = ?", token)

    def remove_of(self, person: str) -> None:
        """End all sessions of a person."""
        self._database.write("DELETE FROM sessions WHERE person = ?", person)

    def remove_all(self) -> None:
        """End all sessions."""
        self._database.write("DELETE FROM sessions")

    def remove_before(self, seen: str) -> None:
        """End the sessions that were not seen since."""
        self._database.write("DELETE FROM sessions WHERE seen < ?", seen)


def _kept(person: object, place: object, opened: object, seen: object, by_pin: object) -> Kept:
    return Kept(person=str(person), place=str(place), opened=str(opened), seen=str(seen), by_pin=bool(by_pin))
