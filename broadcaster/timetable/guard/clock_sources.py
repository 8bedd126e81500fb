"""What is known about the clock: from the kernel and the RTC, and kept between boots in state/clock.json.

Nothing of it needs a privilege or a running daemon, so it works in containers too.
"""

from __future__ import annotations

import ctypes
import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import AfterValidator, TypeAdapter

import broadcaster
from broadcaster.core import state_files
from broadcaster.core.clock import boot_id
from broadcaster.core.state_files import Instant, plausible
from broadcaster.core.whole_files import write_bytes
from broadcaster.timetable.rules.clock_verdict import ClockGrant, Observation

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


KEPT = 20  # boots whose observations are remembered
_NAME = "clock.json"
_PROOF = "clock-proof.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFile:
    """The trust given last, and how right the hardware clock was at each boot, oldest first."""

    grant: ClockGrant | None = None
    observations: tuple[Observation, ...] = ()


def _plausible(kept: ClockFile) -> ClockFile:
    """Raise ValueError for an instant or a number that no clock can have shown."""
    grant = kept.grant
    for at in (*(o.at for o in kept.observations), *((grant.at, grant.over) if grant else ())):
        if at is not None:
            plausible(at)
    numbers = [n for o in kept.observations for n in (o.error, o.away)] + ([grant.base] if grant else [])
    if not all(map(isfinite, numbers)):
        raise ValueError("not a number of seconds")
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """When the examination found the hardware clock good."""

    at: Instant


_SHAPE: TypeAdapter[ClockFile] = TypeAdapter(Annotated[ClockFile, AfterValidator(_plausible)])
_PROOF_SHAPE = TypeAdapter(_Proof)


def read_clock_file(state: Path) -> ClockFile:
    """What is kept; nothing where the file is missing or damaged: then a person is asked again."""
    return state_files.load(state / _NAME, _SHAPE) or ClockFile()


def write_clock_file(state: Path, kept: ClockFile) -> None:
    """Keep it; on the disk when this returns. Raises StoreError: the folder cannot be written."""
    facts = {
        "grant": None if kept.grant is None else asdict(kept.grant),
        "observations": [asdict(o) for o in kept.observations[-KEPT:]],
    }
    write_bytes(state / _NAME, json.dumps(facts, default=datetime.isoformat).encode(), durable=True)


def has_proof(state: Path) -> bool:
    """True if the examination has found the hardware clock good."""
    return state_files.load(state / _PROOF, _PROOF_SHAPE) is not None


def write_proof(state: Path, at: datetime) -> None:
    """Keep that the examination has found the hardware clock good.

    Raises:
        StoreError: the folder cannot be written.
    """
    write_bytes(state / _PROOF, json.dumps({"at": at.isoformat()}).encode(), durable=True)


def drop_proof(state: Path) -> None:
    """The hardware clock is proven no more.

    A proof that cannot be taken away does no harm: the observations are asked too.
    """
    with suppress(OSError):
        (state / _PROOF).unlink()
