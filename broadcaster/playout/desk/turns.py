"""Who goes first where several people ask for much: each in turn, and each for only so much. Pure."""

from __future__ import annotations

from collections.abc import Iterable

EACH = 20  # requests of one asker that may wait in one place; nobody who means them has so many


def turn(asker: str, others: Iterable[tuple[str, int]]) -> int:
    """The turn of something new: the one after the asker's last; who has nothing here is among the next.

    Whatever is of one turn goes in the order in which it was asked for, so nobody waits for the second of
    another person with a first of their own.

    Args:
        asker: who asks.
        others: asker and turn of all that waits, and of what is at work.
    """
    known = list(others)
    own = [number for who, number in known if who == asker]
    return max(own) + 1 if own else min((number for _, number in known), default=0)
