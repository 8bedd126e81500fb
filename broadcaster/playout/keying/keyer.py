"""The keyer protocol: what the director asks of it; and the keyer of a station that switches nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from broadcaster.playout.keying.wire import KeyReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchState:
    """How one switch stands, for `status`."""

    name: str
    type: str
    about: str  # which device, without secrets
    fault: str = ""


class Keyer(Protocol):
    """What holds the relays. All but `start` and `close` return at once."""

    def start(self) -> None:
        """Release every switch; returns when they are released or do not obey."""

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Have reports posted, and the lease renewed for as long as `alive()`."""

    def on(self, name: str) -> None:
        """Switch one on."""

    def off(self, name: str) -> None:
        """Release one."""

    def rearm(self, name: str) -> None:
        """Let the time of `longest` begin anew."""

    def release(self) -> None:
        """Release all."""

    def close(self) -> None:
        """Release all and end."""

    def states(self) -> tuple[SwitchState, ...]:
        """How each switch stands; empty where there is nothing to switch."""


class NoKeying:
    """The loudspeaker system listens all the time: nothing to switch."""

    def start(self) -> None:
        """Nothing to do."""

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Nothing to report."""

    def on(self, name: str) -> None:
        """Nothing to do."""

    def off(self, name: str) -> None:
        """Nothing to do."""

    def rearm(self, name: str) -> None:
        """Nothing to do."""

    def release(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def states(self) -> tuple[SwitchState, ...]:
        """None."""
        return ()
