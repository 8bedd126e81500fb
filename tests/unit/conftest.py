"""Fixtures of all rooms: a station in a house of its own, with a clock that the test sets."""

from tests.house import _journals_are_closed, make_house

__all__ = ["_journals_are_closed", "make_house"]
