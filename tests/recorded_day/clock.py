"""The time of the recorded day, which every program of it is told; it goes on at the pace of real time."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAWN = datetime(2026, 3, 2, 6, 50, tzinfo=ZONE)
"""Monday, the day before the full moon of the first month: people are taken in then.

It lies before the files of any program that is judged, so that no file seems to be old.
"""
MORNING = DAWN.replace(hour=7, minute=0)
"""The station starts."""


class TooSlow(Exception):
    """The computer was too busy for the day to go as it is written: nothing can be said of the program."""


@dataclass
class DayClock:
    """A clock that was set once, and is set once more in the morning.

    Args:
        work: a folder for the library that sets it.
    """

    work: Path
    offset: int = field(init=False, default=0)
    library: Path = field(init=False)

    def __post_init__(self) -> None:
        self.library = self.work / "day-clock.so"
        source = Path(__file__).with_name("clock.c")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(self.library), str(source)], check=True)
        self.set(DAWN)

    def set(self, to: datetime) -> None:
        """From now on it is `to`, for programs that begin from now on."""
        time.sleep(1 - time.time() % 1)
        self.offset = round(to.timestamp() - time.time())

    @property
    def environment(self) -> dict[str, str]:
        """What makes a program live in that day."""
        return {"LD_PRELOAD": str(self.library), "DAY_OFFSET": str(self.offset), "TZ": ZONE.key}

    def now(self) -> float:
        """Seconds since 1970, in that day."""
        return time.time() + self.offset

    def since_morning(self) -> float:
        """Seconds since the station's start."""
        return self.now() - MORNING.timestamp()

    def not_after(self, second: float) -> None:
        """What is done now must be done before so many seconds after the start.

        Raises:
            TooSlow: it is later.
        """
        if self.since_morning() > second:
            raise TooSlow(f"second {second:.0f} of the day is over at {self.since_morning():.0f}")

    def wait_until(self, second: float, late: float = 3.0) -> None:
        """Wait until so many seconds after the start.

        Raises:
            TooSlow: that is more than `late` seconds ago.
        """
        behind = self.since_morning() - second
        if behind > late:
            raise TooSlow(f"{behind:.1f} s late at second {second:.0f} of the day")
        time.sleep(max(0.0, -behind))
