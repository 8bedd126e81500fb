"""What the computer knows about its clock. The only module that reads the kernel's state and the RTC.

Nothing of it needs a privilege or a running daemon, so it works in containers too.
"""

from __future__ import annotations

import ctypes
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import broadcaster
from broadcaster.clock import boot_id

_UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2): set by each step, cleared by an NTP daemon
_RTC = Path("/sys/class/rtc/rtc0")

log = logging.getLogger(__name__)


class TimeSource(Protocol):
    """Facts about the clock that the clock itself does not show."""

    def boot(self) -> str:
        """The id of this boot; "" where the system has none."""

    def synchronised(self) -> bool:
        """True if the kernel reports that the network keeps the clock."""

    def hardware(self) -> datetime | None:
        """What the battery clock shows, taken for UTC, to the second; None where there is none."""

    def built(self) -> datetime:
        """When the program came onto this computer, at the latest."""


class SystemTimeSource:
    """The computer that this runs on."""

    def boot(self) -> str:
        """The kernel's own id of this boot."""
        return boot_id()

    def synchronised(self) -> bool:
        """The kernel's clock state, as an NTP daemon of any make leaves it."""
        state = _Timex()
        try:
            answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(state))
        except (OSError, AttributeError) as error:
            log.debug("the kernel is not asked about its clock: %s", error)
            return False
        return bool(answer >= 0 and not state.status & _UNSYNCHRONISED)

    def hardware(self) -> datetime | None:
        """The first RTC of the system."""
        try:
            return datetime.fromtimestamp(int((_RTC / "since_epoch").read_text()), UTC)
        except (OSError, ValueError, OverflowError):
            return None

    def built(self) -> datetime:
        """The age of the program's files: none can be older than its build."""
        try:
            return datetime.fromtimestamp(Path(broadcaster.__file__).stat().st_mtime, UTC)
        except OSError:  # a package without files of its own
            return datetime.fromtimestamp(0, UTC)


@dataclass(slots=True, kw_only=True)
class FakeTimeSource:
    """A computer as a test wants it."""

    boot_id: str = "boot-1"
    network: bool = False
    rtc: datetime | None = None
    program: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    def boot(self) -> str:
        """As set."""
        return self.boot_id

    def synchronised(self) -> bool:
        """As set."""
        return self.network

    def hardware(self) -> datetime | None:
        """As set."""
        return self.rtc

    def built(self) -> datetime:
        """As set."""
        return self.program


class _Timex(ctypes.Structure):
    """`struct timex` of adjtimex(2); all zero asks and changes nothing."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("constant", "precision", "tolerance", "sec", "usec", "tick")),
        ("rest", ctypes.c_byte * 128),  # more than any kernel writes
    )
