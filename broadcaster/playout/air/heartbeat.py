"""The air's heartbeat in shared memory: how a parent sees that the device really pulls samples.

A frame count, a monotonic stamp, how far the file on air has been heard and how far the device has been
given it, written by the output's callback. A hung sound server blocks the callback but raises nothing; only
a heartbeat that has stopped shows it.
"""

from __future__ import annotations

import mmap
import os
import struct
import time

_FORM = struct.Struct("=QQQQ")
"""Frames pulled, monotonic nanoseconds, the frame of the file that was heard last, the one pulled last."""


class Heartbeat:
    """The shared page. One process writes, one reads; a torn read shows at worst an old stamp."""

    def __init__(self, handle: int) -> None:
        self._page = mmap.mmap(handle, _FORM.size)

    @staticmethod
    def create() -> int:
        """A file descriptor of a fresh page, to be handed to the child."""
        handle = os.memfd_create("air-heartbeat", os.MFD_CLOEXEC)
        os.ftruncate(handle, _FORM.size)
        return handle

    def tick(self, frames: int, place: int = 0, pulled: int = 0) -> None:
        """Note that `frames` have been pulled in all, now.

        Args:
            frames: since the start.
            place: the file's frame up to which it was heard; 0 while nothing sounds.
            pulled: the file's frame up to which the device has been given it, where that is further.
        """
        _FORM.pack_into(self._page, 0, frames, time.monotonic_ns(), place, max(place, pulled))

    def ended(self, rate: int) -> None:
        """The device has gone: what it had been given went on sounding until now. `rate`: Hz."""
        frames, stamp, place, pulled = _FORM.unpack_from(self._page)
        if place and stamp:
            since = (time.monotonic_ns() - stamp) * rate // 1_000_000_000
            _FORM.pack_into(self._page, 0, frames, stamp, min(pulled, place + since), pulled)

    def frames(self) -> int:
        """Frames pulled since the start."""
        return int(_FORM.unpack_from(self._page)[0])

    def place(self) -> int:
        """The file's frame up to which it was heard at the last tick; 0 while nothing sounds."""
        return int(_FORM.unpack_from(self._page)[2])

    def pulled(self) -> int:
        """The file's frame up to which the device had it at the last tick; 0 while nothing sounds."""
        return int(_FORM.unpack_from(self._page)[3])

    def age(self) -> float | None:
        """Seconds since the last tick; None before the first."""
        stamp = _FORM.unpack_from(self._page)[1]
        return (time.monotonic_ns() - stamp) / 1e9 if stamp else None

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()
