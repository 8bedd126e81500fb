"""Who gives way where there is not room for all: whoever has most, be it connections, streams or turns.

So no address and no account of the computer can shut another one out, however much it asks for.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from broadcaster.api.protocol.peer import packed

T = TypeVar("T")

_NETWORK = 8
"""Bytes: an address of IPv6 is given out with 64 bits to choose freely (RFC 4291); IPv4 has 4 in all."""
_IPV4 = 4  # bytes of an address
_ABOUT = (7, 3)  # bytes: what a household or an office has, of IPv6 (RFC 6177) and of IPv4
_KNOWN = 1000  # parties and hosts whose last turn is remembered


@dataclass(slots=True)
class Comer:
    """Whose a connection is.

    Args:
        host: the address.
        party: with whom that host shares: its network, or the account of the computer once that is known.
    """

    host: bytes
    party: Hashable

    @classmethod
    def at(cls, host: str) -> Comer:
        """Who comes from an address."""
        whole = packed(host)
        return cls(whole, whole[:_NETWORK])

    @property
    def network(self) -> bytes:
        """Where one computer can have any address it likes, if it is alone in many of them."""
        return self.host[: _ABOUT[len(self.host) == _IPV4]]


asking: ContextVar[Comer] = ContextVar("asking", default=Comer(b"", None))  # noqa: B039 - nobody changes it
"""For whom the present work is done."""


def of_largest(whose: Mapping[T, Comer]) -> list[T]:
    """What the host has that has most, of the party that has most, in the given order.

    Where each host has one, what those have whose network has most: a crowd of many addresses.
    """
    parties = Counter(each.party for each in whose.values())
    hosts = Counter((each.party, each.host) for each in whose.values())
    networks = Counter(each.network for each in whose.values())

    def share(comer: Comer) -> tuple[int, int, int]:
        return parties[comer.party], hosts[comer.party, comer.host], networks[comer.network]

    largest = max(whose.values(), key=share)
    own = [
        each for each, comer in whose.items() if (comer.party, comer.host) == (largest.party, largest.host)
    ]
    return own if len(own) > 1 else [each for each, comer in whose.items() if share(comer) == share(largest)]


class Held(Protocol):
    """A connection, where too many are held."""

    comer: Comer

    @property
    def known(self) -> bool:
        """True for a browser in which somebody signed in before."""

    @property
    def idle(self) -> bool:
        """True while nothing is asked."""

    @property
    def unfinished(self) -> bool:
        """True while a request has not come whole."""


H = TypeVar("H", bound=Held)


def gives_way(crowd: Sequence[H]) -> H:
    """Which connection of whoever has most gives way, of those in the order of their coming.

    The oldest that asks for nothing, else the oldest that has not asked to its end; where all are being
    answered, the newest of one host, but the oldest of many hosts, else a crowd of many addresses lets nobody
    in. Known browsers stay as long as there are others.
    """
    strangers = [each for each in crowd if not each.known] or crowd
    largest = of_largest({each: each.comer for each in strangers})
    *others, newest = largest
    idle, unfinished = (each for each in others if each.idle), (each for each in others if each.unfinished)
    of_one = len({each.comer.host for each in largest}) == 1
    return next(idle, None) or next(unfinished, newest if of_one else largest[0])


class FairTurns(Generic[T]):
    """A queue in which each party has its turn, and in it each host; theirs come in their order.

    Not for several threads at once.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Comer, T]] = []
        self._last: dict[Hashable, int] = {}  # the last turn of a party, and of a host in it
        self._turn = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, comer: Comer, what: T) -> None:
        """Let it wait for a turn of that comer."""
        self._waiting.append((comer, what))

    def take(self) -> T:
        """What comes next. Something must wait."""
        comer, what = self._waiting.pop(min(range(len(self._waiting)), key=self._since))
        self._turn += 1
        if not self._waiting or len(self._last) > _KNOWN:
            self._last.clear()
        self._last[comer.party] = self._last[comer.party, comer.host] = self._turn
        return what

    def give_up(self) -> T:
        """The newest of whoever has most waiting, which waits no more. Something must wait."""
        return self._waiting.pop(
            of_largest({number: comer for number, (comer, _) in enumerate(self._waiting)})[-1]
        )[1]

    def _since(self, number: int) -> tuple[int, int]:
        comer = self._waiting[number][0]
        return self._last.get(comer.party, 0), self._last.get((comer.party, comer.host), 0)


class Places:
    """Places at work on one event loop; where none is free, all who wait have their turns."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._turns: FairTurns[asyncio.Future[bool]] = FairTurns()

    def place(self, comer: Comer) -> asyncio.Future[bool]:
        """True once there is one, to be left by `leave`; who wants it no more sets it to false before."""
        place: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self._free > 0:
            self._free -= 1
            place.set_result(True)
        else:
            self._turns.put(comer, place)
        return place

    def leave(self) -> None:
        """Leave a place to whoever has the next turn."""
        while self._turns:
            if not (place := self._turns.take()).done():
                place.set_result(True)
                return
        self._free += 1
