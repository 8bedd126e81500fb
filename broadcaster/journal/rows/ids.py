"""Ids of airings: short, unique, and sorted by time as texts."""

from __future__ import annotations

import secrets
from datetime import datetime

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing looks like 1 or 0
_TIME_DIGITS = 10  # milliseconds until the year 37648
_RANDOM_DIGITS = 8  # 40 bits


def new_id(now: datetime) -> str:
    """A new id for an airing that is first known at `now`: 18 lower-case letters and digits."""
    milliseconds = int(now.timestamp() * 1000)
    return _text(milliseconds, _TIME_DIGITS) + _text(secrets.randbits(5 * _RANDOM_DIGITS), _RANDOM_DIGITS)


def _text(number: int, digits: int) -> str:
    return "".join(_DIGITS[(number >> 5 * place) & 31] for place in reversed(range(digits)))
