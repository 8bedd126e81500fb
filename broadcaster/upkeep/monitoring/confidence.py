"""Reports what the confidence monitor found to status, journal and log. On the director's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broadcaster.core.clock import Clock
from broadcaster.core.errors import PlayoutError
from broadcaster.journal.rows.model import Reason
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.playout.director.director import Director
from broadcaster.playout.links.monitor_link import MonitorLink
from broadcaster.playout.listening.findings import ListeningFinding, Verdict

QUIET = -20.0  # dB below what was sent: the volume was turned down
MOST_MISSED = 0.1  # of the audible seconds


class HeardBack:
    """Keeps the last finding, and writes a row or a fault for each."""

    def __init__(self, director: Director, as_run: AsRunLog, clock: Clock, source: str) -> None:
        self.source = source
        self.last: ListeningFinding | None = None
        self.at: datetime | None = None
        self._director = director
        self._as_run = as_run
        self._clock = clock

    def deaf(self, fault: PlayoutError) -> None:
        """It cannot be heard for now, so what was heard before tells nothing of what airs."""
        self.last, self.at = None, None
        self._director.fault(fault)

    def take(self, finding: ListeningFinding) -> None:
        """Report a finding."""
        now = self._clock.now()
        if finding.verdict is Verdict.SILENT:
            self._director.fault(PlayoutError("playout.not_heard", source=self.source))
        elif finding.verdict is Verdict.AGAIN:
            self._as_run.note(now, Reason(code="playout.heard_again"), finding.id)
        elif finding.listened:
            self.last, self.at = finding, now
            good = is_good(finding)
            code = "playout.heard_back" if good else "playout.heard_badly"
            self._as_run.note(now, Reason(code=code, facts=_facts(finding)), finding.id)
            if not good:
                self._director.show(PlayoutError(code, **dict(_facts(finding))))


def is_good(finding: ListeningFinding) -> bool:
    """True if an airing was heard as it was sent."""
    missed = finding.listened - finding.heard
    loud = finding.level_db is not None and finding.level_db > QUIET
    return loud and missed <= MOST_MISSED * finding.listened and not finding.gaps and not finding.clips


def _facts(finding: ListeningFinding) -> tuple[tuple[str, str], ...]:
    level = "?" if finding.level_db is None else f"{finding.level_db:g}"
    return (
        ("heard", str(finding.heard)),
        ("listened", str(finding.listened)),
        ("level", level),
        ("gaps", str(finding.gaps)),
        ("longest", f"{finding.longest_gap_ms:g}"),
        ("clips", str(finding.clips)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """The confidence monitor: what listens to the output, and what it reported."""

    link: MonitorLink
    heard_back: HeardBack
