"""The computer's accounts."""

from __future__ import annotations

import os
import pwd

ROOT = 0
"""The number of root's account."""


def account_of(uid: int) -> str:
    """The name of an account; its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def exists(account: str) -> bool:
    """True if the computer has an account of this name."""
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def is_own(uid: int) -> bool:
    """True for the account that runs this process, and for root, which can be every account."""
    return uid in (ROOT, os.getuid())
