"""The computer of a station: its clocks, its UPS, its service manager."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from broadcaster.upkeep.host.ups import Mains


@dataclass
class RecordingSystemctl:
    """The fake: keeps the calls and answers `answer`."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    answer: str = ""

    def __call__(self, *arguments: str) -> str:
        """Keep the arguments."""
        self.told.append(arguments)
        return self.answer


@dataclass
class FakeUps:
    """The fake: reports `state`; without one it does not answer."""

    state: Mains | None = None
    gone: bool = False

    def read(self) -> Mains | None:
        """The state that was set."""
        if self.gone:
            raise ConnectionRefusedError
        return self.state


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
