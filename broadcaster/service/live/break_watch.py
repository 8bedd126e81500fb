"""Reports a source that breaks off, or does not answer, while it is relayed; and that it is steady again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from broadcaster.errors import BroadcasterError, PlayoutError, ServiceError
from broadcaster.service.live.feeds import Feeds

STEADY = 30.0  # seconds of sound without a break after which a source counts as well again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A source at its last break."""

    reconnects: int = 0
    heard: float = 0.0  # seconds
    steady: bool = False


class BreakWatch:
    """Looks when it is asked, on the director's thread.

    Ends are reported of every source that is steady: an earlier process of the station may have told of its
    fault.

    Args:
        feeds: the sources that are on.
        met: takes a fault.
        over: takes faults that have ended.
    """

    def __init__(
        self,
        feeds: Feeds,
        met: Callable[[BroadcasterError], object],
        over: Callable[[Sequence[BroadcasterError]], object],
    ) -> None:
        self._feeds = feeds
        self._met = met
        self._over = over
        self._seen: dict[str, _Seen] = {}

    def look(self) -> None:
        """Report what has changed."""
        seen = {}
        for airing, (address, progress) in self._feeds.progress().items():
            last = self._seen.get(airing, _Seen())
            if progress.reconnects > last.reconnects:
                self._met(ServiceError("service.source_again", address=address))
                last = _Seen(reconnects=progress.reconnects, heard=progress.heard)
            elif not last.steady and progress.heard - last.heard >= STEADY:
                last = _Seen(reconnects=last.reconnects, heard=last.heard, steady=True)
                failed = PlayoutError("playout.source_failed", reason="")
                self._over([ServiceError("service.source_again", address=address), failed])
            seen[airing] = last
        self._seen = seen
