"""Who failed to show who they are, by place and account. A restart forgets nothing."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.people.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
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

    def of(self, place: str, account: str) -> list[Failures]:
        """All failures from a place and account."""
        rows = self._database.read(
            "SELECT person, failures, last, boot, uptime FROM attempts WHERE place = ? AND account = ?",
            place,
            account,
        )
        return [
            Failures(
                person=str(person),
                count=float(count or 0),
                last=str(last),
                boot=str(boot),
                uptime=float(uptime or 0),
            )
            for person, count, last, boot, uptime in rows
        ]

    def keep(self, place: str, account: str, failures: Failures) -> None:
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
