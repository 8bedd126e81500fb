"""Hashes of passwords and PINs, keys of authenticators, codes that work once."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from broadcaster.people.store.database import Database

NOBODY = ""
"""The owner of the one-time code that makes a technician: no id is empty."""


class CredentialKind(StrEnum):
    """What a person can have, one of each."""

    PASSWORD = "password"  # noqa: S105 - the kind, not a password
    PIN = "pin"
    TOTP = "totp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One credential as it is kept."""

    secret: str = field(repr=False)  # an argon2id hash, or the key of an authenticator in base 32
    step: int = 0  # of an authenticator: the last step whose code was used


class CredentialTable:
    """The tables `credentials` and `codes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, person: str, kind: CredentialKind) -> Credential | None:
        """A person's credential; None if they have none of this kind."""
        found = self._database.read(
            "SELECT secret, step FROM credentials WHERE person = ? AND kind = ?", person, kind
        )
        return Credential(secret=str(found[0][0]), step=int(found[0][1] or 0)) if found else None

    def kinds(self, person: str) -> frozenset[CredentialKind]:
        """What a person has."""
        rows = self._database.read("SELECT kind FROM credentials WHERE person = ?", person)
        return frozenset(CredentialKind(str(kind)) for (kind,) in rows)

    def put(self, person: str, kind: CredentialKind, secret: str, at: str) -> None:
        """Give a person a credential in place of an older one of its kind."""
        self._database.write(
            "INSERT OR REPLACE INTO credentials VALUES (?, ?, ?, ?, 0)", person, kind, secret, at
        )

    def use_step(self, person: str, step: int) -> bool:
        """Use up a step of a person's authenticator; false if it, or a later one, was used."""
        changed = self._database.write(
            "UPDATE credentials SET step = ? WHERE person = ? AND kind = ? AND step < ?",
            step,
            person,
            CredentialKind.TOTP,
            step,
        )
        return changed == 1

    def forget(self, person: str, kind: CredentialKind) -> None:
        """Take one credential from a person."""
        self._database.write("DELETE FROM credentials WHERE person = ? AND kind = ?", person, kind)

    def remove(self, person: str) -> None:
        """Take everything from a person, their sessions too."""
        for table in ("credentials", "codes", "sessions"):
            self._database.write(f"DELETE FROM {table} WHERE person = ?", person)  # noqa: S608 - names above

    def put_codes(self, person: str, hashes: tuple[str, ...], until: str | None = None) -> None:
        """Give a person codes that work once, in place of all older ones.

        Args:
            person: their id; `NOBODY` for the code that makes a technician.
            until: the UTC instant until which they work, as ISO 8601; None for ever.
        """
        self._database.write("DELETE FROM codes WHERE person = ?", person)
        for one in hashes:
            self._database.write("INSERT INTO codes VALUES (?, ?, ?)", person, one, until)

    def use_code(self, person: str, code: str, now: str) -> bool:
        """Use up a code; false if there is no such code, or it is too old.

        Args:
            code: its hash.
            now: the UTC instant as ISO 8601.
        """
        changed = self._database.write(
            "DELETE FROM codes WHERE person = ? AND hash = ? AND (until IS NULL OR until >= ?)",
            person,
            code,
            now,
        )
        return changed == 1

    def has_code(self, person: str, code: str, now: str) -> bool:
        """Whether there is such a code, and it is not too old; see `use_code`."""
        rows = self._database.read(
            "SELECT 1 FROM codes WHERE person = ? AND hash = ? AND (until IS NULL OR until >= ?)",
            person,
            code,
            now,
        )
        return bool(rows)

    def codes_left(self, person: str, now: str) -> int:
        """How many codes of a person still work."""
        rows = self._database.read(
            "SELECT count(*) FROM codes WHERE person = ? AND (until IS NULL OR until >= ?)", person, now
        )
        return int(rows[0][0] or 0)
