"""The running station in one JSON object. Keys and codes are English, texts in the chosen language."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from broadcaster.playout.desk import Desk
from broadcaster.playout.model import Waiting
from broadcaster.service.comeback import Voice
from broadcaster.station.model import ONLINE_ENGINES
from broadcaster.text import explain

if TYPE_CHECKING:
    from broadcaster.service.running import RunningStation


Local = Callable[[datetime], str]


def describe(station: RunningStation) -> dict[str, object]:
    """The object of `status --format json`; asks the director's thread, so it is one moment's truth."""
    return station.director.call(lambda: _describe(station)).result(10)


def _describe(station: RunningStation) -> dict[str, object]:
    director = station.director
    zone = station.station.settings.timezone

    def local(at: datetime) -> str:
        return at.astimezone(zone).isoformat(timespec="seconds")

    upcoming = station.planner.next if station.mode.timetable else None
    return {
        "running": True,
        "accepted": station.current,
        "problems": [problem.as_json() for problem in station.problems],
        "on_air": _on_air(director.desk, local),
        "next": None
        if upcoming is None
        else {"start": local(upcoming.start), "message": upcoming.message, "schedule": upcoming.schedule},
        "queue": [_waiting(waiting, local) for waiting in director.desk.queue],
        "engine": _voice(station, local),
        "output": {"kind": station.choice.kind, "name": director.output, "ok": bool(director.output)},
        "keying": {"type": station.keyer.describe(), "on": director.desk.keyed},
        "clock": {"now": local(station.clock.now()), "timezone": zone.key},
        "disk": {"free_mb": shutil.disk_usage(station.folder).free // 1_000_000},
        "errors": [{"at": local(fault.at), "message": explain(fault.error)} for fault in director.faults],
    }


def _voice(station: RunningStation, local: Local) -> dict[str, object]:
    """Which engine speaks: the station's first, or another until that is back."""
    speech = station.station.settings.speech
    voice = station.render_ahead.voice() if station.mode.timetable else Voice(engine="")
    return {
        "name": voice.engine or speech.engines[0],
        "fallback": voice.fallback,
        "wanted": voice.wanted or None,
        "since": local(voice.since) if voice.since else None,
        "waiting": list(voice.waiting),
        "order": list(speech.engines),
        "online": [name for name in speech.engines if name in ONLINE_ENGINES and speech.online],
    }


def _on_air(desk: Desk, local: Local) -> dict[str, object] | None:
    air = desk.on_air
    if air is None:
        return None
    end = air.at + air.item.length(air.start_frame)
    return {
        "id": air.item.id,
        "message": air.item.message,
        "title": air.item.title,
        "kind": str(air.request.kind),
        "started": local(air.at) if air.started else None,
        "planned": local(air.request.planned),
        "end": local(end),
    }


def _waiting(waiting: Waiting, local: Local) -> dict[str, object]:
    planned = waiting.request.planned
    return {
        "id": waiting.item.id,
        "message": waiting.item.message,
        "kind": str(waiting.request.kind),
        "planned": local(planned),
        "resumes": waiting.cut_at is not None,
    }
