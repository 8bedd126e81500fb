"""A station that is updated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from broadcaster.core.errors import ServiceError
from broadcaster.upkeep.update.trial import TrialFacts
from broadcaster.upkeep.update.versions import InstalledVersions


@dataclass
class StationStandIn:
    """The fake: each version does as it is told to.

    Args:
        versions: what is installed.
        time: now; each second that is waited for goes by.
        makes: what each version makes of the station; one without an entry fails in the trial.
        stand: how each version stands once it runs; one without an entry does not start.
        busy: what speaks against leaving the station alone.
        crashes: how often it was started again by itself.
        meet: called at each step, as whoever pulls the plug would be.
    """

    versions: InstalledVersions
    time: datetime
    makes: dict[str, TrialFacts] = field(default_factory=dict)
    stand: dict[str, Mapping[str, object]] = field(default_factory=dict)
    busy: tuple[str, ...] = ()
    crashes: int = 0
    runs: str = ""
    meet: Callable[[str], None] = lambda _step: None

    def now(self) -> datetime:
        """The time."""
        return self.time

    def against(self) -> tuple[str, ...]:
        """As it was told."""
        self.meet("against")
        return self.busy

    def facts(self, version: str) -> TrialFacts:
        """As it was told."""
        self.meet("facts")
        if version not in self.makes:
            raise ServiceError("update.no_facts", reason="exit 1")
        return self.makes[version]

    def stands(self) -> Mapping[str, object]:
        """As the version that runs was told to."""
        self.meet("stands")
        if self.runs not in self.stand:
            raise ServiceError("service.not_running")
        return {"version": self.runs, **self.stand[self.runs]}

    def restart(self) -> None:
        """Run what the link leads to."""
        self.meet("restart")
        self.runs, self.crashes = self.versions.current(), 0
        if self.runs not in self.stand:
            raise ServiceError("service.systemctl_failed", reason="exit 1")

    def restarts(self) -> int:
        """As it was told."""
        return self.crashes

    def wait(self) -> None:
        """Let a second go by."""
        self.meet("wait")
        self.time += timedelta(seconds=1)
