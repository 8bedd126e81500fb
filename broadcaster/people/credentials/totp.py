"""Codes of an authenticator on a telephone (RFC 6238: six digits, 30 s). The only user of pyotp."""

from __future__ import annotations

import hmac
from datetime import datetime

STEP = 30  # seconds
DRIFT = 1  # steps that a telephone's clock may be ahead or behind


def new_key() -> str:
    """A random key of 160 bits in base 32."""
    import pyotp

    return pyotp.random_base32()


def address(key: str, person: str, station: str) -> str:
    """The `otpauth://` address that a telephone takes from a QR code."""
    import pyotp

    return pyotp.TOTP(key).provisioning_uri(name=person, issuer_name=station)


def step_of(key: str, code: str, at: datetime) -> int | None:
    """The step whose code this is, near `at`; None if it is none's.

    The caller must see to it that each step counts once.
    """
    import pyotp

    code = "".join(code.split())
    now = int(at.timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(pyotp.TOTP(key).generate_otp(step).encode(), code.encode()):
            return step
    return None
