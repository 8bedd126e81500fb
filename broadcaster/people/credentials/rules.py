"""Which passwords and PINs are taken. Pure."""

from __future__ import annotations

from broadcaster.errors import PeopleError
from broadcaster.people.model import Person
from broadcaster.station.naming import bare

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
