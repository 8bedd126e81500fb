"""The two steps by which a person signs in, as values. `SigningIn` checks them.

A password or a recovery code opens a session by itself for whoever has no authenticator; the others show its
code too. A PIN opens a narrow one by itself (`rights.BY_PIN`). No code of an authenticator does: it is the
second step, or it decides one message on the telephone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from broadcaster.people.roles.model import Person


class ProofWay(StrEnum):
    """What a person can show first."""

    PASSWORD = "password"  # noqa: S105 - the way, not a password
    PIN = "pin"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstProof:
    """Somebody has shown the first of two things."""

    person: Person
    way: ProofWay
    code: str = field(default="", repr=False)  # the recovery code, which is used up at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenPerson:
    """Somebody has shown who they are."""

    person: Person
    by_pin: bool = False  # by a PIN and nothing else


class AttemptLine(StrEnum):
    """What is counted apart, and has a place of its own at the hash.

    The words stand behind an id in the count of failures: no id has their first character.
    """

    SIGN_IN = ""
    SECOND = "?second"  # a right password forgives no wrong codes
    TELEPHONE = "?telephone"  # what others type for a leader keeps no leader out
    EMERGENCY = "?emergency"  # a flood of sign-ins keeps nobody from an emergency
