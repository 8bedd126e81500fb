"""Who comes next: peers in turn, at most so many at a time, at most a share of one peer."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

from broadcaster.api.protocol.peer import Peer

T = TypeVar("T")


class Turns(Generic[T]):
    """What waits: of each peer in the order of its coming, peers one after the other. Not thread-safe."""

    def __init__(self) -> None:
        self._lines: OrderedDict[Peer, deque[T]] = OrderedDict()

    def add(self, peer: Peer, one: T) -> None:
        """Let one more of a peer wait."""
        self._lines.setdefault(peer, deque()).append(one)

    def take(self, may: Callable[[Peer], bool] = lambda _peer: True) -> tuple[Peer, T] | None:
        """Whose turn it is of those who may; None where nobody waits."""
        for peer, line in self._lines.items():
            if may(peer):
                one = line.popleft()
                del self._lines[peer]
                if line:
                    self._lines[peer] = line  # behind the others
                return peer, one
        return None

    def of(self, peer: Peer) -> int:
        """How many of a peer wait."""
        return len(self._lines.get(peer, ()))


class Places:
    """Places that are taken and left. On one event loop.

    Args:
        most: at a time.
        share: of one peer: no crowd of one has all places.
    """

    def __init__(self, most: int, share: int | None = None) -> None:
        self._most = most
        self._share = most if share is None else share
        self._inside: Counter[Peer] = Counter()
        self._waiting: Turns[asyncio.Future[None]] = Turns()

    @property
    def full(self) -> bool:
        """True if whoever comes now must wait."""
        return self._inside.total() >= self._most

    def of(self, peer: Peer) -> int:
        """How many places a peer has."""
        return self._inside[peer]

    def waiting(self, peer: Peer) -> int:
        """How many of a peer wait for one."""
        return self._waiting.of(peer)

    async def take(self, peer: Peer) -> None:
        """Wait for a place."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(peer, turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(peer)
            raise

    def leave(self, peer: Peer) -> None:
        """Give the place back."""
        self._inside[peer] -= 1
        self._admit()

    def _admit(self) -> None:
        while not self.full and (found := self._waiting.take(self._may)) is not None:
            peer, turn = found
            if not turn.done():
                self._inside[peer] += 1
                turn.set_result(None)

    def _may(self, peer: Peer) -> bool:
        return self._inside[peer] < self._share
