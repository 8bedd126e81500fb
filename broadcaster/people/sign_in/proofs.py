"""What a person shows: passwords and PINs, hashed one at a time, and codes of an authenticator."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from broadcaster.core.errors import PeopleError
from broadcaster.core.text.forms import nfc
from broadcaster.people.roles.model import Origin, OriginPlace, Person
from broadcaster.people.sign_in.steps import AttemptLine
from broadcaster.station.model.names import bare

if TYPE_CHECKING:
    from argon2 import PasswordHasher


# NIST SP 800-63B, 5.1.1: a length, no rules about kinds of characters.
SHORTEST_PASSWORD = 8  # code points
LONGEST_PASSWORD = 256
SHORTEST_PIN = 6  # digits
LONGEST_PIN = 12
_ROW = "01234567890"


def check_password(password: str, person: Person) -> None:
    """Refuse a password that is too short, too long, or the person's own name.

    Raises:
        PeopleError: `people.password_short`, `people.password_long` or `people.password_guessed`.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PeopleError("people.password_short", limit=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PeopleError("people.password_long", limit=LONGEST_PASSWORD)
    known = {_letters(text) for text in (person.id, person.name, person.account or "")}
    if _letters(password) in known or len(set(password)) == 1 or in_a_row(password):
        raise PeopleError("people.password_guessed")


def check_pin(pin: str) -> None:
    """Refuse a PIN that is no row of digits, too short, or the first that anybody tries.

    Raises:
        PeopleError: `people.pin_digits` or `people.pin_guessed`.
    """
    if not (looks_like_pin(pin) and len(pin) >= SHORTEST_PIN):
        raise PeopleError("people.pin_digits", least=SHORTEST_PIN, limit=LONGEST_PIN)
    halves = {pin[index : index + 2] for index in range(0, len(pin), 2)}
    if len(set(pin)) == 1 or in_a_row(pin) or len(halves) == 1:
        raise PeopleError("people.pin_guessed")


def looks_like_pin(text: str) -> bool:
    """True for digits that may be a PIN; a longer row of digits is a password."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_PIN


def _letters(text: str) -> str:
    return "".join(letter for letter in bare(text) if letter.isalnum())


def in_a_row(text: str) -> bool:
    """True for digits that only count up or down: 123456, 987654."""
    return text in _ROW or text in _ROW[::-1]


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
    return nfc(secret)


TOTP_STEP = 30  # seconds
TOTP_DRIFT = 1  # steps that a telephone's clock may be ahead or behind


def new_totp_key() -> str:
    """A random key of 160 bits in base 32."""
    import pyotp

    return pyotp.random_base32()


def totp_address(key: str, person: str, station: str) -> str:
    """The `otpauth://` address that a telephone takes from a QR code."""
    import pyotp

    return pyotp.TOTP(key).provisioning_uri(name=person, issuer_name=station)


def totp_step(key: str, code: str, at: datetime) -> int | None:
    """The step whose code this is, near `at`; None if it is none's.

    The caller must see to it that each step counts once.
    """
    import pyotp

    code = "".join(code.split())
    now = int(at.timestamp()) // TOTP_STEP
    for step in range(now - TOTP_DRIFT, now + TOTP_DRIFT + 1):
        if hmac.compare_digest(pyotp.TOTP(key).generate_otp(step).encode(), code.encode()):
            return step
    return None


MOST_WAITING = 4  # in each queue; who comes later is told to try again


class HashQueue(IntEnum):
    """Who waits apart from whom. The first that has somebody goes first."""

    HERE = 0  # at the station's own computer
    DEVICE = 1  # from a device on which the person signed in before
    EMERGENCY = 2
    NETWORK = 3


def queue_of(origin: Origin, line: AttemptLine) -> HashQueue:
    """Where an attempt waits."""
    if origin.place is OriginPlace.SOCKET:
        return HashQueue.HERE
    if origin.device:
        return HashQueue.DEVICE
    return HashQueue.EMERGENCY if line is AttemptLine.EMERGENCY else HashQueue.NETWORK


class Turns:
    """Gives out the one place at the hash. From any thread."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._taken = False
        self._waiting = dict.fromkeys(HashQueue, 0)

    @contextmanager
    def turn(self, queue: HashQueue) -> Iterator[None]:
        """Wait for it, use it, give it back. Raises PeopleError: `people.busy`: too many wait already."""
        with self._free:
            if self._waiting[queue] >= MOST_WAITING:
                raise PeopleError("people.busy")
            self._waiting[queue] += 1
            try:
                before = [each for each in HashQueue if each < queue]
                self._free.wait_for(lambda: not (self._taken or any(self._waiting[each] for each in before)))
                self._taken = True
            finally:
                self._waiting[queue] -= 1
        try:
            yield
        finally:
            with self._free:
                self._taken = False
                self._free.notify_all()
