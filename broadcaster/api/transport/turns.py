"""Who comes next: peers in turn."""

from __future__ import annotations

from collections import OrderedDict, deque
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
