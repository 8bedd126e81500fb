"""Passwords and PINs as argon2id hashes. The only user of argon2, which is loaded with the first hash."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# The least that OWASP's "Password Storage Cheat Sheet" asks of argon2id: small computers have no more.
MEMORY = 19 * 1024  # KiB
PASSES = 2
LANES = 1


def hashed(secret: str) -> str:
    """A salted hash of a password or PIN, as PHC text. Takes some 50 ms and 19 MiB."""
    return _hasher().hash(_normal(secret))


def verified(kept: str | None, secret: str) -> bool:
    """True if `secret` is what was hashed.

    Args:
        kept: the hash; None where there is none, which takes the same time: how long an answer takes must not
            tell who exists.
        secret: what somebody typed.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        fits = _hasher().verify(_stand_in() if kept is None else kept, _normal(secret))
    except (VerificationError, InvalidHashError):
        return False
    return fits and kept is not None


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=LANES)


@cache
def _stand_in() -> str:
    return _hasher().hash("")


def _normal(secret: str) -> str:
    """One form for a word with accents, whichever keyboard it was typed on (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", secret)
