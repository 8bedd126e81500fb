"""What the air and its listener report, passed on to whom it concerns."""

from __future__ import annotations

from functools import partial

from broadcaster.app.station.parts import StationParts
from broadcaster.core.errors import PlayoutError, ServiceError
from broadcaster.playout.air.wire import Level
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.listening.findings import ListeningFinding


class AirReports:
    """Takes the reports of an open station."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts
        parts.director.on_clock_set.append(self._clock_was_set)

    def hear(self, report: AirReport) -> None:
        """Take a report of the air. On the thread that reads them."""
        parts = self._parts
        if isinstance(report, Level):
            parts.hub.level(report.peak)
        for fault in parts.tally.hear(report):
            parts.director.report(fault)
        if parts.monitor is not None:
            parts.monitor.link.hear(report)
        parts.director.hear(report)

    def found(self, finding: ListeningFinding) -> None:
        """Take what the listener heard. From any thread."""
        monitor = self._parts.monitor
        if monitor is not None:
            self._parts.director.post(partial(monitor.heard_back.take, finding))

    def deaf(self, fault: PlayoutError) -> None:
        """Keep what prevents listening. From any thread."""
        monitor = self._parts.monitor
        if monitor is not None:
            self._parts.director.post(partial(monitor.heard_back.deaf, fault))

    def _clock_was_set(self, seconds: float) -> None:
        """Tell of a clock that was set by so much. On the director's thread."""
        self._parts.director.fault(ServiceError("service.clock_jumped", seconds=round(seconds, 1)))
