"""USB relay boards that are switched by bytes over a serial port, as data.

Sources: the makers' sheets. LCUS boards take A0, relay, state and the sum of the three; KMTronic
boards FF, relay, state; Numato boards lines of text, their relays counted from 0 in hexadecimal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Board:
    """How many relays it has, and the bytes that switch relay 1 … `relays`."""

    relays: int
    command: Callable[[int, bool], bytes]


def _lcus(relay: int, on: bool) -> bytes:
    head = (0xA0, relay, int(on))
    return bytes([*head, sum(head) & 0xFF])


def _kmtronic(relay: int, on: bool) -> bytes:
    return bytes([0xFF, relay, int(on)])


def _numato(relay: int, on: bool) -> bytes:
    return f"relay {'on' if on else 'off'} {relay - 1:X}\r".encode()


BOARDS: dict[str, Board] = {
    "lcus-1": Board(1, _lcus),
    "lcus-2": Board(2, _lcus),
    "lcus-4": Board(4, _lcus),
    "lcus-8": Board(8, _lcus),
    "kmtronic": Board(8, _kmtronic),
    "numato": Board(16, _numato),
}
