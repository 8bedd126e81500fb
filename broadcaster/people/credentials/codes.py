"""Codes that work once: for who lost their password, and for the first technician."""

from __future__ import annotations

import hashlib
import secrets

# Without letters that look like digits or like each other when read aloud or from a screen.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _EACH = 4, 4  # 16 letters of 32: 80 bits
RECOVERY_CODES = 8  # given to a person at once


def new_code() -> str:
    """A code of 80 random bits, such as `7KQM-…`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_EACH)) for _ in range(_GROUPS))


def new_codes() -> tuple[str, ...]:
    """The recovery codes for one person."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def looks_like_one(text: str) -> bool:
    """True for what has the form of a code as it is shown."""
    groups = text.strip().upper().split("-")
    return len(groups) == _GROUPS and all(
        len(each) == _EACH and set(each) <= set(_LETTERS) for each in groups
    )


def hashed(code: str) -> str:
    """What is kept of a code. It is random and long enough to need no slow hash."""
    plain = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
