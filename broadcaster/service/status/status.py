"""The running station in one JSON object. Keys and codes are English, texts in the chosen language."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from broadcaster.playout.director import Director
from broadcaster.playout.keying import Keyer
from broadcaster.playout.links.monitor_link import MonitorLink
from broadcaster.playout.outputs import OutputChoice
from broadcaster.service.monitoring import HeardBack, LastingFaults, Watches
from broadcaster.service.operator.conflicts import Conflicts
from broadcaster.service.operator.repeating import Repeating
from broadcaster.service.operator.suspended import Suspensions
from broadcaster.service.planning import Timetable
from broadcaster.service.rendering.failback import Voice
from broadcaster.service.status.airings import Local, chain, clash, on_air, waiting
from broadcaster.service.status.clock import ClockStatus
from broadcaster.service.status.switches import keying
from broadcaster.service.taking.files import StationFiles
from broadcaster.speech.outlook import outlook
from broadcaster.station.model import ONLINE_ENGINES, Station
from broadcaster.studio.render.opening import voices_folder
from broadcaster.text import explain, say, worded
from broadcaster.timetable.model import Occurrence

if TYPE_CHECKING:
    from broadcaster.service.jobs.jobs import Jobs, Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class StationStatus:
    """What the status is made from."""

    folder: Path
    opened: datetime
    files: StationFiles
    director: Director
    choice: OutputChoice
    keyer: Keyer
    monitor: MonitorLink | None  # None where nothing listens to the output
    heard_back: HeardBack | None  # the same
    suspended: Suspensions
    conflicts: Conflicts
    repeating: Repeating
    watches: Watches
    timetable: Timetable | None  # None where it does not run
    jobs: Jobs | None  # the same
    clock: ClockStatus
    journal_ok: bool  # False while another file stands in for the journal
    lasting: LastingFaults

    def describe(self) -> dict[str, object]:
        """The object of `status --format json`; asks the director's thread, so all is of one moment."""
        shown, upcoming = self.director.call(self._describe).result(10)
        # Not on that thread: both read from the disk.
        shown["disk"] = {"free_mb": shutil.disk_usage(self.folder).free // 1_000_000}
        voice, station = shown["engine"], self.files.station
        voice["usual"] = _usual(station)
        voice["name"] = voice["name"] or voice["usual"]
        if upcoming is not None and self.timetable is not None:
            # The same: it computes the plan of a week.
            over = self.timetable.plans.warning(station, upcoming)
            shown["next"] |= {"warning": None if over is None else say(over.code, **dict(over.facts))}
        if self.jobs is not None:
            shown["jobs"] = [_job(job, station.settings.timezone) for job in self.jobs.listed()]
        return shown

    def _describe(self) -> tuple[dict[str, Any], Occurrence | None]:
        files, director = self.files, self.director
        zone = files.station.settings.timezone

        def local(at: datetime) -> str:
            return at.astimezone(zone).isoformat(timespec="seconds")

        upcoming = None if self.timetable is None else self.timetable.planner.next
        shown = {
            "running": True,
            "accepted": files.up_to_date,
            "left_out": list(files.left_out),
            "problems": [problem.as_json() for problem in files.problems],
            "on_air": on_air(director.desk, local),
            "next": None if upcoming is None else _next(upcoming, local),
            "queue": [waiting(each, local) for each in director.desk.queue],
            "clash": clash(self.conflicts.open, local),
            "chains": [chain(kept, local) for kept in self.repeating.chains],
            "contacts": _contacts(self.watches),
            "held": [
                {"message": name, "who": suspension.who, "since": suspension.at}
                for name, suspension in self.suspended.of(files.station).items()
            ],
            "engine": self._voice(local),
            "output": {"kind": self.choice.kind, "name": director.output, "ok": bool(director.output)},
            "keying": keying(self.keyer, director.desk.keying, local),
            "clock": self.clock.describe(),
            "listen": self._listen(),
            "ups": self.watches.ups.state.as_json() if self.watches.ups.state is not None else None,
            "jobs": [],  # by the wall clock; see `describe`
            "journal": {"ok": self.journal_ok},
            "errors": [
                *({"at": local(self.opened), "message": explain(error)} for error in self.lasting),
                *({"at": local(fault.at), "message": explain(fault.error)} for fault in director.faults),
            ],
        }
        return shown, upcoming

    def _voice(self, local: Local) -> dict[str, object]:
        """Which engine speaks: the station's first, or another until that is back."""
        speech = self.files.station.settings.speech
        voice = Voice(engine="") if self.timetable is None else self.timetable.render_ahead.voice()
        return {
            "name": voice.engine,  # "" where nothing was rendered yet: see `describe`
            "fallback": voice.fallback,
            "wanted": voice.wanted or None,
            "since": local(voice.since) if voice.since else None,
            "waiting": list(voice.waiting),
            "order": list(speech.engines),
            "online": [name for name in speech.engines if name in ONLINE_ENGINES and speech.online],
        }

    def _listen(self) -> dict[str, object] | None:
        if self.monitor is None or self.heard_back is None:
            return None
        return self.heard_back.as_json(deaf=self.monitor.deaf)


def _job(job: Listed, zone: ZoneInfo) -> dict[str, object]:
    """A wall-clock job: when it is due next, and since when it runs now."""
    since = job.since.astimezone(zone).isoformat(timespec="seconds") if job.since is not None else None
    upcoming = job.next.astimezone(zone).isoformat(timespec="seconds")
    return {"id": job.id, "next": upcoming, "running_since": since}


def _next(upcoming: Occurrence, local: Local) -> dict[str, object]:
    return {"start": local(upcoming.start), "message": upcoming.message, "schedule": upcoming.schedule}


def _contacts(watches: Watches) -> list[dict[str, object]]:
    return [
        {
            "name": w.name,
            "type": w.contact.type,
            "message": w.contact.message,
            "closed": w.press.closed,
            "armed": w.press.armed,
            "fault": worded(w.fault) or None,
        }
        for w in watches.contacts.watched
    ]


def _usual(station: Station) -> str:
    """The engine that speaks while nothing is out of order: the first that is installed and allowed."""
    _, facts = outlook(station.settings, voices_folder(station))
    return str(facts["engine"])
