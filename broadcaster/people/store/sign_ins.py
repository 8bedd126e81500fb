"""Who failed to show who they are, and who is signed in. Tokens are kept as hashes only."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.people.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailures:
    """The failures from one place and account about one person."""

    person: str
    count: float  # from the network a part of a failure may have faded
    last: str  # the UTC instant of the last one, ISO 8601
    boot: str  # the kernel's id of the boot in which it was
    uptime: float  # seconds of `Clock.boottime` at it


class AttemptTable:
    """The table `attempts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, place: str, account: str) -> list[AttemptFailures]:
        """All failures from a place and account."""
        rows = self._database.read(
            "SELECT person, failures, last, boot, uptime FROM attempts WHERE place = ? AND account = ?",
            place,
            account,
        )
        return [
            AttemptFailures(
                person=str(person),
                count=float(count or 0),
                last=str(last),
                boot=str(boot),
                uptime=float(uptime or 0),
            )
            for person, count, last, boot, uptime in rows
        ]

    def keep(self, place: str, account: str, failures: AttemptFailures) -> None:
        """Keep the failures about a person in place of the older count."""
        self._database.write(
            "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?)",
            place,
            account,
            failures.person,
            failures.count,
            failures.last,
            failures.boot,
            failures.uptime,
        )

    def forget_old(self, place: str, boot: str, uptime: float, last: str) -> None:
        """Forget failures of this boot before `uptime`, and of other boots before the instant `last`."""
        self._database.write(
            "DELETE FROM attempts WHERE place = ?"
            " AND ((boot = ? AND uptime < ?) OR (boot <> ? AND last < ?))",
            place,
            boot,
            uptime,
            boot,
            last,
        )

    def take_back(self, place: str, account: str, person: str) -> None:
        """Take one failure back: the attempt was none."""
        self._database.write(
            "UPDATE attempts SET failures = max(0, failures - 1)"
            " WHERE place = ? AND account = ? AND person = ?",
            place,
            account,
            person,
        )

    def forget(self, place: str, account: str, person: str) -> None:
        """Forget the failures about a person: somebody showed who they are."""
        self._database.write(
            "DELETE FROM attempts WHERE place = ? AND account = ? AND person = ?", place, account, person
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
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

    def get(self, token: str) -> TokenRow | None:
        """The session of a token's hash; None if there is none."""
        rows = self._database.read(
            "SELECT person, place, opened, seen, by_pin FROM sessions WHERE token = ?", token
        )
        return _kept(*rows[0]) if rows else None

    def of(self, person: str) -> dict[str, TokenRow]:
        """A person's sessions by their tokens' hashes, the newest first."""
        rows = self._database.read(
            "SELECT token, person, place, opened, seen, by_pin FROM sessions WHERE person = ?"
            " ORDER BY opened DESC",
            person,
        )
        return {str(token): _kept(*kept) for token, *kept in rows}

    def put(self, token: str, kept: TokenRow) -> None:
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


def _kept(person: object, place: object, opened: object, seen: object, by_pin: object) -> TokenRow:
    return TokenRow(
        person=str(person), place=str(place), opened=str(opened), seen=str(seen), by_pin=bool(by_pin)
    )
